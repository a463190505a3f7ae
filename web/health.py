"""Whether the server lives, whether it can answer, and what it has counted: for whoever watches over it."""

from collections.abc import Callable

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from web.metrics import CONTENT_TYPE
from web.service import Service


def add_health(app: FastAPI, service: Service, failure: Callable[[], str | None]) -> None:
    """Serve /healthz, /readyz and /metrics; `failure` tells why a newer index is not in use."""

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok", "index": service.index.build_id}

    @app.get("/readyz")
    def ready() -> JSONResponse:
        """503 while every thread is stuck; `stale` when a newer index could not be taken."""
        busy, old = service.is_stuck(), failure() is not None
        status = "overloaded" if busy else "stale" if old else "ready"
        return JSONResponse({"status": status, "index": service.index.build_id}, 503 if busy else 200)

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(service.metrics.page(), media_type=CONTENT_TYPE)
