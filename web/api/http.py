"""The HTTP API: an address a verb below /api/v1, described by OpenAPI and, at /api/v1/docs, for people.

The page for people loads its scripts from this server (fastapi-offline); FastAPI's own would load them from a CDN.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import Body, FastAPI, Query, Request, Response
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from figures.select import Wanted as WantedFigures
from web.api import limits, models
from web.api.problems import DOCUMENTED, Problem, add_problems
from web.api.verbs import File, Verbs
from web.exports.excerpts import Chosen
from web.exports.formats import FORMATS
from web.exports.names import disposition
from web.feedback.notes import NotesFile
from web.feedback.route import add_feedback

ABOUT = """用报告原句回答问题，每句带出处。与命令行的 `--json` 是同样的对象。

错误是 `application/problem+json`（RFC 9457）。

MCP 客户端请用 `/mcp`（streamable HTTP）。
"""
EXAMPLE: JsonDict = {"question": "深圳新能源汽车保有量是多少？", "history": [], "doc": []}
SHEETS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FormatName = Literal[tuple(FORMATS)]


def described(types: Iterable[str]) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI is told of a file in one of several formats."""
    return {200: {"content": {each: {} for each in types}, "description": "the file"}}



class Asked(BaseModel):
    """A question; fields of other names are mistakes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    question: limits.Question
    history: limits.History = []
    doc: limits.ReportIds = []
    alone: limits.Alone = False


class Wanted(Asked):
    """A question whose answer is taken away as a file."""

    format: FormatName = "docx"
    lang: limits.Language = None


class Excerpted(BaseModel):
    """An excerpt that a reader put aside."""

    model_config = ConfigDict(extra="forbid")

    passage_id: limits.PassageId
    s: limits.Span = None
    remark: limits.Remark = ""

    def chosen(self) -> Chosen:
        start, _, end = (self.s or "").partition("-")
        return Chosen(self.passage_id, (int(start), int(end)) if self.s else None, self.remark)


class Basket(BaseModel):
    """Excerpts, in the order in which they are wanted."""

    model_config = ConfigDict(extra="forbid")

    excerpts: list[Excerpted] = Field(min_length=1, max_length=limits.MAX_CHOSEN)
    format: FormatName = "docx"
    lang: limits.Language = None


def create_api(verbs: Verbs, feedback: NotesFile | None = None) -> FastAPI:
    """Return the API as an app of its own, to be mounted at /api/v1; `feedback` takes notes on answers."""
    api = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        static_url="/static",
        title="白皮书问答 API",
        version="1",
        description=ABOUT,
        responses=DOCUMENTED,
        swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
        swagger_ui_parameters={"validatorUrl": None},
    )
    add_problems(api)
    add_verbs(api, verbs)
    add_figures(api, verbs)
    add_exports(api, verbs)
    if feedback:
        add_feedback(api, feedback)
    return api


def add_verbs(api: FastAPI, verbs: Verbs) -> None:
    @api.post("/ask", summary="提问 / answer a question")
    async def ask(asked: Annotated[Asked, Body()]) -> models.Answer:
        return await verbs.ask(asked.question, asked.history, asked.doc, asked.alone)

    @api.get("/search", summary="检索段落 / find passages")
    async def search(
        q: Annotated[limits.Query, Query()],
        k: limits.Count = 10,
        part: limits.Part = None,
        kind: limits.Kind = None,
        doc: limits.OneReport = None,
    ) -> models.Found:
        return await verbs.search(q, k, part, kind, doc)

    @api.get("/reports", summary="有哪些报告 / list the reports")
    async def reports() -> models.Reports:
        return await verbs.reports()

    @api.get("/outline", summary="报告目录 / outline of a report")
    async def outline(doc: Annotated[limits.ReportId, Query()]) -> models.Outline:
        return await verbs.outline(doc)

    @api.get("/passages", summary="按编号或按报告取段落 / read passages")
    async def passages(
        id: Annotated[limits.PassageIds, Query()] = [],  # noqa: A002, B006 named as in the address
        doc: limits.OneReport = None,
        offset: limits.Offset = 0,
        limit: limits.Limit = 20,
    ) -> models.Passages:
        return await verbs.passages(id, doc, offset, limit)


def add_figures(api: FastAPI, verbs: Verbs) -> None:
    @api.get("/figures", summary="指标：报告中的数字 / the figures that reports state")
    async def figures(
        q: limits.Words = "",
        doc: limits.OneReport = None,
        unit: limits.Unit = None,
        year: limits.Year = None,
        kind: limits.FigureKind = None,
        order: limits.FigureOrder = "reading",
        offset: limits.Offset = 0,
        limit: limits.FigureLimit = 100,
    ) -> models.Indicators:
        return await verbs.figures(WantedFigures(q, doc, unit, year, kind), order, offset, limit)

    sheets = described(SHEETS.values())

    @api.get("/figures/file", summary="导出指标 / the figures as a file", responses=sheets)
    async def figures_file(
        request: Request,
        q: limits.Words = "",
        doc: limits.OneReport = None,
        unit: limits.Unit = None,
        year: limits.Year = None,
        kind: limits.FigureKind = None,
        order: limits.FigureOrder = "reading",
        format: Literal[tuple(SHEETS)] = "xlsx",  # noqa: A002
        lang: limits.Language = None,
    ) -> Response:
        wanted = WantedFigures(q, doc, unit, year, kind)
        return attachment(await verbs.figures_file(format, wanted, order, str(request.base_url), lang), SHEETS[format])


def add_exports(api: FastAPI, verbs: Verbs) -> None:
    files = described(each.media_type for each in FORMATS.values())

    @api.get("/export", summary="导出段落或检索结果 / passages or search results as a file", responses=files)
    async def export(
        request: Request,
        id: Annotated[limits.PassageIds, Query()] = [],  # noqa: A002, B006
        q: Annotated[limits.Query | None, Query()] = None,
        format: FormatName = "docx",  # noqa: A002
        k: limits.Count = 10,
        part: limits.Part = None,
        kind: limits.Kind = None,
        doc: limits.OneReport = None,
        lang: limits.Language = None,
    ) -> Response:
        if bool(id) == (q is not None):
            raise Problem(422, "请给出 id（一个或多个段落），或者 q（检索词），二者选一。")
        site = str(request.base_url)
        if q is None:
            return file(format, await verbs.export_passages(format, id, site, lang))
        return file(format, await verbs.export_search(format, q, site, lang, k=k, part=part, kind=kind, doc=doc))

    @api.post("/export", summary="导出一个问题的回答 / an answer as a file", responses=files)
    async def export_answer(request: Request, wanted: Annotated[Wanted, Body()]) -> Response:
        site = str(request.base_url)
        asked = (wanted.question, wanted.history, wanted.doc)
        return file(wanted.format, await verbs.export_answer(wanted.format, *asked, site, wanted.alone, wanted.lang))

    @api.post("/export/passages", summary="导出摘录夹 / a basket of excerpts as a file", responses=files)
    async def export_basket(request: Request, basket: Annotated[Basket, Body()]) -> Response:
        excerpts = [each.chosen() for each in basket.excerpts]
        site = str(request.base_url)
        return file(basket.format, await verbs.export_chosen(basket.format, excerpts, site, basket.lang))


def file(form: str, written: File) -> Response:
    return attachment(written, FORMATS[form].media_type)


def attachment(written: File, media_type: str) -> Response:
    headers = {"Content-Disposition": disposition(written.name)}
    return Response(written.content, media_type=media_type, headers=headers)
