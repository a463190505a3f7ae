"""What a question is answered with: hits, citations, checked figures, typed refusals. Values only, no decisions."""

from dataclasses import dataclass, field

from corpus.document import Document, Passage, Sentence
from corpus.pages import Pages
from retrieval.read.decision import Reason, Status
from retrieval.search.hits import Hit, permalink


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a report, verbatim, and where it stands; `start` and `end` are offsets of Document.text."""

    n: int  # its marker in the answer, 1-based
    quote: str
    doc_id: str
    title: str
    section: tuple[str, ...]
    box: str | None
    page: int | None
    passage_id: str
    start: int
    end: int
    permalink: str
    recognised: bool = False  # read from a picture by OCR: the quote need not be the report's very words
    last_page: int | None = None  # the same as `page` unless the sentence runs over
    printed_page: str | None = None  # the number that the page prints; None when it carries none
    last_printed_page: str | None = None

    @property
    def pages(self) -> Pages | None:
        if self.page is None:
            return None
        return Pages(self.page, self.last_page or self.page, self.printed_page, self.last_printed_page)


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """A figure of the answer that was found, with its unit, in the sentence it cites."""

    text: str
    value: float | int
    unit: str | None
    citation: int
    key: bool = False  # it is what the question asks for
    derived_from: tuple[int, ...] = ()  # 推算: the citations of the two figures it was computed from


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered, in the words of the user's language."""

    reason: Reason
    message: str
    missing: tuple[str, ...] = ()
    instead: str | None = None  # the question without what is missing, where that is answered


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model had to do with an answer, and what it cost."""

    model: str
    generated: bool  # the words are the model's; else they are the report's, and `failure` says why
    failure: str | None = None
    sentences: int = 0  # that are shown
    withheld: tuple[str, ...] = ()  # what was wrong with each sentence that is not shown
    unquoted: int = 0  # quotations that were not verbatim and lost their marks
    rewritten: bool = False  # the follow-up was completed by the model
    translations: tuple[tuple[int, str], ...] = ()  # citation, its rendering in the language of the question
    calls: int = 0
    tokens_in: int | None = None  # None: the server did not tell
    tokens_out: int | None = None
    ms: float = 0.0

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "generated": self.generated,
            "failure": self.failure,
            "sentences": self.sentences,
            "withheld": list(self.withheld),
            "unquoted": self.unquoted,
            "rewritten": self.rewritten,
            "translations": [{"citation": n, "text": text} for n, text in self.translations],
            "calls": self.calls,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "ms": round(self.ms, 1),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole response to one question."""

    question: str
    language: str
    resolved_question: str
    status: Status
    refusal: Refusal | None
    answer: str
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    figures: tuple[CheckedFigure, ...]
    confidence: float  # calibrated probability that the report answers the question
    note: str | None  # what a partial answer leaves open, or the narrower scope of a figure
    index: str
    encoder: str
    timings_ms: dict[str, float] = field(default_factory=dict)
    writer: Written | None = None  # None: no language model had part in it

    def to_dict(self) -> dict:
        """Return the JSON object of `baipishu ask --json`."""
        return {
            "question": self.question,
            "language": self.language,
            "resolved_question": self.resolved_question,
            "status": self.status,
            "refusal": None
            if self.refusal is None
            else {
                "reason": self.refusal.reason,
                "message": self.refusal.message,
                "missing": list(self.refusal.missing),
                "instead": self.refusal.instead,
            },
            "answer": self.answer,
            "citations": [citation_dict(citation) for citation in self.citations],
            "passages": [hit.to_dict() for hit in self.passages],
            "figures": [figure_dict(figure) for figure in self.figures],
            "confidence": round(self.confidence, 3),
            "note": self.note,
            "writer": self.writer and self.writer.to_dict(),
            "timings_ms": self.timings_ms,
            "index": self.index,
            "encoder": self.encoder,
        }


def citation_dict(citation: Citation) -> dict:
    return {
        name: list(value) if isinstance(value := getattr(citation, name), tuple) else value
        for name in Citation.__slots__
    }


def figure_dict(figure: CheckedFigure) -> dict:
    plain = {
        "text": figure.text,
        "value": figure.value,
        "unit": figure.unit,
        "citation": figure.citation,
        "key": figure.key,
    }
    return {**plain, "derived_from": list(figure.derived_from)} if figure.derived_from else plain


def cite(n: int, sentence: Sentence, passage: Passage, document: Document) -> Citation:
    pages = document.pages_of(sentence.start, sentence.end)
    return Citation(
        n,
        sentence.text,
        document.doc_id,
        document.title,
        passage.section_path,
        passage.box,
        pages.first if pages else None,
        passage.passage_id,
        sentence.start,
        sentence.end,
        permalink(passage, sentence),
        passage.recognised,
        pages.last if pages else None,
        pages.first_label if pages else None,
        pages.last_label if pages else None,
    )


def plain(value: float) -> float | int:
    """Write a whole number as an int, so that JSON and readers see 9 and not 9.0."""
    return int(value) if value == int(value) else value
