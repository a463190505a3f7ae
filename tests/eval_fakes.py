"""Answerers and responses for the tests of eval."""
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from corpus.document import Document, Passage, Sentence
from eval.record import CorpusPassage, Record, Timing, corpus_passages
from eval.sets.questions import Question
from eval.text import covers, normalise


def make_citation(quote: str, n: int = 1, start: int = 0, doc_id: str = "report") -> dict[str, Any]:
    return {"n": n, "quote": quote, "doc_id": doc_id, "title": "白皮书", "section": ["第一部分"], "box": None,
            "page": 3, "passage_id": "p1", "start": start, "end": start + len(quote), "permalink": "/?passage=p1"}


def held_passage(text: str) -> CorpusPassage:
    """The passage of the report from which `make_citation(text)` quotes, so that the quotation is verbatim."""
    return CorpusPassage("p1", "report", 0, len(text), "第一部分", text)


def make_passage(passage_id: str, text: str, rank: int = 1) -> dict[str, Any]:
    return {"rank": rank, "score": 1 / rank, "passage_id": passage_id, "text": text, "section": ["第一部分"],
            "box": None, "page": 3}


def make_response(status: str = "answered", answer: str = "", **changes: Any) -> dict[str, Any]:
    """An `ask --json` object: nothing cited, nothing found, unless changed."""
    return {"question": "", "language": "zh-Hans", "resolved_question": "", "status": status, "refusal": None,
            "answer": answer, "citations": [], "passages": [], "figures": [],
            "index": "b1", "encoder": "fake", **changes}


def make_record(questions: Sequence[Question], responses: Sequence[dict[str, Any]], documents: Sequence[Document] = (),
                passages: Sequence[CorpusPassage] = (), timings: Sequence[Timing] = ()) -> Record:
    """A record as a run would leave it; every answer took 10 ms unless `timings` says otherwise."""
    manifest = {"format": 1, "index": "b1", "encoder": "fake", "commit": None, "workers": 1, "wall_s": 1.0,
                "cpu_s": 1.0, "peak_mb": 1.0, "resumed_answers": 0, "started": "2026-01-01T00:00:00+00:00",
                "finished": "2026-01-01T00:00:01+00:00", "settings": {}, "versions": {}, "machine": {},
                "questions": {"name": "set.jsonl", "split": "all", "count": len(questions)},
                "questions_sha256": "0" * 64, "code_sha256": "0" * 64,
                "documents": [{"doc_id": d.doc_id, "title": d.title, "year": d.year, "sha256": d.sha256}
                              for d in documents]}
    took = tuple(timings) or (Timing(10.0, 10.0),) * len(questions)
    return Record(manifest, tuple(questions), tuple(responses), took, (*corpus_passages(documents), *passages))


def answerable(id: str = "q1", **changes: Any) -> Question:  # noqa: A002 - the field of the contract
    fields = {"question": "保有量是多少？", "lang": "zh-Hans", "kind": "fact", "answers": (("126.9万辆", "126.9万"),),
              "evidence": ("保有量达126.9万辆",), "section": ("前言",), **changes}
    return Question(id, answerable=True, **fields)


def unanswerable(id: str = "u1", **changes: Any) -> Question:  # noqa: A002 - the field of the contract
    fields = {"question": "2016年呢？", "lang": "zh-Hans", "kind": "unanswerable", "reason": "other_year", **changes}
    return Question(id, answerable=False, **fields)


@dataclass(frozen=True)
class FakeAnswer:
    """Turns into the dict it was given, as an Answer would."""
    response: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return self.response


class QuotingAnswerer:
    """Quotes from a document the sentences that `choose` names, and refuses when it names none."""

    def __init__(self, document: Document):
        self.index = SimpleNamespace(documents=(document,), build_id="b1", encoder=SimpleNamespace(name="fake"))
        self.sentences = [(passage, sentence) for passage in document.passages if passage.kind != "heading"
                          for sentence in passage.sentences]

    def choose(self, question: str) -> list[tuple[Passage, Sentence]]:
        """Return the sentences to quote, best first."""
        raise AssertionError("a subclass chooses")

    def ask(self, question: str, history: tuple[str, ...] = ()) -> FakeAnswer:
        chosen = self.choose(question)
        citations = [{"n": n, "quote": sentence.text, "doc_id": passage.doc_id, "title": "白皮书",
                      "section": list(passage.section_path), "box": passage.box, "page": passage.first_page,
                      "passage_id": passage.passage_id, "start": sentence.start, "end": sentence.end,
                      "permalink": f"/?passage={passage.passage_id}"}
                     for n, (passage, sentence) in enumerate(chosen, start=1)]
        best_first = list({id(passage): passage for passage, _ in [*chosen, *self.sentences]}.values())[:10]
        passages = [make_passage(passage.passage_id, passage.text, rank) for rank, passage in enumerate(best_first, 1)]
        refusal = None if chosen else {"reason": "not_in_report", "message": "报告未提及", "missing": []}
        return FakeAnswer(make_response("answered" if chosen else "refused",
                                        "".join(f"{c['quote']}[{c['n']}]" for c in citations), citations=citations,
                                        passages=passages, refusal=refusal, confidence=1.0 if chosen else 0.0))


class KnowingAnswerer(QuotingAnswerer):
    """Knows the question set: quotes each evidence sentence, refuses what cannot be answered."""

    def __init__(self, document: Document, questions: list[Question]):
        super().__init__(document)
        self.known = {question.question: question for question in questions}

    def choose(self, question: str) -> list[tuple[Passage, Sentence]]:
        found = {}
        for snippet in self.known[question].evidence:
            holder = next(((p, s) for p, s in self.sentences if normalise(snippet) in normalise(s.text)), None)
            found |= {id(holder[1]): holder} if holder and covers(holder[1].text, snippet) else {}
        return list(found.values())


class BigramAnswerer(QuotingAnswerer):
    """Quotes the one sentence with the most character pairs of the question; never refuses."""

    def choose(self, question: str) -> list[tuple[Passage, Sentence]]:
        wanted = bigrams(question)
        return [max(self.sentences, key=lambda pair: len(wanted & bigrams(pair[1].text)) / len(pair[1].text) ** .5)]


def bigrams(text: str) -> set[str]:
    folded = normalise(text)
    return {folded[i:i + 2] for i in range(len(folded) - 1)}
