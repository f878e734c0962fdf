"""A house with two agents on one store, a caller with a car, a workshop, and a clock to turn; and the console."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from frame_demo import footer, message, settle
from textual.pilot import Pilot

from callcenter import clock, i18n
from callcenter import settings as house_settings
from callcenter.callers.models import Customer, Item, Purchase
from callcenter.cases.views import CaseView, Intake, Logged, MoveDetails
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.store import Store
from screens.app import CallcenterApp
from tests.seats import MONDAY, Seats, key

__all__ = ["footer", "key", "message", "settle"]


@dataclass
class House(Seats):
    def log(self, login: str = "王芳", **more: Any) -> Logged:
        values: dict[str, Any] = {
            "kind": "fault", "description": "Engine stalls when warm", "customer_id": 1, "item_id": 1,
            "way": "bring_in", "contact": "王小明", "contact_phone": "139 1234 5678",
        }  # fmt: skip
        return self.desk(login).log(key(), Intake(**(values | more)))

    def sent(self, *, point_id: int = 1, **more: Any) -> Logged:
        """A case that was sent to the workshop that is told by phone, or (2) to the one with a webhook."""
        logged = self.log(**more)
        row = Candidate(
            point_id=point_id, external_id=None, name="永达浦东", city="上海", address="", phone="+86 21 5000 1234",
            metres=3100.0, open=True, opens_at=None, closes_at=None, room=None, capacity=None,
            work_on=date(2026, 3, 2), matches=(), reasons=(i18n.Phrase("reason.nearest"),),
        )  # fmt: skip
        choice = Choice(point_id, Proposal((row,), (), at=self.now))
        self.desk().dispatch(key(), logged.case_id, logged.version, choice)
        return logged

    def accepted(self, **more: Any) -> Logged:
        logged = self.sent(**more)
        self.later(seconds=20)
        sent = self.case(logged.case_id).dispatch
        assert sent is not None
        self.desk().told_point(key(), sent.dispatch_id, "陈师傅", "accepted")
        return logged

    def undelivered(self) -> Logged:
        """A case whose offer could not be delivered, however often it was tried."""
        logged, worker = self.sent(point_id=2), SystemDesk(self.store, self.settings)
        for _ in range(60):  # the waits between attempts have jitter
            sent = self.case(logged.case_id).dispatch
            if sent is not None and sent.state == "failed":
                return logged
            self.later(minutes=5)
            worker.work_outbox(at=self.now)
        raise AssertionError("it never failed")

    def case(self, case_id: int, login: str = "王芳") -> CaseView:
        return self.desk(login).case(case_id)

    def move(self, case_id: int, move: str, login: str = "王芳", **details: Any) -> None:
        desk = self.desk(login)
        desk.move(key(), case_id, desk.case(case_id).version, move, MoveDetails(**details))


def make_empty(folder: Path) -> Path:
    """A store with a caller, a car and a workshop without a webhook."""
    path = folder / "house.sqlite3"
    store = Store(path)
    migrate.upgrade(store)
    house = House(store, Settings())
    customer = house.add(Customer(name="王小明", latin="Wang Xiaoming", tier="gold", created_at=MONDAY))
    item = house.add(Item(brand="Buick", product="Excelle", line="car", plate="沪A·12345"))
    house.add(Purchase(item_id=item, customer_id=customer))
    point = house.add(ServicePoint(name="永达浦东", phone="+862150001234", city="上海"))
    deaf = house.add(
        ServicePoint(name="浦东快修", phone="+862150005678", webhook="http://127.0.0.1:9/offers")
    )
    for one in (point, deaf):
        house.add(PointAbility(point_id=one, kind="way", value="bring_in"))
    store.close()
    return path


def open_house(empty: Path, path: Path) -> House:
    shutil.copyfile(empty, path)
    chosen = house_settings.load(environment={}, store=str(path), zone="Asia/Shanghai", region="CN")
    house = House(Store(path), chosen)
    clock.use(lambda: house.now)
    i18n.use("en", "Asia/Shanghai")
    house.desk(), house.desk("李雷")
    return house


@asynccontextmanager
async def console(
    house: House, go: Callable[[CallcenterApp], None], size: tuple[int, int] = (120, 40), login: str = "王芳"
) -> AsyncIterator[tuple[CallcenterApp, Pilot[Any]]]:
    """The console of an agent, on the screen that ``go`` opens."""
    desk = house.desk(login)
    app = CallcenterApp(lambda: desk, guard=False)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        go(app)
        await settle(pilot)
        await settle(pilot)
        yield app, pilot


async def look(app: CallcenterApp, pilot: Pilot[Any]) -> None:
    """What the app does each second: look at the change feed."""
    await settle(pilot)  # a look that is under way may have missed it
    app._feed.look()
    await settle(pilot)
    await settle(pilot)


async def type_keys(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and let the desk and the screens do what they lead to."""
    for one in keys:
        await pilot.press(one)
        await settle(pilot)
    await settle(pilot)


def shown(app: CallcenterApp) -> str:
    """The whole screen in front, as text."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in line).rstrip() for line in lines)
