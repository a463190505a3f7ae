"""Headings of a PDF that only their print shows, and the title on its first page. What numbers show is not for here."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.captions import is_box_title, is_caption
from corpus.issuer import bodies
from corpus.numbering import ARABIC, ARABIC_LEVEL, ATTACHMENT, clause_depth, heading_mark
from corpus.readers.pdf.paragraphs import page_sizes
from corpus.sentences import SENTENCE_END

LARGER = 1.13  # of the size of the text: a heading is printed at least this much larger
MAX_CHARS = 80  # of a heading over several lines
BESIDE_NUMBERS = 6  # added to a level of corpus.numbering gives that of a line without a number: see corpus.layout.Line
BOLD_LEVEL = 20  # of a bold line in the size of the text: below all numbers
MIN_BOLD = 2  # bold lines that stand alone: one is emphasis
MAX_COLON_TITLE = 16  # characters: a longer line with a colon at its end leads a list in
MAX_CLAUSE_LINES = 3  # 附录A, （规范性） and its title; the number of a term and the term
MIN_TEXT = 30  # characters of the first paragraph of text: before it stand titles, dates and names
TITLE_PAGES = 2  # the title stands on one of the first pages
LATIN_NUMBER = re.compile(r"^\d{1,2}\.?\s+[A-Z][a-z]")  # 1. Introduction
APPENDIX_TITLE = re.compile(r"^附\s*[录錄]\s*[A-Z]")
OFFICE = re.compile(  # what an office prints around a text: 苏科资发〔2022〕32号, 二〇二二年五月, …印发, 联系人：
    r"[〔\[［]\d{4}[〕\]］]\s*\d+\s*号$|^[\d一二〇○零九O0Ｏ]{4}\s*年.{0,8}[月日]$|日\s*印发$|^联系(?:人|电话|方式)"
)
NO_TITLE = re.compile(
    r"^(?:附件|附：|目\s*[录錄]|前\s*言|[（(]|.*[〔\[［]\d{4}[〕\]］])|^\d|^[\W\d]+$|文件$|^\S{2,14}(?:国家|行业|地方|团体)标准$"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as it is printed."""

    text: str
    page: int  # 1-based
    size: float
    bold: bool  # all of it
    lines: int
    framed: bool
    over_table: bool = False  # the next thing printed is a table


def heading_levels(paragraphs: Sequence[Printed], body: float) -> tuple[list[int | None], int | None]:
    """Return the level of each paragraph that its print makes a heading, and the position of the title.

    A heading as large as numbered ones stands on their level; others stand above all numbers, the larger the higher.
    """
    sizes_of_text = page_sizes([(p.page, p) for p in paragraphs], body)
    large = [i for i, p in enumerate(paragraphs) if is_large(p, sizes_of_text[p.page])]
    title = title_position(paragraphs, large)
    first_text = next((i for i, p in enumerate(paragraphs) if len(p.text) >= MIN_TEXT and p.text.endswith("。")), 0)
    numbered: dict[float, int] = {}
    for p in paragraphs:
        mark = heading_mark(p.text)
        if mark and not mark.named and p.lines <= 3 and not SENTENCE_END.search(p.text):
            size = round(p.size)
            numbered[size] = min(mark.level, numbered.get(size, mark.level))
    levels: list[int | None] = [None] * len(paragraphs)
    heads = [i for i in large if i != title and i >= first_text and may_head(paragraphs, i)]
    sizes = sorted({round(paragraphs[i].size) for i in heads} - set(numbered))
    for i in heads:
        p = paragraphs[i]
        if own := level_of_clause(p.text):
            levels[i] = own
        elif beside := ARABIC_LEVEL if LATIN_NUMBER.match(p.text) else numbered.get(round(p.size)):
            levels[i] = BESIDE_NUMBERS + beside
        else:
            levels[i] = max(1, BESIDE_NUMBERS - sizes.index(round(p.size)))
    bold = [i for i, p in enumerate(paragraphs) if is_bold_line(p, body) and not heading_mark(p.text)]
    clauses = {i: level for i in bold if (level := level_of_clause(paragraphs[i].text))}
    other = [i for i in bold if i not in clauses and i > first_text]
    if len(bold) < MIN_BOLD or not is_rare([paragraphs[i] for i in bold if i not in clauses], paragraphs):
        other = []
    labels = labels_among(bold, paragraphs)
    for i in [*clauses, *other]:
        if i != title and levels[i] is None and i not in labels and not is_other(paragraphs, i):
            dotted = BESIDE_NUMBERS + ARABIC_LEVEL if ARABIC.match(paragraphs[i].text) else BOLD_LEVEL
            levels[i] = clauses.get(i, dotted)
    return levels, title


