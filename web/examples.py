"""Questions to click: those of a report's card, else ones made from its section titles."""

import re
from collections.abc import Sequence
from pathlib import Path

from corpus.card import read_card
from corpus.document import Document
from web.texts import LOCALES, say

SHOWN = 6  # questions; more would be a list to read
NUMBER = r"[一二三四五六七八九十\d]+"
NUMBERING = re.compile(rf"^(?:第{NUMBER}(?:部分|[章节節编編篇])|[（(]?{NUMBER}[）)、.．])\s*")
GENERIC = ("example_open", "example_figure", "example_list")


def examples(documents: Sequence[Document], reports: Path) -> list[str]:
    """List up to six questions, taken from the reports in turn; `reports` is where they lie: a folder, or one file."""
    folder = reports if reports.is_dir() else reports.parent
    lists = [card_examples(document, folder) or generic_examples(document) for document in documents]
    in_turn = [questions[i] for i in range(SHOWN) for questions in lists if i < len(questions)]
    return in_turn[:SHOWN]


def card_examples(document: Document, folder: Path) -> list[str]:
    """The `examples` of the card beside the report's file; none when it has no card."""
    return read_card((folder / document.path).with_suffix(".toml")).get("examples", [])


def generic_examples(document: Document) -> list[str]:
    """Ask about the first section of each of a few parts, in the report's language."""
    leaves = [next(titles[-1] for titles, node in part.walk() if not node.children) for part in document.sections]
    titles = [NUMBERING.sub("", title) for title in leaves if NUMBERING.match(title)] or leaves
    language = document.language if document.language in LOCALES else "zh-Hans"
    return [say(language, GENERIC[i % len(GENERIC)], section=title) for i, title in enumerate(titles[:SHOWN])]
