"""What stands on a first page beside the title: letterheads, numbers, labels, bylines, markings, years of their own."""

import re
from collections.abc import Sequence

from corpus.digits import close_date, close_digits
from corpus.front.dates import LATIN_DATE, date_in
from corpus.issuer import bodies
from corpus.layout import Line

MARKING = re.compile(
    r"^[（(【\[]?\s*(?:内部(?:资料|文件|使用)|注意保存|妥善保管|请勿外传|不得外传|特\s*急|加\s*急|急\s*件|平\s*急|绝\s*密|机\s*密|秘\s*密|"
    r"(?:主动|依申请|不予)公开|此件(?:公开|主动公开|依申请公开)(?:发布)?|公开发布|免费交流|送审|讨论稿|份号\S*)\s*[★☆]?\s*(?:\d+\s*年)?\s*[）)】\]]?$"
)
STANDARD = re.compile(  # ICS 13.020, CCS Z 50, DB32/T 4321—2022, 江阳省地方标准
    r"^(?:ICS\s*[\d.]+|CCS\s*[A-Z]\s*\d+|\S{2,12}(?:地方|国家|行业|团体)标准|"
    r"(?:GB|DB|HJ|T|Q|JT|NB|DL)[\w/ ]*\s+\d[\d.]*\s*[—–-]\s*\d{4})$"
)
LABEL_NAME = (
    "索引号|发文机关|发布机构|制发机关|主题分类|组配分类|体裁分类|分类|成文日期|发文日期|发布日期|生成日期|"
    "文号|发文字号|主题词|有效性|公开方式"
)
LABEL_ALONE = re.compile(rf"^(?:[\[【]\s*(?:{LABEL_NAME})\s*[\]】]\s*[：:]?|(?:{LABEL_NAME})\s*[：:])$")
SPACED_LABEL = re.compile(r"^((?:[\u4e00-\u9fff][ \u3000]+){1,6}[\u4e00-\u9fff])\s*(?=[：:])")
SPACED_YEAR = re.compile(r"(?<=[零〇○一二三四五六七八九])\s+(?=[零〇○一二三四五六七八九年])")
YEAR_ALONE = re.compile(r"^[（(]?\s*(?P<year>(?:19|20)\d{2})\s*(?:年度?)?\s*[）)]?$")
SPEECH_BEGINS = re.compile(r"^(?:[—－–-]{1,4}|[（(])\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*在?[^。]{0,40}$")
SPEECH_ENDS = re.compile(r"(?:会议|大会|全会)上?\s*[）)]?$")
ISSUED_BY = re.compile(
    r"\s+(?:编制|编印|编写|编|印发|印制|印|发\s*布|主编|主办)$|(?<=[局厅委部院府会室])(?:编制|编印|印发|印制)$"
)
ORDER = re.compile(r"^\S{4,40}(?:公\s*告|令)$")  # 某市人民代表大会常务委员会公告, above the number of it
EDITION = re.compile(
    r"^[（(](?!.*月)(?:[^）)]*(?:年|\d\s*版|试\s*行|暂\s*行|修\s*订|修\s*正|草\s*案|送\s*审|征求意见|发布稿|节选|摘要)"
    r"[^）)]*)[）)]$"
)
NUMBER = re.compile(
    r"^[（(]?\s*([\u4e00-\u9fffA-Z]{1,14}\s*[〔［\[【（(﹝]\s*(?:19|20)\d{2}\s*[〕］\]】）)﹞]\s*(?:第\s*)?\d{1,5}\s*号|第\s*\d{1,4}\s*号(?:令|公告)?)\s*[）)]?"
    r"(?:\s*签\s*发\s*人\s*[：:].{0,30})?$"  # 某政发〔2021〕5号　　签发人：…
)
TORN_NUMBER = re.compile(  # a number that was recognised from a picture: 某环联(2 022J 7
    r"^[\u4e00-\u9fff]{2,14}\s*[（(〔\[【]\s*2\s*0\s*\d\s*\d\s*(?:[Jj]\s*\d*|[\]〕】）)]\s*\d{1,4})\s*号?$"
)
LABEL = re.compile(
    r"^(?:来源|信息来源|稿源|作者|记者|签\s*发\s*人|时间|日期|(?:发布|成文|发文|印发|生成|公布|更新|实施|生效|施行|失效|废止)(?:时间|日期)|发文字号|文号|名称|分类|主题词|公开方式|公开形式|组配分类|体裁分类|内容概述|关键词|信息名称|索引号|主题分类|有效性|时效性|"
    r"效力级别|效力等级|法规类别|分享|标题|(?:发布|制定|颁布|编制|发文)(?:单位|机构|机关|部门))\s*[：:]"
)
ISSUE = re.compile(r"^[（(]?\s*(?:19|20)\d{2}\s*年\s*第\s*\d{1,3}\s*[期号號]")  # of a gazette, below its name
LETTERHEAD = re.compile(r"^(.{2,40}?)\s*(?:文\s*件|函)$")  # 某某省人民政府文件, above the number in red
LETTER = re.compile(r"^文\s*件$")  # between or below the bodies of a letterhead
PICTURE = re.compile(r"(?:\s摄|^图为|资料图|记者.{0,12}摄)\s*$")
KIND = re.compile(r"^(?:公\s*告|通\s*知|令|决\s*定)$")
SPEECH = re.compile(r"^(?:[—－-]{1,4}|[（(])\s*(?=\d{4}\s*年).*?(?:会议|大会|全会)上?\s*[）)]?$")


def is_aside(text: str) -> bool:
    """A marking or the number of a standard: never part of a title."""
    return bool(MARKING.match(text) or STANDARD.match(text))


def is_label(text: str) -> bool:
    """A label whose value stands on the next line: [ 索引号 ]."""
    return bool(LABEL_ALONE.match(re.sub(r"\s", "", text)))


def close_label(text: str) -> str:
    """A label without the spaces that set it wide.

    >>> close_label("索 引 号：014/2023"), close_label("名　称：规划")
    ('索引号：014/2023', '名称：规划')
    """
    return SPACED_LABEL.sub(lambda found: re.sub(r"\s", "", found[1]), text)


def year_alone(text: str) -> int | None:
    """The year that a line consists of.

    >>> year_alone("2022年度"), year_alone("2 0 2 3 年"), year_alone("（二〇二三年）"), year_alone("2022年3月")
    (2022, 2023, 2023, None)
    """
    found = YEAR_ALONE.match(close_digits(SPACED_YEAR.sub("", text)))
    return int(found["year"]) if found else None


def without_role(text: str) -> str:
    """The name of a body without what it did.

    >>> without_role("海州市水务局 编制"), without_role("海州市统计局编印")
    ('海州市水务局', '海州市统计局')
    """
    return ISSUED_BY.sub("", text)


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


def is_text(line: Line) -> bool:
    """A sentence begins or ends here: the title, if any, has been printed."""
    aside = PICTURE.search(line.text) or LABEL.match(line.text)
    return not aside and (line.ends_sentence or bool(re.search(r"[。！？；]", line.text)))


def is_torn_speech(front: Sequence[Line], i: int) -> bool:
    """The meeting before which a report was given fills two lines, of which this is the first or the second."""
    pairs = ((front[at].text, front[at + 1].text) for at in (i - 1, i) if at >= 0 and at + 1 < len(front))
    return any(SPEECH_BEGINS.match(close_date(a)) and SPEECH_ENDS.search(b) for a, b in pairs)
