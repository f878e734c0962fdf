"""Who the hits of a lookup are: names, place, numbers and newest items, each in one statement for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Contact, Customer, Item, Phone, Purchase
from callcenter.callers.places import place_text

_MOST_ITEMS = 3
_MOST_PHONES = 4
_MOST_MERGES = 8


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a row of the lookup shows them."""

    id: int
    external_id: str | None
    name: str
    latin: str
    place: str
    tier: str

    @property
    def names(self) -> tuple[str, ...]:
        """The name in each script it is written in."""
        return (self.name, self.latin) if self.latin else (self.name,)


@dataclass(frozen=True, slots=True)
class Known:
    """Customers and contacts by id; a merged customer's id gives the survivor."""

    people: Mapping[int, Person]
    merged: Mapping[int, int]
    contacts: Mapping[int, str] = field(default_factory=dict)

    def person(self, customer_id: int | None) -> Person | None:
        """The customer of this id, or who they were merged into."""
        found = customer_id or 0
        for _ in range(_MOST_MERGES):
            found = self.merged.get(found, found)
        return self.people.get(found)

    def contact(self, contact_id: int | None) -> str:
        """A contact's name, or empty."""
        return self.contacts.get(contact_id or 0, "")


_PEOPLE = select(
    col(Customer.id),
    col(Customer.external_id),
    col(Customer.name),
    col(Customer.latin),
    col(Customer.city),
    col(Customer.region),
    col(Customer.tier),
    col(Customer.merged_into_id),
).where(col(Customer.id).in_(bindparam("ids", expanding=True)))
_CONTACTS = select(col(Contact.id), col(Contact.name)).where(
    col(Contact.id).in_(bindparam("ids", expanding=True))
)


def read(connection: Connection, whose: Iterable[tuple[int, int]]) -> Known:
    """The customers and contacts of these (customer id, contact id) pairs; 0 is nobody."""
    pairs = list(whose)
    wanted = {customer_id for customer_id, _ in pairs if customer_id}
    people: dict[int, Person] = {}
    merged: dict[int, int] = {}
    for _ in range(_MOST_MERGES):
        if not wanted:
            break
        wanted = _read_people(connection, wanted, people, merged) - people.keys() - merged.keys()
    contacts = {contact_id for _, contact_id in pairs if contact_id}
    rows = connection.execute(_CONTACTS, {"ids": sorted(contacts)}).all() if contacts else ()
    return Known(people, merged, {contact_id or 0: name for contact_id, name in rows})


def _read_people(
    connection: Connection, ids: set[int], people: dict[int, Person], merged: dict[int, int]
) -> set[int]:
    """Read these customers, and return whom they were merged into."""
    for row in connection.execute(_PEOPLE, {"ids": sorted(ids)}):
        if row.merged_into_id is not None:
            merged[row.id] = row.merged_into_id
            continue
        place = place_text(row.city, row.region)
        people[row.id] = Person(row.id, row.external_id, row.name, row.latin or "", place, row.tier)
    return {survivor for gone, survivor in merged.items() if gone in ids}


@dataclass(frozen=True, slots=True)
class Held:
    """A number that a customer holds now, open and masked."""

    number: str
    masked: str


_PHONE_PLACE = func.row_number().over(
    partition_by=col(Phone.customer_id), order_by=(col(Phone.position), col(Phone.id))
)
_RANKED_PHONES = (
    select(col(Phone.customer_id), col(Phone.e164), col(Phone.raw), _PHONE_PLACE.label("place"))
    .where(col(Phone.customer_id).in_(bindparam("ids", expanding=True)), col(Phone.held_to).is_(None))
    .subquery()
)
_PHONES = select(_RANKED_PHONES).where(_RANKED_PHONES.c.place <= _MOST_PHONES)

_ITEM_PLACE = func.row_number().over(
    partition_by=col(Purchase.customer_id), order_by=(col(Purchase.bought_on).desc(), col(Purchase.id).desc())
)
_RANKED_ITEMS = (
    select(col(Purchase.customer_id), col(Item.brand), col(Item.product), _ITEM_PLACE.label("place"))
    .join(Item, col(Item.id) == col(Purchase.item_id))
    .where(col(Purchase.customer_id).in_(bindparam("ids", expanding=True)))
    .where(col(Purchase.owned_until).is_(None))
    .subquery()
)
_ITEMS = select(_RANKED_ITEMS).where(_RANKED_ITEMS.c.place <= _MOST_ITEMS)


def phones_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Held]]:
    """The first few current numbers of each customer."""
    found: dict[int, list[Held]] = {}
    for row in connection.execute(_PHONES, {"ids": ids}) if ids else ():
        number = row.e164 or row.raw
        found.setdefault(row.customer_id, []).append(Held(number, hidden(row.e164, row.raw)))
    return found


def hidden(e164: str | None, raw: str) -> str:
    """A number as those see it who may not: without its last four digits; short ones without any."""
    return phones.mask(e164) if e164 else "".join("•" if char.isalnum() else char for char in raw)


def items_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The newest items that each customer owns now, as ``Buick Excelle``, at most three."""
    found: dict[int, list[str]] = {}
    for row in connection.execute(_ITEMS, {"ids": ids}) if ids else ():
        found.setdefault(row.customer_id, []).append(f"{row.brand} {row.product}")
    return found
