"""Reads the first page of a report: title, number, date and who issued it, and which lines print the title.

Knows the order in which official documents print these, no report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.contents import CONTENTS_TITLE, fold, tidy_title
from corpus.digits import FULL_WIDTH, close_date, close_digits
from corpus.frontlines import (
    ORDER,
    SPEECH_BEGINS,
    SPEECH_ENDS,
    close_label,
    is_aside,
    is_label,
    without_role,
    year_alone,
)
from corpus.issuer import bodies, bodies_in_title, enacted_by, speaks_for
from corpus.layout import Line
from corpus.numbering import ATTACHMENT, heading_mark
from corpus.paragraphs import join_lines
from corpus.titles import REPORT_TITLE, is_report_title

FRONT_LINES = 60  # within so many the title, the number and the addressee stand
MAX_TITLE_LINES = 5
MAX_TITLE = 120  # characters
SIGNED_WITHIN = 14  # lines above a date: many bodies may sign together
FOOT_LINES = 40
ABOUT = re.compile(r"关于|印发|转发")
SETTLED = re.compile(
    r"(?:的\s*(?:\w{0,4}通知|\w{0,4}意见|公告|决定|决议|复?函|批复|公示|通报|报告|方案|办法|规定|条例|议案|说明|建议)|》)(?:\s*[（(].{1,30}[）)])?$"
)
LAST_WORD = re.compile(r"^的\s*(?:通知|意见|公告|决定|函|批复|公示|通报)")  # of a title, on a line of its own
OWN_NUMBER = re.compile(r"\s*[（(][\u4e00-\u9fff]{1,14}[〔［\[]\d{4}[〕］\]]\s*\d{1,5}\s*号[）)]$")  # behind a title
EDITION = re.compile(
    r"^[（(](?!.*月)(?:[^）)]*(?:年|\d\s*版|试行|暂行|修订|修正|草案|送审|征求意见|发布稿|节选|摘要)[^）)]*)[）)]$"
)
NUMBER = re.compile(
    r"^[（(]?\s*([\u4e00-\u9fffA-Z]{1,14}\s*[〔［\[【（(﹝]\s*(?:19|20)\d{2}\s*[〕］\]】）)﹞]\s*(?:第\s*)?\d{1,5}\s*号|第\s*\d{1,4}\s*号(?:令|公告)?)\s*[）)]?$"
)
TORN_NUMBER = re.compile(  # a number that was recognised from a picture: 某环联(2 022J 7
    r"^[\u4e00-\u9fff]{2,14}\s*[（(〔\[【]\s*2\s*0\s*\d\s*\d\s*(?:[Jj]\s*\d*|[\]〕】）)]\s*\d{1,4})\s*号?$"
)
DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*[年./-]\s*(?P<month>\d{1,2})(?!\d)(?:\s*月|(?=[./-]\d))?(?:\s*[./-]?\s*(?P<day>\d{1,2})(?!\d)\s*日?)?"
)
DATE_LINE = re.compile(
    rf"^[（(]?\s*(?:(?:发布|成文|发文|印发|生成|公布)?(?:时间|日期))?\s*[：:]?\s*{DATE.pattern}\s*[）)]?(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?:\s*(?:发布|公布|印发))?$"
)
LONGEST_LINE = 1000  # characters; the time of some patterns grows with the square of them
LONGEST_DATE = 100  # characters of a line that is a date, its blanks counted
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
LATIN_DATE = re.compile(rf"^(?:\d{{1,2}} )?(?:{MONTHS})(?: \d{{1,2}})?,? (?:19|20)\d{{2}}$")
IN_FORCE = re.compile(r"自\s*((?:19|20)\d{2})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*起(?:施行|实施|执行)")
LABEL = re.compile(
    r"^(?:来源|信息来源|稿源|作者|记者|时间|日期|(?:发布|成文|发文|印发|生成|公布|更新|实施|生效|施行|失效|废止)(?:时间|日期)|发文字号|文号|名称|分类|主题词|公开方式|公开形式|组配分类|体裁分类|内容概述|关键词|信息名称|索引号|主题分类|有效性|时效性|"
    r"效力级别|效力等级|法规类别|分享|标题|(?:发布|制定|颁布|编制|发文)(?:单位|机构|机关|部门))\s*[：:]"
)
PUBLISHED_BY = re.compile(r"^(?:发布|制定|颁布|编制|发文)(?:单位|机构|机关|部门)\s*[：:]\s*(\S.*)$")
ISSUE = re.compile(r"^[（(]?\s*(?:19|20)\d{2}\s*年\s*第\s*\d{1,3}\s*[期号號]")  # of a gazette, below its name
LETTERHEAD = re.compile(r"^(.{2,40}?)\s*(?:文\s*件|函)$")  # 某某省人民政府文件, above the number in red
PICTURE = re.compile(r"(?:\s摄|^图为|资料图|记者.{0,12}摄)\s*$")
LETTER = re.compile(r"^文\s*件$")  # between or below the bodies of a letterhead
BROUGHT = re.compile(r"现将《([^》]{6,60})》\S{0,12}(?:印发|转发|发布)")  # by a notice that prints no title itself
KIND = re.compile(r"^(?:公\s*告|通\s*知|令|决\s*定)$")
SPEECH = re.compile(r"^(?:[—－-]{1,4}|[（(])\s*(?=\d{4}\s*年).*?(?:会议|大会|全会)上?\s*[）)]?$")
GENERIC = re.compile(r"^(?:政府)?工作报告$")


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page prints, each None where it prints none; `date` is written without spaces (2023年11月)."""

    title: str | None
    title_lines: range  # positions among the lines
    publisher: str | None
    date: str | None
    number: str | None
    stop: int  # position of the line after the last of these
    speaker: str | None  # for whom a work report speaks, as it says there (省人民政府)
    text: str  # of the lines up to the first heading
    year: int | None = None  # that stands on a line of its own beside the title


