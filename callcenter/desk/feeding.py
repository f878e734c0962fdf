"""The upkeep of the change feed: has it moved, telling the consoles of this host, throwing old news away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter import clock
from callcenter.store import changes
from callcenter.store.store import Store

KEPT = timedelta(days=2)
"""So long news is kept; a console that slept longer reads all anew."""
AT_ONCE = 5_000
LOOK_S = 5.0
"""Seconds that the database has for saying how far the feed is."""


@dataclass(frozen=True)
class FeedVerbs:
    """The verbs of the relay and of the worker."""

    store: Store

    def newest_change(self) -> str:
        """How far the feed can be read now; another text when it has moved."""
        with self.store.read(within_s=LOOK_S) as connection:
            return changes.newest(connection)

    def poke_consoles(self) -> None:
        """Have every console of this host look at the feed."""
        self.store.pokes.send()

    def prune_changes(self, *, at: datetime | None = None, keep: timedelta = KEPT) -> int:
        """Throw away news that is older than anybody sleeps, in short writes.

        Args:
            at: now.
            keep: what is younger stays.

        Returns:
            how many changes went.
        """
        before, gone = (at or clock.now()) - keep, 0
        while self._has_older(before):
            with self.store.write() as connection:
                went = changes.prune(connection, before, AT_ONCE)
            gone += went
            if went < AT_ONCE:
                break
        return gone

    def _has_older(self, before: datetime) -> bool:
        """Read first: nearly always there is nothing to do, and no lock is needed to know that."""
        with self.store.read() as connection:
            oldest = changes.oldest_at(connection)
        return oldest is not None and oldest < before
