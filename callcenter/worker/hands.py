"""All that works unattended beside a console."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from callcenter.desk.system import open_system_desk
from callcenter.settings import Settings
from callcenter.worker.keeping import Keeper
from callcenter.worker.outbox import OutboxWorker
from callcenter.worker.relay import Relay


class Hand(Protocol):
    """One of them."""

    def start(self) -> None:
        """Begin."""

    def poke(self) -> None:
        """Something may have become due."""

    def stop(self, timeout_s: float) -> None:
        """End; wait so long at most."""


class Hands:
    """Several hands as one.

    Args:
        hands: each starts, is poked and stops with the others.
    """

    def __init__(self, hands: Sequence[Hand]) -> None:
        self._hands = tuple(hands)

    def start(self) -> None:
        """Begin."""
        for hand in self._hands:
            hand.start()

    def poke(self) -> None:
        """Something may have become due."""
        for hand in self._hands:
            hand.poke()

    def stop(self, timeout_s: float = 2.0) -> None:
        """End; each is waited for at most so long."""
        for hand in self._hands:
            hand.stop(timeout_s)


def beside(settings: Settings) -> Hands:
    """The hands of a console: what leaves, the news of the host, and the record."""
    opener = partial(open_system_desk, settings)
    return Hands((OutboxWorker(opener), Relay(settings.store, opener), Keeper(opener)))
