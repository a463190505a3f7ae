"""Whether the server lives, whether it can answer, and what it has counted: for whoever watches over it."""

from collections.abc import Callable

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from web.metrics import CONTENT_TYPE
from web.service import Service


def add_health(app: FastAPI, service: Service, failure: Callable[[], str | None]) -> None:
    """Serve /healthz, /readyz and /metrics; `failure` tells why a newer index is not in use."""

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        """Without a thread: while all are taken it is still told that the process lives."""
        return {"status": "ok", "index": service.index.build_id}

    @app.get("/readyz")
    def ready() -> JSONResponse:
        """503 while every thread is stuck or the engine cannot be asked; `stale` when a newer index was not taken."""
        busy, old, well = service.is_stuck(), failure() is not None, service.index.engine.health().ready
        status = "overloaded" if busy else "no engine" if not well else "stale" if old else "ready"
        return JSONResponse({"status": status, "index": service.index.build_id}, 503 if busy or not well else 200)

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(service.metrics.page(), media_type=CONTENT_TYPE)
