"""The figures of one sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus.document import Document, Passage, Sentence
from figures.indicator import BEHIND, Indicator
from figures.kinds import LISTED_AIMS, TITLE_OF_AIMS, is_change, kind_of
from figures.names import Named, clause_start
from figures.numbers import Number, figures_in
from figures.scopes import scope_of
from figures.subjects import subjects
from figures.times import Dated, dated
from retrieval.text.language import converter

BEFORE = re.compile(
    "(超过|突破|超|约|近|逾|不足|不少于|不低于|不超过|少于|小于|大于|低于|高于|至少|将近|接近)[\\s占]*$"
)
AFTER = re.compile(rf"\s*(?:[余多几])?({'|'.join(BEHIND)})")
FROM = re.compile(r"[从由]\s*$")
OVER_YEARS = re.compile("[两二三四五六七八九十]{1,2}年(?=年均|累计|平均|来|增|减|共|提|下|上|$)|年均|平均每年")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands, and what its report is; the same for every figure of a sentence."""

    document: Document
    passage: Passage
    sentence: Sentence


def simplified(text: str) -> str:
    """The text in Simplified characters at the same offsets; as it is where that cannot be had."""
    folded = converter("t2s").convert(text)
    return folded if len(folded) == len(text) else text


def sentence_figures(
    document: Document, passage: Passage, sentence: Sentence, heading: str = ""
) -> Iterator[Indicator]:
    """Yield the figures of a sentence in reading order; one of which nothing says what it measures is none."""
    text = simplified(sentence.text)
    numbers = figures_in(text)
    if not numbers:
        return
    place = Place(document, passage, sentence)
    for number, named in zip(numbers, subjects(text, numbers, simplified(heading)), strict=True):
        if named.subject:
            yield indicator(place, text, number, named)


def indicator(place: Place, text: str, number: Number, named: Named) -> Indicator:
    document, passage, sentence = place.document, place.passage, place.sentence
    start = clause_start(text, number.start)
    clause = text[start : number.start]
    titles = (*passage.section_path, *([passage.box] if passage.box else []))
    when = (
        Dated(named.year)
        if named.year
        else dated(text, number.start, document.year, tuple(map(simplified, titles)), document.language == "zh-Hant")
    )
    if over := OVER_YEARS.search(named.leading):
        when = Dated(None, over[0])
    elif FROM.search(clause):
        when = Dated()  # 从 60.2% 提高到 65.2%: of an earlier year, and the text does not say which
    printed = text[number.start : number.end]
    change = is_change(number.unit, named.subject, named.leading)
    return make(
        place,
        subject=original(named.subject, text, sentence.text),
        text=sentence.text[number.start : number.end],
        shown=sentence.text[number.start : number.end],
        at=sentence.start + number.start,
        value=number.value,
        upper=number.upper,
        unit=number.unit,
        qualifier=qualifier(text, number),
        year=when.year,
        period=when.period,
        scope=scope_of(text, start, clause, document),
        kind=kind_of(printed, number.unit, change, aims(text, number, clause, passage), when.year, document.year),
        change=change,
    )


def aims(text: str, number: Number, clause: str, passage: Passage) -> str:
    """Where to look for words of an aim: the clause, what leads a list of aims in, and the section's title."""
    lead_in = LISTED_AIMS.search(text[: number.start])
    title = simplified(passage.section_path[-1]) if passage.section_path else ""
    return f"{clause}{'目标' if lead_in or TITLE_OF_AIMS.search(title) else ''}"


def make(place: Place, *, at: int, text: str, **told: Any) -> Indicator:
    """An indicator with where it stands; `at` is the offset of the printed figure."""
    document, passage, sentence = place.document, place.passage, place.sentence
    return Indicator(
        figure_id=f"{document.doc_id}:{at}-{at + len(text)}",
        text=text,
        doc_id=document.doc_id,
        title=document.title,
        section=passage.section_path,
        box=passage.box,
        table=passage.table,
        page=document.page_at(at),
        printed_page=document.label_at(at),
        sentence=sentence.text,
        passage_id=passage.passage_id,
        start=sentence.start,
        end=sentence.end,
        **told,
    )


def original(subject: str, text: str, printed: str) -> str:
    """A subject in the characters of the report: a Traditional sentence was read in Simplified."""
    if text == printed:
        return subject
    found, at = [], 0
    for character in subject:
        position = text.find(character, at)
        position = text.find(character) if position < 0 else position
        found.append(character if position < 0 else printed[position])
        at = position + 1 if position >= 0 else at
    return "".join(found)


def qualifier(text: str, number: Number) -> str | None:
    """How exactly the figure is told: the word before it (超过), else the one behind it (左右)."""
    before, after = BEFORE.search(text[: number.start]), AFTER.match(text, number.end)
    return before[1] if before else after[1] if after else None
