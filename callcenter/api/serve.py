"""Running the door until it is told to stop."""

import logging
import socket
import sys
from collections.abc import Callable
from functools import partial

import uvicorn

from callcenter.api.app import make_app
from callcenter.desk.system import open_system_desk
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.settings import Settings

_BACKLOG = 512
_LONGEST_HEAD = 16 * 1024
"""Bytes of a request's address and headers."""
_MOST_AT_ONCE = 1_000
"""Requests at the same time; more are told 503."""
_GRACE_S = 5
"""Seconds that open requests have at the end."""


def serve(settings: Settings, host: str, port: int, *, told: Callable[[str], None]) -> int:
    """Listen until SIGINT or SIGTERM; what waits is written out before this returns.

    Args:
        settings: of the house.
        host: the address to listen at.
        port: its port; 0 takes a free one.
        told: hears the address once the door is open.

    Returns:
        the exit status: 0, or 1 where it could not begin.

    Raises:
        Invalid: the address can't be listened at, or a key of the settings can't be read.
    """
    _log_to_stderr()
    listening = _listening(host, port)
    app = make_app(settings, partial(open_system_desk, settings))
    # The access log would hold keys (paths) and numbers (queries).
    config = uvicorn.Config(
        app, access_log=False, log_config=None, server_header=False,
        timeout_graceful_shutdown=_GRACE_S, timeout_keep_alive=30,
        http="h11", h11_max_incomplete_event_size=_LONGEST_HEAD, limit_concurrency=_MOST_AT_ONCE,
    )  # fmt: skip
    server = _Server(config, told)
    server.run(sockets=[listening])
    return 0 if server.started else 1


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        # What is accepted inherits it. Without, an answer's second packet waits 40 ms on a connection that
        # stays: asyncio sets it by itself only on sockets that were made with a protocol's number.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise Invalid(
            N_("{host}, port {port}, can't be listened at: {why}. Choose others with --host and --port."),
            host=host, port=port, why=error.strerror or str(error),
        ) from error  # fmt: skip


class _Server(uvicorn.Server):
    """Says where it listens."""

    def __init__(self, config: uvicorn.Config, told: Callable[[str], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in (sockets or ()) if self.started else ():
            host, port = one.getsockname()[:2]
            self._told(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("callcenter", "uvicorn.error"):
        log = logging.getLogger(name)
        if not log.handlers:
            log.addHandler(handler)
        log.setLevel(logging.INFO if name == "callcenter" else logging.WARNING)
