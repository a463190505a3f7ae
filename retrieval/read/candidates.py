"""The sentences that may answer: chosen by the retriever, read by the reader."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.document import Document, Passage, Sentence
from index.core import Index, heading_of
from index.pieces import fold_characters
from retrieval.read.cells import in_cells
from retrieval.read.pairing import document_line
from retrieval.read.reader import Place, ReaderModel, Said
from retrieval.read.switched import read_in_terms
from retrieval.search.ranking import Ranking
from retrieval.text.places import home_place
from retrieval.text.quantities import REPUBLIC

POOL = 12  # passages whose sentences are looked at
READ = 6  # sentences that are read; the best is right for .856 of the held-out questions, of 4: .849, of 10: .856
FAR = 0.2  # a sentence whose score is so far below the best is not read: a third of all; the best changes for .006
LEAST = 2  # of them are read however far
DENSE_WEIGHT = 2.0  # of the inner product beside the reader's logit when sentences are put in order; 0: .853, 10: .847
PASSAGE_WEIGHT = 0.1  # of a passage's fused score beside the dense score of its sentence
NAMED_YEAR = re.compile(r"(?<![\d—–\-至到])(?P<year>20\d\d)\s*年(?!代|前|[—–\-至到])")
REPUBLIC_ASKED = re.compile(r"民[國国]\s*(?P<counted>\d{2,3})\s*年")
ENGLISH_YEAR = re.compile(r"\b(?:in|for|during) (?P<year>20\d\d)\b(?!\s*[-–—])", re.IGNORECASE)
CHINESE_YEARS = {0: "今年", -1: "去年"}
ENGLISH_YEARS = {0: "this year", -1: "last year"}
LIKELY = 0.5  # the reader's probability from which a sentence answers rather than the caption of a figure
STEP = 0.001  # least difference between the scores of two ranks


@dataclass(frozen=True, slots=True, eq=False)  # equal when identical: arrays have no truth value
class Candidate:
    """A sentence that may answer, with what the reader says of it."""

    sentence: Sentence
    passage: Passage
    document: Document
    position: int  # of its passage in the index
    score: float  # of the retriever; comparable within one question
    dense: float  # inner product of question and sentence
    said: Said

    @property
    def p(self) -> float:
        """Probability that the sentence answers the question."""
        return self.said.p

    @property
    def order(self) -> float:
        """How well it answers beside the others: the reader's word, and the retriever's where that is in doubt."""
        return self.said.logit + DENSE_WEIGHT * self.dense

    @property
    def context(self) -> str:
        """Section, box, table, lead-in and the passage up to the end of the sentence."""
        before = self.passage.text[: self.sentence.end - self.passage.start]
        around = (self.passage.box, self.passage.table, self.passage.lead_in)
        return " ".join([*self.passage.section_path, *filter(None, around), before])


def candidates(
    index: Index, reader: ReaderModel, question: str, ranking: Ranking, read: int = READ, firm: int = 0
) -> list[Candidate]:
    """Read the most promising sentences of the best passages; the best answer first, ties in reading order.

    `firm`: how many of the best passages have their best sentence read in any case; where there are any, all of
    `read` are read, however far they are from the best.
    """
    found: list[tuple[float, float, int, int]] = []
    for position in ranking.order[:POOL]:
        rows = index.sentence_rows[position]
        for n in range(len(index.passages[position].sentences)):
            dense = float(ranking.dense[rows[n]])
            found.append((dense + PASSAGE_WEIGHT * float(ranking.fused[position]), dense, int(position), n))
    found.sort(key=lambda row: (-row[0], row[2], row[3]))
    best = [next(row for row in found if row[2] == position) for position in ranking.order[:firm]]
    chosen = list(dict.fromkeys([*best, *found]))[:read]
    if not firm:
        chosen = [row for n, row in enumerate(chosen) if n < LEAST or row[0] > chosen[0][0] - FAR]
    places = [(place_of(index, at, n), index.documents[index.rows[at].document]) for _, _, at, n in chosen]
    asked = [as_told(question, document, place) for place, document in places]
    said = read_in_terms(reader, asked, [place for place, _ in places])
    said = [in_cells(each, place.sentence, question) for each, (place, _) in zip(said, places, strict=True)]
    read_ones = [
        Candidate(
            index.passages[position].sentences[n],
            index.passages[position],
            index.documents[index.rows[position].document],
            position,
            score,
            dense,
            judged,
        )
        for (score, dense, position, n), judged in zip(chosen, said, strict=True)
    ]
    read_ones.sort(key=lambda c: (-c.order, c.document.doc_id, c.sentence.start))
    return captions_behind(read_ones)


def captions_behind(found: Sequence[Candidate]) -> list[Candidate]:
    """The captions of figures, which name what a figure shows and tell none of it, behind the sentences that answer."""
    told = [c for c in found if c.passage.kind != "caption" and c.p >= LIKELY]
    return told + [c for c in found if c not in told] if told else list(found)


def place_of(index: Index, position: int, n: int) -> Place:
    """A sentence of a passage with what stands around it, for the reader."""
    passage = index.passages[position]
    document = index.documents[index.rows[position].document]
    line = document_line(document.title, document.year, home_place(document))
    return Place(line, heading_of(passage), passage.before(n), passage.sentences[n].text)


def as_told(question: str, document: Document, place: Place) -> str:
    """The question with 今年 and 去年 for the years that a report calls so, where the sentence names no year itself;
    民國113年 as 2024年 where the sentence does not count so.

    >>> from types import SimpleNamespace
    >>> told = Place("2023年政府工作报告", "", "", "城镇新增就业1206万人。")
    >>> as_told("2022年新增多少就业？", SimpleNamespace(year=2023), told)
    '去年新增多少就业？'
    """
    year = document.year
    if not REPUBLIC.search(fold_characters(place.before + place.sentence)):  # a report that counts from the year 1
        question = REPUBLIC_ASKED.sub(lambda found: f"{1911 + int(found['counted'])}年", question)
    if year is None or NAMED_YEAR.search(place.before + place.sentence):
        return question
    words = ENGLISH_YEARS if question.isascii() else CHINESE_YEARS

    def relative(found: re.Match[str]) -> str:
        return words.get(int(found["year"]) - year, found.group())

    return (ENGLISH_YEAR if question.isascii() else NAMED_YEAR).sub(relative, question)


def reorder(ranking: Ranking, pool: Sequence[Candidate], count: int) -> list[tuple[int, float]]:
    """The best `count` passages as (position, score): those of the pool by their best sentence, then the rest.

    Scores fall strictly from passage to passage, so that no tool that sorts by score changes the order.
    """
    best: dict[int, float] = {}
    for candidate in pool:
        best[candidate.position] = max(best.get(candidate.position, 0.0), candidate.p)
    weighed = {position: p + PASSAGE_WEIGHT * float(ranking.fused[position]) for position, p in best.items()}
    order = sorted(weighed, key=lambda position: -weighed[position])
    order += islice((int(position) for position in ranking.order if int(position) not in best), count)
    scored: list[tuple[int, float]] = []
    for position in order[:count]:
        ceiling = scored[-1][1] - STEP if scored else weighed.get(position, float(ranking.fused[position]))
        scored.append((position, min(weighed.get(position, ceiling), ceiling)))
    return scored
