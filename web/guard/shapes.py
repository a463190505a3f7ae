"""What a JSON body may hold. What is not named here does not reach Gradio.

Gradio opens, hashes and copies the file that an object `{"path": …, "meta": {"_type": "gradio.FileData"}}` names,
wherever in a body it stands, even in the place of a question. So values are texts, numbers and lists of them.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from web.asgi import Refusal
from web.chat import MAX_QUESTION

FILE_KEYS = frozenset({"path", "url", "meta", "_type"})  # an object with one of them is, or may become, a file
MAX_DEPTH = 8  # objects and lists inside one another
ASK_INPUTS = 4  # question, earlier questions, report, alone; the last three may be left out
MAX_TEXT = 4000  # characters; a question over MAX_QUESTION is told so in the chat, one over this is refused here

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]  # of a session or an event
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Question = Annotated[str, Field(max_length=MAX_QUESTION)]
Scalar = bool | int | float | None


class Body(BaseModel):
    """A body of which only the named fields are passed on."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Join(Body):
    """What the page and gradio_client send to have an event handled."""

    data: Annotated[list[Scalar | Text | Annotated[list[Scalar | Text], Field(max_length=64)]], Field(max_length=16)]
    session_hash: Name
    fn_index: Annotated[int, Field(ge=0, le=9999)]
    trigger_id: int | None = None
    event_data: Any = None  # of a click: an object, which `check_plain` has looked through


class Call(Body):
    """What `curl` sends to the public API."""

    data: Annotated[
        list[Question | Annotated[list[Question], Field(max_length=64)] | bool | None],
        Field(max_length=ASK_INPUTS),
        AfterValidator(lambda data: [*data, *[None] * (ASK_INPUTS - len(data))]),
    ]
    session_hash: Name | None = None


class Cancel(Body):
    session_hash: Name
    fn_index: Annotated[int, Field(ge=0, le=9999)]
    event_id: Name


class Reset(Body):
    event_id: Name


SHAPES: Mapping[re.Pattern[str], type[Body]] = {
    re.compile(r"/gradio_api/queue/join/?"): Join,
    re.compile(r"/gradio_api/call/\w+/?"): Call,
    re.compile(r"/gradio_api/cancel/?"): Cancel,
    re.compile(r"/gradio_api/reset/?"): Reset,
}


def checked(path: str, value: Any, functions: Mapping[int, int]) -> Any:
    """Return the part of a JSON body that may pass to `path`. Raises Refusal.

    `functions` are the handlers of the page: index → number of inputs. An address without a shape of its own takes any
    object or list without files in it.
    """
    check_plain(value)
    shape = next((shape for pattern, shape in SHAPES.items() if pattern.fullmatch(path)), None)
    if shape is None:
        return value
    try:
        body = shape.model_validate(value)
    except ValidationError as error:
        raise Refusal(400, f"请求的内容不对：{told(error)}。问题必须是文字，不超过 {MAX_QUESTION} 字。") from error
    if isinstance(body, Join) and functions.get(body.fn_index) != len(body.data):
        raise Refusal(400, f"没有编号为 {body.fn_index} 的功能，或输入的个数不对；请刷新页面。")
    return body.model_dump(exclude_unset=True)


def check_plain(value: Any, depth: int = 1) -> None:
    """Raises Refusal when a file hides anywhere in a JSON value, or it is nested too deeply."""
    if depth > MAX_DEPTH:
        raise Refusal(400, f"请求的内容嵌套超过 {MAX_DEPTH} 层。")
    if isinstance(value, dict):
        if found := FILE_KEYS & value.keys():
            raise Refusal(400, f"这里不接受文件：请求里有 {'、'.join(sorted(found))}。问题必须是文字。")
        for inner in value.values():
            check_plain(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            check_plain(inner, depth + 1)


def told(error: ValidationError) -> str:
    """Where the first mistake is and what, without repeating what was sent."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(step) for step in first['loc'][:2])}: {first['msg']}"
