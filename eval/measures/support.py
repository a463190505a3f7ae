"""Decides whether quotations support a statement: by characters and figures, without a model. Two runs, two judges and
two machines agree on it. What it cannot see is a changed word in a sentence that is copied without quotation marks.
"""
from collections.abc import Mapping, Sequence
from typing import Any

from eval.measures.claims import claims
from eval.measures.figures import read_figures
from eval.measures.grounding import is_grounded
from eval.measures.quotations import CUT, in_order
from eval.measures.statements import MARKER, Statement, quoted_spans
from eval.text import letters

CHECKER = ("verbatim; outside quotation marks also 0.9 of the characters in runs of four; every figure grounded"
           )  # named in every report
COVER = 0.9  # share of a statement's characters that must stand in the quotations
RUN = 4  # characters in a row that count as copied: two Chinese words


def judged_claims(response: Mapping[str, Any]) -> list[tuple[Statement, bool]]:
    """Return the statements of an answer that need support, each with whether its citations all exist and give it."""
    quotes = {citation["n"]: citation["quote"] for citation in response["citations"]}
    return [(said, is_supported(said, quotes)) for said in claims(response)]


def is_supported(said: Statement, quotes: Mapping[int, str]) -> bool:
    """Tell whether a statement cites something, all of it exists, and together it supports the statement."""
    return bool(said.citations) and set(said.citations) <= set(quotes) and supports(said, said.citations, quotes)


def supports(statement: Statement, numbers: tuple[int, ...], quotes: Mapping[int, str]) -> bool:
    """Tell whether the quotations with these numbers support the statement together.

    What the statement itself puts in quotation marks must stand in one of them verbatim, its pieces between …… in
    order; the rest, what a ； parts each by itself, may be reworded a little. A computed statement is supported when
    each of its figures stands in them or follows from two that do. Punctuation and script are not compared.
    """
    cited = {n: quotes[n] for n in numbers if n in quotes}
    if not cited:
        return False
    only = Statement(statement.text, tuple(cited), statement.frame)
    grounded = all(is_grounded(figure, only, cited) for figure in read_figures(statement.text))
    if statement.computed:
        return grounded and bool(read_figures(statement.text))
    folded = [letters(MARKER.sub("", quote)) for quote in cited.values()]
    pieces = [piece for part in statement.text.split("；") for piece in pieces_of(part)]
    quoted = [pieces_of(statement.text[start:end]) for start, end in quoted_spans(statement.text)]
    if not pieces or not grounded or not all(any(in_order(part, quote) for quote in folded) for part in quoted):
        return False
    verbatim = all(any(piece in quote for quote in folded) for piece in pieces)
    return verbatim or cover("".join(pieces), folded) >= COVER


def pieces_of(text: str) -> list[str]:
    """The letters of a text between its cuts."""
    return [piece for part in CUT.split(text) if (piece := letters(part))]


def cover(text: str, quotes: Sequence[str]) -> float:
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
