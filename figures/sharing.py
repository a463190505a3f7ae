"""Figures that 分别 shares out among the items before it: 光伏、风电装机分别达到 1684 万千瓦、1547 万千瓦."""

import re

from figures.names import Named, clause_start, tidy
from figures.numbers import Number
from figures.wording import BARE_TAIL, strip_head, strip_tail
from retrieval.text.clauses import clauses

YEARS_ONLY = re.compile(
    r"^(?P<of>.*?)(?:至|到|在)?\s*(?P<years>(?:(?:19|20)\d{2}\s*年?(?:[、和及与]\s*)?){2,})(?:将|预计|已)?$"
)
RESPECTIVELY = re.compile(r"分别")
ITEMS = re.compile("[、和及与]|以及")
CONTRASTS = ("城镇", "农村", "城市", "乡村", "城乡", "省内", "省外", "国内", "国外", "境内", "境外", "男性", "女性")
LAST_WORDS = 2  # characters by which the items of a list are seen to end alike


def shared_out(text: str, numbers: list[Number]) -> dict[int, Named]:
    """The figures that 分别 shares out among the items before it: position → its name."""
    found: dict[int, Named] = {}
    for mark in RESPECTIVELY.finditer(text):
        following = [i for i, n in enumerate(numbers) if n.start >= mark.end()]
        run = run_of(text, numbers, following)
        if by_year := YEARS_ONLY.match(text[clause_start(text, mark.start()) : mark.start()]):
            years = [int(year) for year in re.findall(r"\d{4}", by_year["years"])]
            if len(years) == len(run):
                subject, leading = tidy(strip_head(by_year["of"])), text[mark.start() : numbers[run[0]].start]
                found |= {at: Named(subject, leading, year) for at, year in zip(run, years, strict=True)}
                continue
        items = items_before(text, mark.start())
        if len(run) < 2 or len(items) != len(run):
            continue
        leading = text[mark.start() : numbers[run[0]].start]
        found |= {at: Named(tidy(item), leading) for at, item in zip(run, items, strict=True)}
    return found


def run_of(text: str, numbers: list[Number], positions: list[int]) -> list[int]:
    """The first of them and those that follow it after no more than 、 or 和."""
    run = positions[:1]
    for position in positions[1:]:
        between = text[numbers[run[-1]].end : numbers[position].start]
        if not re.fullmatch(r"(?:左右|以上)?\s*(?:[、和及与]|以及)\s*", between):
            break
        run.append(position)
    return run


def items_before(text: str, mark: int) -> list[str]:
    """The items that stand before 分别, each with the words that the last one carries for all."""
    start = clause_start(text, mark)
    listed = strip_head(strip_tail(text[start:mark])[0])
    if not listed.strip():
        before = [c for c in clauses(text) if c.end <= start]
        listed = text[before[-1].start : before[-1].end - 1] if before else ""
        listed = re.sub("^.*?(?:为|是|有)", "", listed)
    items = [item.strip() for item in ITEMS.split(listed) if item.strip()]
    if len(items) < 2:
        return []
    tail = carried(items[0], items[-1])
    return [*(f"{item}{tail}" for item in items[:-1]), items[-1]]


def carried(first: str, last: str) -> str:
    """The words that only the last item of a list prints, and that hold for all.

    >>> carried("战略性新兴产业", "高新技术产业产值占规上工业比重"), carried("光伏", "生物质发电累计装机")
    ('产值占规上工业比重', '累计装机')
    """
    contrasted = next((word for word in CONTRASTS if last.startswith(word)), "")
    if first in CONTRASTS and contrasted:
        return last[len(contrasted) :]
    for length in (LAST_WORDS, 1):
        ending = first[-length:]
        if first.endswith(last[-length:]):
            return ""  # 事故起数和死亡人数: each says its own
        if ending in last[:-1] and not last.endswith(ending):
            return last[last.rindex(ending) + length :]
    found = BARE_TAIL.search(last)
    return found[0] if found and found.start() else ""
