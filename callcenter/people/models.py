"""Tables of the people who use the console."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from callcenter.people.words import Role
from callcenter.store.columns import Row, code, data, key, number, plain, ref


class Team(Row, table=True):
    """Agents who work together."""

    __tablename__ = "team"

    id: int | None = key()
    name: str = plain(unique=True)


class Queue(Row, table=True):
    """Where cases wait for an agent of some team."""

    __tablename__ = "queue"

    id: int | None = key()
    name: str = plain(unique=True)
    team_id: int | None = ref("team.id", optional=True)


class Agent(Row, table=True):
    """A person at the console; point staff have their point."""

    __tablename__ = "agent"

    id: int | None = key()
    login: str = plain(unique=True)
    name: str
    team_id: int | None = ref("team.id", optional=True)
    queue_id: int | None = ref("queue.id", optional=True)
    point_id: int | None = ref("service_point.id", optional=True)
    language: str | None = plain(optional=True)
    zone: str | None = plain(optional=True)
    active: bool = True
    created_at: datetime


class AgentRole(Row, table=True):
    """A role that an agent holds."""

    __tablename__ = "agent_role"

    agent_id: int = number(primary_key=True, foreign_key="agent.id")
    role: Role = code(Role, primary_key=True)


class AccessKey(Row, table=True):
    """A key of one purpose: signing in, an API, a point. Only its hash is kept."""

    __tablename__ = "access_key"

    id: int | None = key()
    agent_id: int | None = ref("agent.id", optional=True, index=True)
    point_id: int | None = ref("service_point.id", optional=True, index=True)
    purpose: str = plain()
    hash: str = plain()
    made_at: datetime
    revoked_at: datetime | None = None
    retires_at: datetime | None = None
    """From when on it counts no more by itself: another one took its place."""


class Draft(Row, table=True):
    """What an agent has typed and not yet saved: one a form and subject."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_at", "at"),)

    agent_id: int = number(primary_key=True, foreign_key="agent.id")
    form: str = plain(primary_key=True)
    subject: str = plain(primary_key=True)
    """What it is about: ``customer:12``, ``number:+8613912345678``, ``case:7``."""
    body: dict[str, Any] = data()
    at: datetime
