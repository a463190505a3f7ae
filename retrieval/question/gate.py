"""Declines what is certainly no question to a report: nothing at all, and instructions to the program.

What else is none (advice, other tasks, small talk) is for a trained model to tell, see kinds.py.
"""

import re
import unicodedata
from typing import Literal

from index.tokens import fold
from retrieval.question.question import Question
from retrieval.text.vocabulary import question_patterns

CERTAIN = 0.9  # probability of a question from which no pattern makes it an instruction
MAX_CHARACTERS = 1000  # of a question that is read; what is longer is cut
Declined = Literal["empty", "unsafe"]


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
    """Tells a question from what is certainly none, by fixed patterns."""

    def declines(self, question: Question, asks: float = 0.0) -> Declined | None:
        """Return why a question is not searched for, or None; what stands in quotation marks is no instruction.

        `asks`: probability of a question; a long one may hold words of an instruction (领导说不要自己编).
        """
        if not re.search(r"\w", question.text):
            return "empty"
        quoted = re.sub(r"《[^》]*》|“[^”]*”", "", fold(question.text))
        return "unsafe" if asks < CERTAIN and question_patterns()["instruction"].search(quoted) else None
