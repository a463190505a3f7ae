"""The MCP server: the verbs as tools with typed results, over streamable HTTP or stdio.

baipishu mcp      or      POST /mcp
"""

from collections.abc import Awaitable
from typing import TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
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
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False, destructive_hint=False)


def create_mcp(verbs: Verbs) -> MCPServer:
    """Return the server with its tools; nothing is served yet."""
    server = MCPServer("baipishu", title="白皮书问答", instructions=INSTRUCTIONS, log_level="WARNING")

    @server.tool(title="提问", annotations=READS)
    async def ask(
        question: limits.Question,
        history: limits.History = [],  # noqa: B006 never changed
        doc: limits.ReportIds = [],  # noqa: B006
        alone: limits.Alone = False,
    ) -> models.Answer:
        """Answer a question with cited sentences of the reports, or tell why they do not answer it."""
        return await told(verbs.ask(question, history, doc, alone))

    @server.tool(title="检索", annotations=READS)
    async def search(
        query: limits.Query,
        k: limits.Count = 10,
        part: limits.Part = None,
        kind: limits.Kind = None,
        doc: limits.OneReport = None,
    ) -> models.Found:
        """Find passages of the reports, best first."""
        return await told(verbs.search(query, k, part, kind, doc))

    @server.tool(title="报告", annotations=READS)
    async def reports() -> models.Reports:
        """List the reports that questions are answered from."""
        return await told(verbs.reports())

    @server.tool(title="目录", annotations=READS)
    async def outline(doc: limits.ReportId) -> models.Outline:
        """The sections, boxes and figures of one report."""
        return await told(verbs.outline(doc))

    @server.tool(title="段落", annotations=READS)
    async def passages(
        ids: limits.PassageIds = [],  # noqa: B006 never changed
        doc: limits.OneReport = None,
        offset: limits.Offset = 0,
        limit: limits.Limit = 20,
    ) -> models.Passages:
        """Read passages by their ids, or those of one report in reading order."""
        return await told(verbs.passages(ids, doc, offset, limit))

    @server.tool(title="指标", annotations=READS)
    async def figures(
        query: limits.Words = "",
        doc: limits.OneReport = None,
        unit: limits.Unit = None,
        year: limits.Year = None,
        kind: limits.FigureKind = None,
        order: limits.FigureOrder = "reading",
        offset: limits.Offset = 0,
        limit: limits.FigureLimit = 50,
    ) -> models.Indicators:
        """List the figures that the reports state: what was measured, value, unit, year, place, and the sentence."""
        return await told(verbs.figures(Wanted(query, doc, unit, year, kind), order, offset, limit))

    return server


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
