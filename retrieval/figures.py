"""Finds the figures of a text and reads their values: 126.9 万辆 → 1269000 辆. Knows numerals and units, no questions."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

import rjieba

from retrieval.vocabulary import units

FigureKind = Literal["quantity", "date", "ordinal", "bare"]
MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
FIGURE = re.compile(
    rf"(?<![\dA-Za-z.])(?P<number>\d/\d{{1,3}}|{NUMBER})\s*[余多几]?(?P<multiplier>[十百千万亿]+)?(?:\s*[余多几])?"
)
CHINESE_NUMBER = re.compile(r"(?<![一-龥])?(?P<number>[零〇一二两三四五六七八九十百千万亿]+)(?=\s*(?P<large>大)?)")
DATE_UNITS = ("年", "月", "日", "号")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as it stands in a text; `value` in the unit that is named, multipliers (万, 亿) applied."""

    text: str
    value: float
    unit: str | None
    kind: FigureKind
    start: int
    end: int


@cache
def unit_pattern() -> re.Pattern[str]:
    """Any unit of the table, longest first, with an optional denominator (公里/平方千米)."""
    names = sorted((re.escape(name) for name in units()), key=len, reverse=True)
    one = "|".join(names)
    return re.compile(rf"\s*(?P<unit>(?:{one})(?:[/／](?:{one}))?)", re.IGNORECASE)


def widths_kept(text: str) -> str:
    """Fold full-width digits and signs without changing any offset."""
    return "".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text)


def read_number(digits: str, multiplier: str = "") -> float:
    """Read an Arabic number with Chinese multipliers.

    >>> read_number("1,320"), read_number("1.5", "万亿"), read_number("1/5")
    (1320.0, 1500000000000.0, 0.2)
    """
    above, _, below = digits.replace(",", "").partition("/")
    value = float(above) / float(below or 1)
    for char in multiplier:
        value *= MULTIPLIERS[char]
    return round(value, 6)


def read_chinese_number(text: str) -> float | None:
    """Read a Chinese number below 10^12; None when the characters do not form one.

    >>> read_chinese_number("一百二十"), read_chinese_number("二〇二四"), read_chinese_number("十"), read_chinese_number("两千三百万")
    (120.0, 2024.0, 10.0, 23000000.0)
    """
    if all(c in CHINESE_DIGITS for c in text):
        return float("".join(str(CHINESE_DIGITS[c]) for c in text))
    total, group, digit = 0, 0, None
    for char in text:
        if char in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[char]
        elif char in "万亿":
            total = (total + group + (digit or 0)) * MULTIPLIERS[char]
            group, digit = 0, None
        else:
            group += (1 if digit is None else digit) * MULTIPLIERS[char]
            digit = None
    return float(total + group + (digit or 0)) if text[0] not in "百千万亿" else None


def find_figures(text: str) -> list[Figure]:
    """List the figures of a text in reading order: quantities, dates, ordinals and bare numbers.

    Chinese numerals count only before a unit (三类, 十大行动), since most of them are parts of words.
    """
    folded = widths_kept(text)
    found = list(arabic_figures(text, folded))
    taken = [(f.start, f.end) for f in found]
    found += [f for f in chinese_figures(text, folded) if not any(a < f.end and f.start < b for a, b in taken)]
    return sorted(found, key=lambda f: f.start)


def arabic_figures(text: str, folded: str) -> Iterator[Figure]:
    for match in FIGURE.finditer(folded):
        multiplier = match["multiplier"] or ""
        end = match.end("multiplier") if multiplier else match.end("number")
        unit_match = unit_pattern().match(folded, match.end())
        unit = unit_match["unit"] if unit_match else None
        if unit_match:
            end = unit_match.end()
        ordinal = folded[: match.start()].rstrip().endswith("第")
        is_year = not multiplier and unit is not None and unit in DATE_UNITS and is_date(match["number"], unit)
        kind: FigureKind = (
            "ordinal"
            if ordinal
            else "date"
            if is_year
            else "quantity"
            if unit or multiplier or "/" in match["number"]
            else "bare"
        )
        if match["number"].endswith("/0"):
            continue
        yield Figure(
            text[match.start() : end], read_number(match["number"], multiplier), unit, kind, match.start(), end
        )


def is_date(number: str, unit: str) -> bool:
    """2024 年 is a date, 20 年 a span of time; 3 月 and 18 日 are dates."""
    return bool(re.fullmatch(r"(?:19|20)\d{2}", number)) if unit == "年" else number.isdigit() and int(number) <= 31


def chinese_figures(text: str, folded: str) -> Iterator[Figure]:
    borders = set(accumulate((len(word) for word in rjieba.cut(folded)), initial=0))
    for match in CHINESE_NUMBER.finditer(folded):
        if folded[max(0, match.start() - 1) : match.start()] == "第" or match.start() not in borders:
            continue  # 第三批 is no quantity, and 珠三角 no money
        end = match.end("large") if match["large"] else match.end("number")
        unit_match = unit_pattern().match(folded, end)
        value = read_chinese_number(match["number"])
        if value is None or not (unit_match or match["large"]):
            continue
        if unit_match:
            end = unit_match.end()
        yield Figure(
            text[match.start() : end], value, unit_match["unit"] if unit_match else None, "quantity", match.start(), end
        )


def years_in(text: str) -> set[int]:
    """Years that a text names, spans written out: 2020—2023 年 → 2020, 2021, 2022, 2023.

    >>> sorted(years_in("2021—2023年，二〇二四年"))
    [2021, 2022, 2023, 2024]
    """
    folded = widths_kept(text)
    years = {int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", folded)}
    for a, b in re.findall(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*[—–\-~～至到]+\s*((?:19|20)\d{2})(?!\d)", folded):
        years.update(range(int(a), int(b) + 1) if 0 <= int(b) - int(a) <= 60 else ())
    for word in re.findall(r"[二一][〇零九][〇零一二三四五六七八九]{2}(?=\s*年)", folded):
        years.add(int(read_chinese_number(word) or 0))
    return years
