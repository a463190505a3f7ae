"""How much a request may hold, as types that HTTP and MCP share, so that neither lets in more."""

from typing import Annotated, Literal

from pydantic import Field

from figures.indicator import KINDS
from figures.select import ORDERS
from web.chat import MAX_QUESTION, REMEMBERED
from web.texts import LOCALES

MAX_FOUND = 100  # passages of one search
MAX_PASSAGES = 50  # passages of one request by id, or of one page of a report; a page of a report has about 5
MAX_REPORTS = 50
MAX_FIGURES = 500
MAX_CHOSEN = 200  # excerpts of one basket
MAX_ID = 200  # characters of a report's or a passage's id

Question = Annotated[str, Field(max_length=MAX_QUESTION, description="the question, in Chinese or English")]
History = Annotated[
    list[Question],
    Field(max_length=20, description=f"earlier questions, oldest first; the last {REMEMBERED} are used"),
]
Alone = Annotated[bool, Field(description="take the question as it stands, whatever `history` holds")]
ReportId = Annotated[str, Field(min_length=1, max_length=MAX_ID)]
ReportIds = Annotated[list[ReportId], Field(max_length=MAX_REPORTS, description="ids of reports; none: all of them")]
OneReport = Annotated[ReportId | None, Field(description="id of one report")]
PassageId = Annotated[str, Field(min_length=1, max_length=MAX_ID)]
PassageIds = Annotated[list[PassageId], Field(max_length=MAX_PASSAGES, description="ids of passages")]
Query = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION, description="what to look for")]
Count = Annotated[int, Field(ge=1, le=MAX_FOUND, description="passages to return at most")]
Part = Annotated[str | None, Field(max_length=MAX_ID, description="only under section titles that contain this")]
KindName = Literal["body", "box", "caption", "table", "note"]
Kind = Annotated[KindName | None, Field(description="only passages of this kind")]
Words = Annotated[str, Field(max_length=MAX_QUESTION, description="words of what is measured; none: every figure")]
Unit = Annotated[str | None, Field(max_length=20, description="as written, without 万 or 亿: 辆, %, 吨")]
Year = Annotated[int | None, Field(ge=1000, le=9999)]
FigureKind = Annotated[Literal[KINDS] | None, Field(description="only figures of this kind")]
FigureOrder = Annotated[Literal[tuple(ORDERS)], Field(description="reading order, or by what to sort")]
FigureLimit = Annotated[int, Field(ge=1, le=MAX_FIGURES, description="figures to return at most")]
Language = Annotated[
    Literal[tuple(LOCALES)] | None, Field(description="of the words around what is the report's own in a file")
]
Span = Annotated[
    str | None, Field(pattern=r"^\d{1,9}-\d{1,9}$", description="code points of the report's text: 4685-4789")
]
Remark = Annotated[str, Field(max_length=2000, description="what the reader wrote beside it")]
Offset = Annotated[int, Field(ge=0, le=10_000_000, description="how many to pass over")]
Limit = Annotated[int, Field(ge=1, le=MAX_PASSAGES, description="passages to return at most")]
