"""Asking the next point by itself: found, thought about and done in separate steps, by one worker at a time.

The lease only saves work: several hands that think about the same offer would do no harm, for the write looks
again. Whoever dies with the lease holds the others up for half a minute.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, update
from sqlmodel import col

from callcenter.cases import taxonomy
from callcenter.dispatch import overdue, rerouting
from callcenter.dispatch.rerouting import Thought
from callcenter.errors import Changed
from callcenter.points.roads import Roads
from callcenter.settings import Settings
from callcenter.store import again
from callcenter.store.adding import add_missing
from callcenter.store.models import Lease
from callcenter.store.store import Store

LEASE = timedelta(seconds=30)
_NAME = "asking"
_FREE = datetime(2000, 1, 1, tzinfo=UTC)
_THINKS = 3
"""How often one offer is thought about in a turn, where the point that was chosen has just filled up."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One turn after the other, of one of perhaps many workers."""

    store: Store
    settings: Settings

    def turn(self, at: datetime) -> int:
        """Ask the next point for whatever was not answered in time, or refused; return for how many cases."""
        if not self.settings.points_asked:
            return 0
        with self.store.read() as connection:  # most turns find nothing: no write lock for that
            ids = overdue.found(connection, at)
        holder = f"{os.getpid()}-{secrets.token_hex(6)}"
        if not ids or not self._lease(holder, at):
            return 0
        try:
            return sum(self._ask(dispatch_id, at) for dispatch_id in ids)
        finally:
            self._give_back(holder)

    def _ask(self, dispatch_id: int, at: datetime) -> bool:
        for _ in range(_THINKS):
            thought = self._think(dispatch_id, at)
            try:
                return again.write(self.store, partial(self._do, thought, at))
            except Changed:  # another case took the room: another point then
                continue
        return False

    def _think(self, dispatch_id: int, at: datetime) -> Thought:
        categories = taxonomy.load(self.settings.taxonomy)
        with self.store.read() as connection:
            seen = rerouting.look(connection, dispatch_id, at=at, settings=self.settings, taxonomy=categories)
        return rerouting.decide(seen, self.settings, Roads.of(self.settings))

    def _do(self, thought: Thought, at: datetime, connection: Connection) -> bool:
        return rerouting.carry_out(connection, thought, at=at, settings=self.settings)

    def _lease(self, holder: str, at: datetime) -> bool:
        def work(connection: Connection) -> bool:
            add_missing(connection, Lease, [{"name": _NAME, "holder": "", "until": _FREE, "fence": 0}])
            free = update(Lease).where(col(Lease.name) == _NAME, col(Lease.until) <= at)
            mine = free.values(holder=holder, until=at + LEASE, fence=col(Lease.fence) + 1)
            return connection.execute(mine).rowcount == 1

        return again.write(self.store, work)

    def _give_back(self, holder: str) -> None:
        def work(connection: Connection) -> None:
            held = update(Lease).where(col(Lease.name) == _NAME, col(Lease.holder) == holder)
            connection.execute(held.values(until=_FREE))

        again.write(self.store, work)
