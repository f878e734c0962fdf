"""The door for machines: telephone systems and service points come in, monitors look at it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from callcenter import __version__
from callcenter.api import answering, figures, points, telephony
from callcenter.api.door import Door
from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError
from callcenter.settings import Settings

DRAIN_S = 10.0
"""Seconds without any event being written, after which the end waits no longer."""


def make_app(settings: Settings, open_desk: Callable[[], SystemDesk], **how: float) -> FastAPI:
    """The application.

    Args:
        settings: of the house.
        open_desk: opens the desk; raises StoreError while the store is away, and is asked again.
        how: ``rate`` and ``longest_line`` other than usual.
    """
    door = Door(settings, open_desk, **how)

    @asynccontextmanager
    async def alive(_app: FastAPI) -> AsyncIterator[None]:
        door.begin()
        yield
        await run_in_threadpool(door.close, DRAIN_S)

    app = FastAPI(
        title="callcenter", version=__version__, lifespan=alive, docs_url=None, redoc_url=None,
        description="What telephone systems send, as each sends it, and what service points answer.",
    )  # fmt: skip
    app.include_router(telephony.routes(door))
    app.include_router(points.routes(door))
    app.include_router(answering.routes(door))
    _watched(app, door)
    return app


def _watched(app: FastAPI, door: Door) -> None:
    @app.get("/health", tags=["monitoring"])
    async def health() -> dict[str, str]:
        """The process lives."""
        return {"status": "ok"}

    @app.get("/ready", tags=["monitoring"])
    def ready() -> JSONResponse:
        """The store is reachable and of this version; else 503."""
        try:
            door.desk().require_ready()
        except CallcenterError as error:
            return JSONResponse({"status": type(error).__name__}, 503)
        return JSONResponse({"status": "ok"})

    @app.get("/metrics", tags=["monitoring"])
    def metrics() -> Response:
        """Figures for Prometheus; while the store is away those of what waits are the last ones known."""
        with suppress(CallcenterError):
            door.figures.waits(door.desk().stuck())
        return Response(door.figures.text(), media_type=figures.KIND)
