"""Whether sentences hold the kind of thing that is asked for: somebody, a place, a name, a target. Knows no index."""

import re
from collections.abc import Sequence
from functools import lru_cache

import rjieba

from retrieval.places import find_places
from retrieval.wants import Wants

BODY = re.compile(  # what acts: a body or a firm, by the end of its name
    "局|部门|厅|委员会|委|办公室|院|所|中心|公司|集团|企业|银行|大学|学院|学校|协会|学会|联盟|联合会|政府|机构|国务院|港|交易所|"
    "组织|团队|党中央|各级|各区|部队|法院|检察|基金|秘书处"
)
NAME = re.compile("《[^》]+》|“[^”]+”|、|[A-Z][A-Za-z0-9-]+")
AIMED = re.compile("目标|预期|计划|拟|力争|规划|将(?!近)|到\\s?20\\d\\d|左右|以上|以内|底线|安排|设计|预计|提出")


def lacking(wants: Wants, texts: Sequence[str], context: str) -> bool:
    """Tell that none of the chosen texts holds the kind of thing that is asked for.

    `context`: the texts with what stands before them and their section titles. A question that wants a figure is judged
    by its figures, except that a target must be told as one.
    """
    if wants.target and wants.figure:
        return not AIMED.search(context)
    if wants.figure or "how" in wants.kinds:
        return False
    joined = "\n".join(texts)
    return (
        ("who" in wants.kinds and not (BODY.search(joined) or has_part(joined, ("nr", "nt"))))
        or ("where" in wants.kinds and not (find_places(joined) or has_part(joined, ("ns",))))
        or ("title" in wants.kinds and not NAME.search(joined))
    )


@lru_cache(maxsize=4_096)
def has_part(text: str, parts: tuple[str, ...]) -> bool:
    """Tell whether a word of the text is of one of these parts of speech, as the segmenter tags them."""
    return any(part in parts for _, part in rjieba.tag(text))
