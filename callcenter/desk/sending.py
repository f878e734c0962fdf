"""Sending what must leave: claimed, sent and recorded in three separate short steps, none within another."""

import os
import secrets as random_words
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter import clock
from callcenter.cases.telling import leaving
from callcenter.dispatch import outcomes, resting, rows
from callcenter.dispatch.models import Dispatch
from callcenter.errors import CallcenterError
from callcenter.outbox import queue, sending
from callcenter.outbox.deliver import Sign
from callcenter.outbox.secrets import Secrets
from callcenter.outbox.signing import signed_with
from callcenter.outbox.views import Claimed, Result
from callcenter.outbox.words import Channel, MessageState
from callcenter.points import webhook_secrets
from callcenter.settings import Settings
from callcenter.store import again
from callcenter.store.store import Store

_LEASE_BEYOND = timedelta(seconds=30)
_AT_ONCE = 20
_DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True)
class Worked:
    """What one round of the outbox did."""

    sent: int
    failed: int
    """Attempts that did not arrive."""
    next_at: datetime | None
    """When there is something to do again; None: nothing waits."""


@dataclass(frozen=True)
class SendingVerbs:
    """The verbs of the outbox."""

    store: Store
    settings: Settings

    def work_outbox(self, *, at: datetime | None = None, limit: int = _AT_ONCE) -> Worked:
        """Send what is due, one after the other.

        Args:
            at: the time to work at; a script that nobody will take back from gives the end of the hold.
            limit: how many attempts at most.
        """
        sent = failed = 0
        for _ in range(limit):
            claimed = self.claim_messages(1, at=at)
            if not claimed:
                break
            result = self.attempt(claimed[0], at=at)
            sent, failed = sent + result.ok, failed + (not result.ok)
        return Worked(sent, failed, self.next_message_due(at=at))

    def next_message_due(self, *, at: datetime | None = None) -> datetime | None:
        """When there is something to send again; None: nothing waits."""
        with self.store.read() as connection:
            return queue.next_due(connection, at or clock.now())

    def claim_messages(
        self, limit: int, *, at: datetime | None = None, look: bool = True
    ) -> tuple[Claimed, ...]:
        """Take messages that are due, each for a receiver of its own; nobody else sends them for a while.

        Args:
            limit: how many at most.
            at: now.
            look: whether there is any, before anything is locked: most rounds find nothing.
        """
        moment = at or clock.now()
        if look:
            with self.store.read() as connection:
                if not queue.waiting(connection, moment):
                    return ()
        holder = f"{os.getpid()}-{random_words.token_hex(6)}"
        lease = 3 * timedelta(seconds=sending.longest(self.settings)) + _LEASE_BEYOND

        def work(connection: Connection) -> tuple[Claimed, ...]:
            while claimed := queue.claim(connection, holder, moment, lease=lease, limit=limit):
                if leaves := leaving.not_at_night(connection, claimed, moment, self.settings):
                    return leaves
            return ()

        return again.write(self.store, work)

    def give_up_resting(self, *, at: datetime | None = None) -> int:
        """Fail offers that can't leave before they must be answered, for their receiver asked for patience.

        Returns:
            how many; the next point is asked for them, or a person rings.
        """
        moment = at or clock.now()
        with self.store.read() as connection:
            if not resting.too_late(connection, moment):
                return 0
        return again.write(self.store, lambda connection: resting.give_up(connection, moment))

    def attempt(self, message: Claimed, *, at: datetime | None = None) -> Result:
        """Send a claimed message, once, and write down what came of it; what fails is tried again later.

        Raises:
            StoreError: the store is away; the message is sent again when its lease has run out.
        """
        result = self._sent(message, at or clock.now())
        self._settle(message, result, at or clock.now())
        return result

    def _sent(self, message: Claimed, at: datetime) -> Result:
        try:
            sign = self._sign(message, at)
        except CallcenterError as error:  # never unsigned where it should be signed
            return Result(None, str(error), 0)
        return sending.send(message, at=at, settings=self.settings, sign=sign)

    def _sign(self, message: Claimed, at: datetime) -> Sign | None:
        """What signs a message to a point, where it has a secret."""
        if message.channel != Channel.WEBHOOK or message.about != _DISPATCH:
            return None
        with self.store.read() as connection:
            whose = select(col(Dispatch.point_id)).where(col(Dispatch.id) == message.about_id)
            sealed = webhook_secrets.sealed(connection, connection.execute(whose).scalar_one(), at)
        return signed_with([self._secrets.opened(one) for one in sealed])

    @cached_property
    def _secrets(self) -> Secrets:
        return Secrets.of(self.settings)

    def _settle(self, message: Claimed, result: Result, at: datetime) -> MessageState:

        def work(connection: Connection) -> MessageState:
            give_up = None
            about_dispatch = message.about == _DISPATCH
            if about_dispatch:
                rows.load(connection, message.about_id, lock=True)  # before the message, like everybody else
                give_up = outcomes.give_up_at(connection, message.kind, message.about_id)
            outcome = queue.record(connection, message, result, at, give_up_at=give_up)
            if about_dispatch:
                outcomes.apply(connection, outcome, at, self.settings)
            leaving.reported(connection, outcome, at)
            return outcome.state

        return again.write(self.store, work)
