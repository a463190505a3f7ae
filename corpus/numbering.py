"""Recognises numbered and named headings in one line. Knows the styles of Chinese official documents, no report.

Order of levels after GB/T 9704 (一、 （一） 1. （1）), below 部分/篇/编, 章 and 节; Markdown's # stand above them all.
"""

import re
from dataclasses import dataclass

CHINESE_NUMBER = "[一二三四五六七八九十百零〇]+"
ORDINAL = rf"第\s*(?:{CHINESE_NUMBER}|\d+)\s*"
MAX_HEADING = 45  # characters; a longer numbered line is a paragraph
MAX_LATIN_HEADING = 90
UNITS = "年月日时個个万萬亿億元吨噸倍%％"  # 2.1 亿平方米 is a quantity, no section number
MARKDOWN = re.compile(r"^(#{1,6})\s+(?=\S)")
STYLES: tuple[tuple[int, re.Pattern[str]], ...] = (  # (level, pattern); 1 is the highest
    (1, re.compile(rf"^(?:{ORDINAL}(?:部分|篇|编|編)|Part\s+(?:\d+|[IVX]+)\b)")),
    (2, re.compile(rf"^(?:{ORDINAL}章|Chapter\s+(?:\d+|[IVX]+)\b)")),
    (3, re.compile(rf"^(?:{ORDINAL}[节節]|Section\s+\d+\b)")),
    (4, re.compile(rf"^{CHINESE_NUMBER}\s*、")),
    (5, re.compile(rf"^[（(]\s*{CHINESE_NUMBER}\s*[)）]")),
    (6, re.compile(rf"^\d{{1,2}}\.\d{{1,2}}\s+(?=[\u4e00-\u9fffA-Z])(?!{UNITS})")),
    (7, re.compile(rf"^\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}}\s+(?=[\u4e00-\u9fffA-Z])(?!{UNITS})")),
)
NAMES = (  # may be printed letter-spaced (前  言)
    "前言 引言 序言 序 导言 导读 摘要 概述 总则 展望 结语 结论 结束语 后记 附录 附则 附件 致谢 参考文献 "
    "導言 導讀 總則 結語 結論 結束語 後記 附錄 附則 附件 致謝 參考文獻"
)
LATIN_NAMES = "Foreword|Preface|Executive Summary|Introduction|Conclusions?|Outlook|References"
SPACED_NAMES = "|".join(r"\s*".join(name) for name in NAMES.split())
NAMED = re.compile(rf"^(?:(?:{SPACED_NAMES})(?=\s|：|:|$)|(?:{LATIN_NAMES})$)")
NAMED_LEVEL = 1


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """What the start of a line says: its level, and whether a name (前言) says it instead of a number."""

    level: int
    named: bool


def heading_mark(text: str) -> HeadingMark | None:
    """Return the mark that a line starts with, or None.

    >>> heading_mark("（一）大力推进现代化产业体系建设").level
    5
    """
    if hashes := MARKDOWN.match(text):
        return HeadingMark(len(hashes[1]) - 6, named=False)
    for level, pattern in STYLES:
        if pattern.match(text):
            return HeadingMark(level, named=False)
    if NAMED.match(text) and len(text) <= MAX_HEADING:
        return HeadingMark(NAMED_LEVEL, named=True)
    return None


def is_heading_line(text: str) -> bool:
    """A line that is a heading and nothing else: marked, short, without a sentence's punctuation."""
    longest = MAX_HEADING if re.search(r"[\u4e00-\u9fff]", text) else MAX_LATIN_HEADING
    if MARKDOWN.match(text):
        return len(text) <= MAX_LATIN_HEADING
    return heading_mark(text) is not None and len(text) <= longest and not re.search(r"[。！？；，,;]|[a-z]\.", text)


def is_bare_mark(text: str) -> bool:
    """A number whose title must stand on the next line (第一章)."""
    return any(pattern.fullmatch(text) for level, pattern in STYLES if level <= 3)


def run_in_title(text: str) -> str | None:
    """The title with which a paragraph begins (（一）着力扩大国内需求。…), or None."""
    mark = heading_mark(text)
    if mark is None or mark.named:
        return None
    title = re.split(r"(?<=[。！？：])", text, maxsplit=1)[0]
    return title.rstrip("。！？：") if len(title) <= MAX_HEADING and len(title) < len(text) else None
