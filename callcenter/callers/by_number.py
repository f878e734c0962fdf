"""Whose a whole number is, when it is one customer's alone."""

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import phones, survivors
from callcenter.callers.models import Phone
from callcenter.callers.numbers_on_file import dialable

_HOLDERS = 20
"""A number with more holders is nobody's own."""


def read_e164(text: str, region: str) -> str | None:
    """The one whole number that a telephone system's text holds; None where it is short, internal or none.

    Args:
        text: in any spelling: with or without a plus, national, international.
        region: the country of numbers that name none.
    """
    found = phones.candidates(text, region)
    return dialable(found[0]) if len(found) == 1 else None


def only_holder(connection: Connection, e164: str) -> int | None:
    """The customer who holds a number, if it is exactly one after merges; None for nobody or several.

    Args:
        connection: for reading.
        e164: the whole number; numbers that were retired count no more.
    """
    held = (
        select(col(Phone.customer_id))
        .where(col(Phone.reversed) == phones.reverse(e164), col(Phone.held_to).is_(None))
        .distinct()
        .limit(_HOLDERS)
    )
    ids = set(connection.execute(held).scalars())
    survived = set(survivors.of_many(connection, ids).values()) if ids else set()
    return survived.pop() if len(survived) == 1 else None
