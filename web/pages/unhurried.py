"""Pages that may take seconds to make: so many at once, in turns by client, in threads that no other page needs."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from index.engines.errors import EngineUnavailable
from web.api.problems import Problem
from web.api.turns import Turns
from web.pages.rendering import render

AT_ONCE, WAITING = 2, 64  # pages that are made, one a core, and those that may wait


async def in_turns(turns: Turns, request: Request, heading: str, work: Callable[..., Response], *arguments) -> Response:
    """The page that `work` makes, or one under `heading` that says that many want it now."""
    try:
        return await turns.run(work, *arguments)
    except Problem as problem:
        away = isinstance(problem.__cause__, EngineUnavailable)
        told = render(request, "busy.html", 503, heading=heading, why="engine_unavailable" if away else "seek_busy")
        told.headers["retry-after"] = str(problem.retry_after)
        return told
