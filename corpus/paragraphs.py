"""Rejoins hard-wrapped lines into paragraphs. Knows widths and scripts, nothing of sections."""

import re
from collections.abc import Sequence

from corpus.layout import Line, full_width
from corpus.numbering import RULES, arabic_mark, heading_mark, is_article
from corpus.present import present

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…《》、。，；：？！（）【】]")
SHORT_BY = 4  # cells: a last line is shorter by at least this; a first line is indented by two characters
STUB_SHARE = 0.6  # of a full line: a line this short that is no sentence stands alone (a sub-title, a signature)
OPENING, CLOSING = "“‘「『（(《〈【[", "”’」』）)》〉】]，、。；：？！,;:?!.%"
NEVER_FIRST = re.compile(r"[”’」』）》〉】，、。；：？！]|[,;:?!)](?!\S)")  # what no paragraph begins with
PAIRS = {"《": "》", "“": "”", "（": "）", "「": "」"}
ITEM = re.compile(  # how something new begins: 1. （1） —— ① 附件 注：表1 专栏 电话：
    r"^(?:\d{1,4}[.．、]|[（(]\d{1,2}[）)]|——|[●■◆▪•①-⑳]|附|注[：:]|[表图]\s*\d|[专專][栏欄]|\S{2,6}[：:])"
)
ASIDE = re.compile(r"^[（(](?:此件|本件|本文|\d{4}\s*年|[一二][〇○零九])")  # a note about the document
FULL_SHARE = 0.85  # of the width of a full line: a line as wide ends where the margin is
NUMBERED_SHARE = 0.68  # of a first line with its indent and a wide gap behind 第一条
OTHER_PRINT = 0.2  # of the size: text in another print does not go on
MAX_UNFINISHED = 40  # lines: a longer paragraph is a table or a list without stops
MAX_OPEN = 120  # characters after which an unclosed bracket is taken for a misprint


def group_lines(lines: Sequence[Line], wrapped: bool) -> list[list[Line]]:
    """Cut lines into paragraphs; in a file that is not hard-wrapped every whole line is one.

    The width of a full line is taken from these lines, not from the file: it varies from page to page.
    """
    width = usual_width(lines)
    groups: list[list[Line]] = []
    for i, line in enumerate(lines):
        if i == 0:
            begins = True
        elif is_inside_sentence(groups[-1], line) or (wrapped and is_unfinished(groups[-1], line, width)):
            begins = False
        else:
            begins = begins_paragraph(lines, i, width, groups[-1]) if wrapped else not is_torn(lines[i - 1], line)
        if begins:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def usual_width(lines: Sequence[Line]) -> int:
    """Width of a full line; of a few lines, of which no two are equal, that of the widest."""
    width, widest = full_width(lines), max((line.width for line in lines), default=0)
    return width if width >= STUB_SHARE * widest else widest


def is_inside_sentence(group: Sequence[Line], line: Line) -> bool:
    """What stands around the line end shows that the sentence goes on, whatever the width of the lines."""
    before = group[-1]
    if NEVER_FIRST.match(line.text):
        return True
    if before.ends_sentence:
        return False
    return before.text[-1] in OPENING or has_open_bracket(group)


def is_unfinished(group: Sequence[Line], line: Line, width: int) -> bool:
    """The last sentence of the group has its commas or fills its line and has no end, so that it goes on, unless what
    follows is numbered."""
    if group[-1].ends_sentence or line.after_blank or begins_item(line.text) or len(group) > MAX_UNFINISHED:
        return False
    if line.starts and line.size and group[-1].size and abs(line.size - group[-1].size) > OTHER_PRINT * line.size:
        return False  # the number below a letterhead
    text = "".join(before.text for before in group)
    if len(group) == 1 and line.starts and is_numbered_title(group[0], width):
        return False
    last = re.split(r"[。！？；：]", text)[-1]
    share = NUMBERED_SHARE if heading_mark(text) and len(group) <= 2 else FULL_SHARE
    fills = line.starts is not None and group[-1].width >= share * width
    says = fills or "，" in last or (is_article(text) and bool(re.search(RULES, last)))
    return says and not re.search(r"[）)】》\d]$", last)


def is_numbered_title(line: Line, width: int) -> bool:
    """1.坚持生态优先，绿色发展: a paragraph of its own, as its reader sees, whose line is far from full."""
    return bool(line.starts and arabic_mark(line.text)) and line.width < STUB_SHARE * width


