"""The web app: builds the page, mounts it on FastAPI, serves it.

baipishu serve      or      app = create_app(answerer, answerer.searcher, answerer.index)
"""

import os
import socket
import sys
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported: nothing is sent anywhere

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from index.core import Index
from retrieval.answerer import Answerer
from retrieval.search.search import Searcher
from settings import settings
from web.api.mounting import mount_api
from web.api.turns import Turns
from web.api.verbs import Verbs
from web.examples import examples
from web.guard import Guard
from web.look import theme
from web.page import AT_ONCE, WAITING, build_page, i18n
from web.panel import panel
from web.rewrite import Rewrite
from web.texts import LOCALES

STATIC = Path(__file__).parent / "web" / "static"


def create_app(answerer: Answerer, searcher: Searcher, index: Index) -> FastAPI:
    """Return the whole web app; `answerer` and `searcher` are called from several threads."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # no other site; Gradio alone would let every site in
    app.add_middleware(Rewrite, index=index)
    app.add_middleware(Guard)

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok", "index": index.build_id}

    @app.get("/panel", response_class=HTMLResponse)
    def evidence(passage: str, s: str | None = None, language: str = "zh-Hans") -> str:
        return panel(index, passage, s, language if language in LOCALES else "zh-Hans")

    app.mount("/web", StaticFiles(directory=STATIC))
    page = build_page(answerer, searcher, index, examples(index.documents, settings().reports))
    turns = Turns(AT_ONCE, WAITING, lambda: len(page._queue))  # those who wait on the page count too
    mount_api(app, Verbs(answerer, searcher, lambda: index, turns))
    return gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        i18n=i18n,
        show_error=False,
        max_file_size="1b",
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        allowed_paths=[],
        mcp_server=False,
    )


def serve(answerer: Answerer, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve until stopped; the address is printed when the first question will be quick. Port busy: exit 2."""
    with listen(host, port) as listener:
        answerer.ask(answerer.index.documents[0].title)  # loads the encoders
        app = create_app(answerer, answerer.searcher, answerer.index)
        print(f"白皮书问答  http://{host}:{listener.getsockname()[1]}/", flush=True)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Open the port before anything slow is loaded; exit with one line when it is taken."""
    try:
        return socket.create_server((host, port), backlog=256)
    except OSError as error:
        print(f"{host}:{port}: {error.strerror}; stop what uses it or choose another --port", file=sys.stderr)
        raise SystemExit(2) from error
