"""One process's door: its desk, its keys, its line, and how a request is judged before anybody reads it."""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from callcenter import clock
from callcenter.api.figures import Figures
from callcenter.api.guard import RATE, Keyring, Rates
from callcenter.api.writing import LONGEST_LINE, Writer
from callcenter.desk.sources import Said, sipgate
from callcenter.desk.system import SystemDesk
from callcenter.errors import Invalid, StoreError
from callcenter.i18n import N_
from callcenter.settings import Settings

_LOG = logging.getLogger(__name__)
LARGEST = 64 * 1024
"""Bytes of a body."""


class TurnedAway(Exception):
    """A request that isn't let in.

    Args:
        status: of HTTP.
        why: one sentence, without the key and without a number.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Door:
    """What all requests share.

    Args:
        settings: of the house.
        open_desk: opens the desk; raises StoreError while the store is away.
        rate: requests a second of one key.
        longest_line: events that may wait.

    Raises:
        Invalid: sipgate's public key can't be read.
    """

    def __init__(
        self,
        settings: Settings,
        open_desk: Callable[[], SystemDesk],
        *,
        rate: float = RATE,
        longest_line: float = LONGEST_LINE,
    ) -> None:
        self.settings, self.figures = settings, Figures()
        self.sipgate_key = _key_file(settings.telephony["sipgate_key"])
        self._open, self._lock = open_desk, threading.Lock()
        self._opened: SystemDesk | None = None
        self.keys, self._rates = Keyring(self.desk), Rates(rate)
        self.writer = Writer(self.desk, self.figures, longest=int(longest_line))

    def desk(self) -> SystemDesk:
        """The desk, opened when first wanted, and again until that succeeds.

        Raises:
            StoreError: the store is away.
        """
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def begin(self) -> None:
        """Read the keys and begin to write."""
        self.keys.start()
        self.writer.start()

    def close(self, drain_s: float) -> None:
        """Write out what waits and let go of the store."""
        self.writer.stop(drain_s)
        self.keys.stop()
        if self._opened is not None:
            self._opened.store.close()

    async def holder(self, token: str, purpose: str) -> int:
        """The id of the key that somebody holds, who may send one more request.

        Raises:
            TurnedAway: no valid key of this purpose, too often, or the keys aren't known.
        """
        try:
            key_id = self.keys.known(token, purpose)
            if key_id is None:
                key_id = await run_in_threadpool(self.keys.key_of, token, purpose)
        except StoreError as error:
            raise TurnedAway(503, "the store is away") from error
        if key_id is None:
            raise TurnedAway(401, "no such key")
        self.paced(key_id)
        return key_id

    def paced(self, sender: Hashable) -> None:
        """Count a request of a key.

        Raises:
            TurnedAway: it sends too many.
        """
        if not self._rates.allows(sender, time.monotonic()):
            raise TurnedAway(429, "too many requests")

    async def let_in(self, request: Request, token: str) -> Said:
        """Read a request of a telephone system that may come in.

        Raises:
            TurnedAway: no valid key, too often, too large, or the keys aren't known.
        """
        await self.holder(token, "cti")
        return Said(
            headers={name.lower(): value for name, value in request.headers.items()},
            query=dict(request.query_params),
            body=await body_of(request),
            at=clock.now(),
            url=self._address(request),
        )

    def _address(self, request: Request) -> str:
        """The address as its sender wrote it: behind a proxy only the settings know it."""
        public = self.settings.telephony["public_url"]
        if not public:
            return str(request.url)
        raw = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
        return f"{public}{raw}" + (f"?{request.url.query}" if request.url.query else "")

    def refused(self, source: str, request: Request, away: TurnedAway) -> None:
        """Log and count a refusal: which door, from where, why; never the key or a number."""
        host = request.client.host if request.client else "-"
        _LOG.warning("refused: %s from %s: %d, %s", source, host, away.status, away.why)


async def body_of(request: Request) -> bytes:
    """The body, as long as it isn't too large; what is too large isn't read to its end.

    Raises:
        TurnedAway: it is.
    """
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > LARGEST:
        raise TurnedAway(413, "too large")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise TurnedAway(413, "too large")
    return bytes(body)


def _key_file(path: str) -> bytes | None:
    if not path:
        return None
    try:
        pem = Path(path).read_bytes()
        sipgate.require_key(pem)
    except (OSError, ValueError) as error:
        raise Invalid(
            N_("telephony.sipgate_key: {path} is no RSA public key in PEM. Name the file of sipgate's key."),
            field="sipgate_key", path=path,
        ) from error  # fmt: skip
    return pem
