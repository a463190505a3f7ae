"""Cuts off what only leads to a question: 不说这个了，…, ok other question: …, 对了，….

Who says that another subject comes leans on nothing that was asked before; who only turns to one (对了) may.
"""

import re

from index.pieces import fold_characters
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

ENDS = re.compile(r"的?[?？。.!！\s]*$")
MARKS = " \t,，。.;；:：!！?？~～-—…"
ELLIPTIC = re.compile("[呢咧]$")  # 换个说法：去年呢


def without_lead_in(text: str) -> tuple[str, bool]:
    """The question behind its lead-ins, and whether they say that its subject is a new one.

    >>> without_lead_in("不说这个了 车有多少辆"), without_lead_in("ok other question: how many cars?")
    (('车有多少辆', True), ('how many cars?', True))
    >>> without_lead_in("對了，路有多長"), without_lead_in("不说明理由行吗"), without_lead_in("换个话题")
    (('路有多長', False), ('不说明理由行吗', False), ('换个话题', False))
    """
    patterns = question_patterns()
    rest, changed = text.strip(), False
    while True:
        folded = fold_characters(rest)
        found = patterns["new_subject"].match(folded)
        other = found or patterns["aside"].match(folded)
        left = rest[other.end() :].lstrip(MARKS) if other and other.end() else ""
        if len(re.findall(r"\w", left)) < 2:
            return rest, changed
        rest = left
        changed = changed or (found is not None and not ELLIPTIC.search(fold_characters(left).rstrip(MARKS)))


def said_of(text: str) -> str:
    """What a question names of which it asks what the report says; "" for any other question.

    >>> said_of("what does it say about trading volume?"), said_of("报告里怎么说电动车保有量的"), said_of("怎么办")
    ('trading volume', '电动车保有量', '')
    """
    found = question_patterns()["said_of"].match(to_standard(fold_characters(text)).lower())
    left = ENDS.sub("", text[found.end() :]).strip() if found else ""
    return left if len(re.findall(r"\w", left)) >= 2 else ""
