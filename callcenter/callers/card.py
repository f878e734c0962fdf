"""The caller card: who it is and what they own, in a fixed number of statements whatever is owned.

What the cases know (open cases, last contact, repeats) is added at the desk. Nothing masked is anywhere in a
card: what an unverified caller may not hear is not sent to the screen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import belongings, phones, repeats
from callcenter.callers.models import Contact, Customer, Phone
from callcenter.callers.persons import hidden
from callcenter.callers.places import place_text
from callcenter.callers.repeats import Trouble
from callcenter.callers.views import Card, ContactView, ItemView, PhoneView, RepairView
from callcenter.errors import NotFound
from callcenter.i18n import N_

_ROUGH = 2  # decimals of a degree: about a kilometre

# A merged customer's id gives the survivor.
_chain = (
    select(col(Customer.id).label("id"), col(Customer.merged_into_id).label("next"))
    .where(col(Customer.id) == bindparam("customer"))
    .cte("chain", recursive=True)
)
_further = aliased(Customer)
_chain = _chain.union(
    select(col(_further.id), col(_further.merged_into_id)).join(_chain, col(_further.id) == _chain.c.next)
)
_CUSTOMER = (
    select(
        col(Customer.id),
        col(Customer.external_id),
        col(Customer.version),
        col(Customer.kind),
        col(Customer.name),
        col(Customer.latin),
        col(Customer.tier),
        col(Customer.language),
        col(Customer.city),
        col(Customer.region),
        col(Customer.address),
        col(Customer.postcode),
        col(Customer.country),
        col(Customer.email),
        col(Customer.since),
        col(Customer.do_not_call),
        col(Customer.flags),
        col(Customer.note),
        col(Customer.lat),
        col(Customer.lon),
        col(Customer.preferred_point_id),
    )
    .join(_chain, _chain.c.id == col(Customer.id))
    .where(col(Customer.merged_into_id).is_(None))
)
_PHONES: Any = (
    select(
        col(Phone.id),
        col(Phone.raw),
        col(Phone.e164),
        col(Phone.kind),
        col(Phone.extension),
        col(Contact.name).label("contact"),
    )
    .outerjoin(Contact, col(Contact.id) == col(Phone.contact_id))
    .where(col(Phone.customer_id) == bindparam("customer"), col(Phone.held_to).is_(None))
    .order_by(col(Phone.contact_id).is_not(None), col(Phone.position), col(Phone.id))
)
_own = aliased(Phone)
_mine = select(col(_own.e164)).where(
    col(_own.customer_id) == bindparam("customer"), col(_own.held_to).is_(None), col(_own.e164).is_not(None)
)
_ALSO = (
    select(col(Phone.e164), col(Customer.name))
    .join(Customer, col(Customer.id) == col(Phone.customer_id))
    .where(
        col(Phone.e164).in_(_mine),
        col(Phone.customer_id) != bindparam("customer"),
        col(Phone.held_to).is_(None),
        col(Customer.merged_into_id).is_(None),
    )
    .order_by(col(Phone.id))
    .limit(50)
)
_CONTACTS = (
    select(col(Contact.id), col(Contact.name), col(Contact.role), col(Contact.language))
    .where(col(Contact.customer_id) == bindparam("customer"), col(Contact.ended_on).is_(None))
    .order_by(col(Contact.id))
)


def card(
    connection: Connection,
    customer_id: int,
    *,
    calling: str | None = None,
    verified_at: datetime | None = None,
    today: date,
) -> Card:
    """One caller on one screen: eight statements, whatever is owned.

    Args:
        connection: of a ``store.read()``.
        customer_id: whose; a merged customer's id gives the survivor.
        calling: the E.164 number of this call, shown open.
        verified_at: when this agent verified the caller; None masks address, e-mail, other phones and costs.
        today: the day on which warranty terms are judged.

    Raises:
        NotFound: no such customer.
    """
    row = _customer(connection, customer_id)
    whose, verified = {"customer": row.id}, verified_at is not None
    numbers: Sequence[Any] = connection.execute(_PHONES, whose).all()
    owned = belongings.read(connection, row.id, verified=verified, today=today)
    return Card(
        customer_id=row.id,
        external_id=row.external_id,
        version=row.version,
        kind=row.kind.value,
        name=row.name,
        latin=row.latin or "",
        tier=row.tier,
        language=row.language,
        place=place_text(row.city, row.region),
        **_private(row, verified=verified),
        since=row.since,
        do_not_call=row.do_not_call,
        flags=tuple(sorted(flag for flag, up in row.flags.items() if up)),
        note=row.note or "",
        verified_at=verified_at,
        ask=tuple(_ask(row, numbers, owned.items, calling)),
        phones=tuple(_phones(numbers, _holders(connection, whose), calling, verified=verified)),
        contacts=_contacts(connection, whose),
        items=owned.items,
        repairs=owned.repairs,
        repeats=repeats.repeats(troubles(owned.items, owned.repairs), today),
        calling=calling,
        country=row.country,
        preferred_point_id=row.preferred_point_id,
    )


def troubles(items: Iterable[ItemView], repairs: Iterable[RepairView]) -> Iterator[Trouble]:
    """The repairs of what is owned now, as they count for repeats."""
    now = {item.item_id for item in items if item.owned_until is None}
    for repair in repairs:
        if repair.item_id in now:
            yield Trouble(repair.item_id, repair.received_on, repair.symptom, repair.component)


def _customer(connection: Connection, customer_id: int) -> Any:
    row = connection.execute(_CUSTOMER, {"customer": customer_id}).first()
    if row is None:
        raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=customer_id)
    return row


def _private(row: Any, *, verified: bool) -> dict[str, Any]:
    """Where exactly they live and how they are written to: nothing and roughly, for an unverified caller."""
    address = " ".join(part for part in (row.address, row.postcode) if part) or None
    return {
        "address": address if verified else None,
        "email": row.email if verified else None,
        "lat": _degrees(row.lat, exact=verified),
        "lon": _degrees(row.lon, exact=verified),
    }


def _degrees(value: float | None, *, exact: bool) -> float | None:
    """A coordinate; of an unverified caller's home only about where, enough to rank service points."""
    return value if exact or value is None else round(value, _ROUGH)


