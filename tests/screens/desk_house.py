"""A desk to sit at: a real store with a small family on file, and the console on it."""

import shutil
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import frame_demo as frame
from sqlalchemy import Connection, insert
from textual.pilot import Pilot

from callcenter import i18n
from callcenter import settings as house_settings
from callcenter.callers import names_on_file, numbers_on_file, serials
from callcenter.callers.models import (
    Customer,
    Item,
    Purchase,
    Recall,
    RecallItem,
    Repair,
    WarrantyTerm,
)
from callcenter.cases.views import Intake, Logged
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.store import Store
from screens.app import CallcenterApp
from screens.desk.screen import DeskScreen

NOW = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
MADE = datetime(2016, 1, 1, tzinfo=UTC)
WANG, LI, CHEN = 1, 2, 3
CAR, FRIDGE = 1, 2
MOBILE, HOME, CHENS = "+8613912345678", "+862158881234", "+8613700001111"


def make_template(path: Path) -> Path:
    """A store with 王小明 (two items), 李梅 (same home number, none) and 陈静 (a phone)."""
    store = Store(path)
    migrate.upgrade(store)
    with store.write() as connection:
        _people(connection)
        _car(connection)
        fridge = _item(connection, WANG, "Haier", "BCD-470", line="fridge", serial="B00X7K2M91",
                       bought_on=date(2017, 11, 14))  # fmt: skip
        _put(connection, WarrantyTerm, item_id=fridge, kind="part", covers="compressor",
             from_on=date(2017, 11, 14), until_on=date(2027, 11, 13))  # fmt: skip
        _item(connection, CHEN, "Huawei", "Mate 60", line="phone", bought_on=date(2024, 1, 5))
    store.close()
    return path


def _put(connection: Connection, table: Any, **values: Any) -> int:
    return int(connection.execute(insert(table).values(**values)).inserted_primary_key[0])  # type: ignore[index]


def _people(connection: Connection) -> None:
    shared: dict[str, Any] = {"created_at": MADE, "city": "上海市浦东新区", "country": "CN"}
    for name, latin, numbers, more in (
        ("王小明", "Wang Xiaoming", (MOBILE, HOME),
         {"tier": "gold", "language": "zh_CN", "since": date(2016, 4, 1), "address": "峨山路91弄28号",
          "note": "evenings"}),
        ("李梅", "Li Mei", (HOME,), {}),
        ("陈静", "Chen Jing", (CHENS,), {}),
    ):  # fmt: skip
        customer_id = _put(connection, Customer, name=name, latin=latin, **shared, **more)
        for number in numbers:
            numbers_on_file.add(connection, customer_id, numbers_on_file.read_numbers(number, "CN"))
        names_on_file.reindex(connection, customer_id, 0, (name, latin))


def _item(connection: Connection, owner: int, brand: str, product: str, **more: Any) -> int:
    bought = {name: more.pop(name) for name in ("bought_on", "proof", "retailer") if name in more}
    keys = {
        "serial_key": serials.serial_key(more["serial"]) if more.get("serial") else None,
        "plate_key": serials.plate_key(more["plate"]) if more.get("plate") else None,
    }
    item_id = _put(connection, Item, brand=brand, product=product, **keys, **more)
    _put(connection, Purchase, item_id=item_id, customer_id=owner, **bought)
    return item_id


def _car(connection: Connection) -> None:
    car = _item(connection, WANG, "Buick", "Excelle 1.6", line="car", plate="沪A·12345", km=61400,
                serial="LSGJA52U2NB000001", bought_on=date(2022, 5, 10), proof="receipt",
                retailer="永达浦东")  # fmt: skip
    _put(connection, WarrantyTerm, item_id=car, kind="maker", from_on=date(2022, 5, 10),
         until_on=date(2025, 5, 9), until_km=100000)  # fmt: skip
    recall = _put(connection, Recall, brand="Buick", component="fuel pump")
    connection.execute(insert(RecallItem).values(recall_id=recall, item_id=car))
    for day, work, cost, cover in (
        (date(2025, 3, 2), "brake pads replaced", 68000, "paid"),
        (date(2024, 8, 19), "10,000 km service", 42000, "paid"),
        (date(2023, 6, 30), "battery replaced", None, "warranty"),
    ):
        _put(connection, Repair, item_id=car, point_name="永达浦东", received_on=day, handed_back_on=day,
             work=work, cost=cost, currency="CNY", cover=cover)  # fmt: skip


class House:
    """A copy of the template, its settings, and what a test does there.

    Args:
        template: a store made by ``make_template``.
        folder: where the copy goes.
    """

    def __init__(self, template: Path, folder: Path) -> None:
        path = folder / "desk.sqlite3"
        shutil.copyfile(template, path)
        self.settings: Settings = house_settings.load(
            environment={}, store=str(path), zone="Asia/Shanghai", region="CN", agent="王芳"
        )
        self.desk: AgentDesk = open_agent_desk(self.settings)
        i18n.use("en", "Asia/Shanghai")

    def app(self, opener: Callable[[], Any] | None = None) -> CallcenterApp:
        """The console on this store."""
        return CallcenterApp(opener or (lambda: open_agent_desk(self.settings)), guard=False)

    def log(self, **more: Any) -> Logged:
        """A case of 王小明's car."""
        values: dict[str, Any] = {"kind": "fault", "description": "stalls at red lights when warm",
                                  "customer_id": WANG, "caller": MOBILE, "item_id": CAR}  # fmt: skip
        return self.desk.log(uuid.uuid4().hex, Intake(**(values | more)))


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the console work until something holds; fails with what is painted."""
    for _ in frame.tries():
        await pilot.pause()
        if condition():
            break
    else:
        raise AssertionError(painted(pilot.app))
    await frame.settle(pilot)


async def look_up(pilot: Pilot[Any], text: str) -> DeskScreen:
    """Type into the field and wait for what is found."""
    desk = pilot.app.screen
    assert isinstance(desk, DeskScreen)
    desk.field.value = text
    desk.field.cursor_position = len(text)
    await until(pilot, lambda: desk.answer is not None and desk._answered == text)
    return desk


def painted(app: Any) -> str:
    """All that stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in strip).rstrip() for strip in strips)


def line_with(app: Any, words: str) -> str:
    """The first painted line that holds these words."""
    return next((line for line in painted(app).splitlines() if words in line), "")


def footer(app: Any) -> str:
    """The last line."""
    return frame.footer(app)


def message(app: Any) -> str:
    """The message line."""
    return frame.message(app)
