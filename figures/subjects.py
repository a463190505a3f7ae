"""What a figure measures, in the words of its sentence.

Three ways in which a report says it: 保有量达 126.9 万辆 (the words before), 聚合 5100 个储能基站 (what is counted,
after), 光伏、风电装机分别达到 … (shared out among several). What a clause leaves unsaid comes from the one before.
"""

import re
from dataclasses import dataclass

from figures.names import Named, clause_start, first_name, is_name, is_place, tidy, up_to_verb
from figures.numbers import Number
from figures.sharing import shared_out
from figures.wording import BARE_ONLY, BARE_TAIL, strip_head, strip_tail
from retrieval.text.clauses import clauses

APART = " · "  # between words that stand apart in the sentence
NOT_COUNTED = re.compile(
    r"\s*(?:[，。；、：,;)）”」]|以[上下内]|左右|等|和|及|与|或|的|$|\d(?![A-Z])|增|降|提|减|上升|下|至|到|之|居|位|"
    r"[为是由已均仍也则]|经(?![济营典贸开])|被(?!子)|获(?!奖)|将(?!军))"
)
ROUGHLY = re.compile(r"\s*(?:以上|左右)(?=[“一-鿿])")
OF = re.compile(r"\s*(?:以[上下]|左右)?的(?=[一-鿿])")
THIS = re.compile("[本该此其这各]|上述|前项")
OPEN, CLOSING = "“「（(", "”」）)"
FURTHER = re.compile(r"\s*\d[\d.,]*\s*[万亿]?(?:个|项|家|处|种|座|条|件|名)(?=[一-鿿])")
COMPARES = re.compile("(?:但)?(?:比|较|高[出于]|低于|相当于|超过|超出|是全|为全)")
COMPARISON = re.compile(
    r"(?P<of>.{2,}(?<!不)(?<!不得)(?<![仅只])(?<!力争)(?<!争取)(?<![应须]))(?P<how>分别[比较].*|(?:不得?)?(?:超过|高于|低于|快于|优于|好于|高出|大于|小于|少于|多于|[仅只]?(?:[为是]|相当于)(?=全[市省国县区球]|我国|世界)|(?:力争|争取|应|须)?达到(?!\d|.*(?:率|占比|比重|比例)$)).*)"
)
ACHIEVED = re.compile("(?P<of>.{2,})(?:实现|完成|取得)了(?=.{2})")  # 企业实现了碳排放强度
YEAR_INSIDE = re.compile(
    r"(?<![比较自从由\d\s])(?:截?[至到])?\s*(?:民国)?\s*(?:(?:19|20)\d{2}|1\d{2})\s*年"
    r"(?:\s*\d{1,2}\s*月)?[底末]?\s*(?=[一-鿿]{2})"
)
RELATIVE = re.compile(r"\s*[^，。；、：]{2,30}的([一-鿿]{2,12})(?=[，。；、：])")
SIZED = re.compile(
    r"\s*[^，。；、：]{2,12}[在为达][^，。；、：]{1,12}(?:以上|以下|左右|之间)的([一-鿿]{2,12})(?=[，。；、：])"
)
OF_WHOLE = re.compile("(?:全[市省国县区]|[本我][市省国区县])$")
ADVERBS = ("以", "把", "将", "向", "在", "积极", "大力", "深入", "加快", "统筹", "全面", "持续", "进一步", "除", "对")
LEADING_VERBS = re.compile(
    "^(?:推广|新增加?|新建成?|新开|新辟|累计|建成|完成|开展|投放|建设|运营|使用|聚合|覆盖|培育|创建|减少|推动|布局|增设|开通|划定|发放|持续)+"
)


@dataclass
class Told:
    """What the sentence has told so far."""

    subject: str = ""  # of the last figure
    topic: str = ""  # what the sentence is about


def subjects(text: str, numbers: list[Number], heading: str = "") -> list[Named]:
    """Name each figure of a Simplified sentence; "" where nothing in it says what is measured.

    `heading`: the title right above, of which a sentence speaks that begins with 本计划 or 该工程.
    """
    told, found = Told(topic=topic_of(text, heading)), []
    shared = shared_out(text, numbers)
    for position in range(len(numbers)):
        named = shared.get(position) or name(text, numbers, position, told)
        if not (BARE_ONLY.fullmatch(named.subject) or is_name(named.subject)):
            named = Named("", named.leading, named.year)
        told.subject = named.subject or told.subject
        found.append(named)
    return found


