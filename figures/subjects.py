"""What a figure measures, in the words of its sentence.

Three ways in which a report says it: 保有量达 126.9 万辆 (the words before), 聚合 5100 个储能基站 (what is counted,
after), 光伏、风电装机分别达到 … (shared out among several). What a clause leaves unsaid comes from the one before.
"""

import re
from dataclasses import dataclass

import rjieba

from figures.numbers import Number
from figures.wording import BARE_ONLY, BARE_TAIL, balanced, strip_head, strip_tail
from retrieval.text.clauses import clauses

LONGEST = 40  # characters of a subject; more is no name of anything
APART = " · "  # between words that stand apart in the sentence
NOT_COUNTED = re.compile(
    r"\s*(?:[，。；、：,;)）”」]|以[上下内]|左右|等|和|及|与|或|的|$|\d(?![A-Z])|增|降|提|减|上升|下|至|到|之|居|位)"
)
OF = re.compile(r"\s*(?:以[上下])?的(?=[一-鿿])")
ENDS_NAME = re.compile(r"[，。；、：,;（(）)]|和(?=\s*\d)|及(?=\s*\d)|以?及其?(?=\s*\d)|等|与(?=\s*\d)|\d(?![A-Z])")
PREDICATES = frozenset(  # words that end a name; other verbs may stand inside one (智能制造示范工厂)
    "集聚 聚集 加快 领跑 通过 成为 实现 达到 达 纳入 完成 获 获得 获评 入选 参与 开展 进行 落户 建成 "
    "投入 推进 覆盖 提供 位于 率先 享受 受益 签约 拥有 采用 启动 支撑 投产 开工 竣工 发布 形成 稳步 全部 "
    "均 已 正 将 为 是 在 以 由 从 向 于 对 把 被 使 让 按照 根据 通车 上线 运行 运营 列入 增长 下降 "
    "提升 提高 增加 减少 上升 超过 位居 居 排 排名 占 比 较 共 年均 累计 推动 促进 带动 保障 满足 助力 "
    "打造 构建 连续 持续 接受 取得 突破 迈入 迈向 迎来 起 途经 途經 总长 全长 计 约 系 至 到 延伸 得到 "
    "有效 呈 呈现 总体 仍 还 也 都 就 而 或 并".split()
)
THIS = re.compile("[本该此其这各]|上述|前项")
OPEN, CLOSING = "“「（(", "”」）)"
YEARS_ONLY = re.compile(
    r"^(?P<of>.*?)(?:至|到|在)?\s*(?P<years>(?:(?:19|20)\d{2}\s*年?(?:[、和及与]\s*)?){2,})(?:将|预计|已)?$"
)
FURTHER = re.compile(r"\s*\d[\d.,]*\s*[万亿]?(?:个|项|家|处|种|座|条|件|名)(?=[一-鿿])")
COMPARES = re.compile("(?:但)?(?:比|较|高[出于]|低于|相当于|超过|超出|是全|为全)")
RESPECTIVELY = re.compile(r"分别")
ITEMS = re.compile("[、和及与]|以及")
LAST_WORDS = 2  # characters by which the items of a list are seen to end alike
LEADING_VERBS = re.compile(
    "^(?:推广|新增加?|新建成?|新开|新辟|累计|建成|完成|开展|投放|建设|运营|使用|聚合|覆盖|培育|创建|减少|推动|布局|增设|开通|划定|发放|持续)+"
)


@dataclass
class Told:
    """What the sentence has told so far."""

    subject: str = ""  # of the last figure
    topic: str = ""  # what the sentence is about


@dataclass(frozen=True, slots=True)
class Named:
    """A subject, and the words that lead from it to the number (较 2005 年下降超)."""

    subject: str
    leading: str
    year: int | None = None  # where 分别 shares out years


