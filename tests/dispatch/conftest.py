"""A small store made by hand: two workshops, a customer with a car, and cases to send."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from callcenter.callers.models import Contact, Customer, Item, Phone, Purchase
from callcenter.cases import standing
from callcenter.cases.models import Case
from callcenter.cases.numbers import case_number
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.i18n import Phrase
from callcenter.outbox.models import Message
from callcenter.people.models import Agent
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.settings import Settings
from callcenter.store.events import Actor
from callcenter.store.models import Event
from callcenter.store.store import Store
from tests.stores import Stores

SHANGHAI = (31.2304, 121.4737)


@dataclass
class World:
    """The store with short ways to fill it and to look into it."""

    store: Store
    at: datetime
    settings: Settings
    actor: Actor = field(default_factory=lambda: Actor("agent", 1, "王芳"))
    cases: int = 0

    def add(self, row: Any) -> int:
        held = ((name, getattr(row, name)) for name in type(row).__table__.columns.keys())  # noqa: SIM118 - a collection of columns
        values = {name: value for name, value in held if value is not None}
        with self.store.write() as connection:
            made = connection.execute(insert(type(row)).values(**values))
            return int(made.inserted_primary_key[0])  # type: ignore[index]

    def point(
        self, name: str = "永达浦东", *, abilities: dict[str, list[str]] | None = None, **more: Any
    ) -> int:
        values: dict[str, Any] = {
            "lat": SHANGHAI[0],
            "lon": SHANGHAI[1],
            "timezone": "Asia/Shanghai",
            "opening_hours": "Mo-Su 08:00-18:00",
            "city": "上海",
        }
        point_id = self.add(ServicePoint(name=name, **(values | more)))
        for kind, given in (abilities or {"way": ["bring_in"]}).items():
            for value in given:
                self.add(PointAbility(point_id=point_id, kind=kind, value=value))
        return point_id

    def case(self, **more: Any) -> int:
        self.cases += 1
        values: dict[str, Any] = {
            "number": case_number(self.cases + 480),
            "kind": "fault",
            "summary": "Engine stalls",
            "description": "热车后在红灯前熄火",
            "customer_id": 1,
            "item_id": 1,
            "category": "engine.stalls",
            "way": "bring_in",
            "place_city": "上海",
            "place_lat": SHANGHAI[0],
            "place_lon": SHANGHAI[1],
            "logged_at": self.at,
        }
        return self.add(Case(**(values | more)))

    def load_case(self, case_id: int) -> Case:
        with self.store.read() as connection:
            return standing.load(connection, case_id)

    def rows(self, table: Any, **where: Any) -> list[Any]:
        query = select(table)
        for name, value in where.items():
            query = query.where(col(getattr(table, name)) == value)
        with self.store.read() as connection:
            return [table(**row._mapping) for row in connection.execute(query)]

    def dispatches(self, case_id: int) -> list[Dispatch]:
        return self.rows(Dispatch, case_id=case_id)

    def messages(self) -> list[Message]:
        return self.rows(Message)

    def timeline(self, case_id: int) -> list[str]:
        return [event.verb for event in self.rows(Event, case_id=case_id)]

    def candidate(self, point_id: int, name: str = "永达浦东", **more: Any) -> Candidate:
        values: dict[str, Any] = {
            "external_id": None,
            "city": "上海",
            "address": "",
            "phone": None,
            "metres": 3100.0,
            "open": True,
            "opens_at": None,
            "closes_at": None,
            "room": 3,
            "capacity": 8,
            "work_on": date(2026, 3, 2),
            "matches": (),
            "reasons": (Phrase("reason.nearest"),),
        }
        return Candidate(point_id=point_id, name=name, **(values | more))

    def choice(self, *point_ids: int, take: int | None = None, **more: Any) -> Choice:
        rows = tuple(self.candidate(one) for one in point_ids)
        return Choice(take or point_ids[0], Proposal(rows, (), at=self.at), **more)


@pytest.fixture
def world(stores: Stores, at: datetime) -> World:
    location = stores.location()
    chosen = Settings(store=location, agent="wangfang", zone="Asia/Shanghai")
    made = World(stores.opened(location), at, chosen)
    made.add(Agent(login="wangfang", name="王芳", created_at=at))
    made.add(
        Customer(
            name="王小明",
            latin="Wang Xiaoming",
            address="浦东新区张江路123弄4号",
            city="上海",
            language="zh",
            created_at=at,
        )
    )
    made.add(Contact(customer_id=1, name="李静", latin="Li Jing"))
    made.add(Phone(customer_id=1, raw="139 1234 5678", e164="+8613912345678", reversed="87654321931"))
    made.add(
        Item(brand="Buick", product="Excelle 1.6", line="car", model_year=2022, serial="LSGJA52U1CH123456")
    )
    made.add(Purchase(item_id=1, customer_id=1, bought_on=date(2022, 5, 1)))
    return made
