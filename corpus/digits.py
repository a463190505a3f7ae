"""Reads numbers as Chinese documents print them: in characters, in full width, with spaces between the digits.

>>> close_digits("1 9 9 7 年达到7 4 7 7 2 亿元，二○○九年末约6. 6万公里，占 7 . 2 % 和 8 0 %")
'1997 年达到74772 亿元，2009年末约6.6万公里，占 7.2 % 和 80 %'
>>> close_digits("二 ○ 二 三 年为 7 4 ， 7 7 2 亿元、1 , 2 3 4 吨和 12 .5 万人"), close_digits("第 3 ，第 4")
('2023 年为 74，772 亿元、1,234 吨和 12.5 万人', '第 3 ，第 4')
"""

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2}
TENS = {"十": 10, "百": 100}
FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
SPACED_YEAR = re.compile(r"(?:[一二]\s*[零〇○ＯO九](?:\s*[零〇○ＯO一二三四五六七八九]){2})(?=\s*年)")  # 二 ○ 二 三 年
COMMA_APART = re.compile(r"(?<=\d)\s+([,，])\s*(?=\d\s?\d\s?\d(?!\s?\d))|(?<=\d)([,，])\s+(?=\d\s\d\s\d(?!\s?\d))")
POINT_APART = re.compile(r"(?<=\d)\s+\.(?=\d)")  # 12 .5 万
YEAR_IN_CHARACTERS = re.compile(r"(?:[一二][零〇○ＯO九][零〇○ＯO一二三四五六七八九]{2})(?=\s*年)")
DIGITS_APART = re.compile(  # 7 4 7 7 2 and, before a unit, 8 0 % and 7 . 2 %; never 专栏 1 2024
    r"(?<![\d.])(?<!\d )\d(?: \d){2,}(?: ?\. ?\d(?: \d)*)?(?! ?\d)"
    r"|(?<![\d.])(?<!\d )\d(?: \d)*(?: \. \d(?: \d)*| \d)(?= ?[%％万亿年月日倍个成])"
)
TORN_YEAR = re.compile(r"(?<![\d.])(?=[\d ]{5,7}\s*年)((?:19|20|1 9|2 0)[\d ]*\d)(?=\s*年)")  # 201 9年
YEAR_OF_REPUBLIC = re.compile(r"(?:中[華华])?民[國国]\s*(\d{2,3}|[一二三四五六七八九十百零]{1,6})\s*年")
MONTH_OR_DAY = re.compile(r"([一二三四五六七八九十]{1,3})(月|日)")
TORN_DECIMAL = re.compile(r"(?<=[\u4e00-\u9fff])(\s?\d+)\. (\d+)(?=\s*[%％万亿倍个元人吨千公平立米])")  # 达到6. 6万公里


def to_number(text: str) -> int:
    """Read a number up to 999 in either script.

    >>> [to_number(text) for text in ("12", "十二", "二百六十六", "一百零八", "二○", "參")]
    [12, 12, 266, 108, 20, 3]
    """
    text = re.sub(r"\s", "", text).translate(FULL_WIDTH).translate(FORMAL)
    if text.isdecimal():
        return int(text)
    if not any(c in TENS for c in text):
        return int("".join(str(DIGITS.get(c, 0)) for c in text) or 0)
    total, digit = 0, None
    for c in text:
        if c in TENS:
            total, digit = total + (1 if digit is None else digit or 1) * TENS[c], None
        else:
            digit = DIGITS.get(c, 0)
    return total + (digit or 0)


def close_digits(text: str) -> str:
    """Write numbers as one would search for them; the text that is quoted stays as it is printed."""
    text = text.translate(FULL_WIDTH)
    text = COMMA_APART.sub(lambda m: m[1] or m[2], text)
    text = re.sub(r"(?<![\d.])\d(?: \d){0,2}(?:[,，]\d \d \d)+(?! ?\d)", lambda m: m.group().replace(" ", ""), text)
    text = DIGITS_APART.sub(lambda m: m.group().replace(" ", ""), text)
    text = TORN_YEAR.sub(lambda m: joined_year(m.group()), text)
    text = TORN_DECIMAL.sub(r"\1.\2", text)
    text = POINT_APART.sub(".", text)
    text = SPACED_YEAR.sub(lambda m: re.sub(r"\s", "", m.group()), text)
    return YEAR_IN_CHARACTERS.sub(lambda m: "".join(str(DIGITS[c]) for c in m.group()), text)


def close_digits_in_place(text: str) -> tuple[str, list[int]]:
    """The text with its numbers closed, and where each of its characters stood.

    >>> close_digits_in_place("达1 2 3 4 元")
    ('达1234 元', [0, 1, 3, 5, 7, 8, 9])
    """
    closed = close_digits(text)
    if len(closed) == len(text):
        return closed, list(range(len(text)))
    places, at = [], 0
    for character in closed:  # nothing is taken out but spaces
        while text[at].isspace() and not character.isspace():
            at += 1
        places.append(at)
        at += 1
    return closed, places


def close_date(text: str) -> str:
    """Write the numbers of a date in digits, and a year of the Republic as one of the common era.

    >>> close_date("二〇二四年三月十二日"), close_date("中華民國一百一十二年3月")
    ('2024年3月12日', '2023年3月')
    """
    text = YEAR_OF_REPUBLIC.sub(lambda found: f"{to_number(found[1]) + 1911}年", close_digits(text))
    return MONTH_OR_DAY.sub(lambda found: f"{to_number(found[1])}{found[2]}", text)


def joined_year(text: str) -> str:
    """Close a torn year; two numbers that stand beside each other stay apart.

    >>> joined_year("201 9"), joined_year("20 2019")
    ('2019', '20 2019')
    """
    closed = text.replace(" ", "")
    return closed if len(closed) == 4 else text
