"""What is on file of the customers of a batch: four statements, however many."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.models import Consent, Contact, Phone
from callcenter.store.bulk.upsert import Values

PURPOSE, CHANNEL, SOURCE = "marketing", "any", "import"

NumberKey = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class HeldCustomer:
    """One customer on file.

    Attributes:
        id: whose it is by now: the survivor of a customer who was merged into another.
        row: of the table, of the id in the file; of a merged one it says what the file said last.
        numbers: those they hold and those that were retired: a file doesn't bring a reissued number back.
        contacts: the names of their contacts.
        consent: the row on marketing, or None.
        next_position: of their next number.
    """

    id: int
    row: Any
    numbers: frozenset[NumberKey]
    contacts: frozenset[str]
    consent: Any
    next_position: int

    @property
    def merged(self) -> bool:
        """Whether the file's id leads to another customer."""
        return self.id != int(self.row.id)


def number_key(turned: str, extension: str | None, raw: str) -> NumberKey:
    """What makes two numbers of a customer the same; those without digits are compared as written."""
    return (turned or raw, extension)


def read(
    connection: Connection, rows: Mapping[str, Any], leads: Mapping[int, int]
) -> dict[str, HeldCustomer]:
    """What is on file of these customers, by the id of the file.

    Args:
        connection: for reading.
        rows: the customers' rows by the id of the file.
        leads: whom each of them is by now.
    """
    ids = sorted(set(leads.values()))
    if not ids:
        return {}
    numbers: dict[int, set[NumberKey]] = defaultdict(set)
    positions: dict[int, int] = {}
    held = select(
        col(Phone.customer_id), col(Phone.reversed), col(Phone.extension), col(Phone.raw), col(Phone.position)
    ).where(col(Phone.customer_id).in_(ids))
    for owner, turned, extension, raw, position in connection.execute(held):
        numbers[owner].add(number_key(turned, extension, raw))
        positions[owner] = max(positions.get(owner, 0), position + 1)
    contacts: dict[int, set[str]] = defaultdict(set)
    for owner, name in connection.execute(
        select(col(Contact.customer_id), col(Contact.name)).where(col(Contact.customer_id).in_(ids))
    ):
        contacts[owner].add(name)
    consents = _consents(connection, ids)
    return {
        key: HeldCustomer(
            now,
            row,
            frozenset(numbers[now]),
            frozenset(contacts[now]),
            consents.get(now),
            positions.get(now, 0),
        )
        for key, row in rows.items()
        for now in (leads[int(row.id)],)
    }


def _consents(connection: Connection, ids: list[int]) -> dict[int, Any]:
    rows = connection.execute(
        select(col(Consent.id), col(Consent.customer_id), col(Consent.given), col(Consent.given_on)).where(
            col(Consent.customer_id).in_(ids),
            col(Consent.purpose) == PURPOSE,
            col(Consent.channel) == CHANNEL,
        )
    )
    return {row.customer_id: row for row in rows}


def consent(old: HeldCustomer | None, given: bool, on: date | None, today: date) -> Values | None:
    """What to write about a consent, or None; a newer word on file stands against the file's."""
    if old is None or old.consent is None:
        return {"given": given, "given_on": on or today, "source": SOURCE}
    if given and old.merged:
        return None  # two entries were merged: what the survivor said stands
    same = old.consent.given == given and on in (None, old.consent.given_on)
    newer = on is not None and old.consent.given_on > on
    return None if same or newer else {"given": given, "given_on": on or today, "source": SOURCE}
