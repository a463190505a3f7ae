"""Recognises the bodies that issue reports, in one line or in a title. Knows how such names end, no name.

>>> bodies("国 家 能 源 局"), bodies("农业农村部  国家发展改革委"), bodies("二〇二三年"), bodies("主要成效")
(['国家能源局'], ['农业农村部', '国家发展改革委'], [], [])
"""

import re

NAME = r"[\u4e00-\u9fff·（）]"
ENDINGS = (
    "人民政府|政府|办公厅|办公室|委员会|[发改教科卫经工住健信体商交农]委|改革委|建设委|市委|省委|县委|区委|党委|国务院|"
    "中央军委|(?<![布格大新变])(?<![^安]全)局|厅|[^全内外各本]部|研究院|科学院|工程院|法院|检察院|研究所|研究中心|信息中心|监测中心|协会|学会|联合会|商会|"
    "银行|集团|公司|大学|学院|调查队|总队|总社|署|代表大会|监会"  # 证监会
)
BODY = re.compile(rf"^{NAME}{{1,30}}?(?:{ENDINGS})$|^国务院$")
TORN = re.compile(r"^人?民政府(?:办公[厅室])?$")  # the rest of a name whose place stands on the line above
LATIN_OFFICES = "Department|Bureau|Office|Ministry|Government|Agency|Authority|Commission|Committee|Council|Secretariat"
LATIN_WORD = r"(?:[A-Z][\w’'-]*|of|and|the|for|&)"
LATIN_BODY = re.compile(rf"^(?:The )?(?:{LATIN_WORD} )*(?:{LATIN_OFFICES})(?: of(?: {LATIN_WORD})+)?$")
LETTER_SPACED = re.compile(r"^(?:[\u4e00-\u9fff]\s+)+[\u4e00-\u9fff]$")
IN_TITLE = re.compile(r"^(.{2,80}?)(?:关于(?=.)|印发(?=.)|转发(?=.)|发布(?=.))")
OTHERS = re.compile(  # 省生态环境厅等八部门
    r"\s*等\s*(?:\d+|[一二三四五六七八九十]+)?\s*个?(?:部门|单位|部委|厅局)?\s*$"
)
COMMITTEE = re.compile(r"第[一二三四五六七八九十百]+(?:届|次会议)")
PASSED = re.compile(
    rf"(?P<date>\d{{4}}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日)\s*(?P<body>{NAME}{{4,40}}?)"
    r"第\s*(?:[一二三四五六七八九十百零]+|\d+)\s*次(?:常务)?会议[^\n。]{0,120}?(?:通过|修订|修正|批准)"
)
SPEAKER = re.compile(
    rf"我代表\s*({NAME}{{1,12}}?政府)|^({NAME}{{2,12}}?)(?:人民政府)?(?:省长|市长|区长|县长|州长|主席)\s+\S", re.M
)


def bodies(line: str) -> list[str]:
    """The names of bodies that a line consists of; [] when it holds anything else."""
    line = line.strip()
    if LATIN_BODY.match(line):
        return [line]
    if LETTER_SPACED.match(line):
        line = re.sub(r"\s", "", line)
    names = [name for part in re.split(r"[\s、，]+", line) if part for name in apart(part)]
    whole = all(len(name) >= 3 and BODY.match(name) and not TORN.match(name) for name in names)
    return names if names and whole else []


def apart(text: str) -> list[str]:
    """Bodies of one place whose names run together.

    >>> apart("徐州市科学技术局徐州市财政局")
    ['徐州市科学技术局', '徐州市财政局']
    """
    return re.split(rf"(?<=[局厅委部府院署室会])(?={re.escape(text[:2])})", text)


def bodies_in_title(title: str) -> list[str]:
    """Who issues, as the title says before 关于 or 印发.

    >>> bodies_in_title("云南省人民政府关于印发行动计划的通知"), bodies_in_title("关于发布规则的公告")
    (['云南省人民政府'], [])
    """
    found = IN_TITLE.match(title)
    return bodies(OTHERS.sub("", found[1])) if found else []


def enacted_by(front: str) -> tuple[str | None, str | None]:
    """Who passed a law and when it was last passed or amended, from the clause below its title.

    >>> enacted_by("（2022年3月30日福建省第十三届人民代表大会常务委员会第三十二次会议通过）")
    ('福建省人民代表大会常务委员会', '2022年3月30日')
    """
    found = list(PASSED.finditer(front))
    if not found:
        return None, None
    body = COMMITTEE.sub("", found[0]["body"])
    return body, re.sub(r"\s", "", found[-1]["date"])


def speaks_for(text: str) -> str | None:
    """The government on whose behalf a work report is given, as it is named there (省人民政府 without its province)."""
    found = SPEAKER.search(text)
    return (found[1] or f"{found[2]}人民政府") if found else None
