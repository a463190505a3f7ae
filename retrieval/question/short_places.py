"""Provinces in one character (粤, 沪), written out where nothing but the province can be meant. Knows no report.

In most places such a character is part of a word (粤语, 京沪高铁, 鲁迅): only at the beginning of a question or beside
another place, and before a year, 的 or 各, is it a name of its own. Characters that are words (新, 青, 云) are left.
"""

import re

SHORT = dict(
    pair.split("=")
    for pair in (
        "京=北京 津=天津 沪=上海 滬=上海 渝=重庆 冀=河北 晋=山西 晉=山西 苏=江苏 蘇=江苏 浙=浙江 皖=安徽 闽=福建 "
        "閩=福建 赣=江西 贛=江西 鲁=山东 魯=山东 豫=河南 鄂=湖北 湘=湖南 粤=广东 粵=广东 桂=广西 琼=海南 瓊=海南 "
        "川=四川 黔=贵州 滇=云南 陕=陕西 陝=陕西"
    ).split()
)
ONE = f"[{''.join(SHORT)}]"
JOINT = r"(?:[、,，]|和|与|與|跟|同|及|比|对比)"
NAMED = re.compile(  # 粤去年…, 那沪呢, 浙和粤各…, 粤、闽两省…
    rf"(?:(?<=^)|(?<=[那，,、？?！!。\s])|(?<=[和与與跟同及比]))(?P<run>{ONE}(?:{JOINT}?{ONE})*)"
    r"(?=[两兩三四五六]?省|[去今明前]年|(?:19|20)\d\d|\d\d年|[的呢各]|分别|分別|(?:和|与|與|跟|同|及|比|、)[一-龥]{2}|"
    r"\s*[？?]|$)"
)


def with_full_places(text: str) -> str:
    """The question with the provinces that one character names written out.

    >>> [with_full_places(text) for text in ("鲁今年的目标", "粤、闽两省各增长多少", "那沪呢？")]
    ['山东今年的目标', '广东、福建两省各增长多少', '那上海呢？']
    >>> [with_full_places(text) for text in ("粤语怎么说", "京沪高铁2025年运了多少人", "苏州的人口")]
    ['粤语怎么说', '京沪高铁2025年运了多少人', '苏州的人口']
    """
    return NAMED.sub(lambda found: full(found["run"]), text)


def full(run: str) -> str:
    """Names written out, with 、 between those that stand close.

    >>> full("浙和粤"), full("苏浙皖")
    ('浙江和广东', '江苏、浙江、安徽')
    """
    parts = re.findall(rf"{ONE}|(?!{ONE}).", run)
    written = ""
    for before, part in zip(["", *parts], parts, strict=False):
        written += "、" if before in SHORT and part in SHORT else ""
        written += SHORT.get(part, part)
    return written
