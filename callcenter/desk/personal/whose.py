"""Gathering all that belongs to one customer, over every room."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, and_, or_, select
from sqlmodel import col

from callcenter.callers import personal as callers
from callcenter.calls.models import Call
from callcenter.cases import personal as cases
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.desk.personal.mentions import Signs
from callcenter.dispatch.models import Dispatch
from callcenter.outbox.models import Message
from callcenter.people.models import Draft
from callcenter.store.holdings import Whose
from callcenter.store.models import Event


@dataclass(frozen=True, slots=True)
class Gathered:
    """A customer with all that is theirs, and what an administrator must know before erasing it."""

    root: int
    whose: Whose
    open_cases: tuple[str, ...]
    """Numbers as shown."""
    on_the_way: int
    """Messages about their cases that have not left yet."""
    shared_numbers: int
    elsewhere: int
    """Cases of others that name one of their numbers."""
    is_erased: bool


def gather(connection: Connection, customer_id: int, *, lock: bool = False) -> Gathered:
    """Find everything; customers are locked first, then their cases.

    Args:
        connection: of a ``store.write()`` when it locks.
        customer_id: whose.
        lock: so that nobody changes it until the transaction ends.

    Raises:
        NotFound: no such customer.
    """
    who = callers.find(connection, customer_id, lock=lock)
    found = cases.of_customers(connection, who.customers, who.numbers, lock=lock)
    case_ids = [case_id for case_id, *_ in found]
    dispatches = _ids(connection, select(col(Dispatch.id)).where(col(Dispatch.case_id).in_(case_ids)))
    messages = _messages(connection, who.customers, case_ids, dispatches)
    repairs = {*who.repairs, *_repairs(connection, case_ids)}
    whose = Whose(
        customers=who.customers, contacts=who.contacts, items=who.items, former_items=who.former_items,
        repairs=tuple(sorted(repairs)), cases=tuple(case_ids), dispatches=dispatches,
        messages=tuple(message_id for message_id, _ in messages),
        calls=_calls(connection, who.customers, case_ids, who.numbers),
        events=_owner_events(connection, who),
        numbers=who.numbers, names=who.names, phones=who.phones,
        said_phones=_said_phones(connection, case_ids),
        addresses=who.addresses, emails=who.emails,
        case_numbers=tuple(show(number) for _, number, *_ in found), external_ids=who.external_ids,
    )  # fmt: skip
    signs = Signs.of(whose)
    whose = replace(
        whose,
        drafts=tuple(_drafts(connection, whose, signs)),
    )
    return Gathered(
        root=who.root,
        whose=whose,
        open_cases=tuple(show(number) for _, number, is_open, _ in found if is_open),
        on_the_way=sum(waits for _, waits in messages),
        shared_numbers=who.shared,
        elsewhere=_elsewhere(connection, whose),
        is_erased=who.is_erased
        and not any((who.phones, who.names, who.addresses, who.emails, who.external_ids))
        and all(emptied for *_, emptied in found),
    )


def of_cases(connection: Connection, case_ids: Sequence[int]) -> Whose:
    """What belongs to some cases alone: for retention, which empties cases and leaves their callers."""
    dispatches = _ids(connection, select(col(Dispatch.id)).where(col(Dispatch.case_id).in_(case_ids)))
    messages = _messages(connection, (), case_ids, dispatches)
    return Whose(
        repairs=_repairs(connection, case_ids),
        cases=tuple(case_ids),
        dispatches=dispatches,
        messages=tuple(message_id for message_id, waits in messages if not waits),
    )


def _ids(connection: Connection, statement: Any) -> tuple[int, ...]:
    return tuple(each for each in connection.execute(statement).scalars() if each is not None)


def _repairs(connection: Connection, case_ids: Sequence[int]) -> tuple[int, ...]:
    items = _ids(connection, select(col(Case.item_id)).where(col(Case.id).in_(case_ids)))
    return callers.of_cases(connection, case_ids, items)


def _messages(
    connection: Connection, customers: Sequence[int], case_ids: Sequence[int], dispatches: Sequence[int]
) -> tuple[tuple[int, bool], ...]:
    """The messages about these things, each with whether it has still to leave."""
    about = {"customer": customers, "case": case_ids, "dispatch": dispatches}
    these = [and_(col(Message.about) == name, col(Message.about_id).in_(ids)) for name, ids in about.items()]
    rows = connection.execute(select(col(Message.id), col(Message.done_at)).where(or_(*these)))
    return tuple((message_id or 0, done_at is None) for message_id, done_at in rows)


def _calls(
    connection: Connection, customers: Sequence[int], case_ids: Sequence[int], numbers: Sequence[str]
) -> tuple[int, ...]:
    nobodys = and_(col(Call.customer_id).is_(None), col(Call.e164).in_(numbers))
    mine = or_(col(Call.customer_id).in_(customers), col(Call.case_id).in_(case_ids), nobodys)
    return _ids(connection, select(col(Call.id)).where(mine))


def _said_phones(connection: Connection, case_ids: Sequence[int]) -> tuple[str, ...]:
    said = connection.execute(
        select(col(Case.caller_e164), col(Case.caller_raw), col(Case.contact_phone)).where(
            col(Case.id).in_(case_ids)
        )
    )
    return tuple(dict.fromkeys(number for row in said for number in row if number))


def _owner_events(connection: Connection, who: callers.Found) -> tuple[int, ...]:
    """The events of an item that name this customer as its new owner."""
    rows = connection.execute(
        select(col(Event.id), col(Event.params)).where(
            col(Event.entity) == "item", col(Event.entity_id).in_((*who.items, *who.former_items))
        )
    )
    mine = set(who.customers)
    return tuple(event_id or 0 for event_id, params in rows if params.get("customer_id") in mine)


def _drafts(connection: Connection, whose: Whose, signs: Signs) -> Iterator[tuple[int, str, str]]:
    """What anybody typed about them and didn't save.

    A draft about another customer or case stays, even where that one has the same name.
    """
    subjects = {
        *(f"customer:{each}" for each in whose.customers),
        *(f"case:{each}" for each in whose.cases),
        *(f"number:{each}" for each in whose.numbers),
    }
    mine = set(whose.customers)
    columns = (Draft.agent_id, Draft.form, Draft.subject, Draft.body)
    for agent_id, form, subject, body in connection.execute(select(*(col(one) for one in columns))):
        others = subject.startswith(("customer:", "case:")) or body.get("customer_id")
        named = subject in subjects or body.get("customer_id") in mine
        if named or (not others and signs.within(f"{subject}\n{json.dumps(body, ensure_ascii=False)}")):
            yield agent_id, form, subject


def _elsewhere(connection: Connection, whose: Whose) -> int:
    others = select(col(Case.id)).where(
        col(Case.caller_e164).in_(whose.numbers), ~col(Case.id).in_(whose.cases)
    )
    return len(connection.execute(others).all())
