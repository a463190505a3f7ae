"""What a question insists on and a sentence may lack: its year, its place, the title of a document.

Each is judged for the sentence in its own report: 去年, 本市 and the place in a title belong to that report alone.
Tells what is missing, not what follows from it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.document import Document
from index.tokens import fold
from retrieval.question.question import ASIDE, TITLE, Question
from retrieval.read.candidates import Candidate
from retrieval.text.bigrams import bigrams
from retrieval.text.language import converter
from retrieval.text.places import COUNTRY, english_name, find_places, forms_of, home_places, lies_in, names_place
from retrieval.text.times import plan_years, speaks_of_plan, times_of

ELSEWHERE = re.compile("(?:其他|其它|其余)(?:行政)?[区县]")  # of all districts of a city but those that are named
NATIONWIDE = re.compile("全国|国内|我国|国家")  # by which a sentence speaks of the country, though it names it not
TITLE_OVERLAP = 0.75  # of a title's character pairs; a title quoted from memory is seldom exact


@dataclass(frozen=True, slots=True)
class Unmet:
    """What no sentence at hand meets, in the question's words; empty when something answers to every demand."""

    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.years or self.places or self.titles)


def speaks_of_year(question: Question, candidate: Candidate) -> bool:
    """The sentence speaks of a year asked for; one of which nothing tells the year may."""
    if not question.years:
        return True
    told = times_of(candidate.sentence, candidate.passage, candidate.document)
    return not told or bool(question.years & told.keys())


def speaks_of_place(place: str, candidate: Candidate) -> bool:
    """The report is about the place, or the sentence, its section or what stands before it names it or all the others
    of the report's place."""
    document = candidate.document
    if place in home_places(document):
        return True
    if ELSEWHERE.search(candidate.sentence.text) and any(lies_in(place, home) for home in homes(document)):
        return True
    context = fold(candidate.context)
    return names_place(place, context) or (place == COUNTRY and NATIONWIDE.search(context) is not None)


def fitting(question: Question, pool: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that speak of a year and a place asked for, where the question names any; of a five-year plan
    asked for, where some do."""
    found = [
        candidate
        for candidate in pool
        if speaks_of_year(question, candidate)
        and (not question.places or any(speaks_of_place(place, candidate) for place in question.places))
    ]
    plan = plan_years(ASIDE.sub("", question.plain))
    within = [c for c in found if speaks_of_plan(plan, c.sentence, c.passage, c.document)] if plan else []
    return within or found


def unmet(
    question: Question,
    pool: Sequence[Candidate],
    documents: Sequence[Document],
    telling: Callable[[str], Sequence[Document]] | None = None,
) -> Unmet:
    """What the question insists on and none of the candidates meets; titles are looked for in the whole reports.

    `telling`: the reports that may name a title; None looks for it in all.
    """
    told = telling or (lambda title: documents)
    titles = tuple(
        f"《{title}》"
        for title in question.titles
        if not (any(is_called(d, title) for d in documents) or any(knows(d, title) for d in told(title)))
    )
    places = tuple(
        spoken(place, question)
        for place in question.places
        if not any(speaks_of_place(place, candidate) for candidate in pool)
        and not any(place in home_places(document) for document in documents)
    )
    years = tuple(spoken_year(year, question) for year in sorted(question.years))
    if any(speaks_of_year(question, candidate) for candidate in pool):
        years = ()
    return Unmet(years, places, titles)


def reports_of(question: Question, documents: Sequence[Document]) -> frozenset[str]:
    """Ids of the reports that are about a place asked for, or about one in which it lies; empty when none is.

    A question about 成都 goes to the report on 成都, else to that on 四川.
    """
    exact = {d.doc_id for d in documents for place in question.places if place in homes(d)}
    around = {d.doc_id for d in documents for place in question.places if any(lies_in(place, h) for h in homes(d))}
    return frozenset(exact or around)


def with_own_places(question: Question, documents: Sequence[Document]) -> Question:
    """The question with the places that it names by a report's own title, though the gazetteer lacks them."""
    own = {home for d in documents for home in homes(d) if home not in question.places and not find_places(home)}
    named = tuple(sorted(home for home in own if names_place(home, question.plain)))
    return replace(question, places=(*question.places, *named)) if named else question


def with_places_before(question: Question, documents: Sequence[Document]) -> Question:
    """A follow-up that names no place with those of the question before, where some of several reports are about them:
    who asks on about 新疆 wants no figure of 吉林."""
    if question.places or len(documents) < 2:
        return question
    own, before = {home for document in documents for home in homes(document)}, fold(question.before)
    return replace(question, places=tuple(sorted(home for home in own if names_place(home, before))))


def homes(document: Document) -> frozenset[str]:
    """The places that a report is about, the whole country left out: that is no place to choose a report by."""
    return home_places(document) - {COUNTRY}


def knows(document: Document, title: str) -> bool:
    """The report names this title, exactly or nearly."""
    if is_called(document, title) or squeeze(title) in squeeze(document.text):
        return True
    return any(nearly(title, known) for known in set(TITLE.findall(document.text)))


def is_called(document: Document, title: str) -> bool:
    """This title is the report's own, or a piece of it, exactly or nearly."""
    return nearly(title, document.title)


def nearly(title: str, known: str) -> bool:
    wanted, known = squeeze(title), squeeze(known)
    shared, numbers = bigrams(wanted) & bigrams(known), re.findall(r"\d+", wanted)
    return len(shared) >= TITLE_OVERLAP * max(len(bigrams(wanted)), 1) and all(number in known for number in numbers)


def spoken(place: str, question: Question) -> str:
    """The place as the question writes it, in its own script; one that it does not write, in its language."""
    asked = converter("t2s").convert(question.resolved).lower()
    found = next(((asked.find(form), form) for form in forms_of(place) if form in asked), None)
    if found is None and question.language == "en":
        return english_name(place)
    if found is None or len(asked) != len(question.resolved):
        return found[1] if found else place
    return question.resolved[found[0] : found[0] + len(found[1])]


def spoken_year(year: int, question: Question) -> str:
    """The year as the question writes it: 2021年, or 民國110年 of the same."""
    written = re.search(rf"民[國国]\s*{year - 1911}\s*年", question.resolved)
    return written.group() if written else f"{year}年"


def squeeze(text: str) -> str:
    """Fold a text and drop its white space."""
    return re.sub(r"\s+", "", fold(text))
