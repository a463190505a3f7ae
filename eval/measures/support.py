"""Decides whether quotations support a statement: by characters and figures, without a model. Two runs, two judges and
two machines agree on it; what it cannot see is a changed word in an otherwise copied sentence.
"""
import re
from collections.abc import Mapping

from eval.measures.figures import is_grounded, read_figures
from eval.measures.statements import Statement
from eval.text import normalise

CHECKER = "verbatim, or 0.9 of the characters in runs of four with every figure grounded"  # named in every report
COVER = 0.9  # share of a statement's characters that must stand in the quotations
RUN = 4  # characters in a row that count as copied: two Chinese words
CUT = re.compile(r"…+|\.{3,}")  # where a shown quotation was trimmed
NO_WORD = re.compile(r"[\W_]+")


def supports(statement: Statement, numbers: tuple[int, ...], quotes: Mapping[int, str]) -> bool:
    """Tell whether the quotations with these numbers support the statement together.

    A computed statement is supported when each of its figures stands in them or follows from two that do.
    """
    cited = {n: quotes[n] for n in numbers if n in quotes}
    if not cited:
        return False
    only = Statement(statement.text, tuple(cited), statement.computed)
    grounded = all(is_grounded(figure, only, cited) for figure in read_figures(statement.text))
    if statement.computed:
        return grounded and bool(read_figures(statement.text))
    folded = [letters(quote) for quote in cited.values()]
    pieces = [piece for part in CUT.split(statement.text) if (piece := letters(part))]
    verbatim = all(any(piece in quote for quote in folded) for piece in pieces)
    return bool(pieces) and grounded and (verbatim or cover("".join(pieces), folded) >= COVER)


def letters(text: str) -> str:
    """The characters that are compared: folded, without punctuation."""
    return NO_WORD.sub("", normalise(text))


def cover(text: str, quotes: list[str]) -> float:
    """Share of the characters of `text` that lie in a run of four that stands in a quotation; texts are folded.

    >>> cover("全市公园总数达一千个", ["全市公园总数达两千个"]), cover("甲乙丙", ["甲乙丙丁"])
    (0.7, 1.0)
    """
    if len(text) <= RUN:
        return float(any(text in quote for quote in quotes))
    copied = [False] * len(text)
    for start in range(len(text) - RUN + 1):
        if any(text[start:start + RUN] in quote for quote in quotes):
            copied[start:start + RUN] = [True] * RUN
    return sum(copied) / len(text)
