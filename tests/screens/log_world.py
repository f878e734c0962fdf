"""A real store made by hand: callers with one and two cars, one unknown, four workshops; and the app on it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from frame_demo import tries
from sqlalchemy import insert, select
from textual.pilot import Pilot

from callcenter import clock
from callcenter.callers.models import Customer, Item, Phone, Purchase, Recall, RecallItem, WarrantyTerm
from callcenter.cases.models import Case
from callcenter.desk.agent import AgentDesk
from callcenter.dispatch.models import Dispatch
from callcenter.people.sign_in import sit_down
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.settings import Settings
from callcenter.store.store import Store
from screens.app import CallcenterApp
from screens.widgets.field import Words
from screens.widgets.footer import Footer
from screens.widgets.message_line import MessageLine

STALLS = "热车后熄火，昨天第三次"
BRAKES = "刹车失灵了，踩不动"
WANG = "+8613912345678"
SHARED = "+862158881234"

NOON = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
"""Monday 10:40 in Shanghai."""
HOME = {"lat": 31.2304, "lon": 121.4737, "city": "上海", "country": "CN"}
MAKER = ("maker", date(2024, 6, 1), date(2027, 6, 1))


@dataclass
class World:
    store: Store
    settings: Settings
    now: datetime = NOON
    desk: AgentDesk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = AgentDesk(self.store, self.settings, sit_down(self.store, "wangfang", NOON))

    def add(self, row: Any) -> int:
        held = {column.name: getattr(row, column.name) for column in type(row).__table__.columns}
        with self.store.write() as connection:
            given = {name: value for name, value in held.items() if value is not None}
            made = connection.execute(insert(type(row)).values(**given))
            return int(made.inserted_primary_key[0])  # type: ignore[index]

    def rows(self, table: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table)))

    def customer(self, name: str, number: str, **more: Any) -> int:
        customer_id = self.add(Customer(name=name, created_at=NOON, **(HOME | more)))
        self.phone(customer_id, number)
        return customer_id

    def phone(self, customer_id: int, number: str) -> None:
        digits = number.lstrip("+")
        self.add(Phone(customer_id=customer_id, raw=number, e164=number, reversed=digits[::-1],
                       kind="mobile"))  # fmt: skip

    def item(self, customer_id: int, product: str = "Excelle 1.6", **more: Any) -> int:
        values: dict[str, Any] = {"brand": "Buick", "product": product, "line": "car"}
        item_id = self.add(Item(**(values | more)))
        self.add(Purchase(item_id=item_id, customer_id=customer_id, bought_on=date(2024, 6, 1)))
        return item_id

    def warranty(self, item_id: int) -> None:
        kind, from_on, until_on = MAKER
        self.add(WarrantyTerm(item_id=item_id, kind=kind, from_on=from_on, until_on=until_on))

    def recall(self, item_id: int, component: str = "fuel") -> None:
        recall_id = self.add(Recall(external_id=f"R-{component}", brand="Buick", component=component))
        self.add(RecallItem(recall_id=recall_id, item_id=item_id))

    def point(self, name: str, north: float, east: float = 0.0, **abilities: list[str]) -> int:
        point_id = self.add(
            ServicePoint(
                name=name, lat=HOME["lat"] + north, lon=HOME["lon"] + east, timezone="Asia/Shanghai", city="上海",
                opening_hours="Mo-Su 08:00-18:00", daily_capacity=8, phone="+862150001234",
            )
        )  # fmt: skip
        given = {"way": ["bring_in", "roadside", "pick_up"], "brand": ["Buick"], "skill": ["engine", "car"]}
        for kind, values in (given | abilities).items():
            for value in values:
                self.add(PointAbility(point_id=point_id, kind=kind, value=value.casefold()))
        return point_id

    def skills(self) -> list[str]:
        taxonomy = self.desk.taxonomy()
        return sorted({taxonomy.category(code, "car").skill for code in taxonomy.by_code})

    def cases(self) -> list[Any]:
        return self.rows(Case)

    def dispatches(self) -> list[Any]:
        return self.rows(Dispatch)


def furnished(empty: Path, path: Path) -> World:
    """The house with callers and workshops."""
    shutil.copy(empty, path)
    return furnish(str(path))


def furnish(location: str) -> World:
    """The same in an empty store of either kind."""
    settings = Settings(store=location, agent="wangfang", zone="Asia/Shanghai", region="CN")
    world = World(Store(location), settings)
    wang = world.customer("王小明", "+8613912345678", latin="Wang Xiaoming", language="zh", tier="gold")
    car = world.item(wang, plate="沪A·12345", serial="LSGJA52U1CH123456")
    world.warranty(car)
    li = world.customer("李梅", "+862158881234", latin="Li Mei", language="zh")
    world.phone(wang, "+862158881234")
    world.item(li, "Excelle 1.6", plate="沪B·1")
    world.item(li, "Regal 2.0", plate="沪B·2")
    skills = world.skills()
    world.point("永达浦东", 0.03, skill=skills, authorised=["Buick"])
    world.point("永达张江", 0.06, skill=skills, authorised=["Buick"])
    world.point("浦东快修", 0.01, skill=["tyres"])
    world.point("苏州永达", 0.08, -0.85, skill=skills, authorised=["Buick"])
    return world


@contextmanager
def clock_at(world: World) -> Iterator[None]:
    clock.use(lambda: world.now)
    try:
        yield
    finally:
        clock.use(None)


@asynccontextmanager
async def console(world: World, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    """The console on that house."""
    app = CallcenterApp(lambda: world.desk, guard=False)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[Any]) -> None:
    """Until nothing is under way between desk and screen, nor waits for a pause of typing."""
    app = pilot.app
    assert isinstance(app, CallcenterApp)
    calm = 0
    for _ in tries():
        await pilot.pause()
        screen: Any = app.screen
        waits = getattr(screen, "_look_timer", None) is not None or bool(getattr(screen, "_asking", ()))
        calm = calm + 1 if app.bridge.idle() and not waits and getattr(screen, "stands", True) else 0
        if calm > 2:
            break
    await pilot.pause()


def shown(app: Any) -> str:
    """All that stands on the screen, as text."""
    from rich.segment import Segment

    lines = app.screen._compositor.render_strips()
    return "\n".join(
        "".join(part.text for part in strip if isinstance(part, Segment)).rstrip() for strip in lines
    )


class Hands:
    """Presses keys and counts them; the description is typed at once and doesn't count."""

    def __init__(self, pilot: Any) -> None:
        self.pilot, self.pressed = pilot, 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        self.pressed += len(keys)
        await settle(self.pilot)

    async def say(self, words: str) -> None:
        self.pilot.app.screen.query_one(Words).insert(words)
        await settle(self.pilot)

    async def type(self, words: str) -> None:
        await self.press(*words)

    @property
    def screen(self) -> Any:
        return self.pilot.app.screen

    @property
    def text(self) -> str:
        return shown(self.pilot.app)


@asynccontextmanager
async def logging(
    world: World, customer_id: int | None = 1, size: tuple[int, int] = (120, 40), **more: Any
) -> AsyncIterator[Hands]:
    async with console(world, size) as pilot:
        pilot.app.go("log", customer_id, **({"calling": WANG} | more))
        await settle(pilot)
        yield Hands(pilot)


def message(hands: Hands) -> str:
    return hands.pilot.app.front.query_one(MessageLine).render().plain.strip()


def footer(hands: Hands) -> str:
    return hands.screen.query_one(Footer).render().plain