def subjects(text: str, numbers: list[Number], heading: str = "") -> list[Named]:
    """Name each figure of a Simplified sentence; "" where nothing in it says what is measured.

    `heading`: the title right above, of which a sentence speaks that begins with 本计划 or 该工程.
    """
    told, found = Told(topic=topic_of(text, heading)), []
    shared = shared_out(text, numbers)
    for position in range(len(numbers)):
        named = shared.get(position) or name(text, numbers, position, told)
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
    own = strip_head(own)
    if counted := what_is_counted(number, own, leading, after):
        return Named(tidy(counted), leading)
    told.topic = defined_before(text, start) or told.topic
    if leading.lstrip().startswith(("占", "约占")):
        return Named(tidy(f"{own}占比" if own else joined(bare_subject(told), "占比")), leading)
    if own.startswith("占"):
        return Named(tidy(joined(told.subject or told.topic, own)), leading)
    if COMPARES.match(own) and told.subject:
        return Named(
            tidy(joined(told.subject.split(APART)[0], re.sub(r"[约近低]+$", "", before.strip(" （(，、以上下左右")))),
            leading,
        )
    if not own:
        previous = told.subject or previous_clause(text, start)
        return Named(tidy(previous), leading)
    if BARE_ONLY.fullmatch(own.strip()):
        return Named(tidy(joined(bare_subject(told), own)), leading)
    return Named(tidy(own), leading)


def what_is_counted(number: Number, own: str, leading: str, after: str) -> str:
    """The name that follows a figure: 5100 个储能基站, 38.8% 的增速, 200 万千瓦海上风电项目; "" when none does."""
    if of := OF.match(after):
        following = up_to_verb(after[of.end() :])
        if leading.strip() in ("以", "以年均") and own and BARE_ONLY.fullmatch(following):
            return own + following
        return following if number.counts or not own or re.search("以|了", leading) else ""
    if number.counts and (inner := FURTHER.match(after)):
        return up_to_verb(after[inner.end() :])  # 5 大类 43 个生态修复项目
    if NOT_COUNTED.match(after):
        return ""
    following = up_to_verb(after)
    if not following:
        return ""
    if number.counts:
        return following
    return f"{own}{following}" if not leading.strip() else ""


def up_to_verb(text: str) -> str:
    """The name with which a text begins, up to a mark or the verb behind it."""
    text = ENDS_NAME.split(text.lstrip(), maxsplit=1)[0]
    name, words = "", rjieba.cut(text)
    for position, word in enumerate(words, 1):
        if name and word in PREDICATES and not (position == len(words) and word in ("增长", "下降", "提升", "提高")):
            break
        name += word
    return name


def clause_start(text: str, position: int) -> int:
    """Where the clause around a position begins; a clause inside brackets counts too."""
    return next((c.start for c in clauses(text) if c.start <= position < c.end), 0)


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
    return first_name(text[before[-1].start : before[-1].end]) if before else ""


def first_name(text: str) -> str:
    """The name with which a sentence begins, if it begins with one."""
    found = up_to_verb(strip_head(text))
    return found if len(found) <= LONGEST // 2 else ""


def bare_subject(told: Told) -> str:
    """That of which a bare measure (渗透率) is told: the last subject without its own measure and its verb."""
    return BARE_TAIL.sub("", LEADING_VERBS.sub("", told.subject.split(APART)[0])) or told.topic


def joined(of: str, measure: str) -> str:
    """Put what is measured behind that of which it is told."""
    of, measure = of.strip(), measure.strip()
    return f"{of}{APART}{measure}" if of and of not in measure else measure


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
    for length in (LAST_WORDS, 1):
        ending = first[-length:]
        if ending in last[:-1] and not last.endswith(ending):
            return last[last.rindex(ending) + length :]
    found = BARE_TAIL.search(last)
    return found[0] if found and found.start() else ""


def tidy(subject: str) -> str:
    """A subject as one reads it: no spaces inside Chinese, no lone brackets, none that is too long to be a name."""
    subject = balanced(re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", " ", subject)).strip(" ，。；、：,;“”")
    subject = re.sub(r"(?<=[一-鿿]) (?=[一-鿿])", "", subject)
    return subject if len(subject) <= LONGEST else subject[-LONGEST:]
