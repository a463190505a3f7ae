"""Completes an elliptical question from the one before it: 那网约车呢？ → 上一问 with 网约车 in its place."""

import re
from dataclasses import dataclass

import rjieba

from index.tokens import fold
from retrieval.figures import years_in
from retrieval.places import find_places, forms_of
from retrieval.vocabulary import question_patterns
from retrieval.wants import KINDS

YEAR = re.compile(r"(?:19|20)\d{2}\s*年?")
RELATIVE_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "后年": 2,
    "後年": 2,
}
RELATIVE_YEAR = re.compile("大前年|(?<!年)前年|去年|(?<!比|较)上年(?!度)|今年|明年|[后後]年")
RELATIVE_YEARS_EN = {"the year before last": -2, "last year": -1, "this year": 0, "next year": 1}
RELATIVE_YEAR_EN = re.compile("the year before last|(?<!the )(?:last|this|next) year", re.IGNORECASE)
NAMES = re.compile(r"[一-龥A-Za-z]")


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question made whole."""

    text: str  # what is searched and shown
    focus: str  # what the latest question itself says
    carried: str | None  # the previous question, when it was needed


def resolve(text: str, previous: str | None, language: str, year: int | None = None) -> Resolution:
    """Return the question as it stands alone.

    A new year or place takes the place of the one in the previous question; anything else is asked of the previous
    question's subject. Relative years count from `year`, or from the latest year that the previous question names.
    """
    if not previous or not text.strip() or not is_elliptical(text, language):
        dated = absolute_years(text, year)
        return Resolution(dated, dated, None)
    previous = absolute_years(previous, year)
    text = absolute_years(text, max(years_in(previous), default=year))
    core = strip_openers(text)
    for swapped in (swap_year(core, previous), swap_place(core, previous)):
        if swapped:
            return Resolution(swapped, text, previous)
    end = re.search(r"[？?。.!！\s]*$", previous)
    subject = previous[: end.start()] if end else previous
    joiner = "; " if language == "en" else "；"
    return Resolution(f"{subject}{joiner}{core or text}", core or text, previous)


def absolute_years(text: str, year: int | None) -> str:
    """Write relative years as numbers, counted from `year`.

    >>> absolute_years("去年和前年的降雨量", 2024), absolute_years("去年呢", None)
    ('2023年和2022年的降雨量', '去年呢')
    """
    if year is None:
        return text
    dated = RELATIVE_YEAR.sub(lambda match: f"{year + RELATIVE_YEARS[match.group()]}年", text)
    return RELATIVE_YEAR_EN.sub(lambda match: f"in {year + RELATIVE_YEARS_EN[match.group().lower()]}", dated)


def is_elliptical(text: str, language: str) -> bool:
    """Tell whether a question leans on the one before: it opens or ends like one, points back or names too little."""
    patterns = question_patterns()
    folded = fold(text).strip()
    if patterns["follow_up"].match(folded) or re.search(r"呢(?:[?,\s]|$)", folded):
        return True
    if patterns["anaphora"].search(folded):
        return True
    if language == "en":
        return len(re.findall(r"[A-Za-z]+", text)) <= 4
    return not names_subject(YEAR.sub("", folded))


def names_subject(folded: str) -> bool:
    """A question names what it is about: a noun that neither asks (金额, 占比) nor says little (数据, 情况)."""
    patterns = question_patterns()
    silent = [patterns[group] for group in (*KINDS, "stop_words", "light_words")]
    nouns = [word for word, part in rjieba.tag(folded) if part[0] in "nje" and len(word) > 1]
    return any(not any(pattern.fullmatch(noun) for pattern in silent) for noun in nouns)


def strip_openers(text: str) -> str:
    """Drop what only ties the question to the last one (那…呢？, and …?)."""
    stripped = question_patterns()["follow_up"].sub("", text.strip(), count=1)
    return re.sub(r"[呢]\s*([？?]?)\s*$", r"\1", stripped).strip(" ，,？?")


def swap_year(core: str, previous: str) -> str | None:
    """Put the year of a question that names little else where `previous` named one; None for another question."""
    found = YEAR.search(core)
    if not found or len(NAMES.findall(YEAR.sub("", core))) > 2:
        return None
    return YEAR.sub(found.group(), previous, count=1) if YEAR.search(previous) else f"{found.group()}{previous}"


def swap_place(core: str, previous: str) -> str | None:
    """Put the place of a question that names little else where `previous` named one; None for another question."""
    new, old = find_places(core), find_places(previous)
    if not new or not old or len(NAMES.findall(core)) > len(new[0]) + 3:
        return None
    for form in forms_of(old[0]):
        if form in previous:
            return previous.replace(form, core, 1)
    return None
