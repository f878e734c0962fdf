"""Cases that a text in the desk field means, and the open cases of those found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from callcenter.callers.hits import Rank, Ranked
from callcenter.callers.models import Customer
from callcenter.callers.views import LookupRow
from callcenter.cases import numbers
from callcenter.cases.joint.survivor import survivor_of
from callcenter.cases.models import OPEN, Case
from callcenter.i18n import N_, Phrase, phrases

phrases({"why.case_merged": N_("{number} was merged into {into}")})

_MOST = 10
_COLUMNS: Any = select(
    col(Case.id),
    col(Case.number),
    col(Case.state),
    col(Case.summary),
    col(Case.customer_id),
    col(Case.caller_e164),
    col(Case.item_id),
    col(Customer.name),
    col(Customer.latin),
    col(Customer.tier),
    col(Customer.external_id),
).outerjoin(Customer, col(Customer.id) == col(Case.customer_id))
_BY_NUMBER = _COLUMNS.where(col(Case.number) == bindparam("number"))
_BY_ID = _COLUMNS.where(col(Case.id) == bindparam("id"))
_BY_CALLER = (
    _COLUMNS.where(
        col(Case.caller_e164).in_(bindparam("numbers", expanding=True)),
        col(Case.customer_id).is_(None),
        OPEN,
    )
    .order_by(col(Case.logged_at).desc())
    .limit(_MOST)
)
_OPEN_OF = (
    select(col(Case.customer_id), col(Case.number))
    .where(col(Case.customer_id).in_(bindparam("customers", expanding=True)), OPEN)
    .order_by(col(Case.logged_at).desc())
)


def find(connection: Connection, text: str, numbers_asked: Sequence[str]) -> list[Ranked]:
    """The case of a number people say, and open cases logged with nothing but a caller's number.

    Args:
        connection: of a ``store.read()``.
        text: what stands in the field.
        numbers_asked: the E.164 numbers in it.
    """
    found: list[Ranked] = []
    if number := numbers.parse(text):
        found += [Ranked(Rank.IDENTIFIER, 0.0, row) for row in _by_number(connection, number)]
    if numbers_asked:
        rows = connection.execute(_BY_CALLER, {"numbers": numbers_asked})
        found += [Ranked(Rank.NUMBER, 0.0, _row(row, "why.case_caller", exact=False)) for row in rows]
    return found


def _by_number(connection: Connection, number: str) -> list[LookupRow]:
    """The case of a number; of one that was merged the case as which it goes on."""
    rows = connection.execute(_BY_NUMBER, {"number": number}).all()
    found = []
    for row in rows:
        survivor = survivor_of(connection, row.id)
        if survivor == row.id:
            found.append(_row(row, "why.case", exact=True))
            continue
        there = connection.execute(_BY_ID, {"id": survivor}).one()
        found.append(_row(there, "why.case_merged", exact=True, asked=numbers.show(number)))
    return found


def _row(row: Any, why: str, *, exact: bool, asked: str = "") -> LookupRow:
    number = numbers.show(row.number)
    return LookupRow(
        "case",
        Phrase(why, {"number": asked or number, "into": number} if asked else {"number": number}),
        exact,
        name=row.name or "",
        latin=row.latin or "",
        customer_id=row.customer_id,
        external_id=row.external_id,
        tier=row.tier or "standard",
        item_id=row.item_id,
        case_id=row.id,
        case_number=number,
        case_state=row.state.value,
        summary=row.summary,
        e164=row.caller_e164 if why == "why.case_caller" else None,
    )


def open_numbers(connection: Connection, customer_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The numbers of each customer's open cases as people see them, newest first."""
    found: dict[int, tuple[str, ...]] = {}
    rows = connection.execute(_OPEN_OF, {"customers": customer_ids}) if customer_ids else ()
    for customer_id, number in rows:
        whose = customer_id or 0
        found[whose] = (*found.get(whose, ()), numbers.show(number))
    return found