def read_front(lines: Sequence[Line], title: str | None, listed: frozenset[str], bylines: Sequence[str] = ()) -> Front:
    """Read the first page; `title` is the one that markup or print names, `listed` are the titles of the contents,
    `bylines` what a web page says above its text."""
    lines = [replace(line, text=close_label(shortened(line.text))) for line in lines]
    front = front_lines(lines, listed)
    span = title_span(front)
    found = title_of(front[span.start : span.stop]) if span else None
    if title and not (found and (is_complete(found) or is_settled(found))):
        span, found = lines_of(front, title), title
    below = after_front(front, span)
    if found is None:
        span, found = plan_title(front)
    text = "\n".join(line.text for line in front)
    if found is None and (brought := BROUGHT.search(join_lines(front))):
        found = brought[1]
    body, enacted = enacted_by(re.sub(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])", "", text))
    signers, signed = signature(lines)
    titled = bodies_in_title(found or "")
    named = titled if len(titled) > len(signers) or not agree(titled, signers) else signers
    names = labelled(front) or named or cover_bodies(front, span) or ([body] if body else []) or sources(bylines)
    return Front(
        plain_title(found) if found else None,
        span,
        "、".join(dict.fromkeys(names)) or None,
        enacted or cover_date(front) or signed or dated(bylines),
        next((re.sub(r"\s", "", m[1]) for line in front if (m := NUMBER.match(close_digits(line.text)))), None),
        below,
        speaks_for("\n".join(line.text for line in lines[:FRONT_LINES])),
        text,
        beside_title(front, span),
    )


def shortened(text: str) -> str:
    """A line as far as it can tell a title, a body or a date; its end still tells whether a sentence ends there."""
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 10] + text[-10:]


def beside_title(front: Sequence[Line], title: range) -> int | None:
    """The year on the line above the title or below it."""
    beside = [front[at].text for at in (title.start - 1, title.stop) if title and 0 <= at < len(front)]
    return next((year for text in beside if (year := year_alone(text))), None)


def dated(bylines: Sequence[str]) -> str | None:
    """The day on which a web page was put up."""
    return next((written(found) for text in bylines if (found := DATE.search(text))), None)


def sources(bylines: Sequence[str]) -> list[str]:
    """The body that a web page names as the source of its text."""
    found = (re.search(r"(?:来源|发布机构|发布单位)\s*[：:]\s*(\S+)", text) for text in bylines)
    return next((names for each in found if each and (names := bodies(each[1]))), [])


def front_lines(lines: Sequence[Line], listed: frozenset[str]) -> Sequence[Line]:
    """The lines before the first numbered or listed heading or, where there is none, those of the first page."""
    for i, line in enumerate(lines[:FRONT_LINES]):
        above_title = i < 2 and ATTACHMENT.match(line.text)  # 附件1 above the plan that a notice brought
        marked = heading_mark(line.text) and not line.text.startswith("#") and not above_title
        if marked or CONTENTS_TITLE.match(line.text) or fold(line.text) in listed:
            return lines[:i]
    return lines[:FRONT_LINES]


def after_front(front: Sequence[Line], title: range) -> int:
    """Position after the title and what stands directly below it: number, dates, bodies, bylines, the title again."""
    stop, printed = title.stop, squeeze("".join(front[i].text for i in title))
    while stop < len(front):
        text = front[stop].text
        beside = is_apart(text) or EDITION.match(text) or KIND.match(text)
        if not (beside or bodies(without_role(text)) or squeeze(text) in printed):
            break
        stop += 1
    return stop


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


def is_text(line: Line) -> bool:
    """A sentence begins or ends here: the title, if any, has been printed."""
    aside = PICTURE.search(line.text) or LABEL.match(line.text)
    return not aside and (line.ends_sentence or bool(re.search(r"[。！？；]", line.text)))


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


def is_apart(text: str) -> bool:
    """A letterhead, a number, a date, a byline or a picture's caption: no part of a title."""
    patterns = (LABEL, SPEECH, LATIN_DATE, ISSUE, TORN_NUMBER, LETTER)
    found = any(pattern.match(text) for pattern in patterns) or NUMBER.match(close_digits(text)) or is_aside(text)
    return bool(found or year_alone(text) or PICTURE.search(text) or date_in(text) or letterhead(text))


