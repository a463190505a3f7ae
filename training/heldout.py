"""The held-out documents as reports that the whole program answers from, to fit and measure whole answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import tomlkit

from opening import answerer_over
from retrieval.answerer import Answerer
from training.rows import QuestionRow, TrainingDocument, held_out, read_documents, read_questions

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
    rows = read_questions()
    for doc in sorted(held_out()):
        with TemporaryDirectory() as folder:
            answerer = answerer_over([write_report(read_documents()[doc], Path(folder))])
        yield answerer, read_documents()[doc], [row for row in rows if row.doc == doc]
