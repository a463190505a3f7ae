"""Reads a section like a sentence: its title and what stands under it, judged by the reader.

搞林业要守哪几条原则 is answered by no sentence, but by a section: 基本原则：坚持党的全面领导；坚持生态优先；…
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Document, Passage
from index.core import Index
from index.tokens import fold
from retrieval.answer.parts import ARTICLE, Place, bare, box_place, chinese_terms, top_places, walk
from retrieval.answer.points import headline
from retrieval.question.gathers import asks_list
from retrieval.read.pairing import document_line
from retrieval.read.reader import Place as Told
from retrieval.read.reader import ReaderModel, Said
from retrieval.read.reading import Reading
from retrieval.search.ranking import Ranking
from retrieval.text.bigrams import bigrams
from retrieval.text.places import home_place

LEAST = -1.0  # logit from which a section may be what a list is asked of,
BEHIND = 1.5  # if it is not this much less likely than the best sentence;
PLAIN, AHEAD = 0.0, 1.0  # and the same where no list is plainly asked for: it is this much likelier
SURE = 3.0  # logit of a sentence from which no section is looked for then
MARKED = 0.5  # probability from which an item is among the answering words
MOST_MARKED = 0.75  # share of the items that are, from which the section as a whole answers
LOOKED = 12  # best passages whose sections are looked at, with those around them
READ = 8  # sections that are read
LEAST_ITEMS, MOST_ITEMS = 2, 12  # sub-sections or headlines of one that is read like a sentence
KEPT_DOCUMENTS = 64  # whose outlines are kept


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A section and the words by which it is read."""

    place: Place
    items: tuple[str, ...]
    told: Told


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A section that was read: what the reader says of it; each item and how likely that is what answers."""

    place: Place
    said: Said
    items: tuple[tuple[str, float], ...]

    @property
    def logit(self) -> float:
        return self.said.logit


class Outlines:
    """Finds the section that answers a question for a list; safe to share between threads."""

    def __init__(self, index: Index, reader: ReaderModel):
        self.index, self.reader = index, reader
        self.of = lru_cache(KEPT_DOCUMENTS)(self.of_anew)

    def whole(self, reading: Reading) -> Section | None:
        """The section that answers as a whole, or the one of its sub-sections that the question names; None where a
        sentence does, or only something that stands in one."""
        if not asks_list(reading.question) and best_logit(reading) >= SURE:
            return None
        section = self.likeliest(reading)
        if section is None or not likely(section, reading):
            return None
        if named := named_items(section, reading):
            return child_of(section, named[0]) if len(named) == 1 else None
        marked = sum(p >= MARKED for _, p in section.items)
        return section if marked >= MOST_MARKED * len(section.items) else None

    def likeliest(self, reading: Reading) -> Section | None:
        """The section that answers best, of those in which the best passages stand; None where none has items."""
        near = self.near(reading.ranking)
        if not near:
            return None
        said = self.reader.read(reading.question.resolved, [outline.told for outline in near])
        read = [Section(o.place, s, tuple(marks(o, s))) for o, s in zip(near, said, strict=True)]
        return max(read, key=lambda section: section.logit)

    def near(self, ranking: Ranking) -> list[Outline]:
        """Sections around the best passages, the innermost of the best first."""
        found: dict[int, Outline] = {}
        for position in ranking.order[:LOOKED]:
            passage = self.index.passages[position]
            around = [o for o in self.of(passage.doc_id) if stands_in(passage, o.place)]
            for outline in sorted(around, key=lambda o: o.place.end - o.place.start):
                found.setdefault(id(outline), outline)
        return list(found.values())[:READ]

    def of_anew(self, doc_id: str) -> list[Outline]:
        """Every section and box of a report under which several things stand."""
        document = self.index.document(doc_id)
        places = [*walk(top_places(document)), *(box_place(document, box) for box in document.boxes)]
        passages = sorted((p for _, p in self.index.passages_in(doc_id)), key=lambda p: p.start)
        starts = [passage.start for passage in passages]
        spans = [slice(bisect_left(starts, place.start), bisect_left(starts, place.end)) for place in places]
        read = (outline_of(document, place, passages[span]) for place, span in zip(places, spans, strict=True))
        return [outline for outline in read if outline]


def outline_of(document: Document, place: Place, passages: Sequence[Passage]) -> Outline | None:
    """A section by its title and its sub-sections, else the headlines of its paragraphs; None for fewer than two.

    `passages`: those that begin in it.
    """
    items = [bare(child.title) for child in place.children if not ARTICLE.match(child.title)]
    if not place.children:
        inside = [p for p in passages if stands_in(p, place) and p.kind in place.kinds and not ARTICLE.match(p.text)]
        items = [line for p in inside if (line := headline(p))]
    if not LEAST_ITEMS <= len(items) <= MOST_ITEMS:
        return None
    line = document_line(document.title, document.year, home_place(document))
    return Outline(place, tuple(items), Told(line, "", "", f"{bare(place.title)}：{'；'.join(items)}。"))


def likely(section: Section, reading: Reading) -> bool:
    """The section answers about as well as the best sentence, or better where no list is plainly asked for."""
    best = best_logit(reading)
    if asks_list(reading.question):
        return section.logit >= max(LEAST, best - BEHIND)
    return section.logit >= max(PLAIN, best + AHEAD)


def best_logit(reading: Reading) -> float:
    return max((candidate.said.logit for candidate in reading.fit), default=-math.inf)


def named_items(section: Section, reading: Reading) -> list[str]:
    """The items that the question names, where not all, by words that stand in nothing above them: 新型储能 of
    推进高效运行：建设储能；建设电网."""
    above = fold(section.place.document.title + section.place.title)
    named = [item for item, _ in section.items if names(fold(item), reading.question.plain, above)]
    return named if len(named) < len(section.items) else []


def child_of(section: Section, title: str) -> Section | None:
    """The sub-section of this title, with what is said of the whole; None for a paragraph."""
    place = next((child for child in section.place.children if bare(child.title) == title), None)
    return Section(place, section.said, ()) if place else None


def names(item: str, question: str, above: str) -> bool:
    """The question and the item share a pair of characters, or a term in two languages, that is not in `above`."""
    same = bigrams(item) & bigrams(question) - bigrams(above)
    return bool(same) or any(word in item and word not in above for words in chinese_terms(question) for word in words)


def marks(outline: Outline, said: Said) -> Iterator[tuple[str, float]]:
    """Each item with the mean probability of its characters' being among the answering words."""
    at = len(outline.told.sentence) - sum(len(item) + 1 for item in outline.items)
    for item in outline.items:
        yield item, float(said.inside[at : at + len(item)].mean())
        at += len(item) + 1


def stands_in(passage: Passage, place: Place) -> bool:
    return place.start <= passage.start < place.end and passage.box == place.box
