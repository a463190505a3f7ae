"""The sentences that an answer may be written from: those that it cites, and their neighbours in the same passages."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.document import Document, Passage, Sentence
from index.core import Index, heading_of
from retrieval.answer.answers import Answer, Citation, cite
from retrieval.read.pairing import document_line
from retrieval.read.reader import Place
from retrieval.text.places import home_place, home_places
from retrieval.text.times import times_of

MOST = 16  # sentences that a model is given
ROOM = 3_000  # characters of them


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a report that a statement may cite, with what is known of it."""

    text: str
    report: str  # title line: title, year, place
    heading: str = ""  # of its section
    before: str = ""  # the sentence before it
    years: frozenset[int] = frozenset()  # that it speaks of, inherited ones included
    places: frozenset[str] = frozenset()  # that its report is about
    language: str = "zh-Hans"
    citation: Citation | None = field(default=None, compare=False)

    @property
    def around(self) -> str:
        """What stands around the sentence: names that it leaves out are told there."""
        return f"{self.report} {self.heading} {self.before}"

    @property
    def place(self) -> Place:
        return Place(self.report, self.heading, self.before, self.text)


def sources_of(answer: Answer, index: Index) -> dict[int, Source]:
    """The sources of an answer by their numbers: its citations first, then what stands beside them."""
    found: dict[int, Source] = {}
    room = ROOM
    for passage, sentence in sentences_of(answer, index):
        room -= len(sentence.text)
        if found and (len(found) == MOST or room < 0):
            break
        found[len(found) + 1] = source(index, passage, sentence, len(found) + 1)
    return found


def sentences_of(answer: Answer, index: Index) -> Iterator[tuple[Passage, Sentence]]:
    """The cited sentences in their order, then the others of their passages."""
    cited = [(index.by_id[c.passage_id], c.start) for c in answer.citations]
    for passage, start in cited:
        yield passage, next(s for s in passage.sentences if s.start == start)
    seen = {(passage.passage_id, start) for passage, start in cited}
    for passage in dict.fromkeys(passage for passage, _ in cited):
        yield from ((passage, s) for s in passage.sentences if (passage.passage_id, s.start) not in seen)


def source(index: Index, passage: Passage, sentence: Sentence, n: int) -> Source:
    document: Document = index.document(passage.doc_id)
    at = passage.sentences.index(sentence)
    return Source(
        sentence.text,
        document_line(document.title, document.year, home_place(document)),
        heading_of(passage),
        passage.sentences[at - 1].text if at else passage.lead_in or "",
        frozenset(times_of(sentence, passage, document)),
        home_places(document),
        document.language,
        cite(n, sentence, passage, document),
    )
