"""The place that a figure is of: one that its clause names, else the report's own."""

import re
from functools import lru_cache

from corpus.document import Document
from figures.wording import strip_head
from retrieval.text.places import find_places, forms_of, home_place, home_places

NATION = re.compile("全国|我国|中国(?!式|特色|共产党|人民)")
WORLD = re.compile("全球|世界(?!一流|级|杯)")
OWN = re.compile("全[市省区县州]|[我本][市省区县府州]")
DENOMINATOR = re.compile(
    "(?:占|比|较|高于|低于|相当于|高出|超过)(?:全国|全[市省]|全球|世界)[^，；。]*$|(?:全国|全球|世界)(?:平均|领先|前列|首|第|率先)[^，；。]*"
)


def scope_of(sentence: str, clause_start: int, clause: str, document: Document) -> str | None:
    """The place of a figure; `clause` is its clause up to the number, `sentence` the whole, Simplified."""
    own = home_place(document)
    named = place_in(DENOMINATOR.sub("", clause), own, document)
    if named is not None:
        return named or own
    before = DENOMINATOR.sub("", sentence[:clause_start])
    marks = [
        (found.start(), "中国") for found in re.finditer("我国|中国(?=始终|经济|积极)|(?<![^，；。：])全国", before)
    ]
    marks += [(found.start(), "") for found in OWN.finditer(before)]
    return (max(marks)[1] if marks else "") or own


def place_in(text: str, own: str | None, document: Document) -> str | None:
    """The place that a text names; "" for the report's own, None when it names none."""
    if OWN.search(text):
        return ""
    if NATION.match(strip_head(text, places=False)):
        return "中国"
    if WORLD.match(strip_head(text, places=False)):
        return "全球"
    named = places_of(text)
    if not named or not strip_head(text).startswith(tuple(forms_of(named[0]))):
        return None  # 往返台北的路线: a place that is spoken of, not the one that is measured
    return "" if named[0] in home_places(document) else named[0]


@lru_cache(maxsize=20_000)
def places_of(text: str) -> tuple[str, ...]:
    return find_places(text)
