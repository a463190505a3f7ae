"""PDF → Layout, parsed in a process of its own with limits on time and memory, since PDF files come from outside."""

from corpus.decode import UnreadableDocument
from corpus.layout import Layout, layout_from_dict
from corpus.readers.bounded import Stopped, run_bounded
from corpus.readers.pdf import ocr

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
    try:
        told, _ = run_bounded("corpus.readers.pdf.worker", data, seconds, memory, options)
    except Stopped as stopped:
        raise UnreadableDocument(f"{name}：{PROBLEMS[stopped.why]}") from stopped
    if "error" in told:
        raise UnreadableDocument(f"{name}：{PROBLEMS[told['error']]}")
    return layout_from_dict(told["layout"])
