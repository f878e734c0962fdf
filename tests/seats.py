"""Agents at their desks over one store, and a clock to turn: what the houses of the tests stand on."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from callcenter.desk.agent import AgentDesk
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.store import Store

MONDAY = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
"""10:40 in Shanghai."""


@dataclass
class Seats:
    """A store, its settings, the time it is, and the desks of those who sat down."""

    store: Store
    settings: Settings
    now: datetime = MONDAY
    desks: dict[str, AgentDesk] = field(default_factory=dict)

    def desk(self, login: str = "王芳") -> AgentDesk:
        """The desk of an agent, who sits down at first use."""
        if login not in self.desks:
            self.desks[login] = AgentDesk(self.store, self.settings, sit_down(self.store, login, self.now))
        return self.desks[login]

    def later(self, **more: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**more)
        return self.now

    def add(self, row: Any) -> int:
        """Put a row into the store and return its id."""
        held = {column.name: getattr(row, column.name) for column in type(row).__table__.columns}
        with self.store.write() as connection:
            given = {name: value for name, value in held.items() if value is not None}
            made = connection.execute(insert(type(row)).values(**given))
            return int(made.inserted_primary_key[0])  # type: ignore[index]


def key() -> str:
    """A request key that nobody used before."""
    return uuid.uuid4().hex
