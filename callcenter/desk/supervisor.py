"""The supervisor's desk: all that an agent may do, and what concerns the whole house."""

from callcenter.desk.agent import AgentDesk
from callcenter.desk.base import DeskBase
from callcenter.desk.personal.masking import numbers_by_role
from callcenter.floor import undelivered
from callcenter.floor.views import Deliveries


class OverseeingVerbs(DeskBase):
    """The verbs that look beyond one's own cases."""

    def house_deliveries(self) -> Deliveries:
        """Everybody's messages that did not arrive, and all points that must be rung."""
        with self.store.read() as connection:
            return undelivered.deliveries(connection, None, self.now(), self.settings.points["alarm"])


@numbers_by_role
class SupervisorDesk(AgentDesk, OverseeingVerbs):
    """The one door of a supervisor."""
