"""What is kept too long goes, by the days that the settings name; in small batches, one event each.

Every rule finds only what still holds something, so a batch that was cut short is simply found again and
nothing is done twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy import update as update_
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers.models import Customer, Purchase
from callcenter.calls.models import Call, CallBack, WrapUp
from callcenter.cases.models import Case, Promise
from callcenter.desk.personal import ledger
from callcenter.desk.personal.erasure import Order, empty, erase
from callcenter.desk.personal.views import Due
from callcenter.desk.personal.whose import of_cases
from callcenter.errors import Refused
from callcenter.i18n import N_, phrases
from callcenter.outbox.models import Attempt, Message
from callcenter.people.models import Draft
from callcenter.store import events
from callcenter.store.columns import Row
from callcenter.store.events import SYSTEM
from callcenter.store.holdings import ERASED
from callcenter.store.models import Request
from callcenter.store.store import Store

BATCH = 200
"""Rows at a time, so that the write lock is never held for long."""

phrases(
    {
        "retention.applied": N_("{count} of {kind!w} were kept for more than {days} days and are gone"),
        "kept.requests": N_("results of repeated requests"),
        "kept.cases": N_("the words of closed cases"),
        "kept.calls": N_("the numbers of calls"),
        "kept.call_backs": N_("the numbers of call-backs"),
        "kept.messages": N_("what was sent"),
        "kept.drafts": N_("what was typed and not saved"),
        "kept.customers": N_("customers without any case or item"),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind: which rows are kept too long, how old they are, and what becomes of them."""

    table: type[Row]
    key: Any
    age: Any
    """The column that tells how old a row is."""
    holds: ColumnElement[bool] | None
    """Which rows still hold something."""
    apply: Callable[[Connection, list[Any], datetime], int]

    def due(self, before: datetime, *what: Any) -> Select[Any]:
        """The rows that are older and still hold something."""
        old = select(*what).select_from(self.table).where(self.age < before)
        return old if self.holds is None else old.where(self.holds)


def _drop(table: type[Row], key: Any) -> Callable[[Connection, list[Any], datetime], int]:
    return lambda connection, keys, at: connection.execute(delete(table).where(key.in_(keys))).rowcount


def _cases(connection: Connection, keys: list[Any], at: datetime) -> int:
    locked = select(col(Case.id)).where(col(Case.id).in_(keys)).order_by(col(Case.id)).with_for_update()
    ids = [case_id for case_id in connection.execute(locked).scalars() if case_id is not None]
    empty(connection, of_cases(connection, ids), at)
    return len(ids)


def _calls(connection: Connection, keys: list[Any], at: datetime) -> int:
    connection.execute(update_(WrapUp).where(col(WrapUp.call_id).in_(keys)).values(note=None))
    numbers = update_(Call).where(col(Call.id).in_(keys)).values(number=None, e164=None)
    return connection.execute(numbers).rowcount


def _call_backs(connection: Connection, keys: list[Any], at: datetime) -> int:
    emptied = update_(CallBack).where(col(CallBack.id).in_(keys))
    return connection.execute(emptied.values(number=ERASED, note=None, said=None)).rowcount


def _messages(connection: Connection, keys: list[Any], at: datetime) -> int:
    connection.execute(delete(Attempt).where(col(Attempt.message_id).in_(keys)))
    sent = update_(Message).where(col(Message.id).in_(keys))
    return connection.execute(sent.values(body={}, destination=ERASED, last_error=None)).rowcount


def _has_note() -> ColumnElement[bool]:
    return exists().where(col(WrapUp.call_id) == col(Call.id), col(WrapUp.note).is_not(None))


def _lonely() -> ColumnElement[bool]:
    """Customers that nothing hangs on, and that hold something."""
    nothing = [
        ~exists().where(column == col(Customer.id))
        for column in (
            col(Case.customer_id), col(Purchase.customer_id), col(Call.customer_id), col(Promise.customer_id),
            col(CallBack.customer_id),
        )
    ]  # fmt: skip
    merged_with = aliased(Customer)
    alone = ~exists().where(col(merged_with.merged_into_id) == col(Customer.id))
    own = and_(col(Customer.merged_into_id).is_(None), alone, col(Customer.name) != ERASED)
    return and_(own, *nothing)


