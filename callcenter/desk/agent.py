"""The agent's desk: what an agent may do is the methods it has."""

from callcenter.desk.appointments import AppointmentVerbs
from callcenter.desk.calls import CallVerbs
from callcenter.desk.delivering import DeliveringVerbs
from callcenter.desk.dialling import DiallingVerbs
from callcenter.desk.floor import FloorVerbs
from callcenter.desk.intake import IntakeVerbs
from callcenter.desk.linking import LinkingVerbs
from callcenter.desk.lookup import LookupVerbs
from callcenter.desk.merging import MergingVerbs
from callcenter.desk.personal.masking import numbers_by_role
from callcenter.desk.ringing import RingVerbs
from callcenter.desk.routing import RoutingVerbs
from callcenter.desk.telling import TellingVerbs
from callcenter.desk.tracking import TrackingVerbs
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.store import Store


@numbers_by_role
class AgentDesk(
    RingVerbs,
    LookupVerbs,
    MergingVerbs,
    IntakeVerbs,
    RoutingVerbs,
    TrackingVerbs,
    LinkingVerbs,
    FloorVerbs,
    CallVerbs,
    DeliveringVerbs,
    DiallingVerbs,
    TellingVerbs,
    AppointmentVerbs,
):
    """The one door of an agent at the console or at a script."""


def open_agent_desk(
    settings: Settings, *, login: str | None = None, upgraded: migrate.Told = migrate.unheard
) -> AgentDesk:
    """Open the store (a file is made, and upgraded) and sit the agent down; first use makes the agent.

    A supervisor gets a ``SupervisorDesk``: what a role may do is the methods its desk has.

    Args:
        settings: names the store, and the agent unless ``login`` does.
        login: who it is; default the settings' agent, else the operating system's user.
        upgraded: hears where an older file was kept as it was, where this upgraded it.

    Raises:
        PointStaff: whoever sits down works at a service point.
        StoreError: the store can't be opened or is newer than the program.
    """
    from callcenter import clock
    from callcenter.desk.seats import of_the_house
    from callcenter.desk.supervisor import SupervisorDesk

    store = Store(settings.store)
    migrate.open_ready(store, upgraded)
    me = of_the_house(store, login or settings.agent, clock.now())
    return (SupervisorDesk if "supervisor" in me.roles else AgentDesk)(store, settings, me)
