"""Text of a file → its printed lines, each with its page. Removes running heads; joins nothing yet.

How a page break shows: a form feed; or, in text pulled from a PDF, one leading space on an otherwise unindented file;
or a running head with the page number between dashes (— 22 —).
"""
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from corpus.sentences import SENTENCE_END

PAGE_NUMBER = re.compile(r"^[—–―\-－·\s]*(?:第\s*)?(\d{1,4})(?:\s*页)?[—–―\-－·\s]*$")
PARAGRAPH_INDENT = re.compile(r"^(?:\u3000+| {2,})(?=\S)")
MIN_LINES_PER_PAGE = 8  # a leading space on more lines than one in so many is no page mark
WRAPPED_SHARE = 0.5  # of the longer lines end inside a sentence when a file is hard-wrapped


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without its line end and outer spaces."""
    text: str
    page: int | None  # 1-based; None when the file has no pages
    opens_page: bool
    indented: bool  # by a paragraph indent (two or more spaces, or ideographic spaces)
    after_blank: bool  # a blank line that means something stands before it
    from_contents: bool = False  # starts with a tab, as a table of contents pulled from a PDF does

    @property
    def width(self) -> int:
        return display_width(self.text)

    @property
    def ends_sentence(self) -> bool:
        return bool(SENTENCE_END.search(self.text))


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a file and what they tell together."""
    lines: tuple[Line, ...]
    wrapped: bool  # lines are printed lines, not paragraphs
    width: int  # of a full body line, in half-width cells
    running_head: str | None


def display_width(text: str) -> int:
    """Width in half-width cells.

    >>> display_width("2024 年")
    7
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def read_layout(text: str) -> Layout:
    """Split the text of a file into lines with pages; drop running heads and page numbers."""
    raw = list(text.replace("\f", "\n\f").split("\n"))
    filled = [line for line in raw if line.strip()]
    spaced = is_double_spaced(raw)
    space_marks_page = marks_pages_by_space(filled)
    heads = running_heads(filled)
    lines: list[Line] = []
    page, opens, blank = 1, True, False
    for line in raw:
        if line.startswith("\f") and lines:
            page, opens = page + 1, True
        line = line.lstrip("\f")
        stripped = line.strip()
        if not stripped:
            blank = True
            continue
        if fold_head(stripped) in heads or (heads and PAGE_NUMBER.match(stripped)):
            if not opens and lines:
                page, opens = page + 1, True
            continue
        if space_marks_page and re.match(r" \S", line) and lines and not opens:
            page, opens = page + 1, True
        lines.append(Line(stripped, page, opens, bool(PARAGRAPH_INDENT.match(line)), blank and not spaced, line.startswith("\t")))
        opens, blank = False, False
    if page == 1:  # no page mark anywhere: the file has no pages
        lines = [Line(x.text, None, False, x.indented, x.after_blank, x.from_contents) for x in lines]
    return Layout(tuple(lines), is_wrapped(lines), full_width(lines), most_common_head(filled, heads))


def is_double_spaced(raw: list[str]) -> bool:
    """Blank lines stand between all lines, so they separate nothing."""
    pairs = [(a, b) for a, b in zip(raw, raw[1:], strict=False) if a.strip()]
    followed = sum(1 for _, b in pairs if not b.strip())
    return bool(pairs) and followed >= 0.9 * len(pairs)


def marks_pages_by_space(filled: list[str]) -> bool:
    led = sum(1 for line in filled if re.match(r" \S", line))
    return led >= 2 and led * MIN_LINES_PER_PAGE <= len(filled)


def fold_head(text: str) -> str:
    return re.sub(r"\s", "", text)


def running_heads(filled: list[str]) -> set[str]:
    """Lines that stand next to a page number between dashes more than once."""
    numbered = [i for i, line in enumerate(filled) if re.search(r"[—–―\-－]", line) and PAGE_NUMBER.match(line.strip())]
    beside = Counter(fold_head(filled[j]) for i in numbered for j in (i - 1, i + 1) if 0 <= j < len(filled))
    return {text for text, count in beside.items() if count >= 2 and len(text) <= 60 and not SENTENCE_END.search(text)}


def most_common_head(filled: list[str], heads: set[str]) -> str | None:
    counts = Counter(line.strip() for line in filled if fold_head(line.strip()) in heads)
    return counts.most_common(1)[0][0] if counts else None


def is_wrapped(lines: list[Line]) -> bool:
    """Most lines of some length end inside a sentence: they are printed lines, not paragraphs."""
    long = [line for line in lines if line.width >= 30 and not line.from_contents]
    inside = sum(1 for line in long if not line.ends_sentence)
    return len(long) >= 5 and inside > WRAPPED_SHARE * len(long)


def full_width(lines: list[Line]) -> int:
    """Width that most printed lines have: the mode over lines that end inside a sentence."""
    widths = Counter(line.width for line in lines if not line.ends_sentence and not line.from_contents and line.width >= 20)
    return widths.most_common(1)[0][0] if widths else 0
