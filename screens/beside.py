"""What works beside the typing: the outbox, the upkeep, the relay, in a thread once the store is open."""

from collections.abc import Callable
from typing import Any, Protocol

from textual.app import App

from .bridge import Bridge

WORKERS_END = 1.0
"""Seconds that leaving waits for the outbox; what isn't recorded by then is sent again."""


class Hand(Protocol):
    """What works beside the typing (``callcenter.worker.outbox``)."""

    def start(self) -> None:
        """Begin."""

    def poke(self) -> None:
        """Something may have become due."""

    def stop(self, timeout_s: float) -> None:
        """End; wait so long at most."""


class Beside(App[Any]):
    """Mixed into the app; stands before Textual's ``App``."""

    bridge: Bridge
    _make_worker: Callable[[], Hand] | None = None
    _worker: Hand | None = None

    def written(self) -> None:
        """Something may have to leave: let the worker look when."""
        if self._worker is not None:
            self._worker.poke()

    def start_worker(self) -> None:
        """The store is open; nothing happens where it has begun."""
        make, self._make_worker = self._make_worker, None
        if make is not None:
            self.bridge.aside(lambda: self._work(make()))

    def _work(self, worker: Hand) -> None:
        """In a thread: importing it takes a moment."""
        self._worker = worker
        worker.start()

    def stop_worker(self) -> None:
        """End it, and wait a moment for the attempt that is being made; when the terminal is given back."""
        if self._worker is not None:
            self._worker.stop(WORKERS_END)