RULES: Mapping[str, Rule] = {
    "requests": Rule(Request, col(Request.key), col(Request.at), None, _drop(Request, col(Request.key))),
    "cases": Rule(
        Case, col(Case.id), col(Case.closed_at),
        or_(col(Case.description) != ERASED, col(Case.summary) != ERASED), _cases,
    ),
    "calls": Rule(
        Call, col(Call.id), col(Call.ended_at),
        or_(col(Call.number).is_not(None), col(Call.e164).is_not(None), _has_note()), _calls,
    ),
    "call_backs": Rule(
        CallBack, col(CallBack.id), col(CallBack.done_at),
        or_(col(CallBack.number) != ERASED, col(CallBack.note).is_not(None), col(CallBack.said).is_not(None)),
        _call_backs,
    ),
    "messages": Rule(
        Message, col(Message.id), col(Message.done_at), cast(col(Message.body), String) != "{}", _messages
    ),
}  # fmt: skip
"""Kinds whose rows are found by one key."""


def due(store: Store, kept: Mapping[str, int], at: datetime) -> tuple[Due, ...]:
    """What is kept too long, by kind; nothing is changed.

    Args:
        store: whose.
        kept: days by kind; 0 is for ever.
        at: now.
    """
    return tuple(_due(store, kind, days, at) for kind, days in _kinds(kept).items())


def _kinds(kept: Mapping[str, int]) -> Mapping[str, int]:
    """Call-backs that were made are kept as long as calls are."""
    return {**kept, "call_backs": kept.get("calls", 0)}


def _due(store: Store, kind: str, days: int, at: datetime) -> Due:
    if not days:
        return Due(kind, 0, 0, None)
    rule = _rule(kind)
    with store.read() as connection:
        asked = rule.due(at - timedelta(days=days), func.count(), func.min(rule.age))
        count, oldest = connection.execute(asked).one()
    return Due(kind, days, int(count), oldest)


def _rule(kind: str) -> Rule:
    if kind == "drafts":
        return Rule(Draft, col(Draft.subject), col(Draft.at), None, _drafts)
    if kind == "customers":
        return Rule(Customer, col(Customer.id), col(Customer.created_at), _lonely(), _none)
    return RULES[kind]


def _drafts(connection: Connection, keys: list[Any], at: datetime) -> int:
    """All at once, by their age: they have no key of one column, and there are few."""
    return connection.execute(delete(Draft).where(col(Draft.at) < keys[0])).rowcount


def _none(connection: Connection, keys: list[Any], at: datetime) -> int:
    raise AssertionError("customers are erased one by one")


def apply(store: Store, kept: Mapping[str, int], at: datetime, book: ledger.Ledger) -> dict[str, int]:
    """Let go of what is kept too long and return how many of each kind.

    Args:
        store: whose.
        kept: days by kind; 0 is for ever.
        at: now.
        book: where erased customers are written down.
    """
    gone = {kind: _let_go(store, kind, days, at, book) for kind, days in _kinds(kept).items() if days}
    return {kind: count for kind, count in gone.items() if count}


def _let_go(store: Store, kind: str, days: int, at: datetime, book: ledger.Ledger) -> int:
    """One kind, batch by batch in the order of its key, so that the table is gone through once."""
    rule, before = _rule(kind), at - timedelta(days=days)
    if kind == "drafts":
        return _written(store, kind, days, at, lambda connection: rule.apply(connection, [before], at))
    gone, after = 0, None
    while True:
        asked = rule.due(before, rule.key).order_by(rule.key).limit(BATCH)
        with store.read() as connection:
            keys = list(
                connection.execute(asked if after is None else asked.where(rule.key > after)).scalars()
            )
        if not keys:
            return gone
        after = keys[-1]
        gone += (
            _customers(store, keys, at, book)
            if kind == "customers"
            else _written(store, kind, days, at, partial(_applied, rule, keys, at))
        )


def _applied(rule: Rule, keys: list[Any], at: datetime, connection: Connection) -> int:
    return rule.apply(connection, keys, at)


def _written(store: Store, kind: str, days: int, at: datetime, work: Callable[[Connection], int]) -> int:
    """One batch and its event."""
    with store.write() as connection:
        count = work(connection)
        if count:
            events.record(
                connection, SYSTEM, at, "retention.applied", "retention", 0,
                params={"kind": f"kept.{kind}", "count": count, "days": days}, news=False,
            )  # fmt: skip
    return count


def _customers(store: Store, keys: list[int], at: datetime, book: ledger.Ledger) -> int:
    """Erase them one by one; one that somebody has begun to work with meanwhile is refused and stays."""
    done = 0
    for customer_id in keys:
        try:
            erase(store, Order(customer_id, SYSTEM, "retention"), at, book)
        except Refused:
            continue
        done += 1
    return done
