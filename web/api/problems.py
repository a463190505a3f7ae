"""Errors of the HTTP API as application/problem+json (RFC 9457). What a client sent is not repeated."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from web.api.models import Mistake, ProblemDetails

MEDIA_TYPE = "application/problem+json"
SHOWN = 10  # mistakes of one request
log = logging.getLogger(__name__)


class Problem(Exception):
    """Why a request is not served, in words for whoever sent it."""

    def __init__(self, status: int, detail: str, retry_after: int | None = None):
        super().__init__(detail)
        self.status, self.detail, self.retry_after = status, detail, retry_after


def respond(
    status: int, detail: str, headers: Mapping[str, str] | None = None, errors: list[Mistake] | None = None
) -> JSONResponse:
    problem = ProblemDetails(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)
    return JSONResponse(problem.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def add_problems(api: FastAPI) -> None:
    """Answer every error of an app as a problem."""

    @api.exception_handler(Problem)
    async def ours(request: Request, problem: Problem) -> JSONResponse:
        headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else None
        return respond(problem.status, problem.detail, headers)

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        mistakes = [
            Mistake(where=".".join(str(step) for step in each["loc"])[:200], what=each["msg"])
            for each in error.errors()[:SHOWN]
        ]
        return respond(422, "请求的内容不对，见 errors。", errors=mistakes)

    @api.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        details = {404: "没有这个地址。", 405: "这个地址不接受这种请求。", 400: "请求不是合法的 JSON。"}
        return respond(error.status_code, details.get(error.status_code, str(error.detail)), error.headers)

    @api.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("a request of the API failed: %s", type(error).__name__)
        return respond(500, "服务器出了问题，请稍后再试。")


DOCUMENTED = {
    status: {"model": ProblemDetails, "description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {}}}
    for status in (404, 422, 503)
}
