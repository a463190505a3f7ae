"""Whole lists: what a paragraph, an article or a section says on 有哪些 and 怎么, complete, each point cited."""

import re
from collections import Counter
from collections.abc import Sequence

from index.core import Index, heading_of
from retrieval.answer.frames import frame
from retrieval.answer.outlines import Outlines
from retrieval.answer.overview import Writer
from retrieval.answer.parts import Place, bare
from retrieval.answer.points import MAX_POINTS, Point, Points, headline, room_of
from retrieval.answer.surroundings import (
    MOST,
    Surroundings,
    announced,
    entitles,
    heads,
    leads,
    led_by,
    same_paragraph,
    same_section,
)
from retrieval.question.gathers import asks_list, asks_one
from retrieval.question.question import asks_figure
from retrieval.read.candidates import Candidate
from retrieval.read.decision import SURE, Decision, calibrated, signals_of, unique
from retrieval.read.reader import ReaderModel
from retrieval.read.reading import Reading

FIRST = 5  # of the best sentences
TOGETHER = 2  # of them must stand together for a list
TITLED = 0.32  # nearness of a section's title from which the section may be what is asked for
HEADLINED = 2  # paragraphs with headlines from which on they are a list of their section
MOST_EACH = 2  # points of a section for each of them that stands in it; what has more treats of other things too
ITEM = re.compile("[、；;]|和|以及")  # between the items of a list in words
EACH = -2.0  # logit of the reader from which a sentence is a point of a list that stands in several places,
BEHIND = 3.0  # if it is not this much less likely than the best one


class Lists:
    """Gives whole lists over one index."""

    def __init__(self, index: Index, reader: ReaderModel):
        self.index = index
        self.points = Points(index)
        self.around = Surroundings(index, self.points)
        self.outlines = Outlines(index, reader)

    def titled(self, reading: Reading) -> tuple[Writer, float] | None:
        """The section that is read as the answer, by its sub-sections or the headlines of its paragraphs, and how
        likely it answers; None where none is."""
        if asks_one(reading.question) or len(reading.parts) > 1 or reading.unmet:
            return None
        section = self.outlines.whole(reading)
        if section is None:
            return None
        place, writer = section.place, Writer(self.index)
        points = self.of_outline(place, reading)
        if not 1 < len(points) <= MOST:
            return None
        room = room_of(points)
        for point in points:
            writer.point(point, room)
        shown = str(len(writer.lines))
        title = bare(place.title)
        writer.lines.insert(0, frame("whole_list", reading.question.told_in, title=title, count=shown, shown=shown))
        return writer, calibrated(signals_of(section.said))

    def of_outline(self, place: Place, reading: Reading) -> list[Point]:
        """Each sub-section, else each paragraph with a headline, by its title and the sentence that tells most."""
        if place.children:
            return [point for child in place.children for point in self.points.of_titled(child)]
        dense, inside = reading.ranking.dense, place.passages(self.index)
        groups = [[(position, passage)] for position, passage in inside if headline(passage)]
        points = [point for group in groups for point in self.points.of_paragraph(group, dense)]
        return points if len(points) > 1 else self.points.of_place(place, reading.question.resolved)

    def answer(self, reading: Reading, decision: Decision) -> Writer | None:
        """All points of the paragraph or section in which the best sentences stand; None when they stand apart."""
        if decision.status != "answered" or len(reading.parts) > 1 or not reading.fit:
            return None
        best = reading.fit[:FIRST]
        plain_list = asks_list(reading.question) or not (asks_one(reading.question) or asks_figure(reading.question))
        if plain_list and (above := entitling(reading.fit)):
            return self.under(reading, decision, above)
        if asks_list(reading.question) and (points := self.by_headlines(best, reading)):
            return self.written(reading, decision, best[0], points, title=bare(heading_of(best[0].passage)))
        led = leads(best[0]) and not asks_figure(reading.question)  # a fine stands in it
        if led or ((heads(best[0]) or entitles(best[0]) or leads(best[0])) and not asks_one(reading.question)):
            return self.under(reading, decision, best[0])
        if not asks_list(reading.question):
            return None
        if (item := item_among(best)) and (enumerated := self.around.enumerated(item)):
            return self.written(reading, decision, item, enumerated, whole=True)
        if tells_all(best[0]) and not goes_on(best):
            return None
        if announced(best[0].document, best[0].passage):
            return self.gathered(reading, decision)
        for home in (same_paragraph, same_section):
            together = Counter(home(candidate) for candidate in best)
            where, count = together.most_common(1)[0] if together else (None, 0)
            if count >= TOGETHER:
                found = [candidate for candidate in best if home(candidate) == where]
                points, title, most = self.around.of_paragraph(found[0]), "", MOST
                if home is same_section:
                    points, title = self.around.of_section(found[0], reading), bare(heading_of(found[0].passage))
                    most = count * MOST_EACH
                    if named := self.around.of_named(points, found[0], reading):
                        (points, title), most = named, len(named[0])
                if 1 < len(points) <= most:
                    return self.written(reading, decision, found[0], points, title=title)
        return self.gathered(reading, decision)

    def by_headlines(self, best: Sequence[Candidate], reading: Reading) -> list[Point]:
        """The paragraphs of a section, each by its headline, where they are what is asked for: two headlines answer
        (…带来的机遇。), or the section's title is nearer to the question than the headline under which the best
        sentence stands. [] where they are not."""
        first = best[0]
        titles = [same_section(candidate) for candidate in best if heads(candidate)]
        several = heads(first) and titles.count(same_section(first)) >= TOGETHER
        if not (several or self.titled_so(first, reading)):
            return []
        points = [point for point in self.around.of_section(first, reading) if several or point.title]
        return points if len(points) <= MOST else []

    def titled_so(self, candidate: Candidate, reading: Reading) -> bool:
        """The title of a section of paragraphs with headlines (面临的问题) is near to the question, and nearer than the
        headline under which the sentence stands (整改难度大。)."""
        line, inside = headline(candidate.passage), self.around.paragraphs_beside(candidate)
        if not line or sum(headline(p) is not None for p in inside) <= HEADLINED:
            return False
        encoder, title = self.index.encoder, bare(heading_of(candidate.passage))
        section, own = encoder.encode_texts([title, line]) @ encoder.encode_query(reading.question.resolved)
        return bool(section > max(own, TITLED))

    def gathered(self, reading: Reading, decision: Decision) -> Writer | None:
        """What several places of the reports tell, each sentence that may well answer, in reading order."""
        least = max(EACH, reading.fit[0].said.logit - BEHIND)
        found = unique([c for c in reading.fit if c.said.logit >= least])[:MAX_POINTS]
        found += self.around.beside(found, reading)[: MAX_POINTS - len(found)]
        points = [point for c in found for point in (self.around.below(c) or [Point("", c.passage, c.sentence)])]
        points = first_of_each(points)[:MAX_POINTS]
        if len(points) < 2:
            return None
        points.sort(key=lambda point: (point.passage.doc_id, point.sentence.start))
        writer = Writer(self.index)
        room = room_of(points)
        for point in points:
            writer.point(point, room)
        writer.lines.insert(0, frame("gathered", reading.question.told_in, shown=str(len(writer.lines))))
        return writer

    def more(self, reading: Reading, decision: Decision) -> Writer | None:
        """More on what was asked before: the whole paragraph or box of the sentence that answers best."""
        if not decision.chosen:
            return None
        points = self.around.of_paragraph(decision.chosen[0])
        return self.written(reading, decision, decision.chosen[0], points) if len(points) > 1 else None

    def under(self, reading: Reading, decision: Decision, head: Candidate) -> Writer | None:
        """What stands under a headline or a lead-in that answers: alone it tells nothing."""
        if enumerated := self.around.enumerated(head):
            return self.written(reading, decision, head, enumerated, whole=True)
        points = self.under_title(head, reading) if entitles(head) else self.around.of_paragraph(head)
        if leads(head) and points[-1].sentence is head.sentence:
            points = self.around.after(head)
        return self.written(reading, decision, head, points) if len(points) > 1 else None

    def under_title(self, title: Candidate, reading: Reading) -> list[Point]:
        """The sentences of a section, or what it says in its paragraphs where they are too many for a list."""
        points = self.around.under_title(title)
        return points if len(points) <= MOST else self.around.of_section(title, reading)

    def written(
        self,
        reading: Reading,
        decision: Decision,
        candidate: Candidate,
        points: Sequence[Point],
        whole: bool = False,
        title: str = "",
    ) -> Writer:
        """`whole`: an enumeration, which is never cut. `title`: of what is listed, the paragraph's when empty."""
        language = reading.question.told_in
        kept = list(points) if whole else self.points.best(points, reading.question.resolved)
        writer = Writer(self.index)
        title = title or headline(candidate.passage) or bare(heading_of(candidate.passage)) or candidate.document.title
        key = "whole_list" if len(kept) == len(points) else "whole_list_some"
        room = room_of(kept)
        for point in kept:
            writer.point(point, room)
        inside = {(point.passage.doc_id, point.sentence.start) for point in points}
        for further in decision.chosen:
            told = (further.document.doc_id, further.sentence.start) in inside or heads(further) or entitles(further)
            if not told and len(writer.lines) <= MAX_POINTS:
                writer.point(Point("", further.passage, further.sentence), room)
        shown = str(len(writer.lines))
        writer.lines.insert(0, frame(key, language, title=title, count=shown, shown=shown))
        return writer


