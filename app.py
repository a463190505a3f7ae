"""The web app: builds the page, mounts it on FastAPI, serves it.

baipishu serve      or      app = create_app(Service(answerer, Metrics()))
"""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported: nothing is sent anywhere
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"  # Gradio would keep 10,000 events, and sum them up after each
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from index.current import reports_in_use
from opening import Answering
from settings import listed, settings
from web.api.mounting import mount_api
from web.api.turns import Turns
from web.api.verbs import Verbs
from web.connections import ConnectionLimits, server_config
from web.evaluate.runner import Runner
from web.evaluate.runs import Runs
from web.examples import examples
from web.feedback.notes import NotesFile
from web.guard import Guard
from web.guard.clients import Proxies
from web.guard.hosts import Hosts
from web.guard.operators import Operators, read_token
from web.guard.rates import Rates
from web.health import add_health
from web.lean import gr
from web.logs import start_logging
from web.look import theme
from web.metrics import Metrics
from web.page import AT_ONCE, WAITING, build_page, i18n
from web.pages.evaluate import add_evaluation
from web.pages.mounting import mount_pages
from web.pages.originals import Originals
from web.pages.refusals import Refusals
from web.pages.site import Site
from web.panel import panel
from web.quiet import quieten
from web.recent import Recent
from web.rewrite import Rewrite
from web.service import Service
from web.sessions import Janitor, Streams, who_waits
from web.texts import LOCALES
from web.watch import Watch, pointer_mark

STATIC = Path(__file__).parent / "web" / "static"


def create_app(service: Service, own_host: str = "localhost", newer: Callable[[], Answering] | None = None) -> FastAPI:
    """Return the whole web app. `newer` opens the index in use when it has been replaced; None: it never is."""
    s = settings()
    quieten()
    feedback = NotesFile(s.feedback) if s.feedback else None
    page = build_page(service, examples(service.index.documents, s.reports), feedback is not None)
    page.has_launched = True  # else Gradio, which is mounted and not launched, leaves its check of file paths off
    opened: Counter[str] = Counter()

    def take(answerer: Answering) -> None:
        offered = examples(answerer.index.documents, s.reports)  # first: if it raises, nothing is taken
        service.take(answerer)
        page.talk.questions = offered

    watch = Watch(lambda: pointer_mark(s.index / "current"), newer, take) if newer else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        work = [Janitor(page._queue, opened).run(), *([watch.run()] if watch else [])]
        tasks = [asyncio.create_task(each) for each in work]
        if watch:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, watch.now.set)
        yield
        for task in tasks:
            task.cancel()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # no other site; Gradio alone would let every site in
    app.add_middleware(Rewrite, service=service, examples=lambda: page.talk.questions)
    app.add_middleware(Streams, opened=opened)
    app.add_middleware(
        Guard,
        functions={number: len(function.inputs) for number, function in page.fns.items()},
        proxies=Proxies(listed(s.proxies)),
        hosts=Hosts(listed(s.hosts), own_host),
        rates=Rates(s.rate_questions, s.rate_requests),
        operators=Operators(read_token(s.token, s.token_file)),
        queued=lambda: who_waits(page._queue),
        refused=service.metrics.refused,
        framers=listed(s.embed),
    )
    app.add_middleware(Refusals, service=service)
    service.metrics.watch_queue(lambda: len(page._queue))

    add_health(app, service, lambda: watch.failure if watch else None)

    @app.get("/panel", response_class=HTMLResponse)
    def evidence(passage: str, s: str | None = None, language: str = "zh-Hans", script: str | None = None) -> str:
        return panel(service.index, passage, s, language if language in LOCALES else "zh-Hans", script)

    app.mount("/web", StaticFiles(directory=STATIC))
    add_evaluation(app, Runner(Runs(s.runs)))
    originals = Originals(lambda: reports_in_use([s.reports], s.index))
    mount_pages(app, service, Site(s.office, s.contact, s.privacy, s.log_questions, s.feedback is not None), originals)
    turns = Turns(AT_ONCE, WAITING, lambda: len(page._queue))  # those who wait on the page count too
    mount_api(app, Verbs(service, service, lambda: service.index, turns), feedback)
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


def serve(
    answerer: Answering, host: str = "127.0.0.1", port: int = 7860, newer: Callable[[], Answering] | None = None
) -> None:
    """Serve until stopped; the address is printed when the first question will be quick. Port busy: exit 2."""
    s = settings()
    with listen(host, port) as listener:
        start_logging(s.log_file, s.log_level)
        answerer.ask(answerer.index.documents[0].title)  # loads the encoders
        own = f"{host}:{listener.getsockname()[1]}"
        service = Service(answerer, Metrics(), s.question_seconds, s.log_questions, Recent(s.recent_answers))
        app = create_app(service, own, newer)
        limits = ConnectionLimits(s.connections, s.connections_per_client, trusted=Proxies(listed(s.proxies)))
        print(f"白皮书问答  http://{own}/", flush=True)
        uvicorn.Server(server_config(app, limits)).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Open the port before anything slow is loaded; exit with one line when it cannot be had."""
    try:
        listener = socket.create_server((host, port), backlog=1024)
    except OverflowError as error:
        cause = f"{port} is no port; choose one from 1 to 65535"
        raise unable(host, port, cause) from error
    except OSError as error:
        raise unable(host, port, f"{error.strerror}; stop what uses it or choose another --port or --host") from error
    # Connections inherit it; else the body of an answer waits 40 ms until the client has acknowledged the head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def unable(host: str, port: int, cause: str) -> SystemExit:
    print(f"baipishu: {host}:{port}: {cause}", file=sys.stderr)
    return SystemExit(2)
