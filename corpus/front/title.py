"""Which lines of a first page print the title, and how it reads."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.contents import tidy_title
from corpus.digits import FULL_WIDTH, close_digits
from corpus.front.lines import EDITION, ISSUE, NUMBER, ORDER, is_apart, is_label, is_text, is_torn_speech
from corpus.issuer import bodies
from corpus.layout import Line
from corpus.paragraphs import join_lines
from corpus.titles import REPORT_TITLE, is_report_title

MAX_TITLE_LINES = 5
MAX_TITLE = 120  # characters
ABOUT = re.compile(r"关于|印发|转发")
SETTLED = re.compile(
    r"(?:的\s*(?:\w{0,4}通知|\w{0,4}意见|公告|决定|决议|复?函|批复|公示|通报|报告|方案|办法|规定|条例|议案|说明|建议)|》)(?:\s*[（(].{1,30}[）)])?$"
)
LAST_WORD = re.compile(r"^的\s*(?:通知|意见|公告|决定|函|批复|公示|通报)")  # of a title, on a line of its own
CLOSED_AMISS = re.compile(r"《([^《》（）()]+)[）)](?=的\S{2,4}$)")  # what recognition made of 《…》的通知
OWN_NUMBER = re.compile(r"\s*[（(][\u4e00-\u9fff]{1,14}[〔［\[]\d{4}[〕］\]]\s*\d{1,5}\s*号[）)]$")  # behind a title


def title_span(front: Sequence[Line]) -> range:
    """Which lines print the title; empty when none does."""
    for i, line in enumerate(front):
        if is_text(line):
            break
        if may_begin_title(front, i):
            span = range(i, i + title_length(front[i : i + MAX_TITLE_LINES]))
            title = title_of(front[i : span.stop])
            return span if is_complete(title) or not re.search(r"[，,]", title) else range(0)
    return range(0)


def lines_of(front: Sequence[Line], title: str) -> range:
    wanted = squeeze(title)
    for i in range(len(front)):
        for count in range(1, MAX_TITLE_LINES + 1):
            if squeeze("".join(line.text for line in front[i : i + count])) == wanted:
                return range(i, i + count)
    return range(0)


def plan_title(front: Sequence[Line]) -> tuple[range, str | None]:
    """The name of a plan on a line of its own below the notice that brings it, where the notice prints no title."""
    for i, line in enumerate(front):
        if is_report_title(line.text) and may_begin_title(front, i) and not is_text(line):
            edition = front[i + 1].text if i + 1 < len(front) else ""
            stop = i + 2 if EDITION.match(edition) else i + 1
            if balanced(title_of(front[i:stop])):
                return range(i, stop), title_of(front[i:stop])
    return range(0), None


def squeeze(text: str) -> str:
    return re.sub(r"^#+|\s", "", text)


def may_begin_title(front: Sequence[Line], i: int) -> bool:
    text = tidy_title(front[i].text)
    if not 2 <= len(text) <= MAX_TITLE or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", text) or is_apart(text):
        return False
    if re.match(r"附\s*件|\d+\s*$|<!--", text) or EDITION.match(text) or is_torn_speech(front, i):
        return False
    if is_label(text) or (i and is_label(front[i - 1].text)):
        return False
    if ORDER.match(text) and i + 1 < len(front) and NUMBER.match(close_digits(front[i + 1].text)):
        return False
    if text.endswith("公报") and i + 1 < len(front) and ISSUE.match(front[i + 1].text):
        return False
    if bodies(text):  # who issues it: part of the title only where the title goes on with what it is about
        after = next((line.text for line in front[i + 1 : i + MAX_TITLE_LINES] if not bodies(line.text)), "")
        return bool(re.match(r"关于|印发|转发|发布", after))
    return True


def may_continue(line: Line) -> bool:
    text = tidy_title(line.text)
    return not (is_text(line) or is_apart(text) or len(text) > MAX_TITLE)


def title_length(front: Sequence[Line]) -> int:
    """How many lines the title fills: up to its last word (报告, 通知), with every bracket closed."""
    complete, joined = [], []
    for count in range(1, len(front) + 1):
        if count > 1 and not may_continue(front[count - 1]):
            break
        joined.append(count)
        text = title_of(front[:count])
        if is_complete(text):
            complete.append(count)
            goes_on = count < len(front) and (LAST_WORD.match(front[count].text) or front[count].starts is False)
            if not goes_on and (ABOUT.search(text) is None or SETTLED.search(text)):
                break  # a title with 关于 may hold the name of a plan before its own last word (…方案的通知)
    if complete:
        count = complete[-1]
        edition = front[count].text if count < len(front) else ""
        return count + 1 if EDITION.match(edition) else count
    if front[0].text.isascii():
        return latin_title_length(front)
    if torn := next((n for n in joined if is_settled(title_of(front[:n]))), None):
        return torn
    return next((n for n in range(1, len(front)) if balanced(title_of(front[:n]))), 1)


def latin_title_length(front: Sequence[Line]) -> int:
    """Lines of a title in English: the next one belongs to it when it begins small, or the one before ends so."""
    count = 1
    while count < len(front) and may_continue(front[count]):
        small_end = re.search(r"(?:^|\s)[a-z]+$", front[count - 1].text)
        if not (front[count].text[:1].islower() or (small_end and not bodies(front[count].text))):
            break
        count += 1
    return count


def title_of(lines: Sequence[Line]) -> str:
    """The text of a title's lines, not letter-spaced; a list of bodies that fills whole lines is set off by a space."""
    lines = [replace(line, text=close_edition(tidy_title(line.text))) for line in lines]
    text = lines[0].text
    for before, line in pairwise(lines):
        lists = len(bodies(before.text)) > 1 and bool(bodies(line.text))
        text = f"{text} {line.text}" if lists else join_lines([replace(before, text=text), line])
    return tidy(OWN_NUMBER.sub("", text))


