"""Answers and hits as plain lines for a terminal, and hits as a table. No decision, no claim."""

import csv
import os
import stat
from collections.abc import Iterator, Sequence
from typing import TextIO

from corpus.pages import Pages
from corpus.spreadsheets import harmless
from retrieval.answer.answers import Answer, Citation
from retrieval.answer.written import label_lines, translation_lines
from retrieval.search.hits import Hit

COLUMNS = ("rank", "score", "doc_id", "section", "box", "page", "kind", "passage_id", "permalink", "reference", "text")


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield the answer, its citations, and for an answer that is none the nearest passages."""
    if answer.resolved_question != answer.question:
        yield f"（{answer.resolved_question}）"
    writer = answer.writer.to_dict() if answer.writer else None
    yield from (f"〔{line}〕" for line in label_lines(writer, answer.language))
    yield answer.answer
    for citation in answer.citations:
        yield f"[{citation.n}] {place(citation)}"
    yield from translation_lines(writer, answer.language)
    if not answer.citations:
        for hit in answer.passages[:3]:
            yield f"  · {place_of_hit(hit)}：{hit.passage.text[:60]}……"


def place(citation: Citation) -> str:
    parts = [
        f"《{citation.title}》",
        *citation.section,
        citation.box,
        pages_in_words(citation.pages),
        "由文字识别（OCR）读出，不是逐字原文" if citation.recognised else None,
    ]
    return " · ".join(part for part in parts if part)


def place_of_hit(hit: Hit) -> str:
    parts = [
        *hit.passage.section_path,
        hit.passage.box,
        pages_in_words(hit.pages),
    ]
    return " · ".join(part for part in parts if part)


def pages_in_words(pages: Pages | None) -> str | None:
    """The pages as one cites them, and their positions in the file where these are others.

    >>> pages_in_words(Pages(24, 24)), pages_in_words(Pages(32, 33, "28", "29"))
    ('第24页', '第28–29页（文件第32–33页）')
    """
    if pages is None:
        return None
    elsewhere = f"（文件第{'–'.join(pages.positions)}页）" if pages.cited != pages.positions else ""
    return f"第{'–'.join(pages.cited)}页{elsewhere}"


def hit_lines(hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits:
        yield f"{hit.rank:>3}  {hit.score:.3f}  {place_of_hit(hit)}"
        yield f"     {hit.passage.text}"


def hit_table(hits: Sequence[Hit]) -> Iterator[tuple]:
    """Yield a header and a row a hit."""
    yield COLUMNS
    for hit in hits:
        row = {**hit.to_dict(), "section": " / ".join(hit.passage.section_path)}
        yield tuple("" if row[name] is None else harmless(row[name]) for name in COLUMNS)


def write_csv(hits: Sequence[Hit], file: TextIO) -> None:
    """Write comma-separated values; a file on disk gets the mark by which Excel knows UTF-8, a pipe does not."""
    if on_disk(file):
        file.write("\ufeff")
    csv.writer(file, lineterminator="\n").writerows(hit_table(hits))


def on_disk(file: TextIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except OSError:
        return False
