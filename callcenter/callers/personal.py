"""What the callers' room holds on a customer: who they are, how they are reached, what they own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, or_, select
from sqlmodel import col

from callcenter.callers.models import (
    Consent,
    Contact,
    Customer,
    CustomerApart,
    CustomerMerge,
    Item,
    NameToken,
    Phone,
    Purchase,
    RecallItem,
    Repair,
    TokenDelete,
    Verification,
    WarrantyTerm,
)
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.store.holdings import ERASED, Holding

GONE = "erased"
"""The flag of a customer whose personal data was erased."""
_ITEM = ("id", "brand", "product", "line", "serial", "serial_key", "model_year", "km", "km_on", "version")
_WARRANTY = (
    "id", "external_id", "item_id", "kind", "covers", "from_on", "until_on", "until_km", "source",
)  # fmt: skip
_REPAIR = (
    "id", "external_id", "item_id", "point_id", "case_id", "received_on", "handed_back_on", "km", "component",
    "symptom", "job_no", "cost", "currency", "cover",
)  # fmt: skip

HOLDINGS = (
    Holding(
        Customer, lambda whose: col(Customer.id).in_(whose.customers),
        emptied={
            "external_id": None, "name": ERASED, "latin": None, "email": None, "address": None, "city": None,
            "region": None, "postcode": None, "lat": None, "lon": None, "language": None,
            "preferred_point_id": None, "do_not_call": True, "flags": {GONE: True}, "note": None,
            "since": None,
        },
        stays=("id", "kind", "country", "tier", "merged_into_id", "created_at", "version"),
    ),
    Holding(
        CustomerMerge,
        lambda whose: or_(
            col(CustomerMerge.survivor_id).in_(whose.customers),
            col(CustomerMerge.merged_id).in_(whose.customers),
        ),
        removed=True,
    ),
    Holding(
        CustomerApart,
        lambda whose: or_(
            col(CustomerApart.customer_id).in_(whose.customers),
            col(CustomerApart.other_id).in_(whose.customers),
        ),
        withheld=("customer_id", "other_id"), removed=True,
    ),
    Holding(NameToken, lambda whose: col(NameToken.customer_id).in_(whose.customers), removed=True),
    Holding(Phone, lambda whose: col(Phone.customer_id).in_(whose.customers), removed=True),
    Holding(Contact, lambda whose: col(Contact.id).in_(whose.contacts), removed=True),
    Holding(
        Consent, lambda whose: and_(col(Consent.customer_id).in_(whose.customers), col(Consent.given)),
        removed=True,
    ),
    Holding(
        Consent, lambda whose: and_(col(Consent.customer_id).in_(whose.customers), ~col(Consent.given)),
        emptied={"source": ERASED}, stays=("id", "customer_id", "purpose", "channel", "given", "given_on"),
    ),
    Holding(Verification, lambda whose: col(Verification.customer_id).in_(whose.customers), removed=True),
    Holding(
        Item, lambda whose: col(Item.id).in_(whose.items),
        emptied={"plate": None, "plate_key": None}, stays=_ITEM,
    ),
    Holding(
        Item, lambda whose: col(Item.id).in_(whose.former_items),
        stays=(*_ITEM, "plate", "plate_key"), withheld=("plate", "plate_key", "km", "km_on"),
    ),
    Holding(
        Purchase, lambda whose: col(Purchase.customer_id).in_(whose.customers),
        emptied={"external_id": None, "retailer": None, "price": None, "currency": None, "proof": None},
        stays=("id", "item_id", "customer_id", "bought_on", "owned_until"),
    ),
    Holding(WarrantyTerm, lambda whose: col(WarrantyTerm.item_id).in_(whose.items), stays=_WARRANTY),
    Holding(RecallItem, lambda whose: col(RecallItem.item_id).in_(whose.items),
            stays=("recall_id", "item_id", "done_on", "repair_id")),
    Holding(
        Repair, lambda whose: col(Repair.id).in_(whose.repairs),
        emptied={"complaint": None}, cleaned=("cause", "work", "parts", "result", "point_name"),
        stays=_REPAIR,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Who a customer is, and what is recognised by."""

    root: int
    customers: tuple[int, ...]
    contacts: tuple[int, ...]
    items: tuple[int, ...]
    former_items: tuple[int, ...]
    repairs: tuple[int, ...]
    numbers: tuple[str, ...]
    shared: int
    """How many of the numbers somebody else holds as well."""
    names: tuple[str, ...] = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    addresses: tuple[str, ...] = field(repr=False)
    emails: tuple[str, ...] = field(repr=False)
    external_ids: tuple[str, ...] = field(repr=False)
    is_erased: bool = False


