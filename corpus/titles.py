"""Tells a title from running text where no number says it: by its length, its punctuation and its last word."""

import re

from corpus.numbering import MAX_LATIN_HEADING

DOCUMENTS = (  # what a document calls itself at the end of its title
    "报告 公报 白皮书 蓝皮书 绿皮书 规划 方案 意见 通知 办法 条例 决定 决议 计划 纲要 公告 规定 规则 细则 章程 年报 "
    "预算案 法 "
    "報告 公報 白皮書 規劃 意見 辦法 條例 決定 計劃 綱要 規定 規則 細則 年報"
).split()
OTHERS = (  # and what sections are called too
    "导则 "
    "指南 指引 指导目录 标准 规范 年鉴 概要 要点 措施 函 批复 通报 公示 清单 声明 讲话 宪法 战略 行动 简报 手册 制度 "
    "概况 总结 宣言 倡议 说明 蓝图 路线图 簡報"
).split()
EDITION = r"(?:\s*[（(【〔][^）)】〕]{1,30}[）)】〕]|\s*(?:19|20)\d{2}(?:年版?)?)*"
REPORT_TITLE = re.compile(rf"(?:{'|'.join(DOCUMENTS + OTHERS)})》?{EDITION}$|》$")
ONLY_DOCUMENT = re.compile(rf"(?:{'|'.join(DOCUMENTS)})》?{EDITION}$")
MIN_REPORT_TITLE = 6  # characters
MAX_UNNUMBERED = 25  # characters
NO_TITLE = re.compile(
    r"[，。；：！？!?;:,|…=＝×÷∑]|、$|^[、）》”]|\s{2,}|(?:省长|市长|主席|记者|编辑|作者|摄|\d\s*[年月日])$|^[一二三四五六七八九十]+是|^[A-Z]{2}(?:/[A-Z])?\s*\d{2}"
)
LATIN_TITLE = re.compile(
    r"^[A-Z][A-Za-z’'&/-]*(?: (?:[A-Z][\w’'&/-]*|of|and|the|for|in|on|to|with|a|an|from|by|at|or))*$"
)


def is_title_like(text: str) -> bool:
    """A short line that could head a section though it bears no number: no sentence, figure, name list or byline.

    >>> is_title_like("空气质量"), is_title_like("Support Measures"), is_title_like("各位代表："), is_title_like("2022")
    (True, True, False, False)
    """
    if re.search(r"[\u4e00-\u9fff]", text):
        words = len(re.findall(r"[\u4e00-\u9fff]", text))
        paired = all(text.count(a) == text.count(b) for a, b in ("《》", "“”", "（）"))
        return (
            paired
            and 2 <= words <= MAX_UNNUMBERED
            and not NO_TITLE.search(text)
            and not re.match(r"[-—－·•*|（(\[【\d]", text)
        )
    return bool(LATIN_TITLE.match(text)) and len(text) <= MAX_LATIN_HEADING


def is_report_title(text: str) -> bool:
    """A line that names a document rather than a section of one: …实施方案, …办法（试行）."""
    return len(text) >= MIN_REPORT_TITLE and bool(ONLY_DOCUMENT.search(text))
