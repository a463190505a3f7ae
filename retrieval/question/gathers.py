"""Tells a question for everything on a matter (有哪些, 做了什么, a bare subject) from one for one thing."""

from retrieval.question.question import Question, asks
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

SUBJECT = 8  # characters; a bare subject (碳足迹) asks for what there is on it
ASKS_ONE = ("quantity", "when", "who", "where", "title", "yes_no", "comparison")  # one thing is asked, no list


def asks_list(question: Question) -> bool:
    """Tell whether everything that the report says on a matter is asked for."""
    patterns, plain = question_patterns(), to_standard(question.plain)
    if len(plain) <= SUBJECT and not asks(plain):
        return True
    if patterns["gathers"].search(plain):
        return True
    if patterns["list"].search(plain) and not patterns["quantity"].search(plain):
        return True
    return bool(patterns["how"].search(plain)) and not any(patterns[kind].search(plain) for kind in ASKS_ONE)
