"""One question of several places as a question of each: 吉林和安徽的粮食产量各是多少 → 吉林的粮食产量是多少."""

import re
from collections.abc import Sequence

from retrieval.text.places import forms_of

JOINT = r"(?:\s|、|,|;|和|与|跟|同|及|以及|对比|比|还有|vs\.?|versus|and|or|with)*"
EACH = re.compile(
    r"分别|各自|各(?=是|有|为|占|要|增|涨|升|降|达|定|改|新|多|几)|[两三四五六七八九俩]个?(?:省区|省市|省|市|地|边|个)(?:里|中|比比)?|"
    r"\b(?:each|respectively|both)\b"
)
EACH_ASKED = re.compile(r"分别|各|\b(?:each|respectively|both)\b")
OVER_ALL = re.compile(  # asked of every place that has a report
    r"(?:在|这|那)*[两三四五六七八九十几各]个?(?:省区|省市|省|地区|城市)(?:之?中|当中|里面?|之间)?,?|"
    r"哪一?个?(?:省区|省市|省|市|地方|地区|城市)|"
    r"(?:\b(?:among|of|across|in|between) )?(?:\bthe )?(?:\w+ )?\b(?:provinces|cities|regions)\b,?|"
    r"\bwhich (?:province|city|region|place)\b"
)
MOST = re.compile(
    r"最(?!新|近|后|终|初)|谁[^,;?]{0,12}(?:多|高|快|大|猛)|哪[边个][^,;?]{0,12}(?:多|高|快|大)|\b(?:\w+est|most|more|higher)\b"
)
LEAST = re.compile(
    r"最(?:低|少|小|慢|短)|谁[^,;?]{0,12}(?:少|低|慢|小)|哪[边个][^,;?]{0,12}(?:少|低|慢|小)|\b(?:lowest|least|fewest|slowest|smallest|fewer|lower)\b"
)


RIVALRY = re.compile(  # who is first, of which one place alone tells nothing
    r"[,;]?(?:谁|哪一?[个边家地]?|边个)(?:省|市)?(?P<thing>[^,;?]{0,12}的[^,;?]{1,8}|[^,;?更最比较得要还很是]{2,12})?"
    r"[^,;?]{0,12}?最?[高大多快低小少慢猛长短强][些点]?(?=[?,;]|$)\??|"
    r"(?:[定涨增升降跌]得)?最[高大多快低小少慢猛长短强](?:的(?:省|市|地方)?(?:是(?:谁|哪一?[个边家]?(?:省|市)?)?)?)?(?=[?,;]|$)\??|"
    r"\b(?:the )?(?:highest|largest|most|biggest|fastest|lowest|smallest|least|slowest|fewest)\b"
)
ASKED = re.compile(r"[几哪谁怎]|多少|什么|多[大长高远久]|\b(?:what|which|who|when|where|how)\b")


def asks_all(plain: str) -> bool:
    """A folded question is asked of every place that has a report: which is first, or each of them.

    >>> asks_all("四个省去年社零谁涨得最猛?"), asks_all("大冬会的举办权被哪个城市拿下了?")
    (True, False)
    """
    return bool(OVER_ALL.search(plain) and any(words.search(plain) for words in (MOST, LEAST, EACH)))


def asks_first(plain: str) -> bool:
    """A folded question asks which of several is first, and not for the figure of each.

    >>> asks_first("四个省去年社零谁涨得最猛?涨了多少?"), asks_first("哪边高?分别是多少?")
    (True, False)
    """
    return bool(MOST.search(plain) or LEAST.search(plain)) and not EACH_ASKED.search(plain)


def of_one_place(plain: str, place: str, places: Sequence[str]) -> str:
    """A folded question with one of its places in the place of all of them, without the words that compare them.

    >>> of_one_place("吉林和安徽2025年粮食产量分别是多少?", "安徽省", ("吉林省", "安徽省"))
    '安徽2025年粮食产量是多少?'
    >>> of_one_place("安徽跟江西,去年谁的粮食多?", "江西省", ("安徽省", "江西省"))
    '江西,去年的粮食是多少?'
    >>> of_one_place("安徽和江西,哪个森林覆盖率更高?", "江西省", ("安徽省", "江西省"))
    '江西森林覆盖率是多少?'
    >>> of_one_place("这四个省里,粮食产量目标定得最高的是哪个?", "江西省", ())
    '江西省粮食产量目标是多少?'
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
    alone = re.sub(r"\s+", " ", RIVALRY.sub(lambda found: found["thing"] or "", EACH.sub("", plain))).strip(" ,;?")
    if not alone.isascii() and not ASKED.search(alone):
        alone += "是多少"
    return f"{alone}?"
