"""Which desk somebody gets who sits down: those of the house, or the one of their service point."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.errors import NotAllowed
from callcenter.i18n import N_
from callcenter.people.models import Agent, AgentRole
from callcenter.people.sign_in import sit_down
from callcenter.people.views import AgentView
from callcenter.people.words import Role
from callcenter.store.store import Store


class PointStaff(NotAllowed):
    """Somebody of a service point asked for a desk of the house."""


def of_the_house(store: Store, login: str | None, now: datetime) -> AgentView:
    """Sit somebody down who works in the house; the store is closed for anybody else.

    Args:
        store: at the newest revision.
        login: who it is; None or blank means the operating system's user.
        now: the time.

    Raises:
        PointStaff: it is a service point's staff.
        NotAllowed: the agent isn't active any more.
        Invalid: a login that can't be read.
    """
    me = sit_down(store, login, now)
    if Role.POINT in me.roles:
        store.close()
        raise PointStaff(
            N_("{login} works at a service point, and has its console only: callcenter without a command."),
            login=me.login,
        )
    return me


def of_a_point(store: Store, login: str | None, now: datetime) -> tuple[AgentView, int]:
    """Sit somebody down who works at a service point; returns who, and the point's id.

    Raises:
        NotAllowed: they have another role, no point, or aren't active any more.
    """
    me = sit_down(store, login, now)
    if Role.POINT not in me.roles:
        raise NotAllowed(N_("{login} doesn't work at a service point."), login=me.login)
    if me.point_id is None:
        raise NotAllowed(
            N_("{login} belongs to no service point yet. Ask an administrator (callcenter people set-role)."),
            login=me.login,
        )  # fmt: skip
    return me, me.point_id


def require_staff(connection: Connection, agent_id: int, point_id: int) -> None:
    """Refuse whoever doesn't work at this point any more, however long the console has been open.

    Raises:
        NotAllowed: let go, at another point, or with another role by now.
    """
    still = connection.execute(
        select(col(Agent.id))
        .join(AgentRole, col(AgentRole.agent_id) == col(Agent.id))
        .where(col(Agent.id) == agent_id, col(Agent.active), col(Agent.point_id) == point_id)
        .where(col(AgentRole.role) == Role.POINT)
    )
    if still.first() is None:
        raise NotAllowed(N_("You don't work at this service point any more. Ask an administrator."))
