"""Reads a large file in a process of its own with limits on time and memory: few bytes may unpack to hours of work.

`python -m corpus.readers.apart FORMAT SECONDS MEMORY NAME` reads the bytes from stdin; writes a JSON object to stdout:
{"layout": …}, or {"error": …} with what is wrong.
"""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

from corpus.decode import UnreadableDocument
from corpus.layout import Layout, layout_from_dict
from corpus.readers.limits import limit_this_process

ROOT = Path(__file__).parents[2]
BOUNDED = ("pdf",)  # has limits of its own
LARGE = 60_000  # bytes of markup, unpacked: below them even the worst takes seconds
LARGE_TEXT = 300_000  # bytes of plain text: a report of 200 pages
SECONDS, MEMORY = 120, 2 << 30  # a Word file of 1,000 pages takes 20 seconds and 0.3 GB
PROBLEMS = {
    "memory": f"解析这份文件需要的内存超过 {MEMORY >> 30} GB，已停止；请另存一份或拆成几份",
    "time": f"解析这份文件超过 {SECONDS} 秒，已停止；请另存一份或拆成几份",
    "crash": "解析这份文件时程序中断，文件可能已损坏；请另存一份",
}


def is_large(kind: str, data: bytes) -> bool:
    """Tell whether a file may want much time or memory."""
    size = max(len(data), markup_in_zip(data) if data.startswith(b"PK") else 0)
    return kind not in BOUNDED and size > (LARGE_TEXT if kind == "text" else LARGE)


def markup_in_zip(data: bytes) -> int:
    """Bytes of XML in an archive, as it announces them; 0 where it is damaged, which its reader tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(each.file_size for each in archive.infolist() if each.filename.endswith((".xml", ".rels")))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def read_apart(kind: str, data: bytes, name: str, seconds: int = SECONDS, memory: int = MEMORY) -> Layout:
    """Read a file within the limits. Raises UnreadableDocument when it cannot be, or takes more."""
    command = [sys.executable, "-m", "corpus.readers.apart", kind, str(seconds), str(memory), name]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=4 * seconds, env=environment, cwd=ROOT)
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(f"{name}：{PROBLEMS['time']}") from None
    try:
        result = json.loads(done.stdout)
    except ValueError:
        out_of_memory = b"MemoryError" in done.stderr
        problem = "memory" if out_of_memory else "time" if done.returncode == -24 else "crash"  # 24 is SIGXCPU
        raise UnreadableDocument(f"{name}：{PROBLEMS[problem]}") from RuntimeError(
            done.stderr[-2000:].decode(errors="replace")
        )
    if "error" in result:
        raise UnreadableDocument(result["error"])
    return layout_from_dict(result["layout"])


def main() -> None:
    from corpus.readers import reader_of

    kind, seconds, memory, name = sys.argv[1:]
    data = sys.stdin.buffer.read()
    limit_this_process(float(seconds), int(memory))
    result: dict[str, object]
    try:
        result = {"layout": asdict(reader_of(kind)(data, name))}
    except UnreadableDocument as refusal:
        if isinstance(refusal.__cause__, MemoryError):
            raise refusal.__cause__ from None
        result = {"error": str(refusal)}
    sys.stdout.write(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
