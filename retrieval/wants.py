"""The kind of answer that a question wants, and in which units. Knows question words, no reports."""

import re
from dataclasses import dataclass

from retrieval.vocabulary import question_patterns, unit_of

KINDS = ("quantity", "when", "who", "where", "title", "list", "yes_no", "how", "why", "definition")
PERCENT_NOUN = re.compile(
    r"占比|比例|比重|百分之几|百分比|份额|几成|[一-龥]率(?!先|领)|percent|percentage|share of|proportion|\brate\b"
)
MONEY_NOUN = re.compile(
    r"多少钱|几钱|金额|成交额|余额|贷款额|资金|投资额|造价|费用|花费|成本|预算|产值|增加值|how much money|cost|investment|value"
)
AREA_NOUN = re.compile(r"面积|占地|\barea\b|hectares|floor space")
LENGTH_NOUN = re.compile(
    r"里程|多长(?!时间)|长度|总长|全长|多远|多高|高度|length|how long is|how tall|how high|distance"
)
SPAN_NOUN = re.compile(
    r"多久(?!前)|多长时间|(?<!哪)几年(?!前)|几天|多少年|多少天|多少个月|how long (?:has|did|does|will)|how many (?:years|days|months|hours|minutes)"
)
ASKED_UNIT = re.compile(r"(?:多少|几|百分之多少)\s*(?P<unit>[万亿]?[一-龥]{1,4})")
RATIO_NOUN = re.compile(r"几分之几|几成|倍|what fraction|how many times|ratio")
PERCENT_POINTS = re.compile(r"几个(?:百分)?点")
NUMBER_ASKED = re.compile(
    r"多少|[几幾]|百分之|多[大长高远快久]|how (?:many|much|long|far|tall|high|big|large)|what (?:share|percentage|percent|proportion|fraction|number|rate)"
)
MEASURED = frozenset(
    "length area volume mass energy power voltage money duration percent percentage_point ratio temperature".split()
)  # families that only a figure of their own answers


@dataclass(frozen=True, slots=True)
class Wants:
    """Kinds of answer and unit families; empty sets when the question does not tell."""

    kinds: frozenset[str]
    families: frozenset[str] = frozenset()
    unit: str | None = None  # the very unit asked for (多少公里)
    comparison: bool = False

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
    return Wants(frozenset(kinds), frozenset(families), unit, bool(patterns["comparison"].search(plain)))


def asked_families(plain: str) -> tuple[str | None, set[str]]:
    """The unit after 多少 or 几, and its family."""
    for match in ASKED_UNIT.finditer(plain):
        written = match["unit"].lstrip("万亿")
        for length in range(len(written), 0, -1):
            if unit := unit_of(written[:length]):
                return written[:length], {unit.family}
    return None, set()
