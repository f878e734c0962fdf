"""Writing a batch of customers with their numbers, contacts, consents and names, by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from callcenter.callers import names, names_on_file, numbers_on_file
from callcenter.callers.importing.held_customers import CHANNEL, PURPOSE
from callcenter.callers.models import Consent, Contact, Customer, Phone
from callcenter.store.bulk.rows import House
from callcenter.store.bulk.upsert import Values, hold, insert_all, update_all, versions
from callcenter.store.bulk.writing import insert_many

if TYPE_CHECKING:
    from callcenter.callers.importing.customers import Plan

_Placed = tuple["Plan", int]
"""A plan and its customer's id."""


def write(connection: Connection, plans: Sequence[Plan], house: House, tokens: set[str]) -> None:
    """Write what differs.

    Args:
        connection: of a ``store.write()``.
        plans: one a customer.
        house: for the time.
        tokens: name tokens whose typo keys are written already.
    """
    new = [plan for plan in plans if plan.old is None]
    rows = [{"external_id": plan.read.external_id, "created_at": house.at, **plan.values} for plan in new]
    old = [(plan, plan.old.id) for plan in plans if plan.old is not None and plan.is_changed]
    placed = [*zip(new, insert_all(connection, Customer, rows), strict=True), *old]
    hold(connection, Customer, (customer_id for _, customer_id in old))
    changes: dict[int, Values] = {}
    for plan, customer_id in old:
        changes.setdefault(customer_id, {}).update(plan.values)
        if plan.old is not None and plan.old.merged:  # what the file said last of the old id
            changes[int(plan.old.row.id)] = dict(plan.values)
    update_all(connection, Customer, changes)
    versions(connection, Customer, [customer_id for _, customer_id in old])
    contacts = _contacts(connection, placed)
    _numbers(connection, placed)
    _consents(connection, placed)
    for plan, customer_id in old:
        if "name" in plan.values:
            named = (plan.values["name"], plan.values.get("latin"))
            names_on_file.reindex(connection, customer_id, 0, named)
    ready = {name: keys for plan in plans for name, keys in plan.read.naming.tokens.items()}
    names_on_file.index_names(
        connection,
        [*_names(placed), *contacts],
        known=tokens,
        found_by=lambda name: ready.get(name) or names.tokens(name),
    )


def _names(placed: Iterable[_Placed]) -> Iterable[names_on_file.Named]:
    for plan, customer_id in placed:
        for name in (plan.values.get("name"), plan.values.get("latin")):
            if plan.old is None and name:
                yield customer_id, 0, name


def _contacts(connection: Connection, placed: Iterable[_Placed]) -> list[names_on_file.Named]:
    """Put contacts on file; returns their names for the index."""
    rows: list[Values] = [
        {"customer_id": customer_id, "name": plan.contact, "latin": plan.read.naming.latin_of(plan.contact)}
        for plan, customer_id in placed
        if plan.contact
    ]
    ids = insert_all(connection, Contact, rows)
    return [
        (row["customer_id"], contact_id, name)
        for contact_id, row in zip(ids, rows, strict=True)
        for name in (row["name"], row["latin"])
        if name
    ]


def _numbers(connection: Connection, placed: Iterable[_Placed]) -> None:
    rows = [
        numbers_on_file.row(number, customer_id, position)
        for plan, customer_id in placed
        for position, number in enumerate(plan.numbers, plan.old.next_position if plan.old else 0)
    ]
    insert_many(connection, Phone, rows)


def _consents(connection: Connection, placed: Iterable[_Placed]) -> None:
    new: list[Values] = []
    changes: dict[int, Values] = {}
    for plan, customer_id in placed:
        if plan.consent and plan.old and plan.old.consent:
            changes[int(plan.old.consent.id)] = plan.consent
        elif plan.consent:
            new.append({"customer_id": customer_id, "purpose": PURPOSE, "channel": CHANNEL, **plan.consent})
    insert_all(connection, Consent, new)
    update_all(connection, Consent, changes)
