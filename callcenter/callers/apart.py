"""Pairs of customers that look alike and are not the same, as somebody said: they are not proposed again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select
from sqlmodel import col

from callcenter.callers import survivors
from callcenter.callers.models import Customer, CustomerApart
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.adding import add_missing
from callcenter.store.events import Actor

Pair = tuple[int, int]
"""Two customers, the smaller id first."""
_KNOWN = select(col(CustomerApart.customer_id), col(CustomerApart.other_id)).where(
    or_(
        col(CustomerApart.customer_id).in_(bindparam("ids", expanding=True)),
        col(CustomerApart.other_id).in_(bindparam("ids", expanding=True)),
    )
)


def pair(one: int, other: int) -> Pair:
    """Two ids in their order."""
    return min(one, other), max(one, other)


def of(connection: Connection, customer_ids: Iterable[int]) -> frozenset[Pair]:
    """The pairs that one of these customers is in."""
    ids = sorted(set(customer_ids))
    rows = connection.execute(_KNOWN, {"ids": ids}).all() if ids else ()
    return frozenset((one, other) for one, other in rows)


def not_same(connection: Connection, actor: Actor, at: datetime, one: int, other: int) -> None:
    """Remember that two customers are not the same; saying so again changes nothing.

    Args:
        connection: of a ``store.write()``.
        actor: who says so.
        at: when.
        one: a customer's id, possibly an old one.
        other: another's.

    Raises:
        NotFound: no such customer.
        Invalid: they are the same already.
    """
    these = _both(connection, one, other)
    if these in of(connection, these):
        return
    row = {"customer_id": these[0], "other_id": these[1], "agent_id": actor.id, "at": at}
    add_missing(connection, CustomerApart, [row])
    _told(connection, actor, at, "customer.apart", these)


def same_after_all(connection: Connection, actor: Actor, at: datetime, one: int, other: int) -> None:
    """Undo ``not_same``: they may be proposed again.

    Raises:
        NotFound: no such customer.
        Invalid: they are the same already.
    """
    these = _both(connection, one, other)
    if connection.execute(delete(CustomerApart).where(_is(these))).rowcount:
        _told(connection, actor, at, "customer.apart_undone", these)


def inherit(connection: Connection, survivor_id: int, merged_id: int) -> list[list[int]]:
    """Whoever is not the same as the merged one isn't the survivor either; returns the pairs that are new."""
    mine = of(connection, (survivor_id,))
    theirs = (one if other == merged_id else other for one, other in of(connection, (merged_id,)))
    new = sorted({pair(survivor_id, each) for each in theirs if each != survivor_id} - mine)
    by: dict[Pair, Any] = {}
    for low, high in new:
        other = low if high == survivor_id else high
        source = _is(pair(merged_id, other))
        by[low, high] = connection.execute(
            select(col(CustomerApart.agent_id), col(CustomerApart.at)).where(source)
        ).one()
    rows = [
        {"customer_id": low, "other_id": high, "agent_id": agent_id, "at": at}
        for (low, high), (agent_id, at) in by.items()
    ]
    if rows:
        add_missing(connection, CustomerApart, rows)
    return [list(each) for each in new]


def disinherit(connection: Connection, pairs: Iterable[Iterable[int]]) -> None:
    """Undo ``inherit``."""
    for low, high in pairs:
        connection.execute(delete(CustomerApart).where(_is((low, high))))


def _is(these: Pair) -> Any:
    return and_(col(CustomerApart.customer_id) == these[0], col(CustomerApart.other_id) == these[1])


def _both(connection: Connection, one: int, other: int) -> Pair:
    these = pair(survivors.held(connection, min(one, other)), survivors.held(connection, max(one, other)))
    if these[0] == these[1]:
        raise Invalid(N_("They are one customer already. Take the merge back first."))
    found = connection.execute(select(col(Customer.id)).where(col(Customer.id).in_(these))).scalars().all()
    for missing in set(these) - set(found):
        raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=missing)
    return these


def _told(connection: Connection, actor: Actor, at: datetime, verb: str, these: Pair) -> None:
    for this, other in (these, these[::-1]):
        events.record(connection, actor, at, verb, "customer", this, params={"other_id": other})
