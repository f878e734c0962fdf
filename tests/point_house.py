"""A house whose door is open, with one case that a service point was offered."""

import re
from dataclasses import dataclass, replace
from typing import Any

import httpx
from sqlalchemy import insert, select

from callcenter.callers.models import Customer, Item, Purchase
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.desk.agent import AgentDesk
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.i18n import Phrase
from callcenter.outbox.models import Message
from callcenter.people.sign_in import sit_down
from callcenter.points.models import ServicePoint
from tests.seats import MONDAY, key


@dataclass
class Workshop:
    """A house whose door is open, and one case that a point was offered."""

    exchange: Any
    line: Any
    point_id: int
    dispatch_id: int
    case_id: int
    agent: AgentDesk
    secret: str
    """The point's own key."""

    @property
    def client(self) -> httpx.Client:
        client: httpx.Client = self.line.client
        return client

    @property
    def path(self) -> str:
        with self.exchange.store.read() as connection:
            (body,) = connection.execute(select(Message.body)).scalars()  # type: ignore[call-overload]
        return str(body["data"]["answer_url"]).removeprefix("https://desk.example")

    def rows(self, table: Any) -> list[Any]:
        with self.exchange.store.read() as connection:
            return list(connection.execute(select(table)))

    def send(self, page: str, do: str, **fields: str) -> httpx.Response:
        """Fill in a form of a page and press its button."""
        (hidden,) = set(re.findall(r'name="key" value="([^"]+)"', page))
        return self.client.post(self.path, data={"do": do, "key": hidden, **fields})


def _row(connection: Any, table: Any, **values: Any) -> int:
    return int(connection.execute(insert(table).values(**values)).inserted_primary_key[0])


SAID = "王小明：<b>热车后熄火</b>，电话 138 1234 5678"


def workshop(exchange: Any, said: str = SAID) -> Workshop:
    points = {**exchange.settings.points, "public_url": "https://desk.example"}
    exchange.settings = replace(exchange.settings, points=points, hold_seconds=0)
    with exchange.store.write() as connection:
        point_id = _row(connection, ServicePoint, name="永达浦东", webhook="https://point.example/hook",
                        timezone="Asia/Shanghai", country="CN")  # fmt: skip
        customer_id = _row(connection, Customer, name="王小明", created_at=MONDAY)
        item_id = _row(connection, Item, brand="Buick", product="Excelle", line="car", serial="LSG0000000001")
        _row(connection, Purchase, item_id=item_id, customer_id=customer_id)
    agent = AgentDesk(exchange.store, exchange.settings, sit_down(exchange.store, "wangfang", MONDAY))
    row = Candidate(
        point_id=point_id, external_id=None, name="永达浦东", city="上海", address="", phone=None, metres=3100.0,
        open=True, opens_at=None, closes_at=None, room=None, capacity=None, work_on=agent.today(),
        matches=(), reasons=(Phrase("reason.nearest"),), has_webhook=True,
    )  # fmt: skip
    logged = agent.log(
        key(),
        Intake(
            "fault", said, customer_id, "138 1234 5678", "王小明",
            item_id=item_id, category="engine.stalls", way="bring_in", place=PlaceSaid("延安路 100 号", "上海"),
        ),
        Choice(point_id, Proposal((row,), ())),
    )  # fmt: skip
    secret = exchange.admin.make_key("point", point_id=point_id).secret
    return Workshop(
        exchange, exchange.open(), point_id, logged.dispatch_id or 0, logged.case_id, agent, secret
    )
