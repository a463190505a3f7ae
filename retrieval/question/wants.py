"""What a question's own words say about the figure it wants: unit, change or level, two things compared.

Which sentence answers, and with which words, is for the reader; this is what a checker can hold against a figure.
"""

import re
from dataclasses import dataclass

from retrieval.text.vocabulary import question_patterns, unit_families, unit_of

PERCENT_NOUN = re.compile(
    r"占比|占(?![地用])[^,;?]{1,12}(?:多少|几成)|比例|比重|百分之(?:几|多少)|百分比|份额|几成|[一-龥]率(?!先|领)|"
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
CHANGE = re.compile(  # the change of a measure is asked for, not its level; 新增多少辆 counts what was added
    r"(?<![新净])(?:增长|增加|增多|下降|减少|提高|提升|上升|上涨|上调|下调|降低|回落|压减|缩短|涨|跌|升|降|增|减)(?:了|幅|速)?(?:多少|几|百分)|"
    r"比(?:前|上)一?年[^,;?]{0,2}多[^,;?]{0,3}(?:多少|几)|增速|增幅|降幅|涨幅|(?:比|较)(?:去年|上年|上一年|\d{4}年)[^,;?]{0,6}(?:增|减|多|少|升|降|提高)|"
    r"by how much|by what percent|growth rate|"
    r"how much (?:did|has|have|does|do) .{2,60}"
    r"(?:grow|grew|rise|risen|fall|fallen|drop|decline|increase|decrease|change)|"
    r"(?:increase|decrease|growth|rise|reduction|drop|decline) (?:in|of)"
)
TOTAL = re.compile(r"总[共计数量额]|一共|合[共计]|累计|加起来|达到|保有量|现有|\btotal\b|altogether|in all\b")
ASKED_UNIT = re.compile(r"(?:多少|(?<![那这哪好第十前后近数])几|百分之多少)\s*(?P<unit>[万亿]?[一-龥]{1,4})")
RATIO_NOUN = re.compile(r"几分之几|几成|倍|what fraction|how many times|ratio")
PERCENT_POINTS = re.compile(r"几个(?:百分)?点")
HOW_MANY = re.compile(r"how (?:many|much) (?P<things>[a-z ]{2,40})")
COUNTED = re.compile(r"(?<!百分之)(?:多少|(?<![好第十无哪这那前后近数])几)(?![的了呢吗是分成])[一-龥]|how many ")
NUMBER_NOUN = re.compile(r"总数(?!据)|数量|[人户家个座辆件项次]数(?![据字学值])|\bnumber of\b")
THINGS = re.compile(
    r"\bhow many (?!(?:\w+ ){0,3}(?:tons|tonnes|kilomet|km|square|hectares|yuan|mu|percent|degrees|hours|days))"
)
RANK = re.compile(r"第几|几点(?:钟|到|$|[?呢吗])|排老几|排名?(?:第)?几|\bwhat rank|\brank\b")
MASS = re.compile(r"多少(?:[水电油煤气粮钱地]|[^,;?的]{0,12}[量额值费款料品物圾])")  # 多少水 is measured
COINS = re.compile("几个钱|几块钱")
DIFFERENCE = re.compile(
    r"差(?:了)?(?:多少|几)|相差|差距|多(?:了|出)?(?:多少|几)(?!倍)|少(?:了)?(?:多少|几)|difference|"
    r"how (?:much|many) (?:more|fewer|less)|gap"
)
RATIO = re.compile(r"几倍|多少倍|倍数|how many times|times as|ratio")
OVER_TIME = re.compile("比(?:上年|上一年|去年|前年|年初|同期)|同比|环比|较(?:上年|去年|年初)|分别|各自?(?:是|为|有|多)")
MEASURED = frozenset(  # families that only a figure of their own answers
    "length area volume mass energy power voltage money duration percent percentage_point ratio temperature".split()
)


@dataclass(frozen=True, slots=True)
class Wants:
    """Unit families and the like; empty when the question does not tell."""

    families: frozenset[str] = frozenset()
    unit: str | None = None  # the very unit asked for (多少公里)
    counted: bool = False  # a number of things is asked for (多少公园), in whatever unit
    change: bool = False  # by how much a measure changed
    total: bool = False  # what it amounts to in all
    comparison: bool = False  # two things are set side by side
    difference: bool = False  # … and their difference
    ratio: bool = False  # … or their ratio is asked for
    things: bool = False  # how many of them there are: no measure answers
    rank: bool = False  # 第几, 几点: a place in an order or on the clock, no quantity


def read_wants(plain: str) -> Wants:
    """Read what a folded question wants of a figure.

    >>> read_wants("建成了多少公里地铁").unit, read_wants("占比是多少").families
    ('公里', frozenset({'percent'}))
    """
    unit, families = asked_families(plain)
    families |= english_families(plain)
    if RATIO_NOUN.search(plain) or PERCENT_POINTS.search(plain):
        unit, families = None, {"ratio", "percent", "percentage_point"}
    for family, noun in (
        ("percent", PERCENT_NOUN),
        ("money", MONEY_NOUN),
        ("area", AREA_NOUN),
        ("length", LENGTH_NOUN),
        ("duration", SPAN_NOUN),
    ):
        if not unit and noun.search(plain):
            families.add(family)
    if "percent" in families:
        families.discard("length")  # 普及率有多高
    change = CHANGE.search(plain) is not None
    if change and families and not unit:
        families |= {"percent", "percentage_point"}  # 增加值增长多少: in yuan or in percent
    counted = COUNTED.search(plain) is not None and not MASS.search(plain)
    over_time = OVER_TIME.search(plain) is not None  # a change over time stands in the report or not at all
    return Wants(
        frozenset(families),
        unit,
        counted or (not change and NUMBER_NOUN.search(plain) is not None),
        change,
        TOTAL.search(plain) is not None,
        bool(question_patterns()["comparison"].search(plain)),
        not over_time and DIFFERENCE.search(plain) is not None,
        not over_time and RATIO.search(plain) is not None,
        THINGS.search(plain) is not None,
        RANK.search(plain) is not None,
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
