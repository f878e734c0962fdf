"""Phone rows: how what was typed is kept, retired when a number was reissued, and confirmed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Phone
from callcenter.callers.signs import dialled, digits
from callcenter.callers.views import PhoneCandidate
from callcenter.callers.words import PhoneKind

_SHORTEST_WHOLE = 10
_SHORTEST_INTERNATIONAL = 8

Read = Callable[[str, str], tuple[PhoneCandidate, ...]]
"""``phones.candidates``, or a ``phones.PrefixCache``'s when there are many."""

Guess = Callable[[str], phones.PhoneKindGuess]
"""``phones.kind_guess``, or a ``phones.PrefixCache``'s."""

_KINDS = {
    (firm, guess): kind
    for firm, fixed in ((True, PhoneKind.WORK), (False, PhoneKind.HOME))
    for guess, kind in (("mobile", PhoneKind.MOBILE), ("fixed", fixed), ("other", PhoneKind.OTHER))
}


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it is kept.

    Attributes:
        raw: as it was written.
        e164: None for short, local and internal numbers, which no country tells apart.
        reversed: the digits from the last to the first, with the country code where there is one.
        extension: to dial after the answer.
        kind: as far as the numbering plan tells.
    """

    raw: str
    e164: str | None
    reversed: str
    extension: str | None
    kind: PhoneKind

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes, at a third of what dataclasses take."""
        return Number, (self.raw, self.e164, self.reversed, self.extension, self.kind)


def dialable(candidate: PhoneCandidate) -> str | None:
    """The E.164 form of a number that is whole: one that a plan knows, or as long as whole numbers are.

    A local number without its area code, or an internal one, has none: with a country code glued on it would
    be somebody else's.
    """
    length = len(dialled(candidate.raw).lstrip("+"))
    international = dialled(candidate.raw).startswith(("+", "00")) and length >= _SHORTEST_INTERNATIONAL
    return candidate.e164 if candidate.valid or international or length >= _SHORTEST_WHOLE else None


def read_numbers(
    raw: str,
    region: str,
    *,
    firm: bool = False,
    read: Read = phones.candidates,
    kind: Guess = phones.kind_guess,
) -> tuple[Number, ...]:
    """The numbers that a field holds, as they are kept; what is no number is kept raw too.

    Args:
        raw: one field of a form or file; may hold two numbers, words or an extension.
        region: the country of numbers that name none.
        firm: whose fixed lines are work numbers.
        read: what finds the numbers in a text.
        kind: what says whether a number is a mobile's.
    """
    raw = raw.strip()
    found = read(raw, region) if raw else ()
    if not found:
        return (Number(raw, None, digits(raw)[::-1], None, PhoneKind.OTHER),) if raw else ()
    return tuple(_number(each, raw if len(found) == 1 else each.raw, kind, firm=firm) for each in found)


def _number(candidate: PhoneCandidate, raw: str, kind: Guess, *, firm: bool) -> Number:
    e164 = dialable(candidate)
    if e164 is None:
        return Number(raw, None, digits(candidate.raw)[::-1], candidate.extension, PhoneKind.OTHER)
    return Number(raw, e164, e164[:0:-1], candidate.extension, _KINDS[firm, kind(e164)])


def add(
    connection: Connection,
    customer_id: int,
    numbers: Iterable[Number],
    *,
    day: date | None = None,
    contact_id: int | None = None,
) -> int:
    """Put numbers on file behind those that are there, and return how many are new.

    A number that the customer (or that contact) already holds isn't written twice; one that was retired
    begins a new holding.

    Args:
        connection: of a ``store.write()``.
        customer_id: whose.
        numbers: what ``read_numbers`` found.
        day: from when it is theirs, if known.
        contact_id: the contact whose number it is.
    """
    held = connection.execute(
        select(col(Phone.reversed), col(Phone.extension), col(Phone.position)).where(
            col(Phone.customer_id) == customer_id,
            col(Phone.contact_id).is_not_distinct_from(contact_id),
            col(Phone.held_to).is_(None),
        )
    ).all()
    have = {(turned, extension) for turned, extension, _ in held if turned}
    position = max((place for *_, place in held), default=-1) + 1
    rows: list[dict[str, object]] = []
    for number in numbers:
        if (number.reversed, number.extension) not in have:
            have.add((number.reversed, number.extension))
            rows.append(row(number, customer_id, position + len(rows), contact_id=contact_id, day=day))
    if rows:
        connection.execute(insert(Phone), rows)
    return len(rows)


def row(
    number: Number,
    customer_id: int,
    position: int = 0,
    *,
    contact_id: int | None = None,
    day: date | None = None,
    kind: PhoneKind | None = None,
) -> dict[str, object]:
    """The values of one Phone row, for ``add`` and for bulk inserts."""
    return {
        "customer_id": customer_id,
        "contact_id": contact_id,
        "kind": kind or number.kind,
        "raw": number.raw,
        "e164": number.e164,
        "reversed": number.reversed,
        "extension": number.extension,
        "position": position,
        "held_from": day,
    }


def retire(connection: Connection, customer_id: int, e164: str, day: date) -> tuple[int, ...]:
    """End the holdings of a number by a customer and their contacts; returns their row ids, or none."""
    ids = _holdings(connection, customer_id, e164, current=True)
    connection.execute(update(Phone).where(col(Phone.id).in_(ids)).values(held_to=day))
    return ids


def restore(connection: Connection, customer_id: int, e164: str) -> tuple[int, ...]:
    """Undo the last ``retire`` of a number; returns the rows' ids, none if it never ended."""
    ids = _holdings(connection, customer_id, e164, current=False)
    connection.execute(update(Phone).where(col(Phone.id).in_(ids)).values(held_to=None))
    return ids


def confirm(connection: Connection, customer_id: int, e164: str, at: datetime) -> None:
    """Note that the customer was reached by, or called from, this number at this time."""
    ids = _holdings(connection, customer_id, e164, current=True)
    connection.execute(update(Phone).where(col(Phone.id).in_(ids)).values(confirmed_at=at))


def _holdings(connection: Connection, customer_id: int, e164: str, *, current: bool) -> tuple[int, ...]:
    mine = (col(Phone.customer_id) == customer_id, col(Phone.e164) == e164)
    latest = select(func.max(col(Phone.held_to))).where(*mine).scalar_subquery()
    when = col(Phone.held_to).is_(None) if current else col(Phone.held_to) == latest
    found = connection.execute(select(col(Phone.id)).where(*mine, when).with_for_update()).scalars()
    return tuple(each for each in found if each is not None)
