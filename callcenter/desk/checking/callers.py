"""Callers: found by every word of their names and by the last digits of their numbers."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel, col

from callcenter.callers import phones
from callcenter.callers.models import Contact, Customer, NameToken, Phone
from callcenter.callers.names import tokens
from callcenter.desk.checking.finding import Checked
from callcenter.i18n import N_, Phrase, phrases

_ONE_OF = 16
"""Names in other letters take long to read: one of so many is read in full, the others have some word."""

phrases(
    {
        "fault.name": N_("customer {customer_id} can't be found by name"),
        "fault.contact": N_("contact {contact_id} of customer {customer_id} can't be found by name"),
        "fault.phone": N_("phone {phone_id}: its last digits don't belong to its number"),
    }
)


def names(checked: Checked) -> Iterator[Phrase]:
    """Whoever has a name is found by each word of it; who was merged is found as the survivor."""
    owner: Any = col(Customer.id).label("customer_id")
    customers: Any = select(col(Customer.id), owner, col(Customer.name), col(Customer.merged_into_id))
    for row in _lost(checked, customers, Customer):
        if row.merged_into_id is None:
            yield Phrase("fault.name", {"customer_id": row.id})
    contacts = select(col(Contact.id), col(Contact.customer_id), col(Contact.name)).where(
        col(Contact.ended_on).is_(None)
    )
    for row in _lost(checked, contacts, Contact):
        yield Phrase("fault.contact", {"customer_id": row.customer_id, "contact_id": row.id})


def _lost(checked: Checked, statement: Any, table: type[SQLModel]) -> Iterator[Any]:
    """The rows of whose names a word is missing in the index."""
    of_contact = table is Contact
    key = Contact.id if of_contact else Customer.id
    for connection, page in checked.pages(statement, key, table):
        customer_ids = sorted({row.customer_id for row in page})
        held = select(col(NameToken.customer_id), col(NameToken.contact_id), col(NameToken.token)).where(
            col(NameToken.customer_id).between(customer_ids[0], customer_ids[-1])
            if not of_contact
            else col(NameToken.customer_id).in_(customer_ids),
            col(NameToken.contact_id) != 0 if of_contact else col(NameToken.contact_id) == 0,
        )
        found: dict[tuple[int, int], set[str]] = {}
        for customer_id, contact_id, token in connection.execute(held):
            found.setdefault((customer_id, contact_id), set()).add(token)
        for row in page:
            words = found.get((row.customer_id, row.id if of_contact else 0), set())
            if words and row.id % _ONE_OF and not row.name.isascii():
                continue
            if not words.issuperset(tokens(row.name)):
                yield row


def numbers(checked: Checked) -> Iterator[Phrase]:
    """The reversed digits of a number are its digits, reversed."""
    statement = select(col(Phone.id), col(Phone.e164), col(Phone.reversed))
    for _, page in checked.pages(statement, Phone.id, Phone):
        for phone_id, e164, turned in page:
            if e164 and phones.reverse(e164) != turned:
                yield Phrase("fault.phone", {"phone_id": phone_id})