def name(text: str, numbers: list[Number], position: int, told: Told) -> Named:
    number = numbers[position]
    start = clause_start(text, number.start)
    if position and numbers[position - 1].end > start:
        start = numbers[position - 1].end
    start = inside_quotation(text, start, number.start)
    before, after = text[start : number.start], text[number.end :]
    own, leading = strip_tail(re.sub(r"^[\s、，以上下左右和及与)）]+", "", before))
    own = YEAR_INSIDE.sub("", strip_head(own))
    if achieved := ACHIEVED.match(own):
        own = joined(achieved["of"], own[achieved.end() :])
    if own.startswith("的"):
        own = ""  # 50% 的产能、40% 的装机: the words belong to the figure before
    if counted := what_is_counted(number, own, leading, after):
        return Named(tidy(counted), leading)
    told.topic = defined_before(text, start) or told.topic
    if leading.lstrip().startswith(("占", "约占")):
        return Named(tidy(f"{own}占比" if own else joined(bare_subject(told), "占比")), leading)
    if own.startswith("占"):
        return Named(tidy(joined(told.subject or told.topic, own)), leading)
    if COMPARES.match(own) and (of := told.subject.split(APART)[0] or told.topic):
        return Named(
            tidy(joined(of, re.sub(r"[约近低]+$", "", before.strip(" （(，、但以上下左右")))),
            leading,
        )
    if compared := COMPARISON.fullmatch(own):
        of, how = compared["of"], before[before.rfind(compared["how"][:2]) :]
        of = joined(bare_subject(told), of) if BARE_ONLY.fullmatch(of) else of
        return Named(tidy(joined(of, re.sub(r"[约近低的\s]+$", "", how))), leading)
    if is_place(own) and told.subject and numbers[position - 1].unit == number.unit:
        return Named(tidy(joined(told.subject.split(APART)[0], own)), leading)  # 24 个项目，其中津南区 14 个
    if not (BARE_ONLY.fullmatch(own.strip()) or is_name(own)):
        previous = told.subject or previous_clause(text, start)
        return Named(tidy(previous), leading)
    if BARE_ONLY.fullmatch(own.strip()):
        return Named(tidy(joined(bare_subject(told), own)), leading)
    return Named(tidy(own), leading)


def what_is_counted(number: Number, own: str, leading: str, after: str) -> str:
    """The name that follows a figure: 5100 个储能基站, 38.8% 的增速, 200 万千瓦海上风电项目; "" when none does."""
    if of := OF.match(after):
        following = up_to_verb(after[of.end() :])
        if number.upper is not None:
            return joined(own, following) if number.unit == "%" else following  # 处二万元以上二十万元以下的罚款
        if leading.strip() in ("以", "以年均") and own and BARE_ONLY.fullmatch(following):
            return own + following
        return following if number.counts or not own or OF_WHOLE.search(own) or re.search("以|了", leading) else ""
    if number.counts and (inner := FURTHER.match(after)):
        return up_to_verb(after[inner.end() :])  # 5 大类 43 个生态修复项目
    if (roughly := ROUGHLY.match(after)) and not is_name(own):
        after = after[roughly.end() :]  # 打造 20 个以上示范项目
    elif NOT_COUNTED.match(after):
        return ""
    if number.counts and (sized := SIZED.match(after)):
        return sized[1]  # 5 个产业规模在千亿级以上的产业集群
    following = up_to_verb(after)
    if not is_name(following):
        found = RELATIVE.match(after)  # 29 个尚未纳入范围的村庄
        following = found[1] if number.counts and found else ""
    if not following:
        return ""
    if number.counts or (own and not is_name(own)):
        return following
    return f"{own}{following}" if not leading.strip() else ""


def inside_quotation(text: str, start: int, end: int) -> int:
    """Where the clause begins in a quotation or bracket that holds the figure; `start` when none does."""
    depth = 0
    for at in range(end - 1, start - 1, -1):
        if text[at] in CLOSING:
            depth += 1
        elif text[at] in OPEN:
            if depth == 0:
                inner = max(text.rfind(mark, at, end) for mark in "，；：")
                return max(at, inner) + 1
            depth -= 1
    return start


def topic_of(text: str, heading: str) -> str:
    """What a sentence is about: the name with which it begins, or the title above when it only points there."""
    name = first_name(text)
    return first_name(heading) if THIS.match(name) else name


def defined_before(text: str, start: int) -> str:
    """The name of which the clause before says what it is (二氧化碳是最主要的温室气体，占比 …)."""
    before = [c for c in clauses(text) if c.end <= start]
    found = re.match("(.{2,20}?)[是为](?!了)", text[before[-1].start : before[-1].end]) if before else None
    return up_to_verb(found[1]) if found and not re.search(r"\d", found[1]) else ""


def previous_clause(text: str, start: int) -> str:
    """What the clause before speaks of, for a figure that names nothing itself."""
    before = [c for c in clauses(text) if c.end <= start]
    found = first_name(text[before[-1].start : before[-1].end]) if before else ""
    return "" if found.startswith(ADVERBS) else found


def bare_subject(told: Told) -> str:
    """That of which a bare measure (渗透率) is told: the last subject without its own measure and its verb."""
    return BARE_TAIL.sub("", LEADING_VERBS.sub("", told.subject.split(APART)[0])) or told.topic


def joined(of: str, measure: str) -> str:
    """Put what is measured behind that of which it is told."""
    of, measure = of.strip(), measure.strip()
    return f"{of}{APART}{measure}" if of and of not in measure else measure
