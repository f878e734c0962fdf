"""What every desk stands on: the store, the settings and who acts."""

from dataclasses import dataclass
from datetime import datetime

from callcenter import clock
from callcenter.people.views import AgentView
from callcenter.settings import Settings
from callcenter.store.events import Actor
from callcenter.store.store import Store


@dataclass(frozen=True)
class DeskBase:
    """The ground of a desk; the verb groups derive from it and hold no state of their own."""

    store: Store
    settings: Settings
    me: AgentView

    @property
    def actor(self) -> Actor:
        """The agent as the events know them."""
        return Actor("agent", self.me.agent_id, self.me.name)

    @staticmethod
    def now() -> datetime:
        """The time of this verb, asked once."""
        return clock.now()
