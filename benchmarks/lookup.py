"""Exact lookup to the caller's card, against the raw driver running the very same statements.

Run: python -m benchmarks.lookup [customers]. Prints milliseconds and the ratio; the goal is 4x or less.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, event, insert

from callcenter import settings as house_settings
from callcenter.callers import names_on_file, phones
from callcenter.callers.models import Customer, Item, Phone, Purchase, Repair, WarrantyTerm
from callcenter.desk.lookup import LookupVerbs
from callcenter.people.sign_in import sit_down
from callcenter.store import migrate
from callcenter.store.store import Store

CUSTOMERS = 50_000
CALLS = 400
NOW = datetime(2026, 3, 2, tzinfo=UTC)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
GIVEN = "小明伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞平刚桂英华玉兰"


ASKED = (
    *("4321", "王小明", "王小", "王", "wang", "wang xiaoming", "wang xaioming", "wxm", "w", "wang x"),
    *("S4321", "who"),
)


def number(at: int) -> str:
    return f"+86139{at:08d}"


def made(connection: Connection, customers: int) -> None:
    chance = random.Random(7)
    ids = range(1, customers + 1)
    names = [chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)) for _ in ids]
    put = connection.execute
    put(
        insert(Customer),
        [
            {"id": at, "name": name, "city": "上海", "address": "世纪大道", "created_at": NOW}
            for at, name in zip(ids, names, strict=True)
        ],
    )
    put(
        insert(Phone),
        [
            {
                "customer_id": at,
                "kind": "mobile",
                "raw": number(at),
                "e164": number(at),
                "reversed": phones.reverse(number(at)),
            }
            for at in ids
        ],
    )
    put(
        insert(Item),
        [
            {"id": at, "brand": "Buick", "product": "Excelle", "serial": f"S{at}"}
            for at in range(1, 2 * customers)
        ],
    )
    days = [date(2026, 1, 1) - timedelta(days=chance.randrange(2000)) for _ in range(100)]
    put(
        insert(Purchase),
        [
            {"item_id": at, "customer_id": 1 + at % customers, "bought_on": chance.choice(days)}
            for at in range(1, 2 * customers)
        ],
    )
    put(
        insert(WarrantyTerm),
        [{"item_id": at, "kind": "maker", "until_on": chance.choice(days)} for at in range(1, 2 * customers)],
    )
    put(
        insert(Repair),
        [
            {"item_id": 1 + chance.randrange(2 * customers - 1), "received_on": chance.choice(days)}
            for _ in range(3 * customers)
        ],
    )
    names_on_file.index_names(connection, ((at, 0, name) for at, name in zip(ids, names, strict=True)))


def recorded(store: Store, call: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements of a call, as the driver gets them."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    call()
    event.remove(store.engine, "before_cursor_execute", note)
    return seen


def timed(call: Callable[[], object]) -> float:
    """How long a call takes, in milliseconds."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        store = Store(path)
        migrate.upgrade(store)
        begun = time.perf_counter()
        with store.write() as connection:
            made(connection, customers)
        print(f"{customers:,} customers made in {time.perf_counter() - begun:.1f} s")
        compare(store, path, customers)
        others(store, path)
        store.close()


def desk_on(store: Store, path: Path) -> LookupVerbs:
    chosen = house_settings.load(environment={}, store=str(path), region="CN", zone="Asia/Shanghai")
    return LookupVerbs(store, chosen, sit_down(store, "bench", NOW))


def compare(store: Store, path: Path, customers: int) -> None:
    desk = desk_on(store, path)
    chance = random.Random(11)
    asked = [chance.randrange(1, customers) for _ in range(CALLS)]

    def ours(at: int) -> None:
        answer = desk.find(number(at))
        assert answer.single
        assert answer.single.customer_id
        desk.card(answer.single.customer_id, calling=number(at))

    for at in asked[:20]:
        ours(at)
    scripts = [recorded(store, partial(ours, at)) for at in asked]
    raw = store.engine.raw_connection()
    cursor = raw.cursor()

    def driver(script: list[tuple[str, Any]]) -> None:
        for statement, parameters in script:
            if statement == "BEGIN":
                raw.rollback()
            cursor.execute(statement, parameters).fetchall()

    # In turns, so that a busy moment of the machine weighs on both.
    turns = [
        (timed(partial(ours, at)), timed(partial(driver, script)))
        for at, script in zip(asked, scripts, strict=True)
    ]
    raw.close()
    mine, base = median(turn[0] for turn in turns), median(turn[1] for turn in turns)
    print(
        f"exact lookup to card: {mine:.2f} ms; raw driver, the same {len(scripts[0])} statements:"
        f" {base:.2f} ms; ratio {mine / base:.1f}x (goal 4x or less)"
    )


def others(store: Store, path: Path) -> None:
    """The other ways of asking, in milliseconds; first of each with a cold statement cache."""
    desk = desk_on(store, path)
    for text in ASKED:
        desk.find(text)
        took = median(timed(partial(desk.find, text)) for _ in range(15))
        print(f"{text:>16}  {took:6.2f} ms  {len(desk.find(text).rows)} rows")


if __name__ == "__main__":
    main()
