"""What stands around a sentence: its paragraph or article, its section, the enumeration that it is an item of, what it
announces. Chooses nothing."""

from collections.abc import Sequence
from itertools import takewhile

from corpus.document import Document, Passage, Sentence
from index.core import Index, heading_of
from index.tokens import fold
from retrieval.answer.outlines import names
from retrieval.answer.parts import article_place, articles, bare
from retrieval.answer.points import MAX_POINTS, Point, Points, figures_in, is_headline
from retrieval.read.candidates import Candidate
from retrieval.read.decision import unique
from retrieval.read.reading import Reading

MOST = 12  # points of a list; what has more is no list but a chapter
BESIDE = -3.2  # logit of the reader from which a sentence beside a point is one too: what lists in sentences goes on
END = "。：: "  # what a title may end in
SHORT = 16  # characters of a paragraph of one sentence that only says what the next ones are about


class Surroundings:
    """Gives the points around sentences of one index."""

    def __init__(self, index: Index, points: Points):
        self.index, self.points = index, points

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
            for position, passage in self.index.passages_in(own.doc_id)
            if same_place(passage, own)
            and passage.kind in ("body", "box")
            and not announced(candidate.document, passage)
        ]
        dense = reading.ranking.dense
        return [point for one in inside for point in self.points.of_paragraph([one], dense)]

    def under_title(self, title: Candidate) -> list[Point]:
        """Every sentence of the section under a title that begins it (（七）绿色办公行动。), headlines aside."""
        own = title.passage
        every = (p for _, p in self.index.passages_in(own.doc_id))
        inside = [p for p in every if same_place(p, own) and p.kind in ("body", "box")]
        return [
            Point("", passage, sentence)
            for passage in inside
            for n, sentence in enumerate(passage.sentences)
            if not is_headline(passage, n) and sentence is not title.sentence
        ]

    def of_named(
        self, points: Sequence[Point], candidate: Candidate, reading: Reading
    ) -> tuple[list[Point], str] | None:
        """The sentences of the one paragraph of a section whose headline the question names (教育 of 民生), with the
        headline; None where it names none or several."""
        above = fold(candidate.document.title + heading_of(candidate.passage))
        titled = [n for n, p in enumerate(points) if p.title]
        named = [n for n in titled if names(fold(points[n].title), reading.question.plain, above)]
        if len(named) != 1 or len(titled) == 1:
            return None
        end = next((n for n in titled if n > named[0]), len(points))
        run = [p.passage for p in points[named[0] : end]]
        found = [Point("", p, s) for p in run for n, s in enumerate(p.sentences) if not is_headline(p, n)]
        return (found, points[named[0]].title) if len(found) > 1 else None

    def enumerated(self, candidate: Candidate) -> list[Point]:
        """The enumeration that a sentence leads in or is an item of, lead-in and all items; [] where it is neither, or
        of more than MOST."""
        passage, words = candidate.passage, led_by(candidate)
        inside = [p for _, p in self.index.passages_in(passage.doc_id) if same_place(p, passage)] if words else []
        run = [n for n, p in enumerate(inside) if (p.lead_in or "").strip() == words]
        first = [n for n, p in enumerate(inside) if p.sentences[-1].text.strip() == words and n < min(run, default=0)]
        if not (1 < len(run) <= MOST and first):
            return []
        lead = inside[first[-1]]
        told = [(lead, lead.sentences[-1])] + [(inside[n], sentence) for n in run for sentence in inside[n].sentences]
        if len(told) > MOST + 1:
            told = [(lead, lead.sentences[-1])] + [(inside[n], inside[n].sentences[0]) for n in run]
        return [Point("", p, sentence) for p, sentence in told]

    def after(self, lead: Candidate) -> list[Point]:
        """A lead-in (有下列行为之一的：) and the sentences of its section that follow it."""
        own, every = lead.passage, self.index.passages_in(lead.passage.doc_id)
        inside = [p for _, p in every if same_place(p, own) and p.start >= own.start]
        points = [Point("", p, s) for p in inside for s in p.sentences if s.start >= lead.sentence.start]
        return points if len(points) <= MOST else []

    def below(self, head: Candidate) -> list[Point]:
        """The paragraphs that a short one announces, as many as there is room for; [] where it announces none."""
        run = announced(head.document, head.passage)
        return [Point("", p, p.sentences[0]) for p in run[:MAX_POINTS]]

    def beside(self, found: Sequence[Candidate], reading: Reading) -> list[Candidate]:
        """Sentences next to a point, or to one of these, that are less likely by themselves."""
        documents = {c.document.doc_id: c.document for c in found}
        place = {(d, s.start): n for d in documents for n, s in enumerate(sentences_of(documents[d]))}
        near = {(c.document.doc_id, place[c.document.doc_id, c.sentence.start]) for c in found}
        left = [c for c in unique(reading.fit) if c.said.logit >= BESIDE and c.document.doc_id in documents]
        taken: list[Candidate] = []
        for _ in left:
            for c in left:
                doc_id, n = c.document.doc_id, place[c.document.doc_id, c.sentence.start]
                if (doc_id, n) not in near and {(doc_id, n - 1), (doc_id, n + 1)} & near:
                    near.add((doc_id, n))
                    taken.append(c)
        return taken

    def paragraphs_beside(self, candidate: Candidate) -> list[Passage]:
        """The paragraphs of the section of a sentence; of a law none."""
        own = candidate.passage
        if article_of(candidate.document, own):
            return []
        every = self.index.passages_in(own.doc_id)
        return [p for _, p in every if same_place(p, own) and p.kind in ("body", "box")]


