"""The short direct answer: the very words that the reader points at, with the number of their citation.

A figure without a tick comes with the words around it, which say what it is of.
"""

from collections.abc import Iterator, Sequence

from corpus.rows import cells_in
from retrieval.answer.quotations import Quotation
from retrieval.answer.subjects import span_of
from retrieval.read.cells import UNITS
from retrieval.read.reader import TWINS
from retrieval.text.places import short_home
from retrieval.text.quantities import find_quantities

MAX_CHARS = 60  # of a direct answer; what is longer is not short
MAX_ITEMS = 6
SHARE = 0.75  # of a quotation: words that are nearly all of it say nothing shorter
SURE = 0.6  # mean probability of the words


def direct_line(quoted: Sequence[Quotation]) -> str | None:
    """The answering words of each quotation, verbatim, with the place of its report where several speak; None when they
    are unsure, too long, or a doubted figure."""
    found = [(quotation, piece) for quotation in quoted if quotation.leads and (piece := direct_words(quotation))]
    places = {quotation.citation.doc_id: short_home(quotation.document) for quotation, _ in found}
    named = len(places) > 1  # of several reports: whose figure is whose
    line = "；".join(f"{places[q.citation.doc_id]} {piece}".strip() if named else piece for q, piece in found)
    return line if line and len(line) <= 2 * MAX_CHARS else None


def direct_words(quotation: Quotation) -> str | None:
    """The words of one quotation: as one stretch of it where they stand near one another, else one by one."""
    if any(set(pointed.doubts) - {"unsure"} for pointed in quotation.pointed):
        return None
    if quotation.candidate.passage.kind == "caption":  # 2020年—2024年 of a chart says what it shows, not what it tells
        return None
    sentence, most = quotation.candidate.sentence.text, min(MAX_CHARS, SHARE * len(quotation.part))
    found = list(shown_spans(quotation))
    spans = list({sentence[span[0] : span[1]]: span for span in reversed(found) if span}.values())  # each words once
    if not spans or None in found or len(spans) > MAX_ITEMS:
        return None
    spans.sort()
    if quotation.candidate.passage.kind == "table":
        if cells := cell_words(sentence, spans):
            return f"{cells}[{quotation.citation.n}]"
    stretch = sentence[min(start for start, _ in spans) : max(end for _, end in spans)].strip()
    words = [stretch] if len(stretch) <= most else [sentence[start:end].strip() for start, end in spans]
    if sum(map(len, words)) > most or any(len(word) < 2 or unbalanced(word) for word in words):
        return None
    return "；".join(f"{word}[{quotation.citation.n}]" for word in words)


def cell_words(row: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """The cells of a row that hold little else than these words, under their headings and with the row's unit; None
    for words of a longer text.

    >>> row = "森林覆盖率 · 单位：% · 2024年：41.2 · 2025年：42"
    >>> cell_words(row, [(34, 36)]), cell_words(row, [(21, 25), (34, 36)])
    ('2025年：42（单位：%）', '2024年：41.2；2025年：42（单位：%）')
    """
    cells = cells_in(row)
    told = []
    for start, end in spans:
        cell = next((cell for cell in cells if cell.content <= start and end <= cell.end), None)
        if cell is None or not cell.label or cell.label in UNITS or end - start < SHARE * (cell.end - cell.content):
            return None
        told.append(cell)
    unit = next((row[c.start : c.end] for c in cells if c.label in UNITS and c not in told), "")
    words = "；".join(row[c.start : c.end] for c in told) + (f"（{unit}）" if unit and unit.strip("—-") else "")
    return words if len(words) <= MAX_CHARS else None


def unbalanced(words: str) -> bool:
    """A bracket or quotation mark without its twin: the words were cut where they should not be.

    >>> unbalanced("专科（含高职）（20分）"), unbalanced("高职）（20分")
    (False, True)
    """
    awaited: list[str] = []
    for mark in words:
        if mark in TWINS:
            awaited.append(TWINS[mark])
        elif mark in TWINS.values() and (not awaited or awaited.pop() != mark):
            return True
    return bool(awaited)


def shown_spans(quotation: Quotation) -> Iterator[tuple[int, int] | None]:
    """Offsets of the answering words of the shown part, a figure whole; where a figure answers, only of those by it.

    None for words that are too unsure to be said without the rest of the sentence.
    """
    sentence = quotation.candidate.sentence.text
    figures = [pointed.figure for pointed in quotation.pointed]
    for words in quotation.candidate.said.words:
        own = [figure for figure in figures if figure.start < words.end and words.start < figure.end]
        if not quotation.start <= words.start < quotation.end or (figures and not own):
            continue
        if words.p < SURE:
            yield None
        cut = [f for f in find_quantities(sentence) if f.start < words.end and words.start < f.end]  # 2,155戶, not 155
        told = [span_of(sentence, p.figure) for p in quotation.pointed if p.figure in own and not p.ticked]
        starts, ends = zip((words.start, words.end), *((f.start, f.end) for f in cut), *told, strict=True)
        start, end = max(min(starts), quotation.start), min(max(ends), quotation.end)
        ticked = [pointed.figure for pointed in quotation.pointed if pointed.figure in own and pointed.ticked]
        if len(ticked) == 1 and unbalanced(sentence[start:end]):
            start, end = ticked[0].start, ticked[0].end
        yield start, end
