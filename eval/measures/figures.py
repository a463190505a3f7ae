"""Reads the figures of a text: value, unit class and percent flag. Knows nothing of answers, and shares no code with
the answerer but the table of units.

2,940万 is not 2,940, 50 % is neither 50 nor 50 percentage points, 126.9 万辆 is not 126.9 万吨, -5 % and 零下5℃ are not
5 % and 5℃.
"""
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from corpus.present import present
from eval.measures.statements import MARKER
from eval.text import normalise
from retrieval.text.vocabulary import units

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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is shown: value with 万, 亿 and the like multiplied out, and the class of its unit."""
    text: str
    value: float
    unit: str  # "%", "pp" (percentage points), "bp" (basis points), a unit as the table writes it, or "" for none
    rounding: float  # half a unit of its last digit

    def same_as(self, other: "Quantity") -> bool:
        return self.unit == other.unit and abs(self.value - other.value) <= 1e-9 * max(1.0, abs(self.value))

    def is_form_of(self, whole: "Quantity") -> bool:
        """Tell whether a figure shown by itself is that of a text: its sign may stand before it there, its counted unit
        behind it (11 of 11 部门, not 50 of 50 %)."""
        unit = "" if whole.unit not in CLASSES and not self.unit else whole.unit
        return replace(self, value=abs(self.value)).same_as(replace(whole, value=abs(whole.value), unit=unit))


@lru_cache(maxsize=8192)
def read_figures(text: str) -> tuple[Quantity, ...]:
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


def figure_at(folded: str, found: re.Match[str]) -> Quantity:
    scale = present(SCALE.match(folded, found.end()))
    end, times = scale.end(), multiplier(scale[1])
    digits = found[0].replace(",", "")
    unit, stop = unit_after(folded, end)
    half = 0.5 * times / 10 ** len(digits.partition(".")[2])
    before = folded[max(0, found.start() - 6):found.start()]
    if not unit and PER_HUNDRED.search(before):
        unit = "%"
    sign = "-" if MINUS.search(before) else ""
    return Quantity(sign + folded[found.start():stop].rstrip(), round(float(sign + digits) * times, 6), unit, half)


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


def numbers(text: str) -> list[str]:
    """Return the numbers in the text, half-width, without thousands separators.

    >>> numbers("１，320 公里，占 62.5%")
    ['1320', '62.5']
    """
    return [found.replace(",", "") for found in NUMBER.findall(unicodedata.normalize("NFKC", text))]
