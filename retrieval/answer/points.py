"""What a section or a paragraph says in a few points: its headlines and its most telling sentences, verbatim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Passage, Sentence
from index.core import Index
from index.scores import Scores
from retrieval.answer.parts import ARTICLE, UNTELLING, Place, bare
from retrieval.text.clauses import clauses, shown
from retrieval.text.quantities import find_quantities

MAX_POINTS = 8
MOST_EACH = 3  # of a section among others
MAX_CHARS = 700  # of all points: a screen
LEAST_ROOM = 36  # characters that a quotation gets in any case
HEADLINE = 40  # characters; a longer first sentence is no headline
FIGURE = 0.1  # added to the inner product of a sentence for each figure that it tells, up to MOST_FIGURES
MOST_FIGURES = 4
TITLED = 0.2  # and for a headline, which openings and closings lack
ASIDE = re.compile(r"[（(][^（()）]*[）)][。.]?")  # a sentence in brackets: （责任单位：市城建局）
FEW = 3  # paragraphs; of fewer, the sentences are the points


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A title or headline, "" where there is none, and the sentence that tells most under it."""

    title: str
    passage: Passage
    sentence: Sentence

    @property
    def length(self) -> int:
        return len(self.title) + len(self.sentence.text)


class Points:
    """Draws points from the passages of one index."""

    def __init__(self, index: Index):
        self.index = index

    def of_place(self, place: Place, about: str = "") -> list[Point]:
        """The points of a section: its sub-sections, else its articles, its paragraphs, or the sentences of a few.

        `about`: what the points shall be near to, the title of the place when it is empty.
        """
        if len(place.children) > 1:
            each = max(1, min(MOST_EACH, MAX_POINTS // len(place.children)))
            return [point for child in place.children for point in self.of_titled(child, each)]
        dense = self.dense(about or subject_of(place))
        groups = paragraphs(self.under(place))
        if len(groups) >= FEW:
            each = max(1, MAX_POINTS // len(groups))
            return [point for group in groups for point in self.of_paragraph(group, dense, each)]
        told = [(passage, sentence) for group in groups for _, passage in group for sentence in passage.sentences]
        told = [each for each in told if not repeats(each[1].text, place)] or told
        return [Point("", passage, sentence) for passage, sentence in without_asides(told)]

    def under(self, place: Place) -> list[tuple[int, Passage]]:
        """The passages of a section, without one that only repeats its title; that one where nothing else stands."""
        inside = list(place.passages(self.index))
        return [(n, p) for n, p in inside if not repeats(p.text, place)] or inside

    def of_titled(self, place: Place, most: int = 1) -> list[Point]:
        """A section by its title and its most telling sentences; [] when nothing stands in it."""
        inside = self.under(place)
        if not inside:
            return []
        told = self.telling(inside, self.dense(subject_of(place)))[:most]
        told.sort(key=lambda pair: pair[1].start)
        title = "" if ARTICLE.match(told[0][1].text) else bare(place.title)
        return [Point("" if n else title, passage, sentence) for n, (passage, sentence) in enumerate(told)]

    def of_paragraph(self, group: Sequence[tuple[int, Passage]], dense: Scores, most: int = 1) -> list[Point]:
        """A paragraph's most telling sentences in reading order, the first under the headline."""
        head = headline(group[0][1]) or ""
        told = sorted(self.telling(group, dense)[:most], key=lambda pair: pair[1].start)
        head = "" if ARTICLE.match(told[0][1].text) else head
        return [Point("" if n else head, passage, sentence) for n, (passage, sentence) in enumerate(told)]

    def telling(self, inside: Sequence[tuple[int, Passage]], dense: Scores) -> list[tuple[Passage, Sentence]]:
        """The sentences nearest to what is asked, those with a figure before others; ties in reading order.

        A headline says too little to be one.
        """
        found: list[tuple[float, int, Passage, Sentence]] = []
        dense.take(position for position, _ in inside)
        for position, passage in inside:
            for n, sentence in enumerate(passage.sentences):
                if is_headline(passage, n):
                    continue
                near = float(dense[self.index.sentence_rows[position][n]])
                found.append((near + telling_figures(sentence.text), -sentence.start, passage, sentence))
        found.sort(key=lambda row: row[:2], reverse=True)
        return without_asides([(passage, sentence) for _, _, passage, sentence in found])

    def dense(self, about: str) -> Scores:
        """Inner product of a text, as a query, with every row of the index."""
        return self.index.dense_scores(self.index.encoder.encode_query(about))

    def best(self, points: Sequence[Point], about: str, most: int = MAX_POINTS) -> list[Point]:
        """At most so many points and characters, those nearest to what is asked, in their order."""
        room = max(MAX_CHARS - sum(len(p.title) for p in points), 0)
        affordable = min(most, max(1, room // (2 * LEAST_ROOM)))
        if len(points) <= affordable:
            return list(points)
        dense = self.dense(about)
        dense.take(self.index.positions[point.passage.passage_id] for point in points)

        def worth(point: Point) -> float:
            rows = self.index.sentence_rows[self.index.positions[point.passage.passage_id]]
            near = float(dense[rows[point.passage.sentences.index(point.sentence)]])
            return near + telling_figures(point.sentence.text) + (TITLED if point.title else 0.0)

        kept = {id(p) for p in sorted(points, key=worth, reverse=True)[:affordable]}
        return [p for p in points if id(p) in kept]


def repeats(text: str, place: Place) -> bool:
    """A text says no more than the title of a section, where that begins its paragraph."""
    return bare(text).strip("。 ") == bare(place.title).strip("。 ")


def without_asides(told: list[tuple[Passage, Sentence]]) -> list[tuple[Passage, Sentence]]:
    """Those that are no aside in brackets (（责任单位：市城建局）); all where nothing else is told."""
    return [each for each in told if not ASIDE.fullmatch(each[1].text.strip())] or told


def subject_of(place: Place) -> str:
    """What a place is about: its title, or the report's where that names no subject (前言)."""
    title = bare(place.title)
    return place.document.title if title in UNTELLING or ARTICLE.match(title) else title


def paragraphs(inside: Sequence[tuple[int, Passage]]) -> list[list[tuple[int, Passage]]]:
    """Passages by paragraph; in a law, by article."""
    by_article = sum(ARTICLE.match(p.text) is not None for _, p in inside) > 1
    groups: list[list[tuple[int, Passage]]] = []
    for position, passage in inside:
        if groups and by_article and not ARTICLE.match(passage.text):
            groups[-1].append((position, passage))
        else:
            groups.append([(position, passage)])
    return groups


def headline(passage: Passage) -> str | None:
    """The short first sentence that says what a paragraph is about, or the number of an article; None without one."""
    if found := ARTICLE.match(passage.text):
        return found.group().strip()
    if len(passage.sentences) > 1 and is_headline(passage, 0):
        return bare(passage.sentences[0].text.strip()).rstrip("。：:")
    return None


def is_headline(passage: Passage, n: int) -> bool:
    text = passage.sentences[n].text.strip()
    if n or len(passage.sentences) < 2 or len(text) > HEADLINE:
        return False
    return figures_in(text) == 0 and not ARTICLE.match(text)


def figures_in(text: str) -> int:
    return sum(q.kind == "quantity" for q in find_quantities(text))


def telling_figures(text: str) -> float:
    return FIGURE * min(figures_in(text), MOST_FIGURES)


def room_of(points: Sequence[Point], chars: int = MAX_CHARS) -> int:
    """Characters that each quotation may have so that all points fit."""
    left = chars - sum(len(point.title) + 8 for point in points)
    lengths = sorted(len(point.sentence.text) for point in points)
    for n, length in enumerate(lengths):
        share = left // (len(lengths) - n)
        if length > share:
            return share
        left -= length
    return lengths[-1] if lengths else 0


def cut(sentence: str, room: int) -> str:
    """The sentence, or of a long one the neighbouring clauses within `room` that tell most figures, the first such.

    >>> cut("全市持续优化港口结构，建成 61 套岸电设施，覆盖 86 个泊位，覆盖率达 80%，港口绿色发展成效明显。", 36)
    '……建成 61 套岸电设施，覆盖 86 个泊位，覆盖率达 80%……'
    """
    room = max(room, LEAST_ROOM)
    if len(sentence.strip()) <= room:
        return sentence.strip()
    pieces = clauses(sentence)
    best = (-1, 0, 0, 0)  # a sentence has a clause, which tells more
    for i in range(len(pieces)):
        for j in range(i, len(pieces)):
            start, end = pieces[i].start, pieces[j].end
            if end - start > room and j > i:
                break
            told = (figures_in(sentence[start:end]), end - start, -i, start)
            if told[:3] > best[:3]:
                best = told
    return shown(sentence, best[3], best[3] + best[1])


def items_of(sentence: str) -> list[str]:
    """The items of an enumeration within a sentence (一是…；二是…), [] when it holds none."""
    starts = [
        m.start()
        for m in re.finditer(r"(?:[一二三四五六七八九十]是|[（(][1-9一二三四五六七八九][)）]|[①-⑩])", sentence)
    ]
    return (
        [sentence[a:b].strip() for a, b in zip(starts, [*starts[1:], len(sentence)], strict=True)]
        if len(starts) > 1
        else []
    )