def heads(candidate: Candidate) -> bool:
    """The sentence is the headline of its paragraph."""
    return candidate.passage.sentences[0] is candidate.sentence and is_headline(candidate.passage, 0)


def entitles(candidate: Candidate) -> bool:
    """The sentence is the title of its section, with which the section's first paragraph begins."""
    title = bare(heading_of(candidate.passage)).strip(END)
    return bool(title) and bare(candidate.sentence.text.strip()).strip(END) == title


def leads(candidate: Candidate) -> bool:
    """The sentence announces what follows it."""
    return candidate.sentence.text.rstrip().endswith(("：", ":"))


def led_by(candidate: Candidate) -> str:
    """The words that lead in the enumeration to which a sentence belongs, itself among them; "" for any other."""
    return candidate.sentence.text.strip() if leads(candidate) else (candidate.passage.lead_in or "").strip()


def announces(passage: Passage) -> bool:
    """A paragraph of one short sentence without a figure: 积极稳妥推进碳达峰。 before those that say how."""
    text = passage.text.strip()
    return len(passage.sentences) == 1 and len(text) <= SHORT and text.endswith("。") and not figures_in(text)


def announced(document: Document, head: Passage) -> list[Passage]:
    """The paragraphs of a sentence each that a short one announces; [] for fewer than two."""
    if not announces(head):
        return []
    after = (p for p in document.passages if same_place(p, head) and p.start > head.start)
    run = [*takewhile(lambda p: len(p.sentences) == 1 and not announces(p), after)]
    return run if len(run) > 1 else []


def same_paragraph(candidate: Candidate) -> tuple:
    first = (article_of(candidate.document, candidate.passage) or [candidate.passage])[0]
    return candidate.document.doc_id, first.start


def same_section(candidate: Candidate) -> tuple:
    return candidate.document.doc_id, candidate.passage.section_path, candidate.passage.box


def same_place(one: Passage, other: Passage) -> bool:
    return (one.doc_id, one.section_path, one.box) == (other.doc_id, other.section_path, other.box)


def sentences_of(document: Document) -> list[Sentence]:
    return [sentence for passage in document.passages for sentence in passage.sentences]


def article_of(document: Document, passage: Passage) -> list[Passage]:
    """The passages of the article in which a passage of a law stands; [] where there are no articles."""
    before = [number for number, first in articles(document) if first.start <= passage.start]
    place = article_place(document, before[-1]) if before else None
    if place is None or not place.start <= passage.start < place.end:
        return []
    return [p for p in document.passages if place.start <= p.start < place.end and p.kind == "body"]
