"""Whether a figure is a level, a share, a change or an aim."""

import re

from figures.indicator import Kind
from figures.wording import GROWS

CHANGES = re.compile(rf"(?:{GROWS})(?:了|约|近|超过?|\s)*$|(?:{GROWS})(?![到至成])[^一-鿿]*$|同比|环比")
NAMES_CHANGE = re.compile("(?:增速|增长率|增幅|降幅|增长|涨幅|升幅|下降率|降低率|年均增长)$")
AIMS = re.compile(
    "力争|(?<=预期)目标|目标(?=为|是|值|$)|预期|计划(?:到|新|完成|建|实施)|规划到|拟|争取|预计|预定|将(?:达|建|完成|新增|提|分别|实现|增)|要求达到|不低于|约束性"
)
RATIO_UNITS = ("%", "‰", "成")
LISTED_AIMS = re.compile("目标(?:是|为)?：|^(?:到|至)\\d{4}年，力争")  # 今年发展主要预期目标是：…；…；…
TITLE_OF_AIMS = re.compile("目标")
POINTS = ("个百分点", "百分点", "个基点", "基点")


def is_change(unit: str | None, subject: str, leading: str) -> bool:
    """Tell by the words that lead to the number whether it says by how much something changed.

    >>> is_change("%", "碳排放强度", "较2005年下降超"), is_change("个", "化工园区", "减少到")
    (True, False)
    """
    return unit in POINTS or bool(NAMES_CHANGE.search(subject) or CHANGES.search(leading))


def kind_of(number: str, unit: str | None, change: bool, before: str, year: int | None, written: int | None) -> Kind:
    """Tell the kind of a figure; `before` stands before it, and one of a year later than the report's is an aim.

    >>> kind_of("80%", "%", False, "清洁能源占比", 2024, 2024), kind_of("1/5", None, False, "强度", None, 2024)
    ('share', 'share')
    """
    if (year and written and year > written) or AIMS.search(before):
        return "target"
    if change:
        return "growth"
    return "share" if unit in RATIO_UNITS or (unit is None and "/" in number) else "level"
