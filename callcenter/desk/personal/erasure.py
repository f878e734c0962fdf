"""Erasing one customer: the person goes, the cases' figures stay.

Everything happens in one transaction: what is personal is emptied or removed, the words beside events go and
their events stay, the erasure is written down in the store and in the ledger that ``db restore`` reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlmodel import col

from callcenter.callers import personal as callers
from callcenter.callers.merging import unmerge
from callcenter.desk.merging import take_back
from callcenter.desk.personal import ledger
from callcenter.desk.personal.inventory import HOLDINGS
from callcenter.desk.personal.whose import Gathered, gather
from callcenter.dispatch.masking import masked
from callcenter.errors import Invalid, MoveRefused
from callcenter.i18n import N_, phrases
from callcenter.outbox.models import Message
from callcenter.outbox.words import MessageState
from callcenter.store import events, scrubbing
from callcenter.store import personal as of_store
from callcenter.store.adding import add
from callcenter.store.events import Actor
from callcenter.store.holdings import Holding, Whose
from callcenter.store.models import Erasure
from callcenter.store.store import Store

phrases(
    {
        "customer.erased": N_("{who} erased the personal data of customer {customer_id}"),
        "customer.exported": N_("{who} exported what is held on customer {customer_id}"),
    }
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be erased, by whom and why."""

    customer_id: int
    actor: Actor
    why: str
    anyway: bool = False
    """Also while cases are open; and, when a backup is brought back, offers that had left since."""


def refuse(found: Gathered, *, anyway: bool) -> None:
    """Refuse to erase what is still being worked on.

    Raises:
        MoveRefused: cases are open, or messages about them are on their way.
        Invalid: it was erased already.
    """
    if found.is_erased:
        raise Invalid(N_("Customer {id} was erased already."), id=found.root)
    if found.on_the_way:
        raise MoveRefused(
            N_("A message about customer {id} is still on its way. Withdraw it, or wait a moment."),
            id=found.root,
        )
    if found.open_cases and not anyway:
        raise MoveRefused(
            N_("Cases are open: {numbers}. Close them first, or say --anyway: nobody can be rung back then."),
            numbers=", ".join(found.open_cases),
        )


def erase(
    store: Store, order: Order, at: datetime, book: ledger.Ledger
) -> tuple[Gathered, Mapping[str, int]]:
    """Erase a customer with all who were merged into it.

    Args:
        store: whose customer it is.
        order: who, by whom and why.
        at: now.
        book: where the erasure is written down for the day on which a backup is brought back.

    Returns:
        What was found, and how many rows of each table were emptied or removed.

    Raises:
        NotFound: no such customer.
        MoveRefused: cases are open, or messages about them are on their way.
    """
    with store.write() as connection:
        scrubbing.overwrite(connection)
        try:
            return _erased(connection, order, at, book)
        finally:
            scrubbing.spare(connection)


def _erased(
    connection: Connection, order: Order, at: datetime, book: ledger.Ledger
) -> tuple[Gathered, Mapping[str, int]]:
    found = gather(connection, order.customer_id, lock=True)
    refuse(found, anyway=order.anyway)
    counts = empty(connection, found.whose, at)
    _write_down(connection, order, found, at, counts)
    book.write(ledger.entry(connection, found.whose.customers, at))  # last: what fails before isn't in it
    return found, counts


def empty(connection: Connection, whose: Whose, at: datetime) -> dict[str, int]:
    """Empty or remove all that these rows hold, and return how many rows of each table.

    Args:
        connection: of a ``store.write()``.
        whose: the rows; their figures stay.
        at: now.
    """
    of_store.note_words(connection, whose, at)
    tokens = callers.tokens_of(connection, whose.customers)
    clean = partial(
        masked, names=whose.names, phones=(*whose.phones, *whose.said_phones), addresses=whose.addresses
    )
    counts: dict[str, int] = {}
    for holding in HOLDINGS:
        if touched := _apply(connection, holding, whose, clean):
            counts[holding.name] = counts.get(holding.name, 0) + touched
    if tokens:
        counts["token_delete"] = callers.drop_tokens(connection, tokens)
    return counts


