"""Declines what is no question to a report: nothing at all, instructions to the program, other tasks, advice."""

import re
import unicodedata
from typing import Literal

from index.tokens import fold
from retrieval.question.question import Question
from retrieval.text.vocabulary import question_patterns

MAX_CHARACTERS = 1000  # of a question that is read; what is longer is cut
Declined = Literal["empty", "unsafe", "advice", "off_topic"]
GROUPS: tuple[tuple[str, Declined], ...] = (
    ("instruction", "unsafe"),
    ("task", "unsafe"),
    ("advice", "advice"),
    ("off_topic", "off_topic"),
)


def clean(text: str) -> str:
    """Make any string safe to read: no lone surrogates, no control characters, at most MAX_CHARACTERS.

    >>> clean("a\\ud800b\\x00 c")
    'ab c'
    """
    kept = (
        c if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Co", "Cn") else ""
        for c in text[: MAX_CHARACTERS * 4]
    )
    return " ".join("".join(kept).split())[:MAX_CHARACTERS]


class Gate:
    """Tells a question from everything else, by fixed patterns."""

    def declines(self, question: Question) -> Declined | None:
        """Return why a question is not searched for, or None; what stands in quotation marks is no instruction."""
        if not re.search(r"\w", question.text):
            return "empty"
        patterns = question_patterns()
        quoted = re.sub(r"《[^》]*》|“[^”]*”", "", fold(question.text))
        for group, declined in GROUPS:
            if patterns[group].search(quoted):
                return declined
        return None
