"""Who sits at the console.

The operating system vouches for its user, so a login is taken as it is and the agent is made at first use:
one team, one queue, the role of an agent. A house with its own sign-in hands another ``Doorkeeper`` to
``sit_down``; everything behind it stays as it is.
"""

import getpass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from callcenter.errors import Invalid, NotAllowed
from callcenter.i18n import N_, phrases
from callcenter.people.models import Agent, AgentRole, Queue, Team
from callcenter.people.views import AgentView
from callcenter.people.words import Role
from callcenter.store import again, events
from callcenter.store.adding import add
from callcenter.store.events import Actor
from callcenter.store.store import Store

TEAM = "Team 1"
QUEUE = "Service"
_LONGEST_LOGIN = 64

phrases({"agent.made": N_("{login} sat down for the first time")})


class Doorkeeper(Protocol):
    """Lets people in: the seam for passwords, keys and single sign-on."""

    def admit(self, connection: Connection, login: str, now: datetime) -> int:
        """Return the agent's id, within a ``store.write()``.

        Raises:
            NotAllowed: this login may not sit down.
        """


class OpenDoor:
    """Takes a login's word for it, and makes the agent at first use."""

    def admit(self, connection: Connection, login: str, now: datetime) -> int:
        """The agent of this login, made where there is none."""
        found = connection.execute(select(col(Agent.id)).where(col(Agent.login) == login)).scalar()
        return int(found) if found is not None else _make(connection, login, now)


OPEN_DOOR = OpenDoor()


def sit_down(store: Store, login: str | None, now: datetime, *, door: Doorkeeper = OPEN_DOOR) -> AgentView:
    """Return who sits at the console, making the agent at first use.

    Args:
        store: at the newest revision.
        login: who it is; None or blank means the operating system's user.
        now: the time.
        door: who lets people in.

    Raises:
        Invalid: a login that is too long or holds characters that can't be read.
        NotAllowed: the agent isn't active any more.
    """
    login = checked(login or "")
    with store.read() as connection:
        view = read_agent(connection, login)
    if view is None or door is not OPEN_DOOR:
        view = again.write(store, lambda connection: _admitted(connection, door, login, now))
    if view is None:
        raise NotAllowed(N_("{login} has no place here. Ask an administrator."), login=login)
    return view


def _admitted(connection: Connection, door: Doorkeeper, login: str, now: datetime) -> AgentView | None:
    door.admit(connection, login, now)
    return read_agent(connection, login)


def read_agent(connection: Connection, login: str) -> AgentView | None:
    """Return an agent with team, queue and roles; None where nobody has this login.

    Raises:
        NotAllowed: the agent isn't active any more.
    """
    row = connection.execute(
        select(
            col(Agent.id), col(Agent.login), col(Agent.name), col(Agent.team_id), col(Team.name),
            col(Agent.queue_id), col(Queue.name), col(Agent.language), col(Agent.zone), col(Agent.active),
            col(Agent.point_id),
        )
        .outerjoin(Team, col(Team.id) == col(Agent.team_id))
        .outerjoin(Queue, col(Queue.id) == col(Agent.queue_id))
        .where(col(Agent.login) == login)
    ).first()  # fmt: skip
    if row is None:
        return None
    agent_id, login, name, team_id, team, queue_id, queue, language, zone, active, point_id = row
    if not active:
        raise NotAllowed(N_("The agent {login} is not active any more. Ask an administrator."), login=login)
    roles = connection.execute(select(col(AgentRole.role)).where(col(AgentRole.agent_id) == agent_id))
    return AgentView(
        agent_id=int(agent_id or 0),
        login=login,
        name=name,
        team_id=team_id,
        team=team or "",
        queue_id=queue_id,
        queue=queue or "",
        language=language,
        zone=zone,
        roles=tuple(sorted(role.value for role in roles.scalars())),
        point_id=point_id,
    )


def checked(login: str) -> str:
    """A login without the blanks around it; a blank one is the operating system's user.

    Raises:
        Invalid: it is too long, or can't be read.
    """
    login = login.strip() or _user()
    if len(login) > _LONGEST_LOGIN or not login.isprintable():
        raise Invalid(
            N_("{field}: a login has at most {longest} readable characters. Choose a shorter one."),
            field="agent",
            longest=_LONGEST_LOGIN,
        )
    return login


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "agent"


def _make(connection: Connection, login: str, now: datetime) -> int:
    team_id, queue_id = first_place(connection)
    row = {"login": login, "name": login, "team_id": team_id, "queue_id": queue_id, "created_at": now}
    agent_id = add(connection, Agent, row)
    connection.execute(insert(AgentRole).values(agent_id=agent_id, role=Role.AGENT))
    actor = Actor("agent", agent_id, login)
    events.record(connection, actor, now, "agent.made", "agent", agent_id, params={"login": login})
    return agent_id


def first_place(connection: Connection) -> tuple[int, int]:
    """The first team of the house and its queue, made where there is none."""
    team_id = _named(connection, Team, TEAM)
    return team_id, _named(connection, Queue, QUEUE, team_id=team_id)


def _named(connection: Connection, table: type[Team] | type[Queue], name: str, **more: int) -> int:
    """The first team or queue of the house, else one of this name."""
    found = connection.execute(select(col(table.id)).order_by(col(table.id)).limit(1)).scalar()
    if found is not None:
        return int(found)
    return add(connection, table, {"name": name, **more})
