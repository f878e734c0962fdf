"""What the people's room shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AgentView:
    """Who is at the console."""

    agent_id: int
    login: str
    name: str
    team_id: int | None
    team: str
    queue_id: int | None
    queue: str
    language: str | None
    zone: str | None
    roles: tuple[str, ...]
    point_id: int | None = None
    """Whose staff it is, with the role ``point``."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who may sit down here, as an administrator sees them."""

    agent_id: int
    login: str
    name: str
    roles: tuple[str, ...]
    point_id: int | None
    point: str
    active: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """Something typed and not yet saved."""

    form: str
    subject: str
    body: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key for machines, without the key itself."""

    key_id: int
    purpose: str
    made_at: datetime
    revoked_at: datetime | None
    retires_at: datetime | None = None
    """From when on it counts no more by itself: another one took its place."""
    point_id: int | None = None
    """Whose it is; None: a telephone system's."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that has just been made: the only time that it is shown."""

    key_id: int
    purpose: str
    secret: str
    point_id: int | None = None
