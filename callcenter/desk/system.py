"""The system's own desk: what the worker and the telephony do without a person."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from callcenter import clock
from callcenter.desk.asking import Asking
from callcenter.desk.telephony import TelephonyVerbs
from callcenter.dispatch import outcomes, overdue, rows, silence
from callcenter.floor import deadlines
from callcenter.outbox import queue
from callcenter.outbox.deliver import Sign, deliver
from callcenter.outbox.views import Claimed, Result
from callcenter.outbox.words import MessageState
from callcenter.settings import Settings
from callcenter.store import again, migrate
from callcenter.store.store import Store

_LEASE_BEYOND = timedelta(seconds=30)
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Worked:
    """What one round of the outbox did."""

    sent: int
    failed: int
    """Attempts that did not arrive."""
    next_at: datetime | None
    """When there is something to do again; None: nothing waits."""


@dataclass(frozen=True)
class SystemDesk(TelephonyVerbs):
    """The verbs that nobody at a keyboard does."""

    settings: Settings
    sign: Sign | None = None
    """Signs what leaves; none yet."""

    def work_outbox(self, *, at: datetime | None = None, limit: int = _AT_ONCE) -> Worked:
        """Send what is due, one after the other: claimed, sent and recorded in three separate short steps.

        Args:
            at: the time to work at; a script that nobody will take back from gives the end of the hold.
            limit: how many attempts at most.
        """
        sent = failed = 0
        for _ in range(limit):
            message = self._claim(at or clock.now())
            if message is None:
                break
            result = deliver(
                message,
                at=at or clock.now(),
                timeout_s=self.settings.webhook_timeout_s,
                allow_private=self.settings.allow_private_addresses,
                sign=self.sign,
            )
            self._record(message, result, at or clock.now())
            sent, failed = sent + result.ok, failed + (not result.ok)
        with self.store.read() as connection:
            return Worked(sent, failed, queue.next_due(connection))

    def next_answer_due(self, *, at: datetime | None = None) -> datetime | None:
        """When the next point should have answered; None where none is waited for."""
        with self.store.read() as connection:
            return overdue.next_due(connection, at or clock.now())

    def expire(self, *, at: datetime | None = None) -> int:
        """Let offers expire that were not answered in time, and ask the next point, or a person, instead.

        The same for offers that could not be made, and those that the point itself declined.

        Returns:
            for how many cases something was done.
        """
        return Asking(self.store, self.settings).turn(at or clock.now())

    def keep_dates(self, *, at: datetime | None = None) -> int:
        """Ask next points, close what nobody objected to, note missed dates and silence, ask for call-backs.

        Returns:
            how many cases something was done about.
        """
        moment = at or clock.now()
        asked = self.expire(at=moment)
        with self.store.read() as connection:
            silent = silence.not_noted(connection, moment, self.settings)
            if not silent and not deadlines.anything(connection, moment, self.settings):
                return asked

        def work(connection: Connection) -> int:
            closed = deadlines.close_silent(connection, moment, self.settings)
            missed = deadlines.miss_dates(connection, moment, self.settings)
            return closed + missed + silence.note(connection, moment, self.settings)

        return asked + again.write(self.store, work)

    def _claim(self, at: datetime) -> Claimed | None:
        with self.store.read() as connection:  # most rounds find nothing: no write lock for that
            if not queue.waiting(connection, at):
                return None
        holder = f"{os.getpid()}-{secrets.token_hex(6)}"
        lease = 3 * timedelta(seconds=self.settings.webhook_timeout_s) + _LEASE_BEYOND
        claimed = again.write(self.store, lambda connection: queue.claim(connection, holder, at, lease=lease))
        return claimed[0] if claimed else None

    def _record(self, message: Claimed, result: Result, at: datetime) -> MessageState:

        def work(connection: Connection) -> MessageState:
            give_up = None
            about_dispatch = message.about == "dispatch"
            if about_dispatch:
                rows.load(connection, message.about_id, lock=True)  # before the message, like everybody else
                give_up = outcomes.give_up_at(connection, message.kind, message.about_id)
            outcome = queue.record(connection, message, result, at, give_up_at=give_up)
            if about_dispatch:
                outcomes.apply(connection, outcome, at, self.settings)
            return outcome.state

        return again.write(self.store, work)


def open_system_desk(settings: Settings) -> SystemDesk:
    """Open the store for work without a person.

    Raises:
        StoreError: the store can't be opened or is newer than the program.
    """
    store = Store(settings.store)
    migrate.open_ready(store)
    return SystemDesk(store, settings)
