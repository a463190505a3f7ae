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
    r"多少钱|几钱|金额|成交额|余额|贷款额|资金|投资额|造价|费用|花费|成本|预算|产值|增加值|"
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
ASKED_UNIT = re.compile(r"(?:多少|几|百分之多少)\s*(?P<unit>[万亿]?[一-龥]{1,4})")
RATIO_NOUN = re.compile(r"几分之几|几成|倍|what fraction|how many times|ratio")
PERCENT_POINTS = re.compile(r"几个(?:百分)?点")
HOW_MANY = re.compile(r"how (?:many|much) (?P<things>[a-z ]{2,40})")
VEHICLES = re.compile(r"(?:多少|几)(?:辆)?[一-龥]{0,6}车(?![站道位库桩牌])")
COUNTED = re.compile(r"(?<!百分之)(?:多少|几)(?![的了呢吗是分成])[一-龥]|how many ")
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
    return Wants(
        frozenset(kinds),
        frozenset(families),
        unit,
        bool(patterns["comparison"].search(plain)),
        "quantity" in kinds and COUNTED.search(plain) is not None,
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
    for match in ASKED_UNIT.finditer(plain):
        written = match["unit"].lstrip("万亿")
        for length in range(len(written), 0, -1):
            if unit := unit_of(written[:length]):
                return written[:length], {unit.family}
    return None, set()
