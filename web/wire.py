"""What the browser sends for a turn of the conversation: one JSON text, through a hidden field of Gradio's page."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_TURNS = 20  # questions with their answers that a page holds; the oldest goes first


class Wire(BaseModel):
    """A wish of the page. `at` is the number of turns that stay before it: an edited question replaces what follows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    do: Literal["ask", "clear", "undo"] = "ask"
    id: str = Field(pattern=r"^[a-z0-9]{1,16}$")  # of the turn, chosen by the page; comes back with its answer
    question: str = ""
    alone: bool = False  # take the question as it stands
    doc: str = Field("", max_length=200)  # id of the report to ask; "" for all of them
    at: int = Field(MOST_TURNS, ge=0, le=MOST_TURNS)


def read_wire(text: object) -> Wire:
    """Read a wish. Raises ValueError for anything that our page does not send."""
    try:
        return Wire.model_validate_json(text if isinstance(text, str) else "")
    except ValidationError as error:
        raise ValueError(f"not a turn: {error.error_count()} faults") from error
