"""Which units a recall names, and which of them are not done."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from callcenter.callers.models import Item, Recall, RecallItem
from callcenter.callers.names import fold
from callcenter.callers.serials import serial_key

_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Scope:
    """What a recall names.

    Attributes:
        brand: of every unit.
        products: product names; empty: every product of the brand.
        serials: serial keys, ``A..B`` ranges (both ends named) or ``PREFIX*``; empty: all.
        years: model years; empty: all.
    """

    brand: str
    products: Collection[str] = ()
    serials: Collection[str] = ()
    years: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """What is known of an item when a recall asks."""

    brand: str
    product: str
    serial_key: str | None = None
    model_year: int | None = None


def covers(scope: Scope, unit: Unit) -> bool:
    """Whether a recall names a unit.

    A unit without the serial or year that the recall asks for is not named: better no word than a wrong one.
    Product names fit whole or as the beginning of the unit's product ("Excelle" names "Excelle 1.6").
    """
    if _said(scope.brand) != _said(unit.brand):
        return False
    if scope.products and not any(_product_fits(_said(name), _said(unit.product)) for name in scope.products):
        return False
    if scope.years and unit.model_year not in scope.years:
        return False
    return not scope.serials or any(serial_fits(said, unit.serial_key) for said in scope.serials)


def serial_fits(said: str, key: str | None) -> bool:
    """Whether a serial key is the one said, within the range ``A..B``, or begins with ``PREFIX*``."""
    if not key:
        return False
    begin, between, end = said.partition("..")
    first, last = serial_key(begin), serial_key(end)
    if between:
        return _order(first) <= _order(key) <= _order(last)
    return bool(first) and (key.startswith(first) if begin.rstrip().endswith("*") else key == first)


def _order(serial: str) -> tuple[int, str]:
    """Serials of one series count up in their length first: A9 comes before A10."""
    return len(serial), serial


def _product_fits(said: str, product: str) -> bool:
    return product == said or product.startswith(f"{said} ")


@lru_cache(maxsize=4096)
def _said(name: str) -> str:
    return re.sub(r"\s+", " ", fold(name)).strip()


# --- in the store ---


def name_units(connection: Connection, *recall_ids: int) -> int:
    """Write which items these recalls name and return how many are new; what is done stays done.

    Reads every item once, so it is for the import of recalls, not for a screen.
    """
    scopes = {found: scope for found, scope in _scopes(connection).items() if found in recall_ids}
    known = select(col(RecallItem.recall_id), col(RecallItem.item_id)).where(
        col(RecallItem.recall_id).in_(recall_ids)
    )
    have = {(recall_id, item_id) for recall_id, item_id in connection.execute(known)}
    return _write(connection, scopes, _units(connection), have)


def name_new_items(connection: Connection, item_ids: Sequence[int]) -> int:
    """Write which recalls name these items, which came after them, and return how many lines are new."""
    scopes = _scopes(connection)
    new = 0
    for at in range(0, len(item_ids), _PAGE):
        page = item_ids[at : at + _PAGE]
        known = select(col(RecallItem.recall_id), col(RecallItem.item_id)).where(
            col(RecallItem.item_id).in_(page)
        )
        have = {(recall_id, item_id) for recall_id, item_id in connection.execute(known)}
        new += _write(connection, scopes, _units(connection, page), have)
    return new


def _scopes(connection: Connection) -> dict[int, Scope]:
    statement = select(
        col(Recall.id), col(Recall.brand), col(Recall.products), col(Recall.serials), col(Recall.years)
    )
    return {
        found or 0: Scope(brand, products, serials, years)
        for found, brand, products, serials, years in connection.execute(statement)
    }


def _units(connection: Connection, ids: Sequence[int] | None = None) -> Iterator[tuple[int, Unit]]:
    statement = select(
        col(Item.id), col(Item.brand), col(Item.product), col(Item.serial_key), col(Item.model_year)
    )
    if ids is not None:
        statement = statement.where(col(Item.id).in_(ids))
    for item_id, brand, product, serial, year in connection.execute(statement):
        yield item_id or 0, Unit(brand, product, serial, year)


def _write(
    connection: Connection,
    scopes: dict[int, Scope],
    units: Iterable[tuple[int, Unit]],
    have: set[tuple[int, int]],
) -> int:
    of_brand: dict[str, list[tuple[int, Scope]]] = {}
    for recall_id, scope in scopes.items():
        of_brand.setdefault(_said(scope.brand), []).append((recall_id, scope))
    rows = [
        {"recall_id": recall_id, "item_id": item_id}
        for item_id, unit in units
        for recall_id, scope in of_brand.get(_said(unit.brand), ())
        if (recall_id, item_id) not in have and covers(scope, unit)
    ]
    if rows:
        connection.execute(insert(RecallItem), rows)
    return len(rows)
