"""What stands on a first page beside the title: markings, numbers of standards, rows of labels, years of their own."""

import re

from corpus.digits import close_digits

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
    r"\s+(?:编制|编印|编写|编|印发|印制|印|发布|主编|主办)$|(?<=[局厅委部院府会室])(?:编制|编印|印发|印制)$"
)
ORDER = re.compile(r"^\S{4,40}(?:公\s*告|令)$")  # 某市人民代表大会常务委员会公告, above the number of it


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
