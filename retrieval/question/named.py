"""Parts of a report that a question names: 第三部分, Chapter 5, 专栏 3, 第五条, 展望. Knows no report."""

import re
from dataclasses import dataclass
from typing import Literal

from index.tokens import fold
from retrieval.text.cantonese import to_standard
from retrieval.text.vocabulary import question_patterns

Unit = Literal["part", "box", "figure", "table", "article", "name"]
DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100}
NUMBER = r"(?P<number>[零〇一二三四五六七八九十百两]+|\d{1,3})"
ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
SPELT = {word: n for words in (ENGLISH, ORDINALS, ROMAN) for n, word in enumerate(words, 1)}
WORDS = "|".join(sorted(SPELT, key=len, reverse=True))
LAST = -1  # 最后一章
ENGLISH_UNITS: dict[str, Unit] = {
    "part": "part", "chapter": "part", "section": "part", "box": "box", "figure": "figure", "fig": "figure",
    "table": "table", "article": "article",
}  # fmt: skip
CHINESE_UNITS: dict[str, Unit] = {
    "部分": "part", "章": "part", "节": "part", "篇": "part", "编": "part", "大点": "part", "块": "part",
    "条": "article", "专栏": "box", "图": "figure", "表": "table",
}  # fmt: skip
ENGLISH_STYLES = {"part": "部分", "chapter": "章", "section": "节"}
SPOKEN_UNIT = re.compile(r"章(?!程)|(?<=[这那该此])(?:一?部分|一?节)|\b(?:chapter|part|section)\b")
UNITS_SOUGHT = ("部分", "章节", "章", "节", "篇", "chapter", "part")  # 章节 and section are any part
COUNTED = re.compile(rf"第\s*{NUMBER}\s*(?:大|个)?(?P<unit>部分|章|节|篇|编|块(?![钱錢地])|条|专栏)")
WITHIN = r"\d{1,3}\s*[-－—–.]\s*\d{1,3}"  # within a chapter: 3-1
LABELLED = re.compile(
    rf"(?P<unit>专栏|图|表)\s*(?P<number>{WITHIN}|[零〇一二三四五六七八九十百两]+|\d{{1,3}})(?![个张幅年月日])"
)
FINAL = re.compile(
    r"最后(?:的|一个?)?(?P<unit>部分|章|节|条|专栏)|\b(?:the )?(?:last|final) (?P<unit_en>part|chapter|section|box)"
)
IN_ENGLISH = re.compile(
    rf"\b(?P<unit>part|chapter|section|box|figure|fig|table|article)s?\.? ?(?P<number>{WITHIN}|\d{{1,3}}|{WORDS})\b"
    rf"|\bthe (?P<before>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)) "
    r"(?P<unit_after>part|chapter|section|box|article)\b"
)
NAMES = {
    "前言": ("前言", "引言", "序言", "导言", "foreword", "preface", "introduction"),
    "摘要": ("摘要", "概述", "executive summary"),
    "总则": ("总则", "general provisions"),
    "展望": ("展望", "outlook"),
    "结语": ("结语", "结束语", "结论", "conclusion"),
    "附则": ("附则", "supplementary provisions"),
    "附录": ("附录", "附件", "appendix", "annex"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a report as a question names it."""

    unit: Unit
    number: int | str | None = None  # LAST for the last one; 3-1 for the first of chapter 3
    written: str = ""  # the question's words, folded
    style: str = ""  # 部分, 章, 节, … where the question tells
    names: tuple[str, ...] = ()  # of a part without a number


def parts_named(text: str) -> tuple[Named, ...]:
    """Parts that a text names, in its order.

    >>> [(n.unit, n.number) for n in parts_named("第三部分和专栏 12 讲什么")], parts_named("Chapter V")[0].number
    ([('part', 3), ('box', 12)], 5)
    """
    plain = to_standard(fold(text))
    found: list[tuple[int, Named]] = []
    for pattern in (COUNTED, LABELLED):
        for match in pattern.finditer(plain):
            unit = match["unit"]
            found.append((match.start(), Named(CHINESE_UNITS[unit], number_of(match["number"]), match.group(), unit)))
    for match in FINAL.finditer(plain):
        unit = match["unit"] or match["unit_en"]
        kind = CHINESE_UNITS.get(unit) or ENGLISH_UNITS[unit]
        found.append((match.start(), Named(kind, LAST, match.group(), unit)))
    for match in IN_ENGLISH.finditer(plain):
        unit = match["unit"] or match["unit_after"]
        number = match["number"] or re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", match["before"])
        found.append((match.start(), Named(ENGLISH_UNITS[unit], number_of(number), match.group(), unit)))
    for names in NAMES.values():
        if name := next((name for name in names if name in plain), None):
            found.append((plain.index(name), Named("name", None, name, "", names)))
    return tuple(named for _, named in sorted(found, key=lambda pair: pair[0]))


def subject(text: str) -> str:
    """What a wish for an overview names, without the words of the wish.

    >>> subject("环保那段讲的啥 帮我总结下"), subject("Summarise the section on opening up")
    ('环保', 'opening')
    """
    plain, patterns = to_standard(fold(text)), question_patterns()
    left = patterns["stop_words"].sub(" ", patterns["frame_words"].sub(" ", plain))
    return " ".join(re.sub(r"[^\w\s]", " ", left).split())


def sought(text: str) -> tuple[str, str]:
    """The subject of which a question asks where in the report it is treated, and the unit it asks for.

    >>> sought("哪一章讲适应气候变化？"), sought("which chapter deals with opening up?"), sought("哪一年开始？")
    (('适应气候变化', '章'), ('opening', '章'), ('', ''))
    """
    plain = to_standard(fold(text))
    found = question_patterns()["about_where"].search(plain)
    if not found:
        return "", ""
    unit = next((ENGLISH_STYLES.get(word, word) for word in UNITS_SOUGHT if word in found.group()), "")
    return subject(f"{plain[: found.start()]} {plain[found.end() :]}"), unit


def unit_spoken_of(text: str) -> str:
    """The unit of a report that a wish speaks of without a number; "" when it speaks of none.

    >>> unit_spoken_of("讲生态修复那章"), unit_spoken_of("the chapter on water"), unit_spoken_of("节能讲了什么")
    ('章', '章', '')
    """
    found = SPOKEN_UNIT.search(to_standard(fold(text)))
    return ENGLISH_STYLES.get(found.group(), found.group()) if found else ""


def number_of(written: str) -> int | str:
    """The number of a box: its value, or 3-1 as reports write it.

    >>> number_of("十二"), number_of("3 － 1")
    (12, '3-1')
    """
    within = re.sub(r"\s", "", re.sub("[－—–]", "-", written))
    return within if re.fullmatch(r"\d+[-.]\d+", within) else value(written)


def value(written: str) -> int:
    """The value of a number up to 999 in Arabic, Chinese or English words.

    >>> value("十二"), value("二十"), value("一百零五"), value("vi"), value("7")
    (12, 20, 105, 6, 7)
    """
    if written.isdigit():
        return int(written)
    if written in SPELT:
        return SPELT[written]
    total = digit = 0
    for char in written:
        if char in TENS:
            total += (digit or 1) * TENS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit
