"""Puts the HTTP API and the MCP server into the web app, beside the page. One call, so that `app.py` knows neither."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from web.api.http import create_api
from web.api.tools import create_mcp, http_routes
from web.api.verbs import Verbs
from web.feedback.notes import NotesFile


def mount_api(app: FastAPI, verbs: Verbs, feedback: NotesFile | None = None) -> None:
    """Serve `verbs` at /api/v1 and /mcp. Call it before Gradio, at /, takes every address that is left."""
    server = create_mcp(verbs)
    app.mount("/api/v1", create_api(verbs, feedback))
    app.router.routes.extend(http_routes(server))
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with outer(app) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan
