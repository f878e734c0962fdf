"""What every desk stands on: the store, the settings and who acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from callcenter import clock
from callcenter.people.views import AgentView
from callcenter.settings import Settings
from callcenter.store import again, events
from callcenter.store.events import Actor
from callcenter.store.store import Store

Work = Callable[[Connection, datetime], dict[str, Any]]
"""The body of a write verb: given the connection and the time, returns the result as JSON values."""


@dataclass(frozen=True)
class Ground:
    """What stands under every desk, whoever sits there."""

    store: Store
    settings: Settings

    @staticmethod
    def now() -> datetime:
        """The time of this verb, asked once."""
        return clock.now()

    def today(self) -> date:
        """The day it is in the zone of this desk."""
        return self.now().astimezone(ZoneInfo(self.settings.zone)).date()

    def once(self, request: str, verb: str, work: Work) -> dict[str, Any]:
        """Do a write verb's work in one transaction, or return what the first call with its key returned.

        Of two calls at the same moment the second waits for the first. What fails only because others
        wrote at the same moment is done again.

        Args:
            request: the key made when the form opened.
            verb: the verb's name, for whoever reads the requests.
            work: does it all, and may be called several times; what it raises undoes it all.

        Returns:
            the result of the first call.
        """

        def write(connection: Connection) -> dict[str, Any]:
            at = self.now()  # asked within the write, so that events are in order
            earlier = events.claim(connection, request, verb, at)
            if earlier is not None:
                return earlier
            result = work(connection, at)
            events.remember(connection, request, result)
            return result

        return again.write(self.store, write)


@dataclass(frozen=True)
class DeskBase(Ground):
    """The ground of a person's desk; the verb groups derive from it and hold no state of their own."""

    me: AgentView

    @property
    def actor(self) -> Actor:
        """The agent as the events know them."""
        return Actor("agent", self.me.agent_id, self.me.name)
