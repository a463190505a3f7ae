"""One question of several places as a question of each: 吉林和安徽的粮食产量各是多少 → 吉林的粮食产量是多少."""

import re
from collections.abc import Sequence

from retrieval.text.places import forms_of

JOINT = r"(?:\s|、|,|;|和|与|跟|同|及|以及|对比|比|还有|vs\.?|versus|and|or|with)*"
EACH = re.compile(
    r"分别|各自|各(?=是|有|为|占|要|增|涨|升|降|达|定|改|新|多|几)|[两三四五六七八九俩]个?(?:省区|省市|省|市|地|边|个)(?:里|中|比比)?|"
    r"\b(?:each|respectively|both)\b"
)
OVER_ALL = re.compile(  # asked of every place that has a report
    r"[这两三四五六七八九十几各]个?(?:省区|省市|省|地区|城市)|哪一?个?(?:省区|省市|省|市|地方|地区|城市)|"
    r"\bwhich (?:province|city|region|place)|\b(?:provinces|cities|regions)\b"
)
MOST = re.compile(
    r"最(?!新|近|后|终|初)|谁[^,;?]{0,12}(?:多|高|快|大|猛)|哪[边个][^,;?]{0,12}(?:多|高|快|大)|\b(?:\w+est|most|more|higher)\b"
)
LEAST = re.compile(
    r"最(?:低|少|小|慢|短)|谁[^,;?]{0,12}(?:少|低|慢|小)|哪[边个][^,;?]{0,12}(?:少|低|慢|小)|\b(?:lowest|least|fewest|slowest|smallest|fewer|lower)\b"
)


def of_one_place(plain: str, place: str, places: Sequence[str]) -> str:
    """A folded question with one of its places in the place of all of them.

    >>> of_one_place("吉林和安徽2025年粮食产量分别是多少?", "安徽省", ("吉林省", "安徽省"))
    '安徽2025年粮食产量是多少?'
    >>> of_one_place("安徽跟江西,去年谁的粮食多?", "江西省", ("安徽省", "江西省"))
    '江西,去年谁的粮食多?'
    """
    forms = [form for each in places for form in forms_of(each) if form in plain]
    own = next((form for form in forms_of(place) if form in plain), place)
    if forms:
        one = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        run = re.compile(rf"(?:{one})(?:{JOINT}(?:{one}))*")
        first = run.search(plain)
        text = run.sub("", plain[first.end() :]) if first else ""
        plain = f"{plain[: first.start()]}{own}{text}" if first else plain
    else:
        plain = f"{own}{OVER_ALL.sub('', plain, count=1)}"
    return re.sub(r"\s+", " ", EACH.sub("", plain)).strip()
