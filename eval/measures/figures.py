"""Reads the figures of a text, and checks those of an answer against what it cites. Trusts nothing the answerer says of
itself, and shares no code with it but the table of units.

A figure is grounded when one of the same value, unit class and percent flag stands in the text cited for its sentence:
2,940万 is not 2,940, 50 % is neither 50 nor 50 percentage points, 126.9 万辆 is not 126.9 万吨, -5 % is not 5 %.
"""
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import permutations
from typing import Any

from eval.measures.score import is_given
from eval.measures.statements import MARKDOWN, MARKER, Statement, statements
from eval.questions import Question
from eval.text import normalise
from retrieval.vocabulary import units

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "thousand": 1e3, "million": 1e6, "billion": 1e9}
SCALE = re.compile(
    r"\s*(?:[余多几]\s*)?((?:[十百千万]?[万亿]|百(?!分[点之])|千(?![米瓦克伏卡帕])|十|thousand|million|billion)?)(?:\s*[余多])?")
CLASSES = {  # units that are told apart whatever the table says
    "pp": re.compile(r"\s*(?:个?百分点|percentage points?|pp(?![a-z]))"),
    "bp": re.compile(r"\s*(?:个?基点|basis points?|bps?(?![a-z]))"),
    "%": re.compile(r"\s*(?:%|per ?cent(?!age))")}
PER_HUNDRED = re.compile(r"百分之\s*$")  # 百分之50 is 50 %
MINUS = re.compile(r"(?:^|[^\w%.)]|(?<!\d)[\u4e00-\u9fff]{2})[-\u2212]$|(?:负|零下) ?$")
# … a sign, but in 5%-10%, 2023年-2024年; 零下: below zero
HAIR = 1 + 1e-6  # binary fractions are not exact
YEAR = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is shown: value with 万, 亿 and the like multiplied out, and the class of its unit."""
    text: str
    value: float
    unit: str  # "%", "pp" (percentage points), "bp" (basis points), a unit as the table writes it, or "" for none
    rounding: float  # half a unit of its last digit

    def same_as(self, other: "Figure") -> bool:
        return self.unit == other.unit and abs(self.value - other.value) <= 1e-9 * max(1.0, abs(self.value))


@lru_cache(maxsize=8192)
def read_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures in Arabic numerals, in order.

    >>> [(f.value, f.unit) for f in read_figures("達 126.9 万辆，占 28.6%，提高 1.2 个百分点")]
    [(1269000.0, '辆'), (28.6, '%'), (1.2, 'pp')]
    >>> [(f.value, f.unit) for f in read_figures("2,940万元和2,940元")]
    [(29400000.0, '元'), (2940.0, '元')]
    """
    folded = folded_for_figures(text)
    return tuple(figure_at(folded, found) for found in NUMBER.finditer(folded))


def folded_for_figures(text: str) -> str:
    """Half-width, Simplified, lower case; white space is kept, since it separates numbers."""
    return MARKER.sub(" ", normalise_keeping_space(text))


def normalise_keeping_space(text: str) -> str:
    return " ".join(normalise(piece) for piece in unicodedata.normalize("NFKC", text).split())


def figure_at(folded: str, found: re.Match[str]) -> Figure:
    scale = SCALE.match(folded, found.end())
    end, times = scale.end(), multiplier(scale[1])
    digits = found[0].replace(",", "")
    unit, stop = unit_after(folded, end)
    half = 0.5 * times / 10 ** len(digits.partition(".")[2])
    before = folded[max(0, found.start() - 6):found.start()]
    if not unit and PER_HUNDRED.search(before):
        unit = "%"
    sign = "-" if MINUS.search(before) else ""
    return Figure(sign + folded[found.start():stop].rstrip(), round(float(sign + digits) * times, 6), unit, half)


def multiplier(scale: str) -> float:
    """The power of ten that a scale word means.

    >>> multiplier("万亿"), multiplier("million"), multiplier("")
    (1000000000000.0, 1000000.0, 1.0)
    """
    if scale in SCALES:
        return SCALES[scale]
    product = 1.0
    for char in scale:
        product *= SCALES[char]
    return product


