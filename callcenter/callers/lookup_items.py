"""Lookup by serial number, VIN or number plate: two statements by index ranges."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from callcenter.callers import serials
from callcenter.callers.asking import Asked
from callcenter.callers.hits import Hit, Rank
from callcenter.callers.lookup_numbers import after
from callcenter.callers.models import Item, Purchase
from callcenter.i18n import Phrase

_MOST = 60
_SHORTEST_BEGINNING = 5
_BASE = (
    select(
        col(Item.id),
        col(Item.serial),
        col(Item.serial_key),
        col(Item.plate_key),
        col(Item.brand),
        col(Item.product),
        col(Purchase.customer_id),
        col(Purchase.owned_until),
    )
    .outerjoin(Purchase, col(Purchase.item_id) == col(Item.id))
    .limit(_MOST)
)
_SERIALS = _BASE.where(
    col(Item.serial_key) >= bindparam("first"), col(Item.serial_key) < bindparam("end")
).order_by(col(Item.serial_key))
_PLATES = _BASE.where(
    col(Item.plate_key) >= bindparam("first"), col(Item.plate_key) < bindparam("end")
).order_by(col(Item.plate_key))


def find(connection: Connection, asked: Asked) -> list[Hit]:
    """The items whose serial or plate is the text or begins so, each with its present owner.

    An earlier owner is never named: an item that nobody owns now comes without a customer.
    """
    hits: list[Hit] = []
    if asked.serial:
        rows = connection.execute(_SERIALS, _range(asked.serial)).all()
        hits += _owned(rows, asked.serial, "serial", asked.text)
    if asked.plate:
        rows = connection.execute(_PLATES, _range(asked.plate)).all()
        hits += _owned(rows, asked.plate, "plate", asked.text)
    return hits


def _range(key: str) -> dict[str, str]:
    """Of short keys only the key itself: too much begins so; no key holds control signs."""
    return {"first": key, "end": after(key) if len(key) >= _SHORTEST_BEGINNING else f"{key}\1"}


def _owned(rows: Iterable[Any], key: str, what: str, text: str) -> Iterator[Hit]:
    items: dict[int, list[Any]] = {}
    for row in rows:
        items.setdefault(row.id, []).append(row)
    for owners in items.values():
        found = owners[0].serial_key if what == "serial" else owners[0].plate_key
        now = [row for row in owners if row.customer_id is not None and row.owned_until is None]
        for row in now or owners[:1]:
            yield _hit(row, what, text, exact=found == key, owned=bool(now))


def _hit(row: Any, what: str, text: str, *, exact: bool, owned: bool) -> Hit:
    name = "vin" if what == "serial" and serials.is_vin(row.serial or "") else what
    item = f"{row.brand} {row.product}"
    return Hit(
        Rank.IDENTIFIER if exact else Rank.BEGINNING,
        Phrase(f"why.{name}" if exact else f"why.{name}_begins", {"item": item}),
        exact,
        row.customer_id if owned else None,
        # Of two serials that only differ in what people confuse, the one typed comes first.
        score=float(serials.normalise(row.serial or "") == serials.normalise(text)),
        item_id=row.id,
        item=item,
        earlier_owner=not owned and row.customer_id is not None,
    )
