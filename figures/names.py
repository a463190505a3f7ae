"""Names of things inside a sentence: where one ends, and how it is written alone."""

import re
from dataclasses import dataclass

import rjieba

from figures.wording import balanced, strip_head
from retrieval.text.clauses import clauses

LONGEST = 40  # characters of a subject; more is no name of anything
ENDS_NAME = re.compile(r"[，。；、：,;（(）)]|和(?=\s*\d)|及(?=\s*\d)|以?及其?(?=\s*\d)|等|与(?=\s*\d)|\d(?![A-Z])")
PREDICATES = frozenset(  # words that end a name; other verbs may stand inside one (智能制造示范工厂)
    "集聚 聚集 加快 领跑 通过 成为 实现 达到 达 纳入 完成 获 获得 获评 入选 参与 开展 进行 落户 建成 "
    "投入 推进 覆盖 提供 位于 率先 享受 受益 签约 拥有 采用 启动 支撑 投产 开工 竣工 发布 形成 稳步 全部 "
    "均 已 正 将 为 是 在 以 由 从 向 于 对 把 被 使 让 按照 根据 通车 上线 运行 运营 列入 增长 下降 "
    "提升 提高 增加 减少 上升 超过 位居 居 排 排名 占 比 较 共 年均 累计 推动 促进 带动 保障 满足 助力 "
    "打造 构建 连续 持续 接受 取得 突破 迈入 迈向 迎来 起 途经 途經 总长 全长 计 约 系 至 到 延伸 得到 "
    "有效 获批 荣获 划转 开诊 首次 目前 经 曾 尚 须 应 需 能够 分别 力争 呈 呈现 总体 仍 还 也 都 就 而 或 并".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """A subject, and the words that lead from it to the number (较 2005 年下降超)."""

    subject: str
    leading: str
    year: int | None = None  # where 分别 shares out years


NOTHING = frozenset(  # words that name nothing by themselves, though no predicate of PREDICATES
    "力争 争取 尚未 尚 未 举办 打造 巩固 建立 建立起 配置 兴建 整合 置换 开辟 含 按 现 升 滑 调 长 示 次 "
    "次数 确保 尤其 其中 仅 只 即 最高 最低 最多 至少 调高到 调整 购置 编列 产生 扩面 形成 合计 小计 预期 "
    "引进 培育 引育 新建 扩建 新增 创建 建设 实施 支持 帮助 惠 惠及 制 制定 修订 印发 拨付".split()
)
EMPTY_TAGS = ("d", "p", "c", "u", "m", "r", "f")  # adverbs, prepositions, conjunctions, particles, numbers, pronouns
PLACE = re.compile("[一-鿿]{1,5}(?:区|县|市|省|州|镇)")
PARTAKING = ("受益", "受惠", "参与", "参加")  # what people that are counted do: 6700 万人受益
PLACES = "省市区县镇乡村户人"  # single characters that are names of what is counted
NOMINAL = frozenset("支撑 保障 提升 促进 运行 运营 助力".split())  # part of a name before one of HEADS
HEADS = re.compile("^.{0,3}(?:平台|项目|工程|行动|计划|举措|措施|体系|中心|基地|任务|机制)$")  # 功能支撑子平台


def is_name(subject: str) -> bool:
    """Tell what names something from words that only lead to it.

    >>> [is_name(words) for words in ("充电桩", "村", "力争", "尚未", "三个", "259,7")]
    [True, True, False, False, False, False]
    """
    if len(subject) == 1:
        return subject in PLACES
    if subject.startswith("每") or subject in PARTAKING:
        return True  # 每人, 每胎
    return any(
        bool(re.search(r"[^\W\d_]", word)) and word not in PREDICATES | NOTHING and not tag.startswith(EMPTY_TAGS)
        for word, tag in rjieba.tag(subject)
    )


def up_to_verb(text: str) -> str:
    """The name with which a text begins, up to a mark or the verb behind it."""
    text = ENDS_NAME.split(text.lstrip(), maxsplit=1)[0]
    name, words = "", rjieba.tag(text)
    for position, (word, tag) in enumerate(words, 1):
        if len(name) == 1 and name in PLACES and tag.startswith("v"):
            break  # 13 个市建设的项目
        rest = text[len(name) + len(word) :].strip()
        part = word in NOMINAL and HEADS.match(rest)
        if name and word in PREDICATES and not part and not (
            position == len(words) and word in ("增长", "下降", "提升", "提高")
        ):
            break
        name += word
    return name


def first_name(text: str) -> str:
    """The name with which a sentence begins, if it begins with one."""
    found = up_to_verb(strip_head(text))
    return found if len(found) <= LONGEST // 2 else ""


def is_place(name: str) -> bool:
    """Tell the name of a place from other words that end like one.

    >>> is_place("津南区"), is_place("绿色园区")
    (True, False)
    """
    tags = [tag for _, tag in rjieba.tag(name)]
    return bool(PLACE.fullmatch(name)) and tags[0] in ("ns", "nr")


def clause_start(text: str, position: int) -> int:
    """Where the clause around a position begins; a clause inside brackets counts too."""
    return next((c.start for c in clauses(text) if c.start <= position < c.end), 0)


def tidy(subject: str) -> str:
    """A subject as one reads it: no spaces inside Chinese, no lone brackets, none that is too long to be a name."""
    subject = balanced(re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", " ", subject)).strip(" ，。；、：,;“”")
    subject = re.sub(r"(?<=[一-鿿]) (?=[一-鿿])", "", subject)
    words = rjieba.cut(subject) if len(subject) > LONGEST else []
    while words and len(subject) > LONGEST:
        subject = subject[len(words.pop(0)) :]
    return subject
