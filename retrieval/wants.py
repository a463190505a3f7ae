"""The kind of answer that a question wants, and in which units. Knows question words, no reports."""

import re
from dataclasses import dataclass

from retrieval.vocabulary import question_patterns, unit_families, unit_of

KINDS = ("quantity", "when", "who", "where", "title", "list", "yes_no", "how", "why", "definition")
PERCENT_NOUN = re.compile(
    r"占比|比例|比重|百分之(?:几|多少)|百分比|份额|几成|[一-龥]率(?!先|领)|"
    r"percent|percentage|share of|proportion|\brate\b"
)
MONEY_NOUN = re.compile(
    r"多少钱|几个?钱|几块钱|金额|成交额|余额|贷款额|资金|投资额|造价|费用|花费|成本|预算|产值|增加值|"
    r"how much money|cost|investment|value"
)
AREA_NOUN = re.compile(r"面积|占地|\barea\b|hectares|floor space")
LENGTH_NOUN = re.compile(
    r"里程|多长(?!时间)|长度|总长|全长|多远|多高|高度|length|how long is|how tall|how high|distance"
)
SPAN_NOUN = re.compile(
    r"多久(?!前)|多长时间|(?<!哪)几年(?!前)|几天|多少年|多少天|多少个月|"
    r"how long (?:has|did|does|will)|how many (?:years|days|months|hours|minutes)"
)
CHANGE = re.compile(  # the change of a measure is asked for, not its level
    r"(?:增长|增加|增多|下降|减少|提高|提升|上升|上涨|上调|下调|降低|回落|压减|缩短|涨|跌|升|降|增|减)(?:了|幅|速)?(?:多少|几|百分)|"
    r"增速|增幅|降幅|涨幅|(?:比|较)(?:去年|上年|上一年|\d{4}年)[^,;?]{0,6}(?:增|减|多|少|升|降|提高)|"
    r"by how much|by what percent|growth rate|"
    r"how much (?:did|has|have|does|do) .{2,60}"
    r"(?:grow|grew|rise|risen|fall|fallen|drop|decline|increase|decrease|change)|"
    r"(?:increase|decrease|growth|rise|reduction|drop|decline) (?:in|of)"
)
TOTAL = re.compile(r"总[共计数量额]|一共|合[共计]|累计|加起来|达到|\btotal\b|altogether|in all\b")
ORDINAL_ASKED = re.compile(r"第(?:几|多少)")
ASKED_UNIT = re.compile(r"(?:多少|(?<![那这好第十前后近数])几|百分之多少)\s*(?P<unit>[万亿]?[一-龥]{1,4})")
RATIO_NOUN = re.compile(r"几分之几|几成|倍|what fraction|how many times|ratio")
PERCENT_POINTS = re.compile(r"几个(?:百分)?点")
HOW_MANY = re.compile(r"how (?:many|much) (?P<things>[a-z ]{2,40})")
VEHICLES = re.compile(r"(?:多少|几)(?:辆)?[一-龥]{0,6}车(?![站道位库桩牌])")
COUNTED = re.compile(r"(?<!百分之)(?:多少|几)(?![的了呢吗是分成])[一-龥]|how many ")
MASS = re.compile(r"多少(?:[水电油煤气粮钱地]|[^,;?的]{0,12}[量额值费款料品物圾])")  # 多少水 is measured
COINS = re.compile("几个钱|几块钱")
TARGET = re.compile(
    r"目标|计划|预期|打算|预计|拟|力争|规划|底线|想要?(?:在|把|让)|要(?:达到|控制|实现|建成|降到|提高到)|"
    r"\b(?:targets?|goals?|plans?|planned|aims?|aiming|expected|projected|intends?)\b"
)
NUMBER_ASKED = re.compile(
    r"多少|[几幾]|百分之|多[大长高远快久]|how (?:many|much|long|far|tall|high|big|large)|"
    r"what (?:share|percentage|percent|proportion|fraction|number|rate)"
)
MEASURED = frozenset(  # families that only a figure of their own answers
    "length area volume mass energy power voltage money duration percent percentage_point ratio temperature".split()
)


@dataclass(frozen=True, slots=True)
class Wants:
    """Kinds of answer and unit families; empty sets when the question does not tell."""

    kinds: frozenset[str]
    families: frozenset[str] = frozenset()
    unit: str | None = None  # the very unit asked for (多少公里)
    comparison: bool = False
    counted: bool = False  # a number of things is asked for (多少公园), in whatever unit
    change: bool = False  # by how much a measure changed
    total: bool = False  # what it amounts to in all
    target: bool = False  # what is aimed at, not what was reached

    @property
    def figure(self) -> bool:
        """The answer must hold a figure."""
        return "quantity" in self.kinds or "when" in self.kinds


def read_wants(plain: str, language: str) -> Wants:
    """Read the wanted kind of answer from a folded question.

    >>> sorted(read_wants("充电桩有多少个", "zh-Hans").kinds)
    ['quantity']
    """
    patterns = question_patterns()
    kinds = {kind for kind in KINDS if patterns[kind].search(plain)}
    if SPAN_NOUN.search(plain):
        kinds = kinds - {"when"} | {"quantity"}
    if kinds & {"how", "why", "definition"} and not NUMBER_ASKED.search(plain):
        kinds.discard("quantity")  # 利率是怎么定的 names a measure and asks for no number
    if ORDINAL_ASKED.search(plain) and not NUMBER_ASKED.search(ORDINAL_ASKED.sub("", plain)):
        kinds.discard("quantity")  # 第几批 asks for a place in a row, which Chinese writes 第三批
    families: set[str] = set()
    unit = None
    if "quantity" in kinds:
        unit, families = asked_families(plain)
        families |= english_families(plain) or ({"vehicles"} if not unit and VEHICLES.search(plain) else set())
        if RATIO_NOUN.search(plain) or PERCENT_POINTS.search(plain):
            unit, families = None, {"ratio", "percent"}
        for family, noun in (
            ("percent", PERCENT_NOUN),
            ("money", MONEY_NOUN),
            ("area", AREA_NOUN),
            ("length", LENGTH_NOUN),
            ("duration", SPAN_NOUN),
        ):
            if not unit and noun.search(plain):
                families.add(family)
    change = "quantity" in kinds and CHANGE.search(plain) is not None
    if change and families and not unit:
        families |= {"percent", "percentage_point"}  # 增加值增长多少: in yuan or in percent
    return Wants(
        frozenset(kinds),
        frozenset(families),
        unit,
        bool(patterns["comparison"].search(plain)),
        "quantity" in kinds and COUNTED.search(plain) is not None and not MASS.search(plain),
        change,
        "quantity" in kinds and TOTAL.search(plain) is not None,
        "quantity" in kinds and TARGET.search(plain) is not None,
    )


def english_families(plain: str) -> set[str]:
    """The families whose English names follow "how many" or "how much" (how many new-energy vehicles)."""
    match = HOW_MANY.search(plain)
    if match is None:
        return set()
    words = match["things"].split()
    heads = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    return {family.name for family in unit_families() if family.name != "count" and heads & set(family.english)}


def asked_families(plain: str) -> tuple[str | None, set[str]]:
    """The unit after 多少 or 几, and its family; None and no family when none stands there."""
    for match in ASKED_UNIT.finditer(COINS.sub("", plain)):
        written = match["unit"].lstrip("万亿")
        for length in range(len(written), 0, -1):
            if unit := unit_of(written[:length]):
                return written[:length], {unit.family}
    return None, set()
