"""Tells the format of a file by its bytes, and names what to do with formats that are not read."""

import io
import re
import zipfile

from corpus.decode import UnreadableDocument

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
FRAGMENT = re.compile(  # a part of a page, copied without its head
    rb"^\s*<(div|p|h[1-6]|table|article|section|main|ul|ol|span|font|center|meta|title|link|style|script)\b[^<>]*>"
    rb"(?=.*</[a-z])",
    re.IGNORECASE | re.DOTALL,
)
TAG = re.compile(  # of a page whose first line is plain text
    rb"</(?:p|div|span|td|tr|table|h[1-6]|li|ul|ol|font|strong|section)>|<br\s*/?>", re.IGNORECASE
)
TAGGED_SHARE = 0.5  # of the lines of such a page
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown")
BOMS = (b"\xef\xbb\xbf",)
INSIDE = (  # a file in the zip archive → the format
    ("word/document.xml", "docx"),
    ("OFD.xml", "ofd"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("content.xml", "odt"),
    ("META-INF/container.xml", "epub"),
)
UNREAD = {
    "ofd": "这是 OFD 版式文件，暂不支持；请先转换为 PDF (.pdf)，例如用 OFD 阅读器“导出为 PDF”",
    "doc": "这是旧版 Word 文件 (.doc)，暂不支持；请在 Word 或 WPS 中另存为 .docx",
    "wps": "这是 WPS 文字文件 (.wps)，暂不支持；请在 WPS 中另存为 .docx",
    "xls": "这是 Excel 表格；请把要用的表另存为 PDF，或复制到 .docx、.md 文件中",
    "ppt": "这是演示文稿；请另存为 PDF",
    "locked": "这份 Office 文件已加密；请先在 Word 中解除密码，另存为 .docx",
    "odt": "这是 OpenDocument 文件；请另存为 .docx 或 PDF",
    "epub": "这是 EPUB 电子书；请转换为 PDF 或 .html",
    "rtf": "这是 RTF 文件；请在 Word 中另存为 .docx",
    "zip": "这是压缩包；请先解压，再加入里面的文件",
    "damaged": "这是压缩包 或 Office 文件，但已损坏；请重新下载或另存一份",
    "archive": "这是压缩包；请先解压，再加入里面的文件",
    "picture": "这是图片；请把扫描件存为 PDF 再读入",
    "caj": "这是 CAJ 文件；请用 CAJViewer 另存为 PDF",
    "utf16": "这是 UTF-16 文本；请另存为 UTF-8",
}
UNREAD |= {"xlsx": UNREAD["xls"], "pptx": UNREAD["ppt"], "et": UNREAD["xls"], "dps": UNREAD["ppt"]}
SIGNATURES = (
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"CAJ", "caj"),
    (b"HN\x00", "caj"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
)


def format_of(data: bytes, suffix: str, name: str) -> str:
    """Name the format of a file that can be read: pdf, docx, html, mhtml, markdown or text.

    Raises UnreadableDocument for one that cannot, with what to convert it to.
    """
    found = format_in(data, suffix.lower())
    if found in UNREAD:
        raise UnreadableDocument(f"{name}：{UNREAD[found]}")
    return found


def format_in(data: bytes, suffix: str) -> str:
    """The format that the bytes show; the suffix tells only Markdown from text, and old Office files apart."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return format_in_zip(data)
    if data.startswith(OLE):
        return format_in_ole(data, suffix)
    if found := next((kind for signature, kind in SIGNATURES if data.startswith(signature)), None):
        return found
    text = data[3:] if data.startswith(BOMS) else data
    if re.match(
        rb"^(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*Content-Type:\s*multipart/related", text, re.IGNORECASE
    ):
        return "mhtml"
    if HTML.match(text[:4096]):
        return "html"
    if suffix not in MARKDOWN_SUFFIXES and (FRAGMENT.match(text[:65536]) or is_tagged(text[:65536])):
        return "html"
    return "markdown" if suffix in MARKDOWN_SUFFIXES else "text"


def is_tagged(text: bytes) -> bool:
    """Most lines end elements of a page, though the text begins with none.

    >>> is_tagged("公报\\n<p>人口312万。</p>\\n<p>粮食82万吨。</p>".encode()), is_tagged("公报\\n人口<312万。".encode())
    (True, False)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    tagged = sum(1 for line in lines if TAG.search(line))
    return tagged >= 2 and tagged >= TAGGED_SHARE * len(lines)


def format_in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "damaged"
    return next((kind for inside, kind in INSIDE if inside in names), "zip")


def format_in_ole(data: bytes, suffix: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "locked"
    if suffix in (".wps", ".et", ".dps"):
        return suffix[1:]
    if "Workbook".encode("utf-16-le") in data:
        return "xls"
    return "ppt" if "PowerPoint Document".encode("utf-16-le") in data else "doc"
