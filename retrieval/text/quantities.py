"""Finds the figures of a text and their values (126.9 万辆 → 1269000 辆). Knows numerals and units, no questions."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

import rjieba

from corpus.digits import close_digits
from index.pieces import fold_characters
from retrieval.text.vocabulary import units

QuantityKind = Literal["quantity", "date", "ordinal", "bare"]
LARGEST = 10**18  # more is no figure but a run of numerals: 一百二十三万一百二十三万…
MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
SPACED = r"(?<!\d )\d(?: \d){2,}(?! ?\d)"  # 7 4 7 7 2, as some files print it
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
THOUSAND_UNIT = "米瓦克伏卡帕"  # 千 before these is part of the unit
FIGURE = re.compile(
    rf"(?<![\dA-Za-z.])(?P<number>{SPACED}|[1-9]\d?/[1-9]\d{{0,2}}|{NUMBER})\s*[余多几]?"
    rf"(?P<multiplier>(?:[十百万亿]|千(?![{THOUSAND_UNIT}]))+)?(?:\s*[余多几])?"
)
OTHER_WORD = re.compile(  # words that begin like a unit and are none: 11 部门
    "部(?:门|分|委|署)|家(?:庭|长|具|电)|条(?:例|件|款)|台(?:风|湾|账)|次(?:数|日|年)|项(?:目)|种(?:植|子)|个(?:人|体|性|别)|"
    "位(?:于|置|列)|名(?:称|为|单|列)|座谈|处(?:理|于|置|罚)|所(?:有|在|以|属)|类(?:型|别|似)|天(?:然|津|气)|分(?:别|类|布|析)|"
    "成(?:为|立|果|功|本)|人(?:工|员|民|均|口|才)|户(?:籍|均)|元素|度过|年(?:度|均|来)|日(?:均|常)|米饭"
)
CHINESE_NUMBER = re.compile(r"(?P<number>[零〇一二两三四五六七八九十百千万亿]+)(?=\s*(?P<large>大)?)")
PIECE = re.compile(rf"(?P<number>{NUMBER})\s*(?P<multiplier>[十百千万亿]+)")
PIECED = re.compile(
    rf"(?<![\dA-Za-z.])(?:{NUMBER})\s*[万亿](?:\s*(?:{NUMBER})\s*(?:[百千]万|[百千万]))+(?:\s*[余多几])?"
)
REPUBLIC = re.compile(r"民国\s*(\d{2,3})\s*年")  # years as Taiwan counts them, from 1911
DATE_UNITS = ("年", "月", "日", "号")
MONTH = re.compile(r"\s*月(?!均)")
LARGE_CHINESE = re.compile("[一二两三四五六七八九][百千万亿]")
YEAR_WORD = re.compile("[一二][〇零九][〇零一二三四五六七八九]{2}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as it stands in a text; `value` in the named unit, with 万 and 亿 multiplied out."""

    text: str
    value: float
    unit: str | None
    kind: QuantityKind
    start: int
    end: int


@cache
def unit_pattern() -> re.Pattern[str]:
    """Any unit of the table, longest first, with an optional denominator (公里/平方千米); no letter follows."""
    names = sorted(units(), key=len, reverse=True)
    one = "|".join(re.escape(name) + r"(?![a-z])" * (name[-1].isascii() and name[-1].isalpha()) for name in names)
    return re.compile(rf"\s*(?P<unit>(?:{one})(?:[/／](?:{one}))?)", re.IGNORECASE)


def unit_at(text: str, position: int) -> re.Match[str] | None:
    """Return the unit that stands at a position, if no other word begins there (11 部门 is no 11 部)."""
    found = unit_pattern().match(text, position)
    return None if found is None or OTHER_WORD.match(text, found.start("unit")) else found


def skip_blank(text: str, position: int) -> int:
    return position + len(text[position:]) - len(text[position:].lstrip())


def widths_kept(text: str) -> str:
    """Fold full-width digits and signs without changing any offset."""
    return "".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text)


def read_number(digits: str, multiplier: str = "") -> float:
    """Read an Arabic number with Chinese multipliers, exactly: 4.06 × 10^12 in binary is 4,059,999,999,999.9995.

    >>> read_number("1,320"), read_number("4.06", "万亿"), read_number("1/5")
    (1320.0, 4060000000000.0, 0.2)
    """
    above, _, below = digits.replace(",", "").replace(" ", "").partition("/")
    zeros = sum(len(str(MULTIPLIERS[char])) - 1 for char in multiplier)
    return round(float(f"{above}e{zeros}") / float(below or 1), 6)


