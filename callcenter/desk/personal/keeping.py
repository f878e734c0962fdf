"""What is done for the record without a person: sealing events, letting go of what is kept too long."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import col

from callcenter.calls import dialling
from callcenter.desk.personal import erasure, ledger, retention
from callcenter.settings import Settings
from callcenter.store import scrubbing
from callcenter.store.adding import add_missing
from callcenter.store.models import Erasure, Lease
from callcenter.store.sealing import Sealer
from callcenter.store.store import Store

EACH = timedelta(days=1)
"""How often retention is applied, by whoever comes first."""
_RETENTION = "retention"
_SEALS_A_TURN = 20


class Keeping:
    """One turn after the other, of one of perhaps many workers.

    Args:
        store: the house's.
        settings: for how long things are kept.
        holder: who keeps, for whoever reads the leases.
    """

    def __init__(self, store: Store, settings: Settings, holder: str) -> None:
        self._store, self._settings, self._holder = store, settings, holder
        self._sealer = Sealer(store)

    def seal(self, at: datetime) -> int:
        """Seal what can be sealed now and return how many events."""
        sealed = 0
        for _ in range(_SEALS_A_TURN):
            count = self._sealer.step(at)
            sealed += count
            if not count:
                break
        return sealed

    def daily(self, at: datetime) -> bool:
        """Apply retention and clean the file, once a day over all workers; whether this one did."""
        if not self._mine(at):
            return False
        book = ledger.of(self._store, self._settings)
        retention.apply(self._store, self._settings.retention, at, book)
        with self._store.write() as connection:
            dialling.prune(connection, at)
        if self._unclean() and scrubbing.scrub(self._store, whatever_size=True):
            erasure.marked_clean(self._store, at)
        return True

    def _mine(self, at: datetime) -> bool:
        with self._store.read() as connection:
            until = connection.execute(select(col(Lease.until)).where(col(Lease.name) == _RETENTION)).scalar()
        if until is not None and until > at:
            return False
        with self._store.write() as connection:
            add_missing(connection, Lease, [{"name": _RETENTION, "holder": "", "until": at, "fence": 0}])
            free = update(Lease).where(col(Lease.name) == _RETENTION, col(Lease.until) <= at)
            mine = free.values(holder=self._holder, until=at + EACH, fence=col(Lease.fence) + 1)
            return connection.execute(mine).rowcount == 1

    def _unclean(self) -> bool:
        with self._store.read() as connection:
            waiting = select(func.count()).where(col(Erasure.cleaned_at).is_(None))
            return self._store.is_sqlite and bool(connection.execute(waiting).scalar())
