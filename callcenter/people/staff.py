"""Who may sit down here, and as what: people are added, given roles, let go, and listed.

Whoever works at a service point has that role alone: a desk of the house would show other points' cases and
everybody's customers.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, phrases
from callcenter.people.models import Agent, AgentRole
from callcenter.people.sign_in import checked, first_place
from callcenter.people.views import PersonView
from callcenter.people.words import Role
from callcenter.points.models import ServicePoint
from callcenter.store import events
from callcenter.store.adding import add_missing
from callcenter.store.events import Actor

_LONGEST_NAME = 100

phrases(
    {
        "person.added": N_("{login} was added: {roles!w}"),
        "person.roles": N_("{login} is now: {roles!w}"),
        "person.left": N_("{login} may not sit down any more"),
        "person.back": N_("{login} may sit down again"),
    }
)


def add(
    connection: Connection,
    actor: Actor,
    login: str,
    name: str,
    roles: Collection[str],
    point_id: int | None,
    at: datetime,
) -> int:
    """Add somebody and return the agent's id.

    Args:
        connection: of a ``store.write()``.
        actor: who adds them.
        login: the name under which they sit down.
        name: what others read; empty: the login.
        roles: codes of ``Role``.
        point_id: whose staff it is, with the role ``point``.
        at: now.

    Raises:
        Invalid: the login is taken or can't be read, or the roles don't go together.
        NotFound: no such point.
    """
    if not login.strip():
        raise Invalid(N_("The login is empty. Give the name under which they sit down."), field="login")
    login, name = checked(login), _name(name)
    given = _roles(connection, roles, point_id)
    team_id, queue_id = (None, None) if point_id else first_place(connection)
    row = {
        "login": login, "name": name or login, "team_id": team_id, "queue_id": queue_id,
        "point_id": point_id, "created_at": at,
    }  # fmt: skip
    if not add_missing(connection, Agent, [row]):  # also where somebody adds the same login just now
        raise Invalid(
            N_("{login} is here already. Give other roles with: callcenter people set-role {login}"),
            field="login", login=login,
        )  # fmt: skip
    agent_id = _id_of(connection, login)
    _give(connection, agent_id, given)
    _tell(connection, actor, at, "person.added", agent_id, login, given, point_id)
    return agent_id


def set_roles(
    connection: Connection,
    actor: Actor,
    login: str,
    roles: Collection[str],
    point_id: int | None,
    at: datetime,
) -> int:
    """Give somebody these roles in place of the ones they had; counts from their next sitting down.

    Args:
        connection: of a ``store.write()``.
        actor: who gives them.
        login: whose.
        roles: codes of ``Role``.
        point_id: whose staff it is, with the role ``point``.
        at: now.

    Raises:
        NotFound: nobody has this login, or there is no such point.
        Invalid: the roles don't go together.
    """
    agent_id = _id_of(connection, login)
    given = _roles(connection, roles, point_id)
    values: dict[str, int | None] = {"point_id": point_id}
    if point_id is None:
        place = connection.execute(
            select(col(Agent.team_id), col(Agent.queue_id)).where(col(Agent.id) == agent_id)
        ).one()
        first = first_place(connection)
        values |= {"team_id": place[0] or first[0], "queue_id": place[1] or first[1]}
    connection.execute(update(Agent).where(col(Agent.id) == agent_id).values(**values))
    connection.execute(delete(AgentRole).where(col(AgentRole.agent_id) == agent_id))
    _give(connection, agent_id, given)
    _tell(connection, actor, at, "person.roles", agent_id, login, given, point_id)
    return agent_id


def set_active(connection: Connection, actor: Actor, login: str, active: bool, at: datetime) -> int:
    """Let somebody sit down no more, or again; what they did stays under their name.

    Raises:
        NotFound: nobody has this login.
    """
    agent_id = _id_of(connection, login)
    moved = update(Agent).where(col(Agent.id) == agent_id, col(Agent.active) != active)
    if connection.execute(moved.values(active=active)).rowcount:
        verb = "person.back" if active else "person.left"
        events.record(connection, actor, at, verb, "agent", agent_id, params={"login": login})
    return agent_id


def every(connection: Connection) -> tuple[PersonView, ...]:
    """Everybody, by login."""
    roles: dict[int, list[str]] = defaultdict(list)
    for agent_id, role in connection.execute(select(col(AgentRole.agent_id), col(AgentRole.role))):
        roles[agent_id].append(role.value)
    rows = connection.execute(
        select(
            col(Agent.id), col(Agent.login), col(Agent.name), col(Agent.point_id),
            col(ServicePoint.name), col(Agent.active),
        )
        .outerjoin(ServicePoint, col(ServicePoint.id) == col(Agent.point_id))
        .order_by(col(Agent.login))
    )  # fmt: skip
    return tuple(
        PersonView(agent_id or 0, login, name, tuple(sorted(roles[agent_id or 0])), point_id, point or "",
                   active)
        for agent_id, login, name, point_id, point, active in rows
    )  # fmt: skip


def _name(name: str) -> str:
    name = name.strip()
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise Invalid(
            N_("A name has at most {longest} readable characters. Choose a shorter one."),
            field="name", longest=_LONGEST_NAME,
        )  # fmt: skip
    return name


def _roles(connection: Connection, roles: Collection[str], point_id: int | None) -> tuple[Role, ...]:
    known = {one.value for one in Role}
    unknown = next((one for one in roles if one not in known), None)
    if unknown is not None or not roles:
        raise Invalid(
            N_("There is no role “{given}”. Choose one of: {choices!w}."),
            field="role", given=unknown or "", choices=[f"role.{one.value}" for one in Role],
        )  # fmt: skip
    if Role.POINT in roles and len(set(roles)) > 1:
        raise Invalid(
            N_("Service point staff have no other role. Give a second login for the other one."), field="role"
        )
    if (Role.POINT in roles) != (point_id is not None):
        raise Invalid(
            N_("Service point staff need their point, and nobody else has one: --point."), field="point"
        )
    if point_id is not None:
        found = select(col(ServicePoint.id)).where(col(ServicePoint.id) == point_id)
        if connection.execute(found).first() is None:
            raise NotFound(N_("There is no such service point. Choose one from the list."))
    return tuple(one for one in Role if one.value in roles)


def _id_of(connection: Connection, login: str) -> int:
    """Locked: of two who give roles at once the second one waits."""
    found = connection.execute(
        select(col(Agent.id)).where(col(Agent.login) == login).with_for_update()
    ).scalar()
    if found is None:
        raise NotFound(N_("Nobody here is called {login}. See: callcenter people list"), login=login)
    return int(found)


def _give(connection: Connection, agent_id: int, roles: Collection[Role]) -> None:
    connection.execute(insert(AgentRole), [{"agent_id": agent_id, "role": role} for role in roles])


def _tell(
    connection: Connection,
    actor: Actor,
    at: datetime,
    verb: str,
    agent_id: int,
    login: str,
    roles: Collection[Role],
    point_id: int | None,
) -> None:
    params = {"login": login, "roles": [f"role.{one.value}" for one in roles], "point_id": point_id}
    events.record(connection, actor, at, verb, "agent", agent_id, params=params)
