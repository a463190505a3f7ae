"""What a sentence holds whatever is asked: its tokens, figures and clauses. Each is read once and remembered."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.tokens import tokenise
from retrieval.figures import Figure, find_figures
from retrieval.trim import NUMBERED_ITEM
from retrieval.trim import clauses as cut_clauses

CLAUSE_BREAK = re.compile(r"[，；,;：:]")
REMEMBERED = 50_000  # sentences


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """A sentence taken apart."""

    tokens: frozenset[str]
    figures: tuple[Figure, ...]
    clauses: tuple[str, ...]  # parted by any comma, semicolon or colon
    pieces: tuple[str, ...]  # clauses outside brackets and quotations, with the marks that end them
    enumerates: bool  # names several things in a row


@lru_cache(maxsize=REMEMBERED)
def facts_of(text: str) -> SentenceFacts:
    """Take a sentence or a piece of one apart."""
    clauses = tuple(clause for clause in CLAUSE_BREAK.split(text) if clause.strip())
    pieces = tuple(text[clause.start : clause.end] for clause in cut_clauses(text))
    return SentenceFacts(
        frozenset(tokenise(text)),
        tuple(find_figures(text)),
        clauses,
        pieces,
        enumerates(text),
    )


def enumerates(text: str) -> bool:
    """The sentence numbers its items, or names at least three in a row (A、B、C)."""
    return len(NUMBERED_ITEM.findall(text)) >= 2 or len(re.findall("[、]|》《", text)) >= 2
