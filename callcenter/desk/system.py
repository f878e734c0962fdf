"""The system's own desk: what the worker and the telephony do without a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from callcenter import clock
from callcenter.desk.asking import Asking
from callcenter.desk.manager import ManagerVerbs
from callcenter.desk.sending import SendingVerbs, Worked
from callcenter.dispatch import overdue, silence
from callcenter.floor import deadlines, undelivered
from callcenter.floor.views import Stuck
from callcenter.settings import Settings
from callcenter.store import again, migrate
from callcenter.store.store import Store

__all__ = ("SystemDesk", "Worked", "open_system_desk")


@dataclass(frozen=True)
class SystemDesk(ManagerVerbs, SendingVerbs):
    """The verbs that nobody at a keyboard does."""

    settings: Settings

    def next_answer_due(self, *, at: datetime | None = None) -> datetime | None:
        """When the next point should have answered; None where none is waited for."""
        with self.store.read() as connection:
            return overdue.next_due(connection, at or clock.now())

    def stuck(self, *, at: datetime | None = None) -> Stuck:
        """How much did not get out of the house by itself, and how long the oldest message waits."""
        with self.store.read() as connection:
            return undelivered.stuck(connection, None, at or clock.now(), self.settings.points["alarm"])

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


def open_system_desk(settings: Settings) -> SystemDesk:
    """Open the store for work without a person.

    Raises:
        StoreError: the store can't be opened or is newer than the program.
    """
    store = Store(settings.store)
    migrate.open_ready(store)
    return SystemDesk(store, settings)
