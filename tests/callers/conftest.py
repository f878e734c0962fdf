"""A small family on file, with the traps of real ones: shared, reissued and internal numbers, two owners."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from callcenter.callers import names_on_file, numbers_on_file, serials
from callcenter.callers.models import (
    Contact,
    Customer,
    Item,
    Purchase,
    Recall,
    RecallItem,
    Repair,
    WarrantyTerm,
)
from callcenter.points.models import ServicePoint
from callcenter.store.store import Store
from tests.stores import Stores

MADE = datetime(2026, 1, 1, tzinfo=UTC)


def put(connection: Connection, table: type[SQLModel], **values: Any) -> int:
    return int(connection.execute(insert(table).values(**values)).inserted_primary_key[0])  # type: ignore[index]


def customer(connection: Connection, name: str, *numbers: str, latin: str | None = None, **more: Any) -> int:
    customer_id = put(connection, Customer, name=name, latin=latin, created_at=MADE, **more)
    for number in numbers:
        numbers_on_file.add(connection, customer_id, numbers_on_file.read_numbers(number, "CN"))
    names_on_file.reindex(connection, customer_id, 0, (name, latin))
    return customer_id


def contact(connection: Connection, customer_id: int, name: str, *numbers: str) -> int:
    contact_id = put(connection, Contact, customer_id=customer_id, name=name)
    for number in numbers:
        numbers_on_file.add(
            connection, customer_id, numbers_on_file.read_numbers(number, "CN"), contact_id=contact_id
        )
    names_on_file.reindex(connection, customer_id, contact_id, (name,))
    return contact_id


def item(connection: Connection, owner: int | None, brand: str, product: str, **more: Any) -> int:
    bought = {name: more.pop(name) for name in ("bought_on", "owned_until", "proof") if name in more}
    serial, plate = more.get("serial"), more.get("plate")
    item_id = put(
        connection,
        Item,
        brand=brand,
        product=product,
        serial_key=serials.serial_key(serial) if serial else None,
        plate_key=serials.plate_key(plate) if plate else None,
        **more,
    )
    if owner:
        put(connection, Purchase, item_id=item_id, customer_id=owner, **bought)
    return item_id


class Family:
    """The ids of who and what is on file."""

    def __init__(self, connection: Connection) -> None:
        home = "021 5888 1234"
        self.wang = customer(
            connection, "王小明", "139 1234 5678", home, latin="Wang Xiaoming", external_id="C-1",
            city="浦东新区", region="上海市", address="世纪大道 8 号 1201", email="xm.wang@example.com",
            lat=31.234567, lon=121.512345, tier="gold", note="prefers evenings",
        )  # fmt: skip
        self.li = customer(
            connection, "李梅", home, "138 0013 8000", external_id="C-2", city="浦东新区", region="上海市"
        )
        self.brien = customer(connection, "Seán O'Brien", "+353 1 234 5678", city="Dublin")
        self.muller = customer(connection, "Jürgen Müller", "+49 30 12345678")
        self.smith = customer(connection, "John Smith", "+1 212 555 0123")
        self.firm = customer(connection, "永达汽车租赁有限公司", "021 6888 0000", kind="firm")
        self.driver = contact(connection, self.firm, "赵刚", "021 6888 0000 转 8012", "137 0000 5678")
        self.intern = customer(connection, "内线前台", "8012")
        self.former = customer(connection, "陈旧", "136 1111 2222")
        self.now = customer(connection, "周新")
        numbers_on_file.retire(connection, self.former, "+8613611112222", date(2025, 6, 1))
        numbers_on_file.add(connection, self.now, numbers_on_file.read_numbers("13611112222", "CN"))
        self.gone = customer(connection, "王小明明", "135 9999 0000", merged_into_id=self.wang)
        self.point = put(connection, ServicePoint, name="永达浦东")
        self._items(connection)

    def _items(self, connection: Connection) -> None:
        self.car = item(
            connection, self.wang, "Buick", "Excelle 1.6", line="car", serial="LSGJA52U8EH123450", plate="沪A·12345",
            model_year=2022, km=61_000, bought_on=date(2022, 5, 10), proof="receipt",
        )  # fmt: skip
        self.fridge = item(
            connection, self.wang, "Haier", "BCD-470", serial="B0OX7K2M91", bought_on=date(2024, 11, 2)
        )
        self.sold = item(
            connection, self.wang, "Sony", "KD-55", serial="TV-000777", bought_on=date(2019, 1, 5),
            owned_until=date(2023, 3, 1),
        )  # fmt: skip
        put(connection, Purchase, item_id=self.sold, customer_id=self.smith, bought_on=date(2023, 3, 1))
        put(
            connection, Purchase, item_id=self.car, customer_id=self.brien, price=7654321, currency="EUR",
            bought_on=date(2021, 1, 1), owned_until=date(2022, 5, 10),
        )  # fmt: skip
        self.orphan = item(
            connection, self.muller, "Midea", "KFR-35", serial="MID4455667", owned_until=date(2024, 1, 1)
        )
        term = {"item_id": self.car, "source": "file"}
        put(
            connection,
            WarrantyTerm,
            kind="maker",
            from_on=date(2022, 5, 10),
            until_on=date(2025, 5, 9),
            **term,
        )
        put(connection, WarrantyTerm, kind="extended", until_on=date(2027, 5, 9), until_km=60_000, **term)
        put(
            connection, WarrantyTerm, item_id=self.fridge, kind="part", covers="compressor",
            from_on=date(2024, 11, 2), until_on=date(2027, 11, 1),
        )  # fmt: skip
        self._repairs(connection)

    def _repairs(self, connection: Connection) -> None:
        stalls = {"component": "engine", "symptom": "engine.stalls", "item_id": self.car}
        put(connection, Repair, received_on=date(2021, 8, 1), cost=99900, currency="EUR", complaint="old",
            point_name="Garage of the first owner", **stalls)  # fmt: skip
        put(connection, Repair, received_on=date(2024, 8, 19), cost=42000, currency="CNY", point_id=self.point,
            complaint="stalls at idle", **stalls)  # fmt: skip
        put(connection, Repair, received_on=date(2025, 3, 2), cost=68000, currency="CNY", point_id=self.point,
            work="throttle body cleaned", **stalls)  # fmt: skip
        put(
            connection,
            Repair,
            item_id=self.sold,
            received_on=date(2025, 1, 1),
            cost=111,
            complaint="of the next",
        )
        pump = put(
            connection, Recall, brand="buick", products=["Excelle"], component="fuel pump", risk="stalls"
        )
        done = put(connection, Recall, brand="Buick", component="airbag")
        connection.execute(insert(RecallItem).values(recall_id=pump, item_id=self.car))
        connection.execute(
            insert(RecallItem).values(recall_id=done, item_id=self.car, done_on=date(2024, 1, 1))
        )


def _settle(store: Store) -> Family:
    with store.write() as connection:
        return Family(connection)


@pytest.fixture
def family(stores: Stores) -> Family:
    return stores.filled("family", _settle)


@pytest.fixture
def store(stores: Stores) -> Store:
    """A real store of one's own with the family on file."""
    return stores.make("family", _settle)


@pytest.fixture
def count(store: Store) -> Callable[[Callable[[], object]], int]:
    """How many statements a call runs."""
    from sqlalchemy import event

    def counted(call: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        call()
        event.remove(store.engine, "before_cursor_execute", note)
        return len([each for each in seen if not each.startswith("BEGIN")])

    return counted


@pytest.fixture
def build() -> SimpleNamespace:
    """The builders of this file, for what a test adds itself."""
    return SimpleNamespace(put=put, customer=customer, contact=contact, item=item)
