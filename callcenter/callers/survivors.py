"""Who a customer is after merges: the id that was asked for, or the one it leads to.

A write that hangs something on a customer asks ``held``: on PostgreSQL it waits for a merge that is under
way, and nothing is written on a customer that has just been merged into another.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from callcenter.callers.models import Customer

_NEXT = select(col(Customer.id), col(Customer.merged_into_id)).where(
    col(Customer.id).in_(bindparam("ids", expanding=True)), col(Customer.merged_into_id).is_not(None)
)


def of(connection: Connection, customer_id: int) -> int:
    """The survivor of a customer: the same id where it was never merged, or isn't on file.

    Args:
        connection: for reading.
        customer_id: an id that may be an old one; chains of merges are followed to their end.
    """
    return of_many(connection, (customer_id,))[customer_id]


def of_many(connection: Connection, customer_ids: Iterable[int]) -> dict[int, int]:
    """The survivor of each customer; one statement where none was merged, one more a link of a chain."""
    survivors = {each: each for each in customer_ids}
    asked = set(survivors)
    while asked:
        rows = connection.execute(_NEXT, {"ids": sorted(asked)})
        leads = {old or 0: new or 0 for old, new in rows}
        survivors = {each: leads.get(now, now) for each, now in survivors.items()}
        asked = set(leads.values())
    return survivors


def held_many(connection: Connection, customer_ids: Iterable[int]) -> dict[int, int]:
    """The survivor of each customer, who stays so until this write ends.

    Args:
        connection: of a ``store.write()``.
        customer_ids: ids that may be old ones.
    """
    found = of_many(connection, customer_ids)
    while connection.dialect.name == "postgresql":  # SQLite has one writer
        ids = sorted(set(found.values()))
        lock = select(col(Customer.id)).where(col(Customer.id).in_(ids)).order_by(col(Customer.id))
        connection.execute(lock.with_for_update(read=True, key_share=True))
        now = of_many(connection, found)
        if now == found:
            break
        found = now  # some were merged while we waited for them
    return found


def held(connection: Connection, customer_id: int) -> int:
    """The survivor of a customer, who stays so until this write ends.

    Args:
        connection: of a ``store.write()``.
        customer_id: an id that may be an old one.
    """
    while True:
        survivor = of(connection, customer_id)
        lock = select(col(Customer.merged_into_id)).where(col(Customer.id) == survivor)
        if connection.execute(lock.with_for_update(read=True, key_share=True)).scalar() is None:
            return survivor
        customer_id = survivor  # merged while we waited for it
