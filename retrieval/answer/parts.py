"""Finds the part of a report that a question means, by number, by name, or by what it is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpus.document import Box, Document, Passage, Section
from corpus.present import present
from index.core import Index
from index.scores import Scores
from index.tokens import fold
from retrieval.answer.frames import frame
from retrieval.question.named import ENGLISH_STYLES, LAST, Named, value
from retrieval.search.reports import likeliest_reports
from retrieval.text.vocabulary import glossary

MARK = re.compile(
    r"^(?:#+\s*)?(?:专栏\s*\d+(?:[-.]\d+)?\s*|第\s*(?P<counted>[一二三四五六七八九十百零〇]+|\d+)\s*(?P<style>部分|篇|编|章|节)"
    r"|(?P<plain>[一二三四五六七八九十百]+)\s*、|[（(]\s*(?P<bracketed>[一二三四五六七八九十]+)\s*[)）]|(?P<digits>\d+)[.、]\s*)\s*"
)
ARTICLE = re.compile(r"^第\s*([一二三四五六七八九十百零〇]+|\d+)\s*条")
UNTELLING = ("前言", "引言", "展望", "总则", "附则", "附录", "结语", "结束语")  # titles that name no subject
NEAREST = 4  # sentences of a section that tell how near it is to a subject
NEAR = 0.25  # nearness of a subject and a section from which the section may be meant,
SAME = 0.4  # and from which it is, though the whole report seems to be asked for
SAID = 0.1  # nearness of a title from which it speaks of a subject,
WITHIN = 0.02  # and what a section may be less near than its part in which all near sentences stand
OVERLAP = 0.25  # weight of the shared character pairs beside the inner product


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A stretch of a report with a title: a section, a box, an article."""

    document: Document
    title: str
    start: int
    end: int
    page: int | None
    children: tuple["Place", ...] = ()
    box: str | None = None  # as the passages of a box name it
    kinds: tuple[str, ...] = ("body", "box")  # of its passages

    def passages(self, index: Index) -> list[tuple[int, Passage]]:
        """(position, passage) of the searched passages, figures, tables and inserts of other places left out."""
        return [
            (position, passage)
            for position, passage in index.passages_in(self.document.doc_id)
            if self.start <= passage.start < self.end
            and passage.kind in self.kinds
            and passage.box == self.box
        ]


def top_places(document: Document) -> tuple[Place, ...]:
    """The first level of a report's outline; a single heading that only repeats the title is passed over."""
    sections = document.sections
    while len(sections) == 1 and sections[0].children:
        sections = sections[0].children
    return tuple(place_of(document, section) for section in sections)


def place_of(document: Document, section: Section) -> Place:
    children = tuple(place_of(document, child) for child in section.children)
    return Place(document, section.title, section.start, section.end, section.page, children)


def titled(box: Box) -> str:
    """专栏 3 and its title; the number left out where there is none."""
    return " ".join(filter(None, ("专栏", str(box.number), box.title)))


def box_place(document: Document, box: Box) -> Place:
    title = titled(box)
    named = next((p.box for p in document.passages if p.box and box.start <= p.start < box.end), title)
    return Place(document, title, box.start, box.end, box.page, box=named)


def walk(places: Sequence[Place]) -> Iterator[Place]:
    for place in places:
        yield place
        yield from walk(place.children)


def bare(title: str) -> str:
    """A title without its number.

    >>> bare("三、交通运输绿色发展"), bare("第六部分 持续推进"), bare("（一）扩大内需")
    ('交通运输绿色发展', '持续推进', '扩大内需')
    """
    return re.sub(r"\s+(?=[\u4e00-\u9fff])", "", MARK.sub("", title)).strip() or title


def mark_of(title: str) -> tuple[int | None, str]:
    """Number and style (部分, 章, …) of a title; (None, "") when it bears none, or that of a box.

    >>> mark_of("第三章 交通"), mark_of("（二）公交"), mark_of("专栏 3 公交"), mark_of("前言")
    ((3, '章'), (2, ''), (None, ''), (None, ''))
    """
    match = MARK.match(title)
    number = match and (match["counted"] or match["plain"] or match["bracketed"] or match["digits"])
    return (value(number), match["style"] or "") if match and number else (None, "")


