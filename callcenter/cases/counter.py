"""Handing out case numbers: a counter in the store, a check digit behind it."""

from sqlalchemy import Connection

from callcenter.cases.numbers import case_number
from callcenter.store import counting
from callcenter.store.store import Store

COUNTER = "case"
FIRST = 1001
"""The first counter of a fresh store: people see 1001-2, not 1-3."""


def take(connection: Connection, count: int = 1) -> tuple[str, ...]:
    """Return the next case numbers as they are stored; gaps are fine, repeats can't happen.

    Args:
        connection: of a ``store.write()``.
        count: how many, 1 or more.
    """
    return tuple(case_number(number) for number in counting.take(connection, COUNTER, FIRST, count))


def take_ahead(store: Store) -> str | None:
    """Return a case number for a write that is still to begin; None where that write takes its own."""
    number = counting.take_ahead(store, COUNTER, FIRST)
    return None if number is None else case_number(number)
