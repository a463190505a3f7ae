"""Reads a large file in a process of its own with limits on time and memory: few bytes may unpack to hours of work.

`python -m corpus.readers.apart SECONDS MEMORY FORMAT NAME` reads the bytes from stdin; writes a JSON object to stdout:
{"layout": …}, or {"error": …} with what is wrong.
"""

import io
import json
import sys
import zipfile
from dataclasses import asdict

from corpus.decode import UnreadableDocument
from corpus.layout import Layout, layout_from_dict
from corpus.readers.bounded import Stopped, run_bounded
from corpus.readers.limits import limit_this_process

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
    try:
        told, _ = run_bounded("corpus.readers.apart", data, seconds, memory, (kind, name))
    except Stopped as stopped:
        raise UnreadableDocument(f"{name}：{PROBLEMS[stopped.why]}") from stopped
    if "error" in told:
        raise UnreadableDocument(told["error"])
    return layout_from_dict(told["layout"])


def main() -> None:
    from corpus.readers import reader_of

    seconds, memory, kind, name = sys.argv[1:]
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
