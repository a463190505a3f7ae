"""Documents of the training data as reports that the whole program answers from, to fit and measure whole answers:
those held out, and those on which there are questions that the reader has not seen."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import tomlkit

from opening import answerer_over
from retrieval.answerer import Answerer
from training.rows import QuestionRow, TrainingDocument, held_out, read_documents, read_questions

UNSEEN = "questions-4.tsv"  # rows that the shipped reader has not seen
MARKUP = re.compile(r"^(\s*)([-+*#>|=]|```)")  # what Markdown would take for more than text at the start of a line,
NUMBER = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")  # and for the number of an item: 1. but not 149.5


def escaped(text: str) -> str:
    """A line of Markdown that is read as the text.

    >>> escaped("149.5万个"), escaped("1. 甲*"), escaped("- 乙")
    ('149.5万个', '1\\\\. 甲\\\\*', '\\\\- 乙')
    """
    plain = re.sub(r"([*_`\[\]<>\\])", r"\\\1", text)
    return NUMBER.sub(r"\1\\\2", MARKUP.sub(r"\1\\\2", plain))


def write_report(document: TrainingDocument, folder: Path) -> Path:
    """The document as Markdown with its card beside it."""
    lines, last = [], ""
    for heading, sentence in document.sentences:
        if heading and heading != last:
            lines.append(f"## {heading}")
            last = heading
        lines.append(escaped(sentence))
    path = folder / f"{document.doc}.md"
    path.write_text("\n\n".join(lines) + "\n", "utf-8")
    card: dict[str, object] = {"title": document.title}
    if document.year.isdigit():
        card["year"] = int(document.year)
    if document.place:
        card["place"] = document.place
    path.with_suffix(".toml").write_text(tomlkit.dumps(card), "utf-8")
    return path


def held_out_reports() -> Iterator[tuple[Answerer, TrainingDocument, list[QuestionRow]]]:
    """Each held-out document: an answerer over it alone, the document, its rows."""
    return reports_on(held_out(), read_questions())


def unseen_reports() -> Iterator[tuple[Answerer, TrainingDocument, list[QuestionRow]]]:
    """The same for each document that was trained on, with the rows that were written after the training."""
    rows = read_questions(UNSEEN)
    return reports_on({row.doc for row in rows} - held_out(), rows)


def reports_on(
    docs: Collection[str], rows: Collection[QuestionRow]
) -> Iterator[tuple[Answerer, TrainingDocument, list[QuestionRow]]]:
    for doc in sorted(docs):
        with TemporaryDirectory() as folder:
            answerer = answerer_over([write_report(read_documents()[doc], Path(folder))])
        yield answerer, read_documents()[doc], [row for row in rows if row.doc == doc]