def _apply(connection: Connection, holding: Holding, whose: Whose, clean: Callable[[str], str]) -> int:
    mine = holding.whose(whose)
    if holding.removed:
        return connection.execute(delete(holding.table).where(mine)).rowcount
    _clean(connection, holding, whose, clean)
    if not holding.emptied:
        return 0
    values: dict[str, Any] = dict(holding.emptied)
    columns = holding.table.__table__.c  # type: ignore[attr-defined]
    if "version" in columns:
        values["version"] = columns.version + 1
    return connection.execute(update(holding.table).where(mine).values(**values)).rowcount


def _clean(connection: Connection, holding: Holding, whose: Whose, clean: Callable[[str], str]) -> None:
    if not holding.cleaned:
        return
    table: Any = holding.table
    rows = connection.execute(
        select(table.id, *(getattr(table, name) for name in holding.cleaned)).where(holding.whose(whose))
    ).all()
    for row_id, *texts in rows:
        fresh = {
            name: clean(text)
            for name, text in zip(holding.cleaned, texts, strict=True)
            if text and clean(text) != text
        }
        if fresh:
            connection.execute(update(table).where(col(table.id) == row_id).values(**fresh))


def _write_down(
    connection: Connection, order: Order, found: Gathered, at: datetime, counts: Mapping[str, int]
) -> None:
    root, merged = found.root, [each for each in found.whose.customers if each != found.root]
    row = {
        "customer_id": root, "merged_ids": merged, "at": at, "agent_id": order.actor.id, "why": order.why,
        "counts": dict(counts),
    }  # fmt: skip
    add(connection, Erasure, row)
    events.record(
        connection, order.actor, at, "customer.erased", "customer", root,
        params={"customer_id": root, "merged": merged, "counts": dict(counts)},
    )  # fmt: skip
    for case_id in found.whose.cases:
        events.changed(connection, at, "case", case_id)


def counts(connection: Connection, whose: Whose) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows an erasure would touch by table, and how many hold only what stays."""
    goes: dict[str, int] = {}
    stays: dict[str, int] = {}
    for holding in HOLDINGS:
        mine = select(func.count()).select_from(holding.table).where(holding.whose(whose))
        if number := int(connection.execute(mine).scalar_one()):
            into = goes if holding.removed or holding.emptied or holding.cleaned else stays
            into[holding.name] = into.get(holding.name, 0) + number
    return goes, stays


def withdraw_waiting(connection: Connection, whose: Whose, at: datetime) -> int:
    """Keep messages from leaving a second time after a backup was brought back; returns how many."""
    waits = update(Message).where(col(Message.id).in_(whose.messages), col(Message.done_at).is_(None))
    return connection.execute(waits.values(state=MessageState.WITHDRAWN, done_at=at)).rowcount


def replay(store: Store, book: ledger.Ledger, at: datetime) -> int:
    """Erase again what was erased after the backup that now stands here; returns how many customers.

    Args:
        store: a store that a backup was brought back into.
        book: every erasure of it, also those that the backup has seen.
        at: now.
    """
    done = 0
    with store.read() as connection:
        known = ledger.known(connection)
    for each in book.read():
        for customer_id in each.customers:
            if customer_id in known and known[customer_id] >= each.at:
                continue  # what came after that stays
            with store.read() as connection:
                there = ledger.still_there(connection, customer_id, each.customers[customer_id])
            done += there and _again(store, customer_id, each, at)
    return done


def _again(store: Store, customer_id: int, first: ledger.Entry, at: datetime) -> bool:
    order = Order(customer_id, events.SYSTEM, f"again: {first.at.isoformat()}", anyway=True)
    with store.write() as connection:
        scrubbing.overwrite(connection)
        try:
            _apart(connection, customer_id, first, at)
            found = gather(connection, customer_id, lock=True)
            if found.is_erased:
                return False
            withdraw_waiting(connection, found.whose, at)
            _erased(connection, order, at, ledger.NOWHERE)
        finally:
            scrubbing.spare(connection)
    return True


def _apart(connection: Connection, customer_id: int, first: ledger.Entry, at: datetime) -> None:
    """Who was merged with them in the backup, and not any more when they were erased, is to stay."""
    while True:
        together = gather(connection, customer_id, lock=True).whose.customers
        merges = unmerge.standing(connection, together)
        if set(together) <= set(first.customers) or not merges:
            return
        take_back(connection, events.SYSTEM, at, merges[0])


def marked_clean(store: Store, at: datetime) -> None:
    """Note that the file holds none of what was erased so far."""
    with store.write() as connection:
        waiting = update(Erasure).where(col(Erasure.cleaned_at).is_(None))
        connection.execute(waiting.values(cleaned_at=at))