def find(connection: Connection, customer_id: int, *, lock: bool = False) -> Found:
    """Gather a customer, with all who were merged into it and what they own.

    Args:
        connection: of a ``store.write()`` when it locks.
        customer_id: any of those that were merged will do.
        lock: so that nobody changes these customers until the transaction ends.

    Raises:
        NotFound: no such customer.
    """
    root, ids = _chain(connection, customer_id)
    people = _people(connection, ids, lock=lock)
    contacts: Any = connection.execute(
        select(col(Contact.id), col(Contact.name), col(Contact.latin)).where(
            col(Contact.customer_id).in_(ids)
        )
    ).all()
    numbers, shared, spelled = _numbers(connection, ids)
    items, former = _items(connection, ids)
    return Found(
        root=root,
        customers=tuple(ids),
        contacts=tuple(row.id for row in contacts),
        items=items,
        former_items=former,
        repairs=_repairs(connection, ids, items, former),
        numbers=numbers,
        shared=shared,
        names=_known(name for row in (*people, *contacts) for name in (row.name, row.latin)),
        phones=spelled,
        addresses=_known(row.address for row in people),
        emails=_known(row.email for row in people),
        external_ids=_known(row.external_id for row in people),
        is_erased=all(GONE in row.flags for row in people),
    )


def _known(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value and value != ERASED))


def _chain(connection: Connection, customer_id: int) -> tuple[int, list[int]]:
    """The surviving customer, and all ids that lead to it, ascending."""
    root, seen = customer_id, {customer_id}
    while True:
        row = connection.execute(select(col(Customer.merged_into_id)).where(col(Customer.id) == root)).first()
        if row is None:
            raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=customer_id)
        if row[0] is None or row[0] in seen:
            break
        root = int(row[0])
        seen.add(root)
    ids, fresh = {root}, {root}
    while fresh:
        below = connection.execute(select(col(Customer.id)).where(col(Customer.merged_into_id).in_(fresh)))
        fresh = {each for each in below.scalars() if each is not None} - ids
        ids |= fresh
    return root, sorted(ids)


def _people(connection: Connection, ids: Sequence[int], *, lock: bool) -> Sequence[Any]:
    columns = (Customer.id, Customer.name, Customer.latin, Customer.address, Customer.city, Customer.email,
               Customer.external_id, Customer.flags)  # fmt: skip
    rows = select(*(col(one) for one in columns)).where(col(Customer.id).in_(ids)).order_by(col(Customer.id))
    return connection.execute(rows.with_for_update() if lock else rows).all()


def _numbers(connection: Connection, ids: Sequence[int]) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    held = connection.execute(
        select(col(Phone.e164), col(Phone.raw)).where(col(Phone.customer_id).in_(ids))
    ).all()
    e164s = {e164 for e164, _ in held if e164}
    others = connection.execute(
        select(col(Phone.e164)).distinct()
        .where(col(Phone.e164).in_(e164s), ~col(Phone.customer_id).in_(ids), col(Phone.held_to).is_(None))
    ).scalars()  # fmt: skip
    shared = {number for number in others if number}
    spelled = _known(spelling for row in held if row[0] not in shared for spelling in row)
    return tuple(sorted(e164s - shared)), len(shared), spelled


def _items(connection: Connection, ids: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What they own or owned last, and what they owned before somebody who does now."""
    mine = set(
        connection.execute(select(col(Purchase.item_id)).where(col(Purchase.customer_id).in_(ids))).scalars()
    )
    now = connection.execute(
        select(col(Purchase.item_id)).where(
            col(Purchase.item_id).in_(mine), ~col(Purchase.customer_id).in_(ids),
            col(Purchase.owned_until).is_(None),
        )
    )  # fmt: skip
    former = set(now.scalars())
    return tuple(sorted(mine - former)), tuple(sorted(former))


def _repairs(
    connection: Connection, ids: Sequence[int], items: Sequence[int], former: Sequence[int]
) -> tuple[int, ...]:
    """The repairs of an item while it was theirs; without dates, those of what they own or owned last."""
    within = exists().where(
        col(Purchase.customer_id).in_(ids),
        col(Purchase.item_id) == col(Repair.item_id),
        or_(col(Purchase.bought_on).is_(None), col(Repair.received_on) >= col(Purchase.bought_on)),
        or_(col(Purchase.owned_until).is_(None), col(Repair.received_on) <= col(Purchase.owned_until)),
    )
    undated = and_(col(Repair.received_on).is_(None), col(Repair.item_id).in_(items))
    found = select(col(Repair.id)).where(col(Repair.item_id).in_((*items, *former)), or_(within, undated))
    return tuple(each for each in connection.execute(found.order_by(col(Repair.id))).scalars() if each)


def of_cases(connection: Connection, cases: Sequence[int], items: Sequence[int]) -> tuple[int, ...]:
    """The repairs that these cases made on their items, by which they are found."""
    found = connection.execute(
        select(col(Repair.id)).where(col(Repair.item_id).in_(items), col(Repair.case_id).in_(cases))
    )
    return tuple(each for each in found.scalars() if each)


def tokens_of(connection: Connection, customers: Sequence[int]) -> tuple[str, ...]:
    """The words by which these customers and their contacts are found."""
    found = select(col(NameToken.token)).distinct().where(col(NameToken.customer_id).in_(customers))
    return tuple(connection.execute(found).scalars())


def drop_tokens(connection: Connection, tokens: Sequence[str]) -> int:
    """Remove the typo keys of words that no name holds any more; returns how many keys."""
    used = exists().where(col(NameToken.token) == col(TokenDelete.token))
    gone = delete(TokenDelete).where(col(TokenDelete.token).in_(tokens), ~used)
    return connection.execute(gone).rowcount
