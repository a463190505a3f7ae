"""Tells whether the question's own words stand with another figure of the sentence than the one that is pointed at."""

import re
from collections.abc import Sequence

from index.tokens import fold
from retrieval.text.quantities import Quantity, find_quantities

BORDER = re.compile("[、，；。：,;:]")
JOINT = re.compile("、|和|与|以及|及")
RESPECTIVELY = "分别"
MEASURE = 3  # characters by which measures are told apart: 成交量, 成交额
VERB = re.compile("(?:分别|已经?|均|都|约|近|超|高|低|共|总计|合计|累计|[为达是有至到过了占])+$")
NAME = 2  # characters of an item by which a question names it
ALIKE = 0.5  # share of the words before two figures from which they are told alike
TOLD = 2  # pairs of characters that the question shares with the words of another figure, and not with this one's
ASIDE = frozenset("多少 分别 是多 少个 达到 增长 下降 同比 全国 全省 全市 全年".split())  # stand beside any figure


def of_another(question: str, sentence: str, figure: Quantity, others: Sequence[Quantity]) -> bool:
    """The question names what another of the figures is of, and not what this one is of.

    `question` is folded; `others`: figures of the sentence that would fit as well. Chinese words only.

    >>> sentence = "化学需氧量、二氧化硫排放量分别下降12.45%、14.29%。"
    >>> cod, so2 = find_quantities(sentence)
    >>> of_another("二氧化硫少排了多少?", sentence, cod, [so2]), of_another("二氧化硫少排了多少?", sentence, so2, [cod])
    (True, False)
    """
    items = items_of(sentence, figure)
    if items and not named(items, figure.start, question) and any(named(items, f.start, question) for f in others):
        return True
    measure = measure_of(sentence, figure)
    twins = [twin for f in others if len(set(twin := measure_of(sentence, f)) & set(measure)) == MEASURE - 1]
    if measure not in question and any(twin in question for twin in twins):
        return True  # 成交量1吨，成交额2元
    asked = told_by(question)
    own = words_of(sentence, figure)
    for other in others:
        theirs = words_of(sentence, other)
        beside, mine = asked & (told_by(theirs) - told_by(own)), asked & (told_by(own) - told_by(theirs))
        if len(beside) >= TOLD and not mine:
            return True
        one, two = told_by(head_of(sentence, figure)), told_by(head_of(sentence, other))
        if len(one & two) >= ALIKE * max(len(one | two), 1) and asked & (two - one) and not asked & (one - two):
            return True  # 长江连续8年、赣江连续5年: told alike, of one thing each
        ahead = asked & told_by(head_of(sentence, other)) - told_by(own) - told_by(sentence[: figure.start])
        if other.start > figure.end and len(ahead) >= TOLD:
            return True  # 总产值3亿元，占全国5%: asked for what comes behind, the first is not meant
    return False


def words_of(sentence: str, figure: Quantity) -> str:
    """What a figure is told of: its item of a list that a 分别 joins to its figures, else its piece of the sentence."""
    return item_of(sentence, figure) or piece_of(sentence, figure)


def piece_of(sentence: str, figure: Quantity) -> str:
    """The words around a figure up to the next mark on either side."""
    start, end = span_of(sentence, figure)
    return sentence[start:end]


def span_of(sentence: str, figure: Quantity) -> tuple[int, int]:
    """Offsets of those words."""
    start = max((m.end() for m in BORDER.finditer(sentence, 0, figure.start)), default=0)
    after = BORDER.search(sentence, figure.end)
    return start, after.start() if after else len(sentence)


def head_of(sentence: str, figure: Quantity) -> str:
    """The words before a figure, from the mark before it."""
    return sentence[max((m.end() for m in BORDER.finditer(sentence, 0, figure.start)), default=0) : figure.start]


def measure_of(sentence: str, figure: Quantity) -> str:
    """The last characters of what a figure measures, folded: the words before it without its verb.

    >>> sentence = "累计成交量达1.08亿吨，成交额24.75亿元。"
    >>> [measure_of(sentence, figure) for figure in find_quantities(sentence)]
    ['成交量', '成交额']
    """
    words = VERB.sub("", fold(head_of(sentence, figure)).strip())
    return words[-MEASURE:] if re.fullmatch("[一-龥]+", words[-MEASURE:]) else ""


def item_of(sentence: str, figure: Quantity) -> str | None:
    """甲、乙分别为1个、2个: the item for a figure, by its place; None where the two lists do not match."""
    return items_of(sentence, figure).get(figure.start)


def items_of(sentence: str, figure: Quantity) -> dict[int, str]:
    """The items of the list that a 分别 joins to a figure's list, by the starts of their figures; {} where the two do
    not match.

    >>> sentence = "其次为含氟气体、甲烷和氧化亚氮，分别占5.4%、4.3%和3.0%。"
    >>> list(items_of(sentence, find_quantities(sentence)[0]).values())
    ['其次为含氟气体', '甲烷', '氧化亚氮']
    """
    joint = sentence.rfind(RESPECTIVELY, 0, figure.start)
    if joint < 0:
        return {}
    before = sentence[:joint].rstrip("，,")  # the items stand right before, or before the comma
    begin = max((m.end() for m in re.finditer("[，；。：,;:]", before)), default=0)
    end = re.search("[；。;]", sentence[figure.end :])
    last = figure.end + end.start() if end else len(sentence)
    items = [item for item in JOINT.split(before[begin:].removeprefix(RESPECTIVELY)) if item.strip()]
    starts = [f.start for f in find_quantities(sentence) if joint < f.start < last and f.kind == "quantity"]
    if len(items) < 2 or len(items) != len(starts) or figure.start not in starts:
        return {}
    return dict(zip(starts, items, strict=True))


def named(items: dict[int, str], start: int, question: str) -> bool:
    """The folded question names the item of the figure that starts there. What is true of all of them stands before
    the name of the first and behind that of the last (全市光伏、风电、生物质发电装机)."""
    order, item = list(items), fold(items.get(start, ""))
    if not item:
        return False
    name = item[-NAME:] if start == order[0] else item[:NAME] if start == order[-1] else item
    return item in question or name in question


def told_by(text: str) -> set[str]:
    """Pairs of neighbouring Chinese characters that tell what a figure is of: without those that stand beside any."""
    runs = re.findall("[一-龥]{2,}", fold(text))
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)} - ASIDE