def close_edition(text: str) -> str:
    """An edition that is printed wide, without its spaces.

    >>> close_edition("（试 行）"), close_edition("（2021 年版）"), close_edition("规划 附件")
    ('（试行）', '（2021 年版）', '规划 附件')
    """
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text) if EDITION.match(text) else text


def is_complete(text: str) -> bool:
    return bool(REPORT_TITLE.search(text)) and balanced(text)


def is_settled(text: str) -> bool:
    """A title with 关于 that has come to its own last word, though recognition has lost a bracket of it."""
    return bool(ABOUT.search(text) and SETTLED.search(text))


def balanced(text: str) -> bool:
    return all(text.count(a) == text.count(b) for a, b in ("《》", "“”", "（）", "〈〉"))


def tidy(text: str) -> str:
    """A title without Markdown's # and without marks around the whole of it.

    >>> tidy("《绿色发展报告（2024）》"), tidy("《甲规则》和《乙规则》")
    ('绿色发展报告（2024）', '《甲规则》和《乙规则》')
    """
    text = tidy_title(text)
    inner = text[1:-1]
    whole = text.startswith("《") and text.endswith("》") and "《" not in inner and "》" not in inner
    return inner if whole else text


def plain_title(title: str) -> str:
    """A title with its digits in half width, without the switch of a web page that stands beside it; a 》 that
    recognition took for a bracket is one again.

    >>> plain_title("发展规划（２０２１－２０３５年）"), plain_title("能源发展白皮书 English")
    ('发展规划（2021－2035年）', '能源发展白皮书')
    >>> plain_title("市政府关于印发《绿色发展政策）的通知")
    '市政府关于印发《绿色发展政策》的通知'
    """
    title = CLOSED_AMISS.sub(r"《\1》", title.translate(FULL_WIDTH))
    return re.sub(r"(?<=[\u4e00-\u9fff）》”])\s+English$", "", title)
