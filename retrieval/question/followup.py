"""Completes a question that leans on the one before it: 那网约车呢？ → 深圳网约车的电动化率是多少？

Whether it leans is for a trained judge to tell (`Reader.stands_alone`), how it may be completed for `rewriting` and how
likely each way is for `completer`. Of the likeliest few, each is looked up: how well the reports answer them decides
with it.
"""

import re
from collections.abc import Callable, Sequence

from index.pieces import fold_characters
from retrieval.question.rewriting import (
    END,
    Leaning,
    Rewriting,
    Weigher,
    likely,
    no_preference,
    rewritings,
    words_of,
)
from retrieval.question.rewriting import asks as asks_something
from retrieval.question.years import absolute_years, neighbouring_years
from retrieval.text.cantonese import to_standard
from retrieval.text.places import find_places, forms_of
from retrieval.text.quantities import years_in
from retrieval.text.vocabulary import question_patterns

MARKS = " ，,。.？?！!~～…"
YEAR = re.compile(  # 2018年底, 2018年那会
    r"(?P<year>(?:19|20)\d{2}\s*(?:年[末底初]?)?)"
    r"(?:那[会會]儿?|那年|那个?[时時][候]?|那[阵陣]子?|[嗰𠮶](?:年|[陣阵]?[時时]?)|的[时時]候)?"
)
BY = re.compile(r"(?P<by>[到至])\s*(?:19|20)\d{2}")
NOW = re.compile("今年|本年|this year", re.IGNORECASE)
NAMES = re.compile(r"[一-龥A-Za-z]")
CORRECTION = re.compile(  # not that, this
    r"(?:不是|不对|不對|唔係|我(?:问|要|說|说)?的?(?:不是|唔係))[^，,]{0,12}[，,]\s*(?:我?(?:问|問|要|说|說|係問|係)?的?是?|而是)(.{2,})$|"
    r"我(?:问|問|要|说|說)的是([^，,]{2,})(?:[，,]\s*(?:不是|唔係).*)?$|"
    r"(?:no,? )?i (?:mean|meant|asked about|was asking about|am asking about) (.{2,})$",
    re.IGNORECASE,
)
MAX_READINGS = 6  # completions that are looked up: .80 lead to the right sentence; of 4 .79, of 1 .73
FIGURE = re.compile("[几幾]|多少")  # a question for a figure
FRAMES = 1  # words of the question before that a new thing may be put behind
FRAMED = 2.0  # how much less likely such a completion is than the best of the others
LONGEST_THING = 8  # characters of a new thing that is asked of so
JOINING = frozenset("ucpdyew")  # parts of speech behind which no thing begins
PRONOUN = re.compile("它们?|他们|她们|佢哋?")
LEAN = 0.5  # probability of standing alone below which a question leans on the one before
SURELY_LEANS = 0.2  # below which its bare words are of nothing named

Judge = Callable[[str, Sequence[str]], float]  # (question, history) → probability that it stands alone
Chooser = Callable[[Sequence[Rewriting]], str]  # possible readings, the likeliest first → the one that is meant


def resolve(
    text: str,
    history: Sequence[str],
    language: str,
    year: int | None,
    alone: Judge,
    choose: Chooser,
    weigh: Weigher = no_preference,
) -> str:
    """Return the question as it stands alone; `history` holds earlier questions as they were understood.

    A relative year counts from `year`, the reports' own; 去年 of an earlier time (2015年…？去年呢) from the latest year
    that the previous question names.
    """
    p = alone(text, history) if history and text.strip() else 1.0
    if p >= LEAN:
        return absolute_years(text, year)
    if wants_more(text):
        return whole_list(history)
    previous = absolute_years(history[-1], year)
    named = max(years_in(previous), default=year)
    if year and named and named < year - 1 and not NOW.search(text):
        year = named
    text = absolute_years(neighbouring_years(text, max(years_in(previous), default=None)), year)
    possible = likely(readings(text, previous, language, weigh, p < SURELY_LEANS), MAX_READINGS)
    if len(possible) > 1:
        possible += framed(strip_openers(corrected(text)), previous, language, possible[0].weight)
    return possible[0].text if len(possible) == 1 else choose(possible)


def readings(
    text: str, previous: str, language: str, weigh: Weigher = no_preference, bare: bool = False
) -> list[Rewriting]:
    """Every completion of a question by the one before it. First its year or place takes the place of the old one;
    where it says nothing else, that is all that is meant.

    `bare`: the question surely leans.
    """
    core = strip_openers(corrected(text))
    if moved := swap_place(core, previous):
        return [Rewriting(moved)]
    left, dated = swap_year(core, previous)
    if left != core and (not NAMES.search(left) or says_nothing(left)):
        return [Rewriting(dated)]
    if not NAMES.search(left):
        return [Rewriting(previous)]
    if left == core and question_patterns()["present"].search(fold_characters(core)) and YEAR.search(previous):
        dated = re.sub(r"\s*\b(?:in|by|for|at)\s*(?=[?,;]|$)", "", YEAR.sub("", previous)).strip()
    named = YEAR.search(core) if left != core else None
    found = rewritings(Leaning(text, left, END.sub("", dated), language), weigh, core, bare)
    return [one for one in found if not named or named["year"][:4] in one.text]  # the year that is named is certain


