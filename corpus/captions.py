"""Recognises box titles, figure captions and source lines in one line, and reads number, title and source."""

import re

from corpus.digits import to_number
from corpus.present import present

CHINESE_DIGITS = "一二三四五六七八九十"
NO_STOP = r"(?![^\n]*[，。；])"  # unspaced, only a line without a sentence's punctuation is a title: not 图1显示，…
PART = r"(?:\s*([-－—–.])\s*(\d{1,2})(?!\d))?"  # of a number that counts within a chapter: 专栏 3-1
BOX_MARK = re.compile(
    rf"^[专專]\s*[栏欄]\s*(\d{{1,3}}|[{CHINESE_DIGITS}]+){PART}(?:[\s：:、．.]+|$|{NO_STOP}(?=[^\s\d]))"
)
UNNUMBERED_BOX = re.compile(  # 专栏 重点项目
    r"^[专專][栏欄](?:\s*[：:]\s*|\s+|(?=[“《]))(?=[^，。；\s\d][^，。；]{3,40}$)"
)
FIGURE_MARK = re.compile(
    rf"^附?\s*[图圖表]\s*(?:(\d{{1,3}}){PART}(?:[\s：:．.、]+(?=\S)|{NO_STOP}(?=[\u4e00-\u9fffA-Z]))|([{CHINESE_DIGITS}]{{1,3}})[\s：:、]+(?=\S))"
)
SOURCE_MARK = re.compile(r"^[（(]?\s*(?:资料|資料|数据|數據|图片|圖片)?[来來]源\s*[：:]\s*")


def is_box_title(text: str) -> bool:
    return bool(BOX_MARK.match(text) or UNNUMBERED_BOX.match(text))


def is_caption(text: str) -> bool:
    """Tell a caption from a sentence that begins with a figure's number (图 1 显示……。).

    >>> is_caption("图 2 新能源汽车保有量"), is_caption("图 2 显示，保有量逐年上升。")
    (True, False)
    """
    return FIGURE_MARK.match(text) is not None and not re.search(r"[。；]", text)


def is_table_caption(text: str) -> bool:
    return is_caption(text) and text.lstrip("附 ")[0] == "表"


def is_source(text: str) -> bool:
    return SOURCE_MARK.match(text) is not None


def read_box_title(text: str) -> tuple[int | str, str]:
    """Return number and title; a number that counts within a chapter stays as it is printed, one that is not is "".

    >>> read_box_title("专栏 十二：超充之城"), read_box_title("专栏3－1 低碳园区"), read_box_title("专栏 重点项目")
    ((12, '超充之城'), ('3-1', '低碳园区'), ('', '重点项目'))
    """
    if mark := BOX_MARK.match(text):
        return number_in(mark), text[mark.end() :].strip()
    return "", text[present(UNNUMBERED_BOX.match(text)).end() :].strip()


def read_caption(text: str) -> tuple[int | str, str]:
    """Return number and title of a figure or table.

    >>> read_caption("表2.1 主要指标"), read_caption("图 3 排放量"), read_caption("附表一：指标")
    (('2.1', '主要指标'), (3, '排放量'), ('附1', '指标'))
    """
    mark = present(FIGURE_MARK.match(text))
    number = to_number(mark[4]) if mark[4] else number_in(mark)
    return f"附{number}" if text.startswith("附") else number, text[mark.end() :].strip()


def number_in(mark: re.Match[str]) -> int | str:
    number, sign, part = to_number(mark[1]), mark[2], mark[3]
    return number if part is None else f"{number}{'.' if sign == '.' else '-'}{int(part)}"


def read_source(text: str) -> str | None:
    """Return what a source line names, without its brackets; None when it is empty."""
    opened = text.strip().startswith(("（", "("))
    named = SOURCE_MARK.sub("", text.strip())
    return (re.sub(r"[)）]$", "", named) if opened else named).strip() or None
