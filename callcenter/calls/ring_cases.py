"""What is open with those who ring: how many cases, and the most urgent one."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, select
from sqlmodel import col

from callcenter.calls.ring_views import RingCase, Ringer
from callcenter.cases.models import OPEN, Case
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseState

_Found = dict[Any, tuple[tuple[Any, ...], int, RingCase]]
"""By customer or number: the place in the order of urgency, how many, the first."""
_URGENCY: tuple[Any, ...] = (
    case((and_(col(Case.safety).is_(True), col(Case.state) != CaseState.RESOLVED), 0), else_=1),
    case((col(Case.due_at).is_(None), 1), else_=0),
    col(Case.due_at),
    col(Case.id),
)
"""As in the queue: safety first, then by due, then what has none."""


def _first(whose: Any, *more: ColumnElement[bool]) -> Any:
    ranked = (
        select(
            col(Case.id), col(Case.number), col(Case.summary), col(Case.state), col(Case.safety),
            col(Case.due_at), whose.label("whose"),
            func.row_number().over(partition_by=whose, order_by=_URGENCY).label("place"),
            func.count().over(partition_by=whose).label("many"),
        )
        .where(whose.in_(bindparam("asked", expanding=True)), OPEN, *more)
        .subquery()
    )  # fmt: skip
    return select(ranked).where(ranked.c.place == 1)


# Made once: every console asks at every ring.
_OF_CUSTOMERS = _first(col(Case.customer_id))
_OF_NUMBERS = _first(col(Case.caller_e164), col(Case.customer_id).is_(None))


def of_rings(
    connection: Connection, rings: Mapping[int, tuple[tuple[Ringer, ...], str | None]]
) -> dict[int, tuple[int, RingCase | None]]:
    """How many cases are open with the callers of each ring, and the most urgent; two statements at most.

    Args:
        connection: for reading.
        rings: by call, who it may be and the number; of a number that nobody has, the cases logged with it.
    """
    people = {one.customer_id for who, _number in rings.values() for one in who}
    numbers = {number for who, number in rings.values() if number and not who}
    theirs = _first_of(connection, _OF_CUSTOMERS, people)
    theirs |= _first_of(connection, _OF_NUMBERS, numbers)
    return {
        call_id: _together(theirs, [one.customer_id for one in who] or [number])
        for call_id, (who, number) in rings.items()
    }


def _together(theirs: _Found, keys: Iterable[Any]) -> tuple[int, RingCase | None]:
    found = [theirs[each] for each in keys if each in theirs]
    if not found:
        return 0, None
    return sum(count for _place, count, _case in found), min(found, key=lambda one: one[0])[2]


def _first_of(connection: Connection, statement: Any, wanted: Iterable[Any]) -> _Found:
    """The most urgent open case of each, and how many there are."""
    asked = sorted(wanted)
    rows = connection.execute(statement, {"asked": asked}) if asked else ()
    return {row.whose: (_urgency(row), row.many, _view(row)) for row in rows}


def _urgency(row: Any) -> tuple[Any, ...]:
    calm = not (row.safety and row.state != CaseState.RESOLVED)
    return (calm, row.due_at is None, row.due_at.timestamp() if row.due_at else 0.0, row.id)


def _view(row: Any) -> RingCase:
    return RingCase(row.id, show(row.number), row.summary, row.state.value, row.safety)
