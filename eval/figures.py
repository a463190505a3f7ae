"""Checks every number an answer shows against what it cites. Trusts nothing that the answerer says of itself."""
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Any

from eval.questions import Question
from eval.text import normalise

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
SCALED = re.compile(rf"((?>{NUMBER.pattern}))\s*([万亿]?)(?!\s*年)")  # a number that is no year, with its power of ten
HAIR = 1 + 1e-6  # binary fractions are not exact
SCALES = {"": 1.0, "万": 1e4, "亿": 1e8}
MARKER = re.compile(r"\[\d+(?:\s*[,，、]\s*\d+)*\]")  # [1] behind a sentence
LIST_NUMBER = re.compile(r"^\s*\d+[.)、](?=\s)", re.MULTILINE)  # "1. " of a Markdown list


def numbers(text: str) -> list[str]:
    """Return the numbers in the text, half-width, without thousands separators.

    >>> numbers("１，320 公里，占 62.5%")
    ['1320', '62.5']
    """
    return [found.replace(",", "") for found in NUMBER.findall(unicodedata.normalize("NFKC", text))]


def check_figures(question: Question, response: Mapping[str, Any], titles: Sequence[str] = ()) -> tuple[int, list[str]]:
    """Return (how many figures were checked, those that nothing cited supports).

    A figure that the response lists must stand, unit included, in the quotation it names, or follow from two
    figures of the quotations it is `derived_from`. Any other number in the answer must stand in a cited sentence or
    its place (title, section, box, page), in the question itself, in a report's title (`titles`), or be the value of a
    listed figure written out (126.9 万辆 = 1,269,000).
    """
    quotes = {citation["n"]: citation["quote"] for citation in response["citations"]}
    listed = list(response.get("figures") or ())
    unsupported = [figure["text"] for figure in listed if not (
        follows(figure["text"], [quotes.get(n, "") for n in figure["derived_from"]]) if figure.get("derived_from")
        else stands_in(figure["text"], quotes.get(figure["citation"], "")))]
    shown = MARKER.sub("", LIST_NUMBER.sub("", response["answer"] or ""))
    already = set(all_numbers(figure["text"] for figure in listed))
    others = [number for number in dict.fromkeys(numbers(shown)) if number not in already]
    known = set(all_numbers((*cited_texts(question, response), *titles)))
    known |= {f"{figure['value']:.15g}" for figure in listed if "value" in figure}
    unsupported += [number for number in others if number not in known]
    return len(listed) + len(others), unsupported


def stands_in(figure: str, quote: str) -> bool:
    """Tell whether a figure stands in the quotation as it is, not as the tail of a longer number.

    >>> stands_in("6.9%", "占比 6.9%"), stands_in("6.9%", "占比 76.9%")
    (True, False)
    """
    return normalise(figure) in normalise(quote) and set(numbers(figure)) <= set(numbers(quote))


def follows(figure: str, quotes: Sequence[str]) -> bool:
    """Tell whether each number of a figure is the difference, ratio or change in percent of two numbers of the
    quotations, rounded as it is shown. Years are no operands.

    >>> follows("29.3 万辆", ["2024 年达 126.9 万辆", "为 97.6 万辆"]), follows("30 %", ["126.9 万辆", "97.6 万辆"])
    (True, True)
    >>> follows("31 %", ["126.9 万辆", "97.6 万辆"])
    False
    """
    operands = [value for quote in quotes for value, _ in scaled_numbers(quote)]
    results = [result for a, b in permutations(operands, 2) if b
               for result in (a - b, a / b, 100 * a / b, 100 * (a - b) / b)]
    shown = scaled_numbers(figure)
    return bool(shown) and all(any(abs(result - value) <= rounding * HAIR for result in results)
                               for value, rounding in shown)


def scaled_numbers(text: str) -> list[tuple[float, float]]:
    """Return (value, half a unit of its last digit) of the numbers that are no years.

    >>> scaled_numbers("2024 年达 1.5 万辆")
    [(15000.0, 500.0)]
    """
    found = SCALED.findall(unicodedata.normalize("NFKC", text))
    return [(float(number.replace(",", "")) * SCALES[scale], 0.5 * SCALES[scale] / 10 ** len(number.partition(".")[2]))
            for number, scale in found]


def cited_texts(question: Question, response: Mapping[str, Any]) -> Iterable[str]:
    yield from (question.question, *question.history, response.get("resolved_question") or "")
    for citation in response["citations"]:
        yield from (citation["quote"], citation["title"], *citation["section"], citation["box"] or "",
                    str(citation["page"]))


def all_numbers(texts: Iterable[str]) -> Iterable[str]:
    return (number for text in texts for number in numbers(text))
