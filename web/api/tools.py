"""The MCP server: the verbs as tools with typed results, over streamable HTTP or stdio.

baipishu mcp      or      POST /mcp
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import AliasChoices, ConfigDict, Field
from starlette.routing import BaseRoute

from figures.select import Wanted
from web.api import limits, models
from web.api.problems import Problem
from web.api.turns import Turns
from web.api.verbs import Verbs

T = TypeVar("T")
INSTRUCTIONS = """Answers questions about Chinese government reports in the reports' own words, each with its source.
`ask` answers or refuses; quote `citations` and link `permalink`, and do not add what they do not say.
`search` finds passages, `figures` lists the numbers that the reports state, `reports` and `outline` tell
what there is, `passages` reads on around a find."""
STDIO_AT_ONCE, STDIO_WAITING = 2, 16  # one client, who sees nobody else's questions
# As the addresses of the HTTP API call them; the second names are those of earlier versions.
Q = Field(validation_alias=AliasChoices("q", "query"))
ID = Field(validation_alias=AliasChoices("id", "ids"))
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False, destructive_hint=False)


def create_mcp(verbs: Verbs) -> MCPServer:
    """Return the server with its tools; nothing is served yet."""
    tools: list[Tool] = []

    def tool(title: str) -> Callable[[Callable], Callable]:
        def add(function: Callable) -> Callable:
            tools.append(strict(Tool.from_function(function, title=title, annotations=READS)))
            return function

        return add

    @tool("提问")
    async def ask(
        question: limits.Question,
        history: limits.History = [],  # noqa: B006 never changed
        doc: limits.ReportIds = [],  # noqa: B006
        alone: limits.Alone = False,
    ) -> models.Answer:
        """Answer a question with cited sentences of the reports, or tell why they do not answer it."""
        return await told(verbs.ask(question, history, doc, alone))

    @tool("检索")
    async def search(
        q: Annotated[limits.Query, Q],
        k: limits.Count = 10,
        part: limits.Part = None,
        kind: limits.Kind = None,
        doc: limits.OneReport = None,
    ) -> models.Found:
        """Find passages of the reports, best first."""
        return await told(verbs.search(q, k, part, kind, doc))

    @tool("报告")
    async def reports() -> models.Reports:
        """List the reports that questions are answered from."""
        return await told(verbs.reports())

    @tool("目录")
    async def outline(doc: limits.ReportId) -> models.Outline:
        """The sections, boxes and figures of one report."""
        return await told(verbs.outline(doc))

    @tool("段落")
    async def passages(
        id: Annotated[limits.PassageIds, ID] = [],  # noqa: A002, B006 never changed
        doc: limits.OneReport = None,
        offset: limits.Offset = 0,
        limit: limits.Limit = 20,
    ) -> models.Passages:
        """Read passages by their ids, or those of one report in reading order."""
        return await told(verbs.passages(id, doc, offset, limit))

    @tool("指标")
    async def figures(
        q: Annotated[limits.Words, Q] = "",
        doc: limits.OneReport = None,
        unit: limits.Unit = None,
        year: limits.Year = None,
        kind: limits.FigureKind = None,
        order: limits.FigureOrder = "reading",
        offset: limits.Offset = 0,
        limit: limits.FigureLimit = 50,
    ) -> models.Indicators:
        """List the figures that the reports state: what was measured, value, unit, year, place, and the sentence."""
        return await told(verbs.figures(Wanted(q, doc, unit, year, kind), order, offset, limit))

    return MCPServer(
        "baipishu", title="白皮书问答", instructions=INSTRUCTIONS, tools=tools, log_level="WARNING"
    )


def strict(tool: Tool) -> Tool:
    """Let a tool refuse arguments that it does not know: one that is passed over would seem to have been heeded."""
    known: Any = tool.fn_metadata.arg_model
    tool.fn_metadata.arg_model = type(known.__name__, (known,), {"model_config": ConfigDict(extra="forbid")})
    tool.parameters = tool.fn_metadata.arg_model.model_json_schema(by_alias=True)
    return tool


def http_routes(server: MCPServer) -> list[BaseRoute]:
    """The routes of /mcp. The app that serves them has to run `server.session_manager` for as long as it runs.

    Without sessions: every call stands alone, so a restart or a second worker loses nobody. Host and Origin are not
    checked here: the guard in front does that for every address.
    """
    app = server.streamable_http_app(
        streamable_http_path="/mcp",
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return list(app.routes)


def serve_stdio(answerer) -> None:
    """Serve one client on stdin and stdout until it leaves. Nothing else may be printed there."""
    create_mcp(Verbs(answerer, answerer.searcher, lambda: answerer.index, Turns(STDIO_AT_ONCE, STDIO_WAITING))).run()


async def told(result: Awaitable[T]) -> T:
    """A problem as a tool's error, whose message the model reads."""
    try:
        return await result
    except Problem as problem:
        raise ToolError(problem.detail) from problem