def begins_item(text: str) -> bool:
    """A number or mark with which something new begins."""
    return bool(heading_mark(text) or ITEM.match(text))


def has_open_bracket(group: Sequence[Line]) -> bool:
    """A title mark, bracket or quotation mark that is opened not far before the end is still open there."""
    tail = "".join(line.text for line in group[-4:])[-MAX_OPEN:]
    waiting: list[str] = []
    for char in tail:
        if char in PAIRS:
            waiting.append(PAIRS[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
    return bool(waiting)


def begins_paragraph(lines: Sequence[Line], i: int, width: int, group: Sequence[Line]) -> bool:
    line, before = lines[i], lines[i - 1]
    if line.starts is not None:
        return line.starts
    if line.indented or line.after_blank:
        return True
    if before.ends_sentence and heading_mark(line.text):
        return True
    if before.ends_sentence and before.width <= width - max(SHORT_BY, first_word_width(line.text)):
        return True
    if before.width < STUB_SHARE * width and not before.ends_sentence and not re.search(r"[，、,]$", before.text):
        return not lines_interrupted(before, line) and not breaks_off(group)
    looks_first = not line.ends_sentence and width - SHORT_BY - 3 <= line.width <= width - SHORT_BY + 1
    return before.text.endswith("。") and looks_first and i + 1 < len(lines) and lines[i + 1].width > line.width


def breaks_off(group: Sequence[Line]) -> bool:
    """Text of several lines with a sentence's punctuation that ends without a stop: torn, no title of its own."""
    return len(group) > 1 and bool(re.search(r"[，。；、]", "".join(line.text for line in group)))


def first_word_width(text: str) -> int:
    """Cells that the first Latin word or number takes with its space: what did not fit on the line before."""
    word = present(re.match(r"[A-Za-z0-9.,%'’()-]*", text)).group()
    return len(word) + 1


def is_torn(before: Line, line: Line) -> bool:
    """A paragraph broken at a link or a bracket, as in text pulled from a web page: no new paragraph begins so."""
    if line.starts is not None:
        return not line.starts
    if line.after_blank or line.opens_page or before.ends_sentence or begins_item(line.text) or ASIDE.match(line.text):
        return False
    return before.text[-1] in OPENING + "，、" or line.text[0] in CLOSING + "（("


def lines_interrupted(before: Line, line: Line) -> bool:
    """A page break between two lines: the first one is short only because its page ended there."""
    return before.page != line.page


def join_lines(lines: Sequence[Line], spaced: bool = False) -> str:
    """The text of lines that were wrapped from one."""
    text = lines[0].text if lines else ""
    for line in lines[1:]:
        text += joint(text, line.text, spaced) + line.text
    return text


def spaced_between_scripts(lines: Sequence[Line]) -> bool:
    """The file prints a space between Chinese characters and numbers or Latin words more often than not."""
    text = "\n".join(line.text for line in lines)
    spaced = len(re.findall(r"[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9%] [\u4e00-\u9fff]", text))
    tight = len(re.findall(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]", text))
    return spaced > tight


LABEL_ALONE = re.compile(r"^附\s*[件表录錄]\s*\d{0,2}$")  # its title stands below it
TORN_NUMBER = re.compile(r"\d\n[\d.,%％]|\d[.,]\n\d")


def joint(before: str, after: str, spaced: bool) -> str:
    """What goes between two halves of a wrapped line.

    >>> joint("可", "再生能源", True), joint("low", "carbon", True), joint("达 42", "万个", True)
    ('', ' ', ' ')
    >>> joint("2024", "年", False), joint("惠及居民23", "3户", True)
    ('', '')
    """
    if LABEL_ALONE.match(before):
        return " "
    left, right = before[-1:], after[:1]
    wide_left, wide_right = bool(WIDE.match(left)), bool(WIDE.match(right))
    if wide_left and wide_right:
        return ""
    if TORN_NUMBER.search(before[-3:] + "\n" + after[:2]) and re.search(r"[\u4e00-\u9fff]", before + after):
        return ""
    if not wide_left and not wide_right:
        return "" if left in "-/" else " "
    narrow, wide = (left, right) if wide_right else (right, left)
    word_beside_character = re.match(r"[A-Za-z0-9%]", narrow) and re.match(r"[\u2e80-\u9fff]", wide)
    return " " if spaced and word_beside_character else ""
