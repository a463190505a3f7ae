"""The file formats, each a function from a Collection to bytes. A new one is a file and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from web.exports import bibtex, csv_table, docx_file, json_lines, markdown_file, plain_text, ris
from web.exports.excerpts import Collection


@dataclass(frozen=True, slots=True)
class Format:
    """How a collection is written, and what the file is called."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Collection], bytes]


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("docx", ".docx", WORD, docx_file.write),
        Format("markdown", ".md", "text/markdown; charset=utf-8", markdown_file.write),
        Format("csv", ".csv", "text/csv; charset=utf-8", csv_table.write),
        Format("jsonl", ".jsonl", "application/jsonl; charset=utf-8", json_lines.write),
        Format("bibtex", ".bib", "application/x-bibtex; charset=utf-8", bibtex.write),
        Format("ris", ".ris", "application/x-research-info-systems; charset=utf-8", ris.write),
        Format("text", ".txt", "text/plain; charset=utf-8", plain_text.write),
    )
}


def format_of(path: Path) -> Format:
    """Choose the format by a file's ending.

    >>> format_of(Path("a/摘录.DOCX")).name
    'docx'
    """
    for each in FORMATS.values():
        if path.suffix.lower() == each.suffix:
            return each
    endings = ", ".join(each.suffix for each in FORMATS.values())
    raise ValueError(f"{path}: its ending tells the format; it must be one of {endings}")


def save(collection: Collection, path: Path) -> None:
    """Write a file in the format that its ending tells. Raises ValueError, OSError."""
    path.write_bytes(format_of(path).write(collection))
