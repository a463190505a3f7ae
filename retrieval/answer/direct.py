"""The short direct answer: the very words that the reader points at, with the number of their citation."""

from collections.abc import Iterator, Sequence

from retrieval.answer.quotations import Quotation

MAX_CHARS = 60  # of a direct answer; what is longer is not short
MAX_ITEMS = 8
SHARE = 0.75  # of a quotation: words that are nearly all of it say nothing shorter
SURE = 0.6  # mean probability of the words


def direct_line(quoted: Sequence[Quotation]) -> str | None:
    """The answering words of each quotation, verbatim; None when they are unsure, too long, or a doubted figure."""
    pieces = [piece for quotation in quoted if (piece := direct_words(quotation))]
    line = "；".join(pieces)
    return line if line and len(line) <= 2 * MAX_CHARS else None


def direct_words(quotation: Quotation) -> str | None:
    if any(not pointed.ticked for pointed in quotation.pointed):
        return None
    words = list(dict.fromkeys(shown_words(quotation)))
    said = "、".join(words)
    if not words or len(words) > MAX_ITEMS or len(said) > MAX_CHARS or len(said) > SHARE * len(quotation.part):
        return None
    return f"{said}[{quotation.citation.n}]"


def shown_words(quotation: Quotation) -> Iterator[str]:
    """The answering words that stand in the shown part; a figure whole, with its unit."""
    sentence = quotation.candidate.sentence.text
    figures = [pointed.figure for pointed in quotation.pointed]
    for words in quotation.candidate.said.words:
        if words.p < SURE or not quotation.start <= words.start < quotation.end:
            continue
        start = min([words.start, *(f.start for f in figures if f.start < words.end and words.start < f.end)])
        end = max([words.end, *(f.end for f in figures if f.start < words.end and words.start < f.end)])
        yield sentence[start:end].strip()
