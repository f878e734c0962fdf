"""Handing out case numbers: a counter in the store, a check digit behind it."""

from sqlalchemy import Connection, insert, update
from sqlmodel import col

from callcenter.cases.numbers import case_number
from callcenter.store.models import Counter

COUNTER = "case"
FIRST = 1001
"""The first counter of a fresh store: people see 1001-2, not 1-3."""


def take(connection: Connection, count: int = 1) -> tuple[str, ...]:
    """Return the next case numbers as they are stored; gaps are fine, repeats can't happen.

    Args:
        connection: of a ``store.write()``.
        count: how many, 1 or more.
    """
    last = connection.execute(
        update(Counter)
        .where(col(Counter.name) == COUNTER)
        .values(value=col(Counter.value) + count)
        .returning(col(Counter.value))
    ).scalar()
    if last is None:
        last = FIRST + count - 1
        connection.execute(insert(Counter).values(name=COUNTER, value=last))
    return tuple(case_number(number) for number in range(last - count + 1, last + 1))
