"""Filling a store of either kind with made-up rows: all that the import of the generator's files would leave.

Run: python -m benchmarks.store.seed --store PLACE --customers 1000000 [--cases N] [--history-of N]. The place
is a path or a postgresql+psycopg:// address; the store must be new. ``--history-of 5`` gives items, purchases
and repairs to each fifth customer only, so that ten million fit a small disk; lookups ask for those.
"""

import argparse
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.store import floor, generate, made, repeating
from benchmarks.store.filling import Filling, filling
from callcenter.callers import names, phones, serials
from callcenter.callers.models import Customer, Item, NameToken, Phone, Purchase, Repair, TokenDelete
from callcenter.callers.names_on_file import latin_of
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store import migrate
from callcenter.store.store import Store

AT = datetime(2026, 3, 2, tzinfo=UTC)
"""When everything was put on file."""
_PAGE = 50_000
_CUSTOMER = (
    "id", "external_id", "kind", "name", "latin", "email", "address", "city", "region", "postcode", "country",
    "lat", "lon", "tier", "language", "created_at",
)  # fmt: skip
_PHONE = ("customer_id", "kind", "raw", "e164", "reversed", "position")
_ITEM = (
    "id",
    "brand",
    "product",
    "line",
    "serial",
    "serial_key",
    "plate",
    "plate_key",
    "model_year",
    "km",
    "km_on",
)
_PURCHASE = ("id", "external_id", "item_id", "customer_id", "bought_on", "retailer", "price", "currency")
_REPAIR = (
    "external_id", "item_id", "point_id", "received_on", "handed_back_on", "complaint", "component",
    "symptom", "job_no", "cost", "currency", "cover", "result",
)  # fmt: skip
_POINT = (
    "id", "external_id", "name", "address", "city", "region", "postcode", "country", "lat", "lon", "phone",
    "webhook", "opening_hours", "daily_capacity",
)  # fmt: skip
ROOM = 1_000_000
"""Jobs a day that a point takes: no benchmark fills one up."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a store holds.

    Attributes:
        customers: how many; each with 1.3 numbers.
        cases: how many; one in twenty of them open.
        history_of: one customer in so many has two purchases and three repairs.
    """

    customers: int
    cases: int
    history_of: int = 1

    @property
    def points(self) -> int:
        """How many service points."""
        return made.point_count(self.customers)

    def owners(self, first: int, count: int) -> range:
        """The customers with a history among so many from the first on."""
        beyond = min(first + count, self.customers)
        return range(first + -first % self.history_of, beyond, self.history_of)


def seed(store: Store, seed: int, size: Size) -> None:
    """Fill a new, migrated store."""
    with filling(store) as fill:
        _timed("points", lambda: points(fill, size.points))
        _timed("customers, numbers, items, repairs", lambda: callers(fill, seed, size))
        _timed("the same again, with other numbers", lambda: _repeat(fill, seed, size, store))
        _timed("names", lambda: name_tokens(fill, store, seed, size.customers))
        _timed("cases, events, dispatches", lambda: floor.fill(fill, seed, size))
        begun = time.perf_counter()
    print(f"  {'indexes':<36} {time.perf_counter() - begun:8.1f} s", flush=True)


def _repeat(fill: Filling, seed: int, size: Size, store: Store) -> None:
    repeating.repeat(fill, seed, size.customers, is_sqlite=store.is_sqlite)


def _timed(what: str, work: Any) -> None:
    begun = time.perf_counter()
    work()
    print(f"  {what:<36} {time.perf_counter() - begun:8.1f} s", flush=True)


def points(fill: Filling, count: int) -> None:
    """Service points that can do everything; every second one is told by webhook."""
    rows = [
        (number + 1, row[0], row[1], *row[4:12], _webhook(number), row[12], ROOM)
        for number, row in enumerate(map(tuple, generate.points(count)))
    ]
    fill.put(ServicePoint, _POINT, rows)
    able = [
        (number, kind, value)
        for number in range(1, count + 1)
        for kind, values in (("way", generate.WAYS), ("skill", generate.SKILLS))
        for value in values.split("; ")
    ]
    fill.put(PointAbility, ("point_id", "kind", "value"), able)


def _webhook(number: int) -> str | None:
    return f"https://point{number}.example/offers" if number % 2 else None


def callers(fill: Filling, seed: int, size: Size) -> None:
    """The first million customers with their numbers and what they own, page by page."""
    once = min(size.customers, made.NAMES)
    for first in range(0, once, _PAGE):
        numbers = range(first, min(first + _PAGE, once))
        people = [made.person(seed, number) for number in numbers]
        fill.put(Customer, _CUSTOMER, map(_customer, people))
        fill.put(Phone, _PHONE, _phones(people))
        owners = size.owners(first, len(numbers))
        owned = [made.bought(seed, number) for number in _each(owners, made.PURCHASES_EACH)]
        fill.put(Item, _ITEM, map(_item, owned))
        fill.put(Purchase, _PURCHASE, map(_purchase, owned))
        repairs = (made.repaired(seed, number, size.points) for number in _each(owners, made.REPAIRS_EACH))
        fill.put(Repair, _REPAIR, map(_repair, repairs))