def letterhead(text: str) -> list[str]:
    """The bodies on whose paper a document is printed.

    >>> letterhead("福建省生态环境厅文件"), letterhead("关于印发重要文件")
    (['福建省生态环境厅'], [])
    """
    found = LETTERHEAD.match(text)
    return bodies(found[1]) if found else []


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
            goes_on = count < len(front) and LAST_WORD.match(front[count].text)
            if ABOUT.search(text) is None or (SETTLED.search(text) and not goes_on):
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
    lines = [replace(line, text=tidy_title(line.text)) for line in lines]
    text = lines[0].text
    for before, line in pairwise(lines):
        lists = len(bodies(before.text)) > 1 and bool(bodies(line.text))
        text = f"{text} {line.text}" if lists else join_lines([replace(before, text=text), line])
    return tidy(OWN_NUMBER.sub("", text))


def is_complete(text: str) -> bool:
    return bool(REPORT_TITLE.search(text)) and balanced(text)


def is_settled(text: str) -> bool:
    """A title with 关于 that has come to its own last word, though recognition has lost a bracket of it."""
    return bool(ABOUT.search(text) and SETTLED.search(text))


def may_continue(line: Line) -> bool:
    text = tidy_title(line.text)
    return not (is_text(line) or is_apart(text) or len(text) > MAX_TITLE)


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
    """A title with its digits in half width, without the switch of a web page that stands beside it.

    >>> plain_title("发展规划（２０２１－２０３５年）"), plain_title("能源发展白皮书 English")
    ('发展规划（2021－2035年）', '能源发展白皮书')
    """
    return re.sub(r"(?<=[\u4e00-\u9fff）》”])\s+English$", "", title.translate(FULL_WIDTH))


def agree(titled: Sequence[str], signers: Sequence[str]) -> bool:
    """Who is named in the title signed too, perhaps by a shorter name; otherwise the list of signers is torn."""
    return not titled or any(is_short_for(a, b) for name in titled for s in signers for a, b in ((name, s), (s, name)))


def is_short_for(short: str, full: str) -> bool:
    """The characters of the short name stand in the full one, in their order.

    >>> is_short_for("省住房城乡建设厅", "贵州省住房和城乡建设厅"), is_short_for("省财政厅", "省住房和城乡建设厅")
    (True, False)
    """
    rest = iter(full)
    return all(char in rest for char in short)


def labelled(front: Sequence[Line]) -> list[str]:
    return [name for line in front if (m := PUBLISHED_BY.match(line.text)) for name in bodies(m[1]) or [m[1].strip()]]


def cover_bodies(front: Sequence[Line], title: range) -> list[str]:
    """Bodies on lines of their own beside the title, or in the letterhead."""
    beside = [line.text for i, line in enumerate(front) if i not in title]
    return [name for text in beside for name in bodies(without_role(text)) or letterhead(text)]


def cover_date(front: Sequence[Line]) -> str | None:
    """A date on a line of its own, or the day of the meeting before which a report was given."""
    for i, line in enumerate(front):
        text = close_date(line.text)
        if (SPEECH.match(text) or is_torn_speech(front, i)) and (day := DATE.search(text)):
            return written(day)
    return next((date for line in front if (date := date_in(line.text))), None)


def is_torn_speech(front: Sequence[Line], i: int) -> bool:
    """The meeting before which a report was given fills two lines, of which this is the first or the second."""
    pairs = ((front[at].text, front[at + 1].text) for at in (i - 1, i) if at >= 0 and at + 1 < len(front))
    return any(SPEECH_BEGINS.match(close_date(a)) and SPEECH_ENDS.search(b) for a, b in pairs)


def date_in(line: str) -> str | None:
    """The date that a line consists of, as it is usually written; None when it holds anything else."""
    if len(line) > LONGEST_DATE:
        return None  # the pattern's time grows with the third power of the blanks in a line
    if LATIN_DATE.match(line):
        return " ".join(line.split())
    found = DATE_LINE.match(close_date(line))
    return written(found) if found else None


def signature(lines: Sequence[Line]) -> tuple[list[str], str | None]:
    """Who signed and when: a date on its own line below bodies on theirs, in a notice's first pages or at the end."""
    for i in [*range(min(len(lines), 2 * FRONT_LINES)), *range(max(0, len(lines) - FOOT_LINES), len(lines))]:
        date = date_in(lines[i].text)
        names: list[str] = []
        for line in reversed(lines[max(0, i - SIGNED_WITHIN) : i] if date else []):
            here = bodies(line.text)
            if not here:
                break
            names = here + names
        if names:
            return names, date
    return [], None


def written(date: re.Match[str]) -> str:
    """A date as it is usually written, without spaces and leading zeros."""
    year, month, day = date["year"], int(date["month"]), date["day"]
    return f"{year}年{month}月{int(day)}日" if day else f"{year}年{month}月"
