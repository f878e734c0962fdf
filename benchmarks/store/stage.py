"""A seeded store to measure on, and who works on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from benchmarks.store import floor, made
from benchmarks.store.seed import Size
from callcenter import settings as house_settings
from callcenter.callers.models import Customer, Purchase
from callcenter.cases.models import Case
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.settings import Settings
from callcenter.store.store import Store

SEED = 1


@dataclass(frozen=True)
class Stage:
    """A seeded store: where it is and what it holds."""

    place: str
    size: Size

    def settings(self, agent: str = floor.login(0)) -> Settings:
        """The settings of an agent at it."""
        return house_settings.load(
            environment={}, store=self.place, agent=agent, region="CN", zone="Asia/Shanghai"
        )

    @contextmanager
    def desk(self, agent: str = floor.login(0)) -> Iterator[AgentDesk]:
        """An agent's desk, opened as the console opens it."""
        desk = open_agent_desk(self.settings(agent))
        try:
            yield desk
        finally:
            desk.store.close()

    def people(self, count: int, salt: int = 11) -> list[made.Person]:
        """Some customers who have a history and a number of their own, at random and the same each time."""
        owners = self.size.owners(0, self.size.customers)
        chance = Random(salt)
        found: list[made.Person] = []
        while len(found) < count:
            number = owners[chance.randrange(len(owners))]
            if number % made.HOUSEHOLD < made.HOUSEHOLD - 2:
                found.append(made.person(SEED, number))
        return found


def of(place: str) -> Stage:
    """The stage that a seeded store is."""
    store = Store(place)
    with store.read() as connection:

        def one(statement: Any) -> int:
            return int(connection.execute(statement).scalar() or 0)

        customers = one(select(func.max(col(Customer.id))))
        cases = one(select(func.max(col(Case.id))))
        second = one(select(func.min(col(Purchase.customer_id))).where(col(Purchase.customer_id) > 1))
    store.close()
    return Stage(place, Size(customers, cases, max(1, second - 1)))
