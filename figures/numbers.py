"""Which numbers of a text are figures: those that measure or count. Dates, ordinals and names of things are none."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.text.quantities import Quantity, find_quantities, read_chinese_number
from retrieval.text.vocabulary import unit_of

MORE_UNITS = re.compile(  # that the table of units lacks, for it serves questions
    r"\s*(?:[余多]\s*)?(?P<unit>℃|°C|重量箱|标台|[站线]|级|席|床|学位|泊位|"
    r"人天|课时|学时|亩次|立方|兆赫|赫兹|分贝|贝|千帕|帕)(?P<per>/[^\W\d_]{1,4})?"
)
DENOMINATOR = re.compile(r"/(?:万|亿|百|千)?[^\W\d_，。；、]{1,2}")  # 标台/万人
REST_OF_UNIT = re.compile(r"日(?=[，。；、居位])")  # 人次/公里日
TITLES = re.compile(r"《[^》]*》|[（(]以下简称[^）)]*[）)]")
RANGE = re.compile(r"\s*[—–~～至到-]+\s*")
BOTH_BOUNDS = re.compile(r"\s*以上\s*")  # 百分之二以上百分之十以下
TIMES = re.compile(r"\s*[×xX*]\s*")
PERCENT = re.compile(r"百分之([零〇一二两三四五六七八九十百点\d.]+)")
DURATIONS = ("年", "月", "日", "个月", "周年", "周", "季度", "个季度", "年时间", "期", "届", "昼夜")
SHORT_DURATIONS = ("天", "小时", "个小时", "分钟", "秒", "秒钟", "个工作日", "星期", "个星期")
HOURS = ("小时", "个小时", "分钟")  # that name a service: 24 小时服务
ADVERBIAL_BEFORE = re.compile(r"(?:未来|过去|近|每|连续|前|后|最近|历时|为期|用时|仅用)\s*$")
ADVERBIAL_AFTER = re.compile(r"\s*(?:之?内|以内|来|后|前|里|期间|左右完成)")
LASTS = re.compile(r"(?:达到?|为|至|到|超过|突破|延长|缩短|降低?至|少于|小于|大于|低于)\s*[约近]?\s*$")
YEAR_TO = re.compile(r"\d\s*年?\s*[至到—-]\s*$")
NAMING_BEFORE = re.compile(
    r"(?:[图表第前附]|[图表]\s*\d+\s*[-–—.]|专栏|附件|附表|编号|排名|位列|位居|[A-Za-z][-–]?|[A-Za-z]\d*/\w*\s?|[＋+“]\s?N?\+?)\s*$"
)
NAMING_AFTER = re.compile(r"\s*(?:[A-Za-z]{1,3}(?![a-z/])|号|版|[＋+]|[—–-]?[Nn]\b|型|次方)")
CLASS_AFTER = re.compile(  # 60 万千瓦级机组, 500 千伏网架
    r"级(?!以[上下])(?=[^，。；、\s])|(?<=千伏)(?=[一-鿿])(?!以[上下]|左右)"
)
ATTRIBUTE_AFTER = re.compile(r"(?=[一-鿿])(?!以[上下内]|左右|之|[和及至到或与的])")  # 240 小时过境免签
BOUND_AFTER = re.compile(r"\s*(?:及?以[上下内]|内)(?:的(?=[一-鿿])|(?!的)(?=[一-鿿]))|\s*范围[内外]")
BETWEEN_BOUNDS = re.compile(r"以上\s*(?:百分之|\d|[一二三四五六七八九十两][一二三四五六七八九十百千万亿]*元)")
LOWER_END = re.compile(r"([一二三四五六七八九十百千万两]+)元\s*以上\s*$")  # where 处二万元 is taken for words
CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Number:
    """A figure within a text; offsets of the text. `counts`: its unit counts things (个, 家), and measures nothing."""

    value: float
    upper: float | None
    unit: str | None
    start: int
    end: int
    counts: bool


def figures_in(text: str) -> list[Number]:
    """List the figures of a Simplified text in reading order.

    >>> [(n.value, n.unit) for n in figures_in("2024 年新增新能源汽车 32 万辆，占 28.6%，见图 3。")]
    [(320000.0, '辆'), (28.6, '%')]
    """
    hidden = TITLES.sub(lambda found: "　" * len(found[0]), text)
    found = [*measured(hidden), *percents(hidden)]
    return joined(sorted(found, key=lambda number: number.start), hidden)


def measured(text: str) -> Iterator[Number]:
    for quantity in find_quantities(text):
        if quantity.kind in ("date", "ordinal") or is_name(text, quantity):
            continue
        number = with_unit(text, quantity)
        if number is not None and not is_time(text, number) and not is_bound(text, number):
            yield number


def percents(text: str) -> Iterator[Number]:
    """百分之三十, 百分之30."""
    for found in PERCENT.finditer(text):
        written = found[1].rstrip(".点")
        value = float(written) if re.fullmatch(r"\d+(?:\.\d+)?", written) else read_fraction(written)
        if value is not None:
            number = Number(value, None, "%", found.start(), found.start() + 3 + len(written), False)
            if not is_bound(text, number):
                yield number


def read_fraction(written: str) -> float | None:
    """Read 六点五; None for what is no number."""
    whole, _, rest = written.partition("点")
    before = read_chinese_number(whole) if whole else None
    behind = read_chinese_number(rest) if rest else 0
    if before is None or behind is None or any(c.isdigit() for c in written):
        return None
    return before + behind / 10 ** len(rest)


def with_unit(text: str, quantity: Quantity) -> Number | None:
    """The figure with all of its unit; None for a number that has none."""
    unit, end = quantity.unit, quantity.end
    in_chinese = bool(CHINESE.match(quantity.text))
    if in_chinese and not (unit == "成" or re.search("[万亿]" if unit != "元" else "[百千万亿]", quantity.text)):
        return None  # 三大行动, 一批: the words of a text, not its figures
    if unit is None:
        found = MORE_UNITS.match(text, end)
        if found:
            unit, end = found["unit"] + (found["per"] or ""), found.end()
        elif "/" not in quantity.text and not re.search("[万亿]", quantity.text):
            return None
    if more := DENOMINATOR.match(text, end):
        unit, end = (unit or "") + more[0], more.end()
    if unit and "/" in unit and (more := REST_OF_UNIT.match(text, end)):
        unit, end = unit + more[0], more.end()
    many = unit is None and "/" not in quantity.text  # 1100 多万学生
    return Number(quantity.value, None, unit and folded(unit), quantity.start, end, many or counts_things(unit))


def folded(unit: str) -> str:
    """One way to write a unit: ％ is %, ㎡ is m2."""
    return unicodedata.normalize("NFKC", unit).replace("°C", "℃")


def counts_things(unit: str | None) -> bool:
    """Tell a unit that counts from one that measures.

    >>> counts_things("家"), counts_things("公里"), counts_things("站")
    (True, False, True)
    """
    if unit is None or "/" in unit:
        return False
    known = unit_of(unit)
    return known.factor is None and known.family not in ("mass", "money") if known else unit in "站线席床学位泊位"


def is_name(text: str, quantity: Quantity) -> bool:
    """A number that names: 图 3, 5G, 2.0 版, “1+N”, A21."""
    before = text[max(0, quantity.start - 12) : quantity.start]
    if NAMING_BEFORE.search(before):
        return True
    return quantity.unit is None and bool(NAMING_AFTER.match(text, quantity.end))


def is_time(text: str, number: Number) -> bool:
    """A stretch of time that says when or how fast: 未来 5 天内, 近十年. 停电时间小于 1 分钟 is a figure."""
    before, unit = text[: number.start], number.unit
    if unit in DURATIONS:
        if unit == "年" and (YEAR_TO.search(before) or 80 <= number.value <= 130):
            return True  # 104 年至 107 年
        return not LASTS.search(before) or bool(ADVERBIAL_AFTER.match(text, number.end))
    if unit in SHORT_DURATIONS:
        after = unit in HOURS and ATTRIBUTE_AFTER.match(text, number.end) and not LASTS.search(before)
        return bool(after or ADVERBIAL_BEFORE.search(before) or ADVERBIAL_AFTER.match(text, number.end))
    return False


def is_bound(text: str, number: Number) -> bool:
    """A bound or a class that tells which things are meant, and measures none: 120 米以下空域, 60 万千瓦级机组."""
    if number.counts:
        return False
    if BETWEEN_BOUNDS.match(text, number.end) or text[: number.start].rstrip().endswith("以上"):
        return False  # 百分之二以上百分之十以下: a range
    return bool(BOUND_AFTER.match(text, number.end) or CLASS_AFTER.match(text, number.end))


def joined(numbers: list[Number], text: str) -> list[Number]:
    """Join what one figure is printed in: the ends of a range, the sides of an area, the parts of 5 万 4,000 人."""
    bare = [q for q in find_quantities(text) if q.kind == "bare"]
    found: list[Number] = []
    for number in numbers:
        last = found[-1] if found else None
        if last and last.unit is None and last.counts and not text[last.end : number.start].strip():
            found[-1] = replace(number, value=last.value + number.value, start=last.start)
        elif last and last.unit == number.unit and last.upper is None and is_range(text, last.end, number.start):
            end = number.end + (2 if BOTH_BOUNDS.match(text, last.end) and text.startswith("以下", number.end) else 0)
            found[-1] = replace(number, value=last.value, upper=number.value, start=last.start, end=end)
        elif lower := lower_end(number, text):
            end = number.end + (2 if text.startswith("以下", number.end) else 0)
            found.append(replace(number, value=lower[0], upper=number.value, start=lower[1], end=end))
        else:
            found.append(with_first_end(number, bare, text))
    return found


def lower_end(number: Number, text: str) -> tuple[float, int] | None:
    """The amount, and where it stands, from which a sum goes up to this one; None when the text says none."""
    found = LOWER_END.search(text[: number.start]) if number.unit == "元" else None
    value = read_chinese_number(found[1]) if found else None
    return None if found is None or value is None else (value, found.start())


def with_first_end(number: Number, bare: list[Quantity], text: str) -> Number:
    """Take in the number without a unit before it, where both are one range or one area."""
    for first in bare:
        between = text[first.end : number.start]
        if NAMING_BEFORE.search(text[: first.start]):
            continue
        if is_range(text, first.end, number.start):
            return replace(number, value=first.value, upper=number.value, start=first.start)
        if first.end < number.start and TIMES.fullmatch(between):
            return replace(number, start=first.start)
    return number


def is_range(text: str, start: int, end: int) -> bool:
    return start < end and bool(RANGE.fullmatch(text, start, end) or BOTH_BOUNDS.fullmatch(text, start, end))