def articles(document: Document) -> list[tuple[int, Passage]]:
    """(number, first passage) of each article of a law, in reading order."""
    return [(value(m[1]), p) for p in document.passages if p.kind == "body" and (m := ARTICLE.match(p.text))]


def counted_through(document: Document) -> list[Place]:
    """The sections （一）…（三十五） of a report without articles, counted on from part to part; [] for any other.

    People call them its articles.
    """
    parts = [[child for child in top.children if mark_of(child.title)[0]] for top in top_places(document)]
    found = [section for part in parts for section in part]
    through = [mark_of(section.title)[0] for section in found] == list(range(1, len(found) + 1))
    return found if through and sum(map(bool, parts)) > 1 and not articles(document) else []


def article_place(document: Document, number: int | None) -> Place | None:
    """An article up to the next one or the next heading."""
    found = articles(document)
    at = next((n for n, (own, _) in enumerate(found) if own == number), None)
    if at is None:
        return None
    first = found[at][1]
    stops = [p.start for _, p in found[at + 1 : at + 2]]
    stops += [p.start for p in document.passages if p.kind == "heading" and p.start > first.start][:1]
    end = min(stops, default=document.passages[-1].end)
    return Place(document, first.text[: present(ARTICLE.match(first.text)).end()], first.start, end, first.first_page)


def find_named(document: Document, named: Sequence[Named]) -> list[Place]:
    """The places of a report that the names mean; a section named after its part is looked for within it."""
    found: list[Place] = []
    inside = top_places(document)
    for name in named:
        place = find_one(document, name, inside)
        if place is None:
            continue
        if found and name.unit == "part" and place in list(walk(found[-1].children)):
            found.pop()
        found.append(place)
        if name.unit == "part" and place.children:
            inside = place.children
    return found


def find_one(document: Document, name: Named, inside: tuple[Place, ...]) -> Place | None:
    tops = top_places(document)
    if name.unit == "article":
        if through := counted_through(document):
            wanted = len(through) if name.number == LAST else name.number
            return next((section for section in through if mark_of(section.title)[0] == wanted), None)
        numbers = [number for number, _ in articles(document)]
        wanted = numbers[-1] if name.number == LAST and numbers else name.number
        return article_place(document, wanted) if isinstance(wanted, int) else None
    if name.unit == "box":
        boxes = document.boxes[-1:] if name.number == LAST else [b for b in document.boxes if b.number == name.number]
        return box_place(document, boxes[0]) if boxes else None
    if name.unit == "name":
        return next(
            (p for p in walk(tops) if any(n in bare(p.title).replace(" ", "").lower() for n in name.names)), None
        )
    if name.unit != "part":
        return None
    style = ENGLISH_STYLES.get(name.style, name.style)
    for level in (inside, tops, list(walk(tops))):
        numbered = [place for place in level if mark_of(place.title)[0] is not None]
        if name.number == LAST:
            return numbered[-1] if numbered else None
        same = [p for p in numbered if mark_of(p.title) == (name.number, style)]
        if same:
            return same[0]
    for level in (inside, tops):
        if same := [p for p in level if mark_of(p.title)[0] == name.number]:
            return same[0]
    return None


def lacking(document: Document, named: Sequence[Named]) -> list[Named]:
    """The names that mean nothing in a report: 第九部分 of six."""
    return [n for n in named if n.unit in ("part", "box", "article") and not find_named(document, [n])]


def page_of(place: Place, language: str) -> str:
    """The page on which a place begins."""
    return page_line(place.document, place.start, language)


def page_line(document: Document, start: int, language: str) -> str:
    """The page on which something begins, by the number that it prints and, where that is another, its place in the
    file; nothing where the file has no pages."""
    span = document.page_span_at(start)
    if span is None:
        return ""
    if span.label in (None, str(span.number)):
        return frame("on_page", language, page=str(span.number))
    return frame("on_page_in_file", language, page=str(span.label), position=str(span.number))


TITLE = 7  # characters of a title that nobody writes by chance


