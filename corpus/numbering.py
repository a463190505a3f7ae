"""Recognises numbered and named headings in one line. Knows the styles of Chinese official documents, no report.

Order of levels after GB/T 9704 (一、 （一） 1. （1）), below 部分/篇/编, 章 and 节.
"""
import re
from dataclasses import dataclass

CHINESE_NUMBER = "[一二三四五六七八九十百零〇]+"
MAX_HEADING = 45  # characters; a longer numbered line is a paragraph
STYLES: tuple[tuple[int, re.Pattern[str]], ...] = (  # (level, pattern); 1 is the highest
    (1, re.compile(rf"^第\s*(?:{CHINESE_NUMBER}|\d+)\s*(?:部分|篇|编)")),
    (2, re.compile(rf"^第\s*(?:{CHINESE_NUMBER}|\d+)\s*章")),
    (3, re.compile(rf"^第\s*(?:{CHINESE_NUMBER}|\d+)\s*节")),
    (4, re.compile(rf"^{CHINESE_NUMBER}\s*、")),
    (5, re.compile(rf"^[（(]\s*{CHINESE_NUMBER}\s*[)）]")),
    (6, re.compile(r"^\d{1,2}\.\d{1,2}\s+(?=[\u4e00-\u9fffA-Z])")),
)
NAMED = re.compile(r"^(前\s*言|引\s*言|序\s*言?|导\s*[言读]|摘\s*要|概\s*述|总\s*则|展\s*望|结\s*[语论]|结束语|后\s*记|附\s*[录则件]|致\s*谢|参考文献)(?=\s|：|:|$)")
NAMED_LEVEL = 1
FIRST = re.compile(r"^(?:第\s*)?[（(]?\s*(?:一|1)(?![十百\d])")


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """What the start of a line says: its level and whether it is numbered one."""
    level: int
    first: bool
    named: bool


def heading_mark(text: str) -> HeadingMark | None:
    """Return the mark that a line starts with, or None.

    >>> heading_mark("（一）大力推进现代化产业体系建设").level
    5
    """
    for level, pattern in STYLES:
        if pattern.match(text):
            return HeadingMark(level, bool(FIRST.match(text)), named=False)
    if NAMED.match(text) and len(text) <= MAX_HEADING:
        return HeadingMark(NAMED_LEVEL, first=False, named=True)
    return None


def is_heading_line(text: str) -> bool:
    """A line that is a heading and nothing else: marked, short, without a sentence's punctuation."""
    return heading_mark(text) is not None and len(text) <= MAX_HEADING and not re.search(r"[。！？；，,;]", text)


def run_in_title(text: str) -> str | None:
    """The title with which a paragraph begins (（一）着力扩大国内需求。…), or None."""
    mark = heading_mark(text)
    if mark is None or mark.named:
        return None
    title = re.split(r"(?<=[。！？：])", text, maxsplit=1)[0]
    return title.rstrip("。！？：") if len(title) <= MAX_HEADING and len(title) < len(text) else None