def wants_more(text: str) -> bool:
    """Only the rest of what was told is asked for (还有吗, anything else?)."""
    return question_patterns()["more"].fullmatch(fold_characters(text).lower().strip(MARKS)) is not None


def whole_list(history: Sequence[str]) -> str:
    """Of the questions before, the last that asked for several things; else the last one.

    >>> whole_list(["扣分的有哪些", "第一项扣多少"]), whole_list(["公园有多大", "谁管"])
    ('扣分的有哪些', '谁管')
    """
    asked = [text for text in history if question_patterns()["list"].search(to_standard(fold_characters(text)))]
    return (asked or list(history))[-1]


def says_nothing(left: str) -> bool:
    """What is left of a question beside its year only asks the same of that year (那是多少, what was it in).

    >>> says_nothing("是多少"), says_nothing("what was it in"), says_nothing("目标")
    (True, True, False)
    """
    return question_patterns()["same_asked"].fullmatch(fold_characters(left).lower()) is not None


def framed(core: str, previous: str, language: str, best: float) -> list[Rewriting]:
    """A new thing with a figure asked of it, for one that is measured otherwise: 要交几年？总分呢 → 总分多少.

    Behind what the question before begins with, or by itself; less likely than the `best` of the others.
    """
    asks_already = asks_something(core) or question_patterns()["yes_no"].search(core)
    measured = language != "en" and FIGURE.search(previous)
    owner = core.endswith("的")  # 城里人的 asks what the question before asked, of others
    if not measured or asks_already or owner or len(core) > LONGEST_THING or YEAR.search(core) or find_places(core):
        return []
    words = words_of(previous, language)
    asked = next((n for n, word in enumerate(words) if asks_something(previous[word.start : word.end])), len(words))
    begins = [words[n].start for n in range(1, min(asked, FRAMES + 1)) if words[n].part not in JOINING]
    texts = [f"{previous[:at]}{core}多少" for at in (0, *begins)]
    return [Rewriting(text, best - FRAMED) for text in dict.fromkeys(texts)]


def corrected(text: str) -> str:
    """What is meant, of a question that takes back the one before.

    >>> corrected("不是，我问既有建筑改造面积"), corrected("我要的是2024年，不是2025"), corrected("不是所有学校都有吗")
    ('既有建筑改造面积', '2024年', '不是所有学校都有吗')
    """
    found = CORRECTION.match(text.strip())
    return next(filter(None, found.groups()), text) if found else text


def strip_openers(text: str) -> str:
    """Drop what only ties the question to the last one (那…呢？, and …?)."""
    stripped = question_patterns()["follow_up"].sub("", text.strip(), count=1)
    return re.sub(r"[呢咧嘞哩]\s*([？?]?)\s*$", r"\1", stripped).strip(" ，,？?")


def swap_year(core: str, previous: str) -> tuple[str, str]:
    """What a question says beside its year, and the one before with that year for its own; both as they are where the
    question names none or several.

    >>> swap_year("2024年目标", "2023年粮食产量有多少"), swap_year("到2025年", "粮食产量有多少")
    (('目标', '2024年粮食产量有多少'), ('', '2025年粮食产量有多少'))
    """
    found = [year["year"] for year in YEAR.finditer(core)]
    if len(found) != 1:
        return core, previous
    left = strip_openers(YEAR.sub("", core).strip(" 的到至在"))
    if before := YEAR.search(previous):
        by = BY.search(core) if not BY.search(previous[: before.end()]) else None  # 到2030年 is no 2030年
        new = as_written(found[0], before.group())
        return left, f"{previous[: before.start()]}{by['by'] if by else ''}{new}{previous[before.end() :]}"
    return left, f"{found[0]}{previous}"


def as_written(year: str, other: str) -> str:
    """A year with 年 behind it where the other has it, bare in an English question."""
    return year if "年" in other else year.rstrip("年末底初 ")


def swap_place(core: str, previous: str) -> str | None:
    """Put the place of a question that names little else where `previous` named one; None for another question."""
    new, old = find_places(core), find_places(previous)
    if not new or not old or len(NAMES.findall(core)) > len(new[0]) + 3:
        return None
    for form in forms_of(old[0]):
        if form in previous:
            return previous.replace(form, core, 1)
    return None
