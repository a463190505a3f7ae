"""Whole lists: what a paragraph, an article or a section says on 有哪些 and 怎么, complete, each point cited."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.document import Document, Passage
from index.core import Index, heading_of
from retrieval.answer.frames import frame
from retrieval.answer.overview import Writer
from retrieval.answer.parts import article_place, articles, bare
from retrieval.answer.points import MAX_POINTS, Point, Points, headline, is_headline, room_of
from retrieval.question.gathers import asks_list, asks_one
from retrieval.question.question import asks_figure
from retrieval.read.candidates import Candidate
from retrieval.read.decision import SURE, Decision, unique
from retrieval.read.reading import Reading

FIRST = 5  # of the best sentences
MOST = 12  # points of a list; what has more is no list but a chapter
TOGETHER = 2  # of them must stand together for a list
MOST_EACH = 2  # points of a section for each of them that stands in it; what has more treats of other things too
ITEM = re.compile("[、；;]|和|以及")  # between the items of a list in words
EACH = -2.0  # logit of the reader from which a sentence is a point of a list that stands in several places,
BEHIND = 3.0  # if it is not this much less likely than the best one


class Lists:
    """Gives whole lists over one index."""

    def __init__(self, index: Index):
        self.index = index
        self.points = Points(index)

    def answer(self, reading: Reading, decision: Decision) -> Writer | None:
        """All points of the paragraph or section in which the best sentences stand; None when they stand apart."""
        if decision.status != "answered" or len(reading.parts) > 1 or not reading.fit:
            return None
        best = reading.fit[:FIRST]
        led = leads(best[0]) and not asks_figure(reading.question)  # a fine stands in it
        if led or ((heads(best[0]) or leads(best[0])) and not asks_one(reading.question)):
            return self.under(reading, decision, best[0])
        if not asks_list(reading.question) or tells_all(best[0]):
            return None
        for home in (same_paragraph, same_section):
            together = Counter(home(candidate) for candidate in best)
            where, count = together.most_common(1)[0] if together else (None, 0)
            if count >= TOGETHER:
                found = [candidate for candidate in best if home(candidate) == where]
                points = self.of_paragraph(found[0]) if home is same_paragraph else self.of_section(found[0], reading)
                if 1 < len(points) <= (MOST if home is same_paragraph else count * MOST_EACH):
                    return self.written(reading, decision, found[0], points)
        return self.gathered(reading, decision)

    def gathered(self, reading: Reading, decision: Decision) -> Writer | None:
        """What several places of the reports tell, each sentence that may well answer, in reading order."""
        least = max(EACH, reading.fit[0].said.logit - BEHIND)
        found = unique([c for c in reading.fit if c.said.logit >= least])[:MAX_POINTS]
        if len(found) < 2:
            return None
        found.sort(key=lambda c: (c.document.doc_id, c.sentence.start))
        writer = Writer(self.index)
        points = [Point("", c.passage, c.sentence) for c in found]
        room = room_of(points)
        for point in points:
            writer.point(point, room)
        writer.lines.insert(0, frame("gathered", reading.question.language, shown=str(len(writer.lines))))
        return writer

    def more(self, reading: Reading, decision: Decision) -> Writer | None:
        """More on what was asked before: the whole paragraph or box of the sentence that answers best."""
        if not decision.chosen:
            return None
        points = self.of_paragraph(decision.chosen[0])
        return self.written(reading, decision, decision.chosen[0], points) if len(points) > 1 else None

    def under(self, reading: Reading, decision: Decision, head: Candidate) -> Writer | None:
        """What stands under a headline or a lead-in that answers: alone it tells nothing."""
        points = self.of_paragraph(head)
        if leads(head) and points[-1].sentence is head.sentence:
            points = self.after(head)
        return self.written(reading, decision, head, points) if len(points) > 1 else None

    def after(self, lead: Candidate) -> list[Point]:
        """A lead-in (有下列行为之一的：) and the sentences of its section that follow it."""
        inside = [p for p in self.index.passages if same_place(p, lead.passage) and p.start >= lead.passage.start]
        points = [Point("", p, s) for p in inside for s in p.sentences if s.start >= lead.sentence.start]
        return points if len(points) <= MOST else []

    def of_paragraph(self, candidate: Candidate) -> list[Point]:
        """Every sentence of a paragraph but its headline; of a law, of the whole article."""
        passages = article_of(candidate.document, candidate.passage) or [candidate.passage]
        return [
            Point("", passage, sentence)
            for passage in passages
            for n, sentence in enumerate(passage.sentences)
            if not is_headline(passage, n)
        ]

    def of_section(self, candidate: Candidate, reading: Reading) -> list[Point]:
        """The paragraphs of a section, each by its headline and the sentence nearest to the question."""
        own = candidate.passage
        inside = [
            (position, passage)
            for position, passage in enumerate(self.index.passages)
            if same_place(passage, own) and passage.kind in ("body", "box")
        ]
        dense = reading.ranking.dense
        return [point for one in inside for point in self.points.of_paragraph([one], dense)]

    def written(self, reading: Reading, decision: Decision, candidate: Candidate, points: Sequence[Point]) -> Writer:
        language = reading.question.language
        kept = self.points.best(points, reading.question.resolved)
        writer = Writer(self.index)
        title = headline(candidate.passage) or bare(heading_of(candidate.passage)) or candidate.document.title
        key = "whole_list" if len(kept) == len(points) else "whole_list_some"
        room = room_of(kept)
        for point in kept:
            writer.point(point, room)
        inside = {(point.passage.doc_id, point.sentence.start) for point in points}
        for further in decision.chosen:
            if (further.document.doc_id, further.sentence.start) not in inside and len(writer.lines) <= MAX_POINTS:
                writer.point(Point("", further.passage, further.sentence), room)
        shown = str(len(writer.lines))
        writer.lines.insert(0, frame(key, language, title=title, count=shown, shown=shown))
        return writer


def heads(candidate: Candidate) -> bool:
    """The sentence is the headline of its paragraph."""
    return candidate.passage.sentences[0] is candidate.sentence and is_headline(candidate.passage, 0)


def tells_all(candidate: Candidate) -> bool:
    """The sentence surely answers, with words that are a list themselves: 老年人、儿童、患基础性疾病群体."""
    words = [candidate.sentence.text[w.start : w.end] for w in candidate.said.words]
    return candidate.said.p >= SURE and sum(len(ITEM.split(piece)) for piece in words) > 1


def leads(candidate: Candidate) -> bool:
    """The sentence announces what follows it."""
    return candidate.sentence.text.rstrip().endswith(("：", ":"))


def same_paragraph(candidate: Candidate) -> tuple:
    first = (article_of(candidate.document, candidate.passage) or [candidate.passage])[0]
    return candidate.document.doc_id, first.start


def same_section(candidate: Candidate) -> tuple:
    return candidate.document.doc_id, candidate.passage.section_path, candidate.passage.box


def same_place(one: Passage, other: Passage) -> bool:
    return (one.doc_id, one.section_path, one.box) == (other.doc_id, other.section_path, other.box)


def article_of(document: Document, passage: Passage) -> list[Passage]:
    """The passages of the article in which a passage of a law stands; [] where there are no articles."""
    before = [number for number, first in articles(document) if first.start <= passage.start]
    place = article_place(document, before[-1]) if before else None
    if place is None or not place.start <= passage.start < place.end:
        return []
    return [p for p in document.passages if place.start <= p.start < place.end and p.kind == "body"]