def _contacts(connection: Connection, whose: Mapping[str, int]) -> tuple[ContactView, ...]:
    rows: Sequence[Any] = connection.execute(_CONTACTS, whose).all()
    return tuple(ContactView(each.id, each.name, each.role.value, each.language) for each in rows)


def _holders(connection: Connection, whose: Mapping[str, int]) -> dict[str, list[str]]:
    """Who else holds the customer's numbers now."""
    found: dict[str, list[str]] = {}
    for e164, name in connection.execute(_ALSO, whose):
        if name not in (names := found.setdefault(e164 or "", [])):
            names.append(name)
    return found


def _phones(
    numbers: Iterable[Any], also: dict[str, list[str]], calling: str | None, *, verified: bool
) -> Iterator[PhoneView]:
    for row in numbers:
        here = calling is not None and row.e164 == calling
        is_open = verified or here
        yield PhoneView(
            phone_id=row.id,
            text=_number(row) if is_open else hidden(row.e164, row.raw),
            e164=row.e164 if is_open else None,
            kind=row.kind.value,
            extension=row.extension,
            contact=row.contact or "",
            also=tuple(also.get(row.e164 or "", ())),
            calling=here,
        )


def _number(row: Any) -> str:
    return phones.pretty(row.e164, row.extension) if row.e164 else row.raw


def _ask(row: Any, numbers: Iterable[Any], items: Iterable[ItemView], calling: str | None) -> Iterator[str]:
    """What may be asked to verify the caller, given what is on file."""
    now = [item for item in items if item.owned_until is None]
    on_file = {
        "ask.street": row.address,
        "ask.serial": any(item.serial for item in now),
        "ask.month_bought": any(item.bought_on for item in now),
        "ask.plate": any(item.plate for item in now),
        "ask.email": row.email,
        "ask.other_phone": any(each.e164 and each.e164 != calling for each in numbers),
    }
    yield from (code for code, there in on_file.items() if there)