def _each(owners: Iterable[int], count: int) -> Iterator[int]:
    """The numbers of the rows of owners who have so many each."""
    return (owner * count + at for owner in owners for at in range(count))


def _customer(one: made.Person) -> Sequence[Any]:
    town = one.town
    return (
        one.number + 1, one.id, "firm" if one.firm else "person", one.name, latin_of(one.name), one.email,
        one.address, town.name, town.region, town.postcode, one.land.code, one.lat, one.lon, one.tier,
        one.land.language, AT,
    )  # fmt: skip


def _phones(people: Iterable[made.Person]) -> Iterator[Sequence[Any]]:
    for one in people:
        for position, phone in enumerate(one.phones):
            kind = "other" if one.land.code == "US" else "mobile"  # in North America a number doesn't say
            yield one.number + 1, kind, phone.written, phone.e164, phones.reverse(phone.e164), position


def _item(one: made.Bought) -> Sequence[Any]:
    key, plate = serials.serial_key(one.serial), one.plate and serials.plate_key(one.plate)
    km_on = made.NEWEST if one.km is not None else None
    product = one.product
    return (
        one.number + 1, product.brand, product.name, product.line, one.serial, key, one.plate, plate,
        one.year, one.km, km_on,
    )  # fmt: skip


def _purchase(one: made.Bought) -> Sequence[Any]:
    return (
        one.number + 1, f"P{one.number}", one.number + 1, one.customer + 1, one.on, one.retailer, one.price,
        one.currency,
    )  # fmt: skip


def _repair(one: made.Repaired) -> Sequence[Any]:
    component, _, symptom = one.symptom.partition(".")
    return (
        f"R{one.number}", one.purchase + 1, one.point + 1, one.on, one.on + timedelta(days=one.days),
        f"{component}: {symptom}", component, one.symptom, f"J{one.number}", one.cost, one.currency,
        "paid" if one.paid else "warranty", "repaired",
    )  # fmt: skip


def name_tokens(fill: Filling, store: Store, seed: int, count: int) -> None:
    """The index of names: of the first million computed, and repeated with them.

    In the order of the keys, or the index would be written all over the disk.
    """
    fill.run("CREATE TEMPORARY TABLE told (token text, customer_id bigint)")
    known: set[str] = set()
    once = min(count, made.NAMES)
    for first in range(0, once, _PAGE):
        lines = [
            (token, number + 1)
            for number in range(first, min(first + _PAGE, once))
            for token in _tokens(made.person(seed, number).name)
        ]
        known.update(token for token, _ in lines)
        fill.put(NameToken, ("token", "customer_id"), lines, into="told")
    rounds = ", ".join(f"({at})" for at in range(0, count, made.NAMES))
    collated = "token" if store.is_sqlite else 'token COLLATE "C"'
    fill.run(
        f"INSERT INTO {NameToken.__tablename__} (token, customer_id, contact_id)"
        f" WITH rounds (more) AS (VALUES {rounds})"
        f" SELECT token, customer_id + more, 0 FROM told CROSS JOIN rounds"
        f" WHERE customer_id + more <= {count} ORDER BY {collated}, customer_id + more"
    )
    fill.run("DROP TABLE told")
    keys = sorted((key, token) for token in known for key in names.deletes(token))
    fill.put(TokenDelete, ("key", "token"), keys)


def _tokens(name: str) -> frozenset[str]:
    latin = latin_of(name)
    return names.tokens(name) | names.tokens(latin) if latin else names.tokens(name)


def main() -> None:
    reader = argparse.ArgumentParser(description="Fill a new store for the benchmarks.")
    reader.add_argument("--store", required=True, help="a path or a postgresql+psycopg:// address")
    reader.add_argument("--customers", type=int, default=10_000)
    reader.add_argument("--cases", type=int, help="as many as customers, one million at most")
    reader.add_argument("--history-of", type=int, default=1)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    cases = min(asked.customers, 1_000_000) if asked.cases is None else asked.cases
    store = Store(asked.store)
    migrate.upgrade(store)
    begun = time.perf_counter()
    seed(store, asked.seed, Size(asked.customers, cases, asked.history_of))
    size = f", {os.path.getsize(store.path) / 1e9:.2f} GB" if store.is_sqlite else ""
    print(f"{asked.customers:,} customers, {cases:,} cases in {time.perf_counter() - begun:.0f} s{size}")
    store.close()


if __name__ == "__main__":
    main()
