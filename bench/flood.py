"""One client that floods, in a process of its own, so that its work is not counted as the server's.

python -m bench.flood http://127.0.0.1:7860 127.66.6.6 280 60      URL, its address, requests a second, seconds
"""

import asyncio
import json
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

CONNECTIONS = 16
BODY = json.dumps({"data": ["新能源汽车保有量是多少？", [], None]}).encode()


async def send(
    url: str, address: str, pause: float, until: float, seconds: list[float], statuses: Counter[int]
) -> None:
    """Ask without ever fetching an answer; connect again when the server has closed the connection."""
    parts, reader, writer = urlsplit(url), None, None
    request = (
        f"POST /gradio_api/call/ask HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    ).encode() + BODY
    while time.perf_counter() < until:
        begun = time.perf_counter()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(address, 0))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").lower().split("\r\n")
            length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length")), 0)
            await reader.readexactly(length)
            status = int(lines[0].split()[1])
        except (OSError, asyncio.IncompleteReadError):
            reader, writer, status = None, None, 0
        statuses[status] += 1
        if status in (429, 503):
            seconds.append(time.perf_counter() - begun)
        await asyncio.sleep(max(0.0, pause - (time.perf_counter() - begun)))


async def flood(url: str, address: str, rate: float, duration: float) -> dict:
    seconds: list[float] = []
    statuses: Counter[int] = Counter()
    until = time.perf_counter() + duration
    each = (send(url, address, CONNECTIONS / rate, until, seconds, statuses) for _ in range(CONNECTIONS))
    await asyncio.gather(*each)
    return {"seconds": seconds, "statuses": dict(statuses)}


if __name__ == "__main__":
    url, address, rate, duration = sys.argv[1:]
    print(json.dumps(asyncio.run(flood(url, address, float(rate), float(duration)))))