def unit_after(folded: str, position: int) -> tuple[str, int]:
    """Return (class of the unit behind a number, where it ends)."""
    for name, pattern in CLASSES.items():
        if found := pattern.match(folded, position):
            return name, found.end()
    found = unit_pattern().match(folded, position)
    return (found["unit"], found.end()) if found else ("", position)


@cache
def unit_pattern() -> re.Pattern[str]:
    names = sorted(map(normalise, units()), key=len, reverse=True)
    one = "|".join(re.escape(name) + r"(?![a-z])" * name[-1].isascii() for name in names)  # 5 m is no 5 markets
    return re.compile(rf"\s*(?P<unit>(?:{one})(?:/(?:{one}))?)")


def check_figures(question: Question, response: Mapping[str, Any], titles: Sequence[str] = ()) -> tuple[int, list[str]]:
    """Return (how many figures of the answer were checked, those that nothing cited supports).

    Figures of a statement must stand in the quotations it cites, a computed one must follow from two of them. Numbers
    elsewhere in the answer (a place, a note, a translation) must stand in a cited sentence or its place (title,
    section, box, page), in the question, in a report's title (`titles`), or be the value of a cited figure written out.
    Figures that the response lists must stand, unit included, in the quotation that they name; one that a statement
    shows as well counts once when it is right.
    """
    quotes = {citation["n"]: citation["quote"] for citation in response["citations"]}
    answer = response["answer"] or ""
    said = statements(answer) if is_given(response) else []  # a refusal states nothing of the report
    shown = [(figure, is_grounded(figure, statement, quotes)) for statement in said
             for figure in read_figures(statement.text)]
    checked = [(figure.text, grounded) for figure, grounded in shown]
    seen = {number for statement in said for number in numbers(statement.text)}
    known = known_numbers(question, response, titles)
    rest = numbers(MARKER.sub("", MARKDOWN.sub("", answer)))
    checked += [(number, number in known) for number in dict.fromkeys(rest) if number not in seen]
    for figure in response.get("figures") or ():
        right = is_listed_rightly(figure, quotes)
        if not (right and all(any(part.same_as(other) for other, _ in shown) for part in read_figures(figure["text"]))):
            checked.append((figure["text"], right))
    return len(checked), [text for text, grounded in checked if not grounded]


def is_grounded(figure: Figure, statement: Statement, quotes: Mapping[int, str]) -> bool:
    cited = [quotes.get(n, "") for n in statement.citations]
    if any(figure.same_as(other) for quote in cited for other in read_figures(quote)):
        return True
    return statement.computed and follows(figure, cited)


def follows(figure: Figure, quotes: Sequence[str]) -> bool:
    """Tell whether a figure is the difference, ratio, share or change in percent of two figures of the quotations,
    in the unit that it must have then and rounded as it is shown. Years are no operands.

    >>> [follows(read_figures(text)[0], ["2024 年达 126.9 万辆", "为 97.6 万辆"])
    ...  for text in ("29.3 万辆", "29.3 万吨", "30%", "31%", "1.3 倍")]
    [True, False, True, False, True]
    """
    operands = [f for quote in quotes for f in read_figures(quote) if not (f.unit == "年" and f.value in YEAR)]
    return any(unit == figure.unit and abs(value - figure.value) <= figure.rounding * HAIR
               for a, b in permutations(operands, 2) for value, unit in results(a, b))


def results(a: Figure, b: Figure) -> Iterator[tuple[float, str]]:
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
        any(is_form_of(part, other) for other in read_figures(quote)) for part in parts)


def is_form_of(part: Figure, whole: Figure) -> bool:
    """Tell whether a figure listed by itself is that of the quotation: its sign may stand before it there, its counted
    unit behind it (11 of 11 部门, not 50 of 50 %)."""
    unit = "" if whole.unit not in CLASSES and not part.unit else whole.unit
    return replace(part, value=abs(part.value)).same_as(replace(whole, value=abs(whole.value), unit=unit))


def numbers(text: str) -> list[str]:
    """Return the numbers in the text, half-width, without thousands separators.

    >>> numbers("１，320 公里，占 62.5%")
    ['1320', '62.5']
    """
    return [found.replace(",", "") for found in NUMBER.findall(unicodedata.normalize("NFKC", text))]


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
