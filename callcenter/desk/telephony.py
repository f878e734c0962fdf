"""What the telephones' door does without a person: calls written down, names looked up, keys known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter import clock
from callcenter.callers import by_number
from callcenter.callers.models import Customer
from callcenter.calls import reaper, recording
from callcenter.calls.recording import House
from callcenter.calls.views import CallerFound, CallEvent
from callcenter.desk.feeding import FeedVerbs
from callcenter.people import keys
from callcenter.settings import Settings
from callcenter.store import again, migrate

ANSWER_S = 2.0
"""Seconds that the database has for a name or a key: a telephone waits for it."""


@dataclass(frozen=True)
class TelephonyVerbs(FeedVerbs):
    """The verbs of the telephones' door."""

    settings: Settings

    def record_call(self, event: CallEvent, *, at: datetime | None = None) -> int:
        """Write down what a telephone system told of a call; told again, it changes nothing.

        Returns:
            the id of the call's row.

        Raises:
            StoreError: the store is away; tell it again later.
        """
        return self.record_calls((event,), at=at)[0]

    def record_calls(self, told: Sequence[CallEvent], *, at: datetime | None = None) -> list[int]:
        """Write down several events in one write, all or none, in their order; else as ``record_call``."""
        house = House(self.settings.region, self.settings.extensions)
        now = at or clock.now()

        def work(connection: Connection) -> list[int]:
            return [recording.record(connection, event, house, now) for event in told]

        return again.write(self.store, work)

    def reap_calls(self, *, at: datetime | None = None) -> int:
        """End the calls whose end nobody told; returns how many."""
        moment = at or clock.now()
        with self.store.read() as connection:
            if not reaper.anything(connection, moment):
                return 0
        return again.write(self.store, lambda connection: reaper.reap(connection, moment))

    def caller(self, number: str) -> CallerFound | None:
        """The one customer who holds a whole number; None for nobody, several, or a short number.

        Raises:
            StoreError: the store is away, or slow.
        """
        e164 = by_number.read_e164(number, self.settings.region)
        if e164 is None:
            return None
        with self.store.read(within_s=ANSWER_S) as connection:
            customer_id = by_number.only_holder(connection, e164)
            return None if customer_id is None else _found(connection, customer_id, e164)

    def valid_keys(self, purpose: str) -> tuple[tuple[int, str], ...]:
        """The keys of a purpose that count, each with its fingerprint, for ``people.keys.matching``."""
        with self.store.read(within_s=ANSWER_S) as connection:
            return keys.valid(connection, purpose, clock.now())

    @staticmethod
    def is_key(secret: str, known: tuple[tuple[int, str], ...]) -> int | None:
        """Which of the keys somebody holds, or None."""
        return keys.matching(secret, known)

    def require_ready(self) -> None:
        """Find the store reachable and of this program's version.

        Raises:
            StoreError: it is neither.
        """
        migrate.require_head(self.store)


def _found(connection: Connection, customer_id: int, e164: str) -> CallerFound | None:
    row = connection.execute(
        select(col(Customer.external_id), col(Customer.name)).where(col(Customer.id) == customer_id)
    ).first()
    return None if row is None else CallerFound(customer_id, row.external_id, row.name, e164)
