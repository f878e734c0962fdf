"""A list on its way out: headings, and rows that are read while they are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from callcenter.store.store import Store

_PAGE = 1000

Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its headings and its rows, read while they are written."""

    headings: tuple[str, ...]
    rows: Iterator[Cells]


def pages(store: Store, statement: Select[Any], key: Any) -> Iterator[Sequence[Any]]:
    """The rows of a statement by pages in the order of an id, each page in a short reading of its own.

    Args:
        store: what is read.
        statement: gives rows with an ``id``.
        key: that column.
    """
    last = 0
    while True:
        with store.read() as connection:
            page = connection.execute(statement.where(key > last).order_by(key).limit(_PAGE)).all()
        if not page:
            return
        last = page[-1].id
        yield page