def level_of_clause(text: str) -> int | None:
    """The level of a clause or an appendix of a standard, by the depth of its number; None for any other heading."""
    depth = 1 if APPENDIX_TITLE.match(text) else clause_depth(text)
    return BESIDE_NUMBERS + ARABIC_LEVEL + depth - 1 if depth else None


def may_head(paragraphs: Sequence[Printed], i: int) -> bool:
    """A paragraph in large print is a heading that its print alone shows; in English its number too."""
    text = paragraphs[i].text
    plain = LATIN_NUMBER.match(text) or not (heading_mark(text) or NO_TITLE.match(text))
    return bool(plain) and not is_other(paragraphs, i)


def is_other(paragraphs: Sequence[Printed], i: int) -> bool:
    """Printed as a heading is, though it heads no section: who issues, a box's title, the caption of what follows."""
    p = paragraphs[i]
    is_attached = i > 0 and bool(ATTACHMENT.match(paragraphs[i - 1].text))
    inserted = is_box_title(p.text) or is_caption(p.text) or (p.over_table and not is_attached)
    return inserted or bool(bodies(p.text) or OFFICE.search(p.text))


def labels_among(bold: Sequence[int], paragraphs: Sequence[Printed]) -> set[int]:
    """The bold lines in a row right above the caption of a figure: the words in its drawing, which head no text."""
    found: set[int] = set()
    for i in reversed(bold):
        after = paragraphs[i + 1].text if i + 1 < len(paragraphs) else ""
        if i + 1 in found or (is_caption(after) and after[0] in "图圖"):
            found.add(i)
    return found


def is_large(p: Printed, body: float) -> bool:
    says = re.search(r"[。；=＝∑]", p.text) or (p.text.endswith(("：", ":")) and len(p.text) > MAX_COLON_TITLE)
    return p.size >= LARGER * body and len(p.text) <= MAX_CHARS and not p.framed and not says


def is_bold_line(p: Printed, body: float) -> bool:
    text = p.text.rstrip("：:") if ARABIC.match(p.text) else p.text  # 1.计算公式：
    lines = MAX_CLAUSE_LINES if level_of_clause(text) else 1
    no_title = r"[。；：！？=＝×÷∑]|，.*，" if ARABIC.match(text) else r"[。；，：！？=＝×÷∑]|^[（(]|^[A-Z]\S{,10}[—–]"
    short = len(text) <= 40 and p.lines <= lines and not re.search(no_title, text)
    return (
        p.bold
        and short
        and not p.framed
        and p.size >= 0.95 * body
        and bool(re.search(r"[\u4e00-\u9fffA-Za-z]{2}", p.text))
    )


def is_rare(bold: Sequence[Printed], paragraphs: Sequence[Printed]) -> bool:
    """Bold lines are the exception, or bold says nothing."""
    return sum(len(p.text) for p in bold) <= 0.1 * sum(len(p.text) for p in paragraphs)


def title_position(paragraphs: Sequence[Printed], large: Sequence[int]) -> int | None:
    """The largest paragraph of the first pages that could be a title, the first of equals."""
    early = [i for i in large if paragraphs[i].page <= TITLE_PAGES and not NO_TITLE.match(paragraphs[i].text)]
    early = [i for i in early if not heading_mark(paragraphs[i].text) and len(paragraphs[i].text) >= 4]
    early = [i for i in early if not bodies(paragraphs[i].text)] or early  # whose paper it is
    pages = Counter(paragraphs[i].page for i in early)
    first = min(pages) if pages else None
    early = [i for i in early if paragraphs[i].page == first]
    return max(early, key=lambda i: (round(paragraphs[i].size), -i), default=None)