def read_chinese_number(text: str) -> float | None:
    """Read a Chinese number below 10^12; None when the characters do not form one.

    >>> read_chinese_number("一百二十"), read_chinese_number("二〇二四"), read_chinese_number("十")
    (120.0, 2024.0, 10.0)
    >>> read_chinese_number("两千三百万")
    23000000.0
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
    number = total + group + (digit or 0)
    return float(number) if text[0] not in "百千万亿" and number < LARGEST else None


def find_quantities(text: str) -> list[Quantity]:
    """List the figures of a text in reading order: quantities, dates, ordinals and bare numbers.

    Chinese numerals count only before a unit (三类, 十大行动), since most of them are parts of words. A number in
    pieces (1億1千萬) is one figure. Both scripts are read; the unit is told in Simplified.

    >>> [(figure.text, figure.value) for figure in find_quantities("省1億1千萬餘元，每名1850元")]
    [('1億1千萬餘元', 110000000.0), ('1850元', 1850.0)]
    >>> [(figure.text, figure.value, figure.unit) for figure in find_quantities("1,376億元、兩座、57條")]
    [('1,376億元', 137600000000.0, '元'), ('兩座', 2.0, '座'), ('57條', 57.0, '条')]
    """
    folded = fold_characters(text)
    found = list(pieced_quantities(text, folded))
    pieced = [(f.start, f.end) for f in found]
    found += [f for f in arabic_quantities(text, folded) if not any(a < f.end and f.start < b for a, b in pieced)]
    taken = [(f.start, f.end) for f in found]
    found += [f for f in chinese_quantities(text, folded) if not any(a < f.end and f.start < b for a, b in taken)]
    return sorted(found, key=lambda f: f.start)


def pieced_quantities(text: str, folded: str) -> Iterator[Quantity]:
    """Figures whose number is written in several pieces (5 万 2 千户); `folded` as for `arabic_quantities`."""
    for match in PIECED.finditer(folded):
        value = sum(read_number(piece["number"], piece["multiplier"]) for piece in PIECE.finditer(match.group()))
        unit_match = unit_at(folded, match.end())
        end = unit_match.end() if unit_match else match.end()
        yield Quantity(
            text[match.start() : end], value, unit_match["unit"] if unit_match else None, "quantity", match.start(), end
        )


def arabic_quantities(text: str, folded: str) -> Iterator[Quantity]:
    """Figures in Arabic numerals; `folded` is `text` in half-width and Simplified, at the same offsets."""
    for match in FIGURE.finditer(folded):
        multiplier = match["multiplier"] or ""
        end = match.end("multiplier") if multiplier else match.end("number")
        unit_match = unit_at(folded, match.end())
        unit = unit_match["unit"] if unit_match else None
        if unit is None and MONTH.match(folded, match.end()):
            unit, end = "月", match.end() + 1
        if unit_match:
            end = unit_match.end()
        ordinal = folded[: match.start()].rstrip().endswith("第")
        counted = unit == "年" and folded[: match.start()].rstrip().endswith("民国")
        dated = counted or (not multiplier and unit in DATE_UNITS and is_date(match["number"], unit))
        kind: QuantityKind = (
            "ordinal"
            if ordinal
            else "date"
            if dated
            else "quantity"
            if unit or multiplier or "/" in match["number"] or OTHER_WORD.match(folded, skip_blank(folded, match.end()))
            else "bare"
        )
        yield Quantity(
            text[match.start() : end], read_number(match["number"], multiplier), unit, kind, match.start(), end
        )


def is_date(number: str, unit: str) -> bool:
    """Tell a date from a span of time: 2024 年 is a date, 20 年 a span of time; 3 月 and 18 日 are dates."""
    number = number.replace(" ", "")
    return bool(re.fullmatch(r"(?:19|20)\d{2}", number)) if unit == "年" else number.isdigit() and int(number) <= 31


def chinese_quantities(text: str, folded: str) -> Iterator[Quantity]:
    """Figures in Chinese numerals that stand before a unit and begin a word, or are large; `folded` as for
    `arabic_quantities`.
    """
    borders = set(accumulate((len(word) for word in rjieba.cut(folded)), initial=0))
    for match in CHINESE_NUMBER.finditer(folded):
        within = match.start() not in borders and not LARGE_CHINESE.search(match["number"])
        if folded[max(0, match.start() - 1) : match.start()] == "第" or within:
            continue  # 第三批 is no quantity, and 珠三角 no money; but 处二 in 处二万元 is no word
        end = match.end("large") if match["large"] else match.end("number")
        unit_match = unit_at(folded, end)
        value = read_chinese_number(match["number"])
        if value is None or not (unit_match or match["large"]):
            continue
        if unit_match:
            end = unit_match.end()
        unit = unit_match["unit"] if unit_match else None
        kind: QuantityKind = "date" if unit == "年" and YEAR_WORD.fullmatch(match["number"]) else "quantity"
        yield Quantity(text[match.start() : end], value, unit, kind, match.start(), end)


def years_in(text: str) -> set[int]:
    """Years that a text names, spans written out: 2020—2023 年 → 2020, 2021, 2022, 2023.

    >>> sorted(years_in("2021—2023年，二〇二四年")), years_in("民國101年12月")
    ([2021, 2022, 2023, 2024], {2012})
    """
    folded = close_digits(fold_characters(text))
    years = {int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", folded)}
    for a, b in re.findall(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*[—–\-~～至到]+\s*((?:19|20)\d{2})(?!\d)", folded):
        years.update(range(int(a), int(b) + 1) if 0 <= int(b) - int(a) <= 60 else ())
    for word in re.findall(r"[二一][〇零九][〇零一二三四五六七八九]{2}(?=\s*年)", folded):
        years.add(int(read_chinese_number(word) or 0))
    return years | {1911 + int(counted) for counted in REPUBLIC.findall(folded)}
