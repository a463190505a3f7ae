"""The address that takes notes: POST /api/v1/feedback. It is there only when the operator has named a file."""

import logging
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Body, FastAPI, Response
from pydantic import BaseModel, ConfigDict, Field

from web.api import limits
from web.api.models import Status
from web.api.problems import Problem
from web.chat import REMEMBERED
from web.feedback.notes import FeedbackFull, Note, NotesFile
from web.feedback.reasons import Rating, Reason

log = logging.getLogger(__name__)
Address = Annotated[str, Field(max_length=300, pattern=r"^/\?passage=[^\s<>\"]+$")]


class Said(BaseModel):
    """What the page sends; fields of other names are mistakes."""

    model_config = ConfigDict(extra="forbid")

    rating: Rating
    reason: Reason | None = None
    question: limits.Question
    history: limits.History = []
    lang: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    status: Status
    cited: Annotated[list[Address], Field(max_length=20)] = []
    index: Annotated[str, Field(max_length=64, pattern=r"^[\w.-]*$")] = ""


def add_feedback(api: FastAPI, file: NotesFile) -> None:
    @api.post("/feedback", status_code=204, summary="评价一个回答 / say whether an answer was right")
    def feedback(said: Annotated[Said, Body()]) -> Response:
        note = Note(
            day=datetime.now(UTC).date().isoformat(),
            rating=said.rating,
            reason=said.reason if said.rating == "wrong" else None,
            question=said.question,
            history=tuple(said.history)[-REMEMBERED:],
            lang=said.lang,
            status=said.status,
            cited=tuple(said.cited),
            index=said.index,
        )
        try:
            file.add(note)
        except FeedbackFull as error:
            raise Problem(507, "评价已经收满，请联系管理员。") from error
        except OSError as error:
            log.error("a note could not be written: %s", error.strerror)
            raise Problem(503, "评价暂时无法保存，请稍后再试。") from error
        return Response(status_code=204)
