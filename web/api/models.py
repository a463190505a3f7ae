"""What is returned: the objects of `--json`, as docs/contracts.md tells them.

A field that a later version adds passes through: clients ignore what they do not know.
"""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from retrieval.read.decision import Reason as AskReason
from retrieval.read.decision import Status as AskStatus

Status = Literal[(*dict.fromkeys((*get_args(AskStatus), "chat", "about")),)]  # what a conversation adds
Reason = Literal[get_args(AskReason)]


class Returned(BaseModel):
    model_config = ConfigDict(extra="allow")


class Refusal(Returned):
    """Why nothing is answered."""

    reason: Reason
    message: str
    missing: list[str]
    instead: str | None = None


class Citation(Returned):
    """A sentence of a report, verbatim; `start` and `end` are code points of the report's text."""

    n: int = Field(description="its marker in the answer")
    quote: str
    doc_id: str
    title: str
    section: list[str]
    box: str | None
    page: int | None = Field(description="position in the file")
    last_page: int | None = Field(description="the same as `page` unless the sentence runs over")
    printed_page: str | None = Field(description="the number that the page prints")
    last_printed_page: str | None
    passage_id: str
    start: int
    end: int
    permalink: str
    recognised: bool = Field(description="read from a picture by OCR: no verbatim text")


class Hit(Returned):
    """A passage at a rank."""

    rank: int
    score: float = Field(description="orders the passages of one request, means nothing between requests")
    passage_id: str
    doc_id: str
    kind: str
    text: str
    section: list[str]
    box: str | None
    page: int | None = Field(description="position in the file")
    last_page: int | None = Field(description="the same as `page` unless the passage runs over")
    printed_page: str | None = Field(description="the number that the page prints")
    last_printed_page: str | None
    permalink: str
    reference: str = Field(description="after GB/T 7714—2025")


class Figure(Returned):
    """A figure of the answer that was found in the sentence it cites."""

    text: str
    value: int | float
    unit: str | None
    citation: int
    key: bool = Field(description="it is what the question asks for")
    derived_from: list[int] | None = Field(
        None,
        exclude_if=lambda value: value is None,  # `--json` has it for a computed figure only
        description="citations of the figures it was computed from",
    )


class Translation(Returned):
    """A rendering of a quotation by a language model: not the report's words."""

    citation: int
    text: str


class Writer(Returned):
    """What a language model had to do with an answer, and what it cost."""

    model: str
    generated: bool = Field(description="the words are the model's; else they are the report's")
    failure: str | None = Field(description="why the model's words are not shown")
    sentences: int = Field(description="of the model, that passed the check and are shown")
    withheld: list[str] = Field(description="what was wrong with each sentence that is not shown")
    unquoted: int = Field(description="quotations that were not verbatim and lost their marks")
    rewritten: bool = Field(description="the follow-up was completed by the model")
    translations: list[Translation]
    calls: int
    tokens_in: int | None = Field(description="null when the server did not tell")
    tokens_out: int | None
    ms: float


class Answer(Returned):
    """What `baipishu ask --json` prints."""

    question: str
    language: str
    resolved_question: str
    status: Status
    refusal: Refusal | None
    answer: str
    citations: list[Citation]
    passages: list[Hit]
    figures: list[Figure]
    confidence: float
    note: str | None
    writer: Writer | None = Field(description="null when no language model had part in the answer")
    timings_ms: dict[str, float]
    index: str
    encoder: str


class Found(Returned):
    """What `baipishu search --json` prints."""

    query: str
    hits: list[Hit]


class Report(Returned):
    """What `baipishu corpus list --json` prints of a report; null is what is not known."""

    doc_id: str
    title: str
    publisher: str | None
    year: int | None
    place: str | None
    date: str | None = Field(description="of publication, as printed")
    number: str | None = Field(description="of the document, as printed")
    language: str
    file: str
    pages: int
    passages: int = Field(description="headings count too")
    sentences: int


class Reports(Returned):
    reports: list[Report]
    index: str


class SectionNode(Returned):
    title: str
    level: int = Field(description="1 is the highest")
    page: int | None
    children: list["SectionNode"]


class BoxEntry(Returned):
    number: int
    title: str
    page: int | None
    section: list[str]


class FigureEntry(Returned):
    number: int
    title: str
    page: int | None
    source: str | None


class TableEntry(Returned):
    number: int | None
    title: str | None
    unit: str | None
    page: int | None
    section: list[str]
    columns: list[str]
    rows: int


class Outline(Report):
    """What `baipishu outline --json` prints of one report."""

    sections: list[SectionNode]
    boxes: list[BoxEntry]
    figures: list[FigureEntry]
    tables: list[TableEntry]


class SentenceOf(Returned):
    """A sentence of a passage, with offsets of the report's text."""

    text: str
    start: int
    end: int
    permalink: str


class Passage(Returned):
    """What `baipishu passages --json` prints of a passage, and its sentences and addresses."""

    passage_id: str
    doc_id: str
    kind: str
    page: int | None = Field(description="position in the file")
    printed_page: str | None = Field(description="the number that the page prints")
    section: list[str]
    box: str | None
    text: str
    table: str | None = Field(description="caption, when the passage is a row of a table")
    recognised: bool = Field(description="read from a picture by OCR: no verbatim text")
    start: int
    end: int
    permalink: str
    reference: str = Field(description="after GB/T 7714—2025")
    sentences: list[SentenceOf]


class Passages(Returned):
    passages: list[Passage]
    total: int = Field(description="passages that there are, those passed over or not returned included")


class Indicator(Returned):
    """A figure that a report states; what its sentence does not tell is null."""

    figure_id: str
    subject: str = Field(description="what was measured, in the report's words")
    text: str = Field(description="the figure as printed")
    shown: str = Field(description="the figure with its unit: 45 万吨 where a table prints 45 under 万吨")
    value: int | float = Field(description="in `unit`, with 万 and 亿 multiplied out")
    upper: int | float | None = Field(description="the other end of a range")
    unit: str | None
    qualifier: str | None = Field(description="超过, 约, 近, 以上 …")
    year: int | None = Field(description="that the sentence or a title above it names")
    period: str | None = Field(description="instead of a year: 十三五, 1983-2019")
    scope: str | None = Field(description="the place it is of")
    kind: Literal["level", "share", "growth", "target"]
    change: bool = Field(description="it tells by how much something changed")
    doc_id: str
    title: str
    section: list[str]
    box: str | None
    table: str | None
    page: int | None = Field(description="position in the file")
    printed_page: str | None = Field(description="the number that the page prints")
    sentence: str = Field(description="verbatim")
    passage_id: str
    start: int
    end: int
    permalink: str


class Indicators(Returned):
    """What `baipishu figures --json` prints, and how many there are."""

    figures: list[Indicator]
    total: int = Field(description="figures that fit, those passed over or not returned included")
    index: str


class Mistake(BaseModel):
    """One thing wrong with a request; never what was sent, only where it stood."""

    where: str
    what: str


class ProblemDetails(BaseModel):
    """An error, after RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Mistake] | None = None
