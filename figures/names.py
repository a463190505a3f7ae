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
    "有效 呈 呈现 总体 仍 还 也 都 就 而 或 并".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """A subject, and the words that lead from it to the number (较 2005 年下降超)."""

    subject: str
    leading: str
    year: int | None = None  # where 分别 shares out years


def up_to_verb(text: str) -> str:
    """The name with which a text begins, up to a mark or the verb behind it."""
    text = ENDS_NAME.split(text.lstrip(), maxsplit=1)[0]
    name, words = "", rjieba.cut(text)
    for position, word in enumerate(words, 1):
        if name and word in PREDICATES and not (position == len(words) and word in ("增长", "下降", "提升", "提高")):
            break
        name += word
    return name


def first_name(text: str) -> str:
    """The name with which a sentence begins, if it begins with one."""
    found = up_to_verb(strip_head(text))
    return found if len(found) <= LONGEST // 2 else ""


def clause_start(text: str, position: int) -> int:
    """Where the clause around a position begins; a clause inside brackets counts too."""
    return next((c.start for c in clauses(text) if c.start <= position < c.end), 0)


def tidy(subject: str) -> str:
    """A subject as one reads it: no spaces inside Chinese, no lone brackets, none that is too long to be a name."""
    subject = balanced(re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", " ", subject)).strip(" ，。；、：,;“”")
    subject = re.sub(r"(?<=[一-鿿]) (?=[一-鿿])", "", subject)
    return subject if len(subject) <= LONGEST else subject[-LONGEST:]
