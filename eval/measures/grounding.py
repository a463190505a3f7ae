"""Checks the figures of an answer against what it cites. Trusts nothing that the answerer says of itself.

A figure is grounded when one of the same value, unit class and percent flag stands in the text cited for its sentence,
or when it follows from two that do and is shown as computed.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

from eval.measures.claims import claims
from eval.measures.figures import Quantity, numbers, read_figures
from eval.measures.statements import MARKDOWN, MARKER, Statement, leads_in
from eval.sets.questions import Question
from eval.text import normalise
from index.tokens import traditional_to_simplified

TALK = ("about", "chat")  # say nothing of what a report tells: of the file itself, or of the program
HAIR = 1 + 1e-6  # binary fractions are not exact
YEAR = range(1900, 2100)


def check_figures(question: Question, response: Mapping[str, Any], titles: Sequence[str] = ()) -> tuple[int, list[str]]:
    """Return (how many figures of the answer were checked, those that nothing cited supports).

    Figures of a statement must stand in the quotations it cites, a computed one must follow from two of them. Numbers
    elsewhere in the answer (a place, a note, a translation) must stand in a cited sentence or its place (title,
    section, box, page), in the question, in a report's title (`titles`), or be the value of a cited figure written out.
    Figures that the response lists must stand, unit included, in the quotation that they name; one that a statement
    shows as well counts once when it is right.
    """
    if response["status"] in TALK:
        return 0, []
    quotes = {citation["n"]: citation["quote"] for citation in response["citations"]}
    said = claims(response)
    shown = [(figure, is_grounded(figure, statement, quotes)) for statement in said
             for figure in read_figures(statement.text)]
    checked = [(figure.text, grounded) for figure, grounded in shown]
    seen = {number for statement in said for number in numbers(statement.text)}
    known = known_numbers(question, response, titles)
    simplified = traditional_to_simplified().convert(response["answer"] or "")
    told = "\n".join(line for line in simplified.split("\n") if not leads_in(line))
    rest = numbers(MARKER.sub("", MARKDOWN.sub("", told)))
    checked += [(number, number in known) for number in dict.fromkeys(rest) if number not in seen]
    for figure in response.get("figures") or ():
        right = is_listed_rightly(figure, quotes)
        if not (right and all(any(part.same_as(other) for other, _ in shown) for part in read_figures(figure["text"]))):
            checked.append((figure["text"], right))
    return len(checked), [text for text, grounded in checked if not grounded]


def is_grounded(figure: Quantity, statement: Statement, quotes: Mapping[int, str]) -> bool:
    cited = [quotes.get(n, "") for n in statement.citations]
    if any(figure.same_as(other) for quote in cited for other in read_figures(quote)):
        return True
    return statement.computed and follows(figure, cited)


def follows(figure: Quantity, quotes: Sequence[str]) -> bool:
    """Tell whether a figure is the difference, ratio, share or change in percent of two figures of the quotations,
    in the unit that it must have then and rounded as it is shown. Years are no operands.

    >>> [follows(read_figures(text)[0], ["2024 年达 126.9 万辆", "为 97.6 万辆"])
    ...  for text in ("29.3 万辆", "29.3 万吨", "30%", "31%", "1.3 倍")]
    [True, False, True, False, True]
    """
    operands = [f for quote in quotes for f in read_figures(quote) if not (f.unit == "年" and f.value in YEAR)]
    return any(unit == figure.unit and abs(value - figure.value) <= figure.rounding * HAIR
               for a, b in permutations(operands, 2) for value, unit in results(a, b))


def results(a: Quantity, b: Quantity) -> Iterator[tuple[float, str]]:
    """Yield (value, unit) of all that may be computed from two figures; percentages differ by percentage points."""
    if a.unit == b.unit:
        yield a.value - b.value, "pp" if a.unit == "%" else a.unit
    if b.value and a.unit == b.unit:
        yield from ((100 * a.value / b.value, "%"), (100 * (a.value - b.value) / b.value, "%"))
        yield from ((a.value / b.value, "倍"), (a.value / b.value, ""))
    elif b.value:
        yield a.value / b.value, f"{a.unit}/{b.unit}"


def is_listed_rightly(figure: Mapping[str, Any], quotes: Mapping[int, str]) -> bool:
    """Tell whether a figure that the response lists stands in its quotation, or follows from those it names."""
    parts = read_figures(figure["text"])
    if sources := figure.get("derived_from"):
        return bool(parts) and all(follows(part, [quotes.get(n, "") for n in sources]) for part in parts)
    quote = quotes.get(figure["citation"], "")
    return normalise(figure["text"]) in normalise(quote) and all(
        any(part.is_form_of(other) for other in read_figures(quote)) for part in parts)


def known_numbers(question: Question, response: Mapping[str, Any], titles: Sequence[str]) -> set[str]:
    texts = [question.question, *question.history, response.get("resolved_question") or "", *titles]
    for citation in response["citations"]:
        texts += [citation["quote"], citation["title"], *citation["section"], citation["box"] or "",
                  str(citation["page"])]
    return {number for text in texts for number in numbers(text)} | set(written_out(response))


def written_out(response: Mapping[str, Any]) -> Iterable[str]:
    """Values of the cited figures in digits, and in millions and billions as English writes them."""
    for citation in response["citations"]:
        for figure in read_figures(citation["quote"]):
            yield from (f"{figure.value / scale:.15g}" for scale in (1, 1e3, 1e6, 1e9))
