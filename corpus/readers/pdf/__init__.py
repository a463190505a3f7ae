"""PDF → Layout, parsed in a process of its own with limits on time and memory, since PDF files come from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

from corpus.decode import UnreadableDocument
from corpus.layout import Layout, layout_from_dict
from corpus.readers.pdf import ocr

ROOT = Path(__file__).parents[3]
SECONDS, MEMORY = 180, 2 << 30  # for a PDF with a text layer: 2,000 pages take a minute and 0.4 GB
SECONDS_PER_SCAN, MEMORY_OF_OCR = 30, 6 << 30
PROBLEMS = {
    "locked": "这份 PDF 已加密，打开需要口令；请先解除口令再读入",
    "damaged": "这份 PDF 已损坏或不完整，打不开；请重新下载，或在阅读器中另存一份",
    "long": "这份 PDF 超过 3000 页；请拆成几份",
    "memory": f"解析这份 PDF 需要的内存超过 {MEMORY >> 30} GB，已停止；请另存一份或拆成几份",
    "time": f"解析这份 PDF 超过 {SECONDS} 秒，已停止；请另存一份或拆成几份",
    "crash": "解析这份 PDF 时程序中断，文件可能已损坏；请在阅读器中另存一份",
    "empty": "这份 PDF 里没有文字，也没有图片；是不是选错了文件？",
    "scan": f"这份 PDF 是扫描件：{{pages}}都是图片，没有文字层；请先安装文字识别：{ocr.INSTALL}",
}


def read_pdf(data: bytes, name: str) -> Layout:
    """Read a PDF; pages without a text layer are recognised when the OCR extra is installed.

    Raises UnreadableDocument when it cannot be opened or parsed within the limits, or holds no text.
    """
    layout = parse(data, name, SECONDS, MEMORY)
    if layout.unread and ocr.is_installed():
        layout = parse(data, name, SECONDS + SECONDS_PER_SCAN * len(layout.unread), MEMORY_OF_OCR, "ocr")
    if not layout.lines:
        pages = f"全部 {layout.page_count} 页" if len(layout.unread) == layout.page_count else "有字的页"
        raise UnreadableDocument(f"{name}：{PROBLEMS['scan' if layout.unread else 'empty'].format(pages=pages)}")
    return layout


def parse(data: bytes, name: str, seconds: int, memory: int, *options: str) -> Layout:
    """Run the worker on the bytes of a PDF."""
    command = [sys.executable, "-m", "corpus.readers.pdf.worker", str(seconds), str(memory), *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * seconds, env=environment, cwd=ROOT)
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(f"{name}：{PROBLEMS['time']}") from None
    try:
        result = json.loads(done.stdout)
    except ValueError:
        out_of_memory = b"MemoryError" in done.stderr or b"std::bad_alloc" in done.stderr
        problem = "memory" if out_of_memory else "time" if done.returncode == -24 else "crash"  # 24 is SIGXCPU
        raise UnreadableDocument(f"{name}：{PROBLEMS[problem]}") from RuntimeError(
            done.stderr[-2000:].decode(errors="replace")
        )
    if "error" in result:
        raise UnreadableDocument(f"{name}：{PROBLEMS[result['error']]}")
    return layout_from_dict(result["layout"])