def tells_all(candidate: Candidate) -> bool:
    """The sentence surely answers, with words that are a list themselves: 老年人、儿童、患基础性疾病群体."""
    words = [candidate.sentence.text[w.start : w.end] for w in candidate.said.words]
    return candidate.said.p >= SURE and sum(len(ITEM.split(piece)) for piece in words) > 1


def goes_on(best: Sequence[Candidate]) -> bool:
    """The paragraph of the best sentence tells more than that, though its words are a list themselves."""
    beside = [c for c in best if same_paragraph(c) == same_paragraph(best[0]) and c.said.logit >= EACH]
    return len(beside) >= TOGETHER


def entitling(fit: Sequence[Candidate]) -> Candidate | None:
    """The sentence nearest to the question where it is the title of a section: what stands under it answers, unless
    a sentence elsewhere surely does."""
    nearest = max(fit, key=lambda candidate: candidate.dense)
    elsewhere = fit[0].said.p >= SURE and same_section(fit[0]) != same_section(nearest)
    return nearest if nearest.dense >= TITLED and entitles(nearest) and not elsewhere else None


def first_of_each(points: Sequence[Point]) -> list[Point]:
    """Drop later points of the same sentence."""
    first: dict[tuple[str, int], Point] = {}
    for point in points:
        first.setdefault((point.passage.doc_id, point.sentence.start), point)
    return list(first.values())


def item_among(best: Sequence[Candidate]) -> Candidate | None:
    """The best sentence if it belongs to an enumeration, else the best of several that belong to the same one."""
    led = Counter(words for candidate in best if (words := led_by(candidate)))
    if led_by(best[0]):
        return best[0]
    several = {words for words, count in led.items() if count >= TOGETHER}
    near = (c for c in best if led_by(c) in several and c.said.logit >= best[0].said.logit - BEHIND)
    return next(near, None)