class Titles:
    """The titles of all sections and boxes with their vectors, by which a question finds the one it means."""

    def __init__(self, index: Index):
        self.index = index
        self.vectors: dict[str, np.ndarray] = {}

    def nearest(self, documents: Sequence[Document], subject: str, style: str = "") -> tuple[Place | None, float]:
        """The section or box whose title and sentences are nearest to a subject, and how near it is.

        `style`: 章, …: only sections, of these only such as are counted so where a report has some.
        """
        vector = self.index.encoder.encode_query(subject)
        dense = self.index.dense_scores(vector)
        terms = chinese_terms(subject)
        best: tuple[Place | None, float] = (None, 0.0)
        titled = True
        looked_through = likeliest_reports(self.index, documents, subject)
        dense.take(position for document in looked_through for position in self.index.positions_in(document.doc_id))
        for document in looked_through:
            sections = list(walk(top_places(document)))
            places = [place for place in sections if style and mark_of(place.title)[1] == style] or sections
            places += [] if style else [box_place(document, box) for box in document.boxes]
            titles = [bare(place.title) for place in places]
            for place, title, near in zip(places, titles, self.near(titles, vector), strict=True):
                alike = shared(title, subject) or held(title, terms)
                score = (float(near) + self.inside(place, dense)) / 2 + OVERLAP * alike
                if score > best[1]:
                    best, titled = (place, score), float(near) >= SAID or alike > 0
        return best if style or titled else (self.narrowed(best[0], dense), best[1])

    def narrowed(self, place: Place | None, dense: Scores) -> Place | None:
        """Of a part whose title does not speak of a subject the section in which the near sentences stand, if one."""
        while place and place.children:
            child = max(place.children, key=lambda each: self.inside(each, dense))
            if self.inside(child, dense) < self.inside(place, dense) - WITHIN:
                break
            place = child
        return place

    def named(self, documents: Sequence[Document], question: str) -> Place | None:
        """The section or box whose title stands in a question in full, the longest; None for a title of a few words."""
        asked, best = fold(question), None
        for document in likeliest_reports(self.index, documents, question):
            for place in [*walk(top_places(document)), *(box_place(document, box) for box in document.boxes)]:
                title = fold(bare(place.title))
                if len(title) >= TITLE and title in asked and (best is None or len(title) > len(bare(best.title))):
                    best = place
        return best

    def inside(self, place: Place, dense: Scores) -> float:
        """Mean of the sentences of a place that are nearest, up to NEAREST of them."""
        rows = [row for position, _ in place.passages(self.index) for row in self.index.sentence_rows[position]]
        nearest = np.sort(dense[rows])[-NEAREST:]
        return float(nearest.mean()) if len(nearest) else 0.0

    def near(self, titles: Sequence[str], vector: np.ndarray) -> np.ndarray:
        if new := [title for title in dict.fromkeys(titles) if title not in self.vectors]:
            self.vectors |= dict(zip(new, self.index.encoder.encode_texts(new), strict=True))
        return np.array([self.vectors[title] @ vector for title in titles])


def shared(title: str, question: str) -> float:
    """Share of the question's character pairs that the title holds, of at most four pairs."""
    pairs = {question[i : i + 2] for i in range(len(question) - 1)} & {title[i : i + 2] for i in range(len(title) - 1)}
    return min(len([p for p in pairs if "\u4e00" <= p[0] and "\u4e00" <= p[1]]), 4) / 4


@lru_cache(maxsize=1_000)
def chinese_terms(subject: str) -> tuple[tuple[str, ...], ...]:
    """For each English term of the glossary that a subject holds, the Chinese words for it; longer ones before others.

    >>> chinese_terms("deepening reform")
    (('改革',),)
    """
    found: dict[str, list[str]] = {}
    for chinese, renderings in glossary().items():
        for rendering in renderings:
            if rendering in subject and re.search(rf"\b{re.escape(rendering)}\b", subject):
                found.setdefault(rendering, []).append(chinese)
    whole = [term for term in found if not any(term != other and term in other for other in found)]
    return tuple(tuple(found[term]) for term in sorted(whole))


def held(title: str, terms: Sequence[Sequence[str]]) -> float:
    """Share of the terms that a title holds in Chinese."""
    return sum(any(word in title for word in words) for words in terms) / len(terms) if terms else 0.0
