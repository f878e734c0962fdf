"""What the cases add to a caller's card: open and last closed ones, the last contact, and faults that repeat.

Six statements, whatever there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, union_all
from sqlmodel import col

from callcenter.callers.models import Purchase, Repair
from callcenter.callers.repeats import Trouble, since
from callcenter.callers.views import LastContact, OpenCaseView
from callcenter.cases.models import OPEN, Case, Promise, not_merged
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseKind, PromiseState
from callcenter.i18n import Phrase
from callcenter.people.models import Agent
from callcenter.points.models import ServicePoint
from callcenter.store.models import Event, EventWords

_MOST_OPEN = 50
_MOST_CLOSED = 5
_MOST_ASKED = 100

SPOKEN = (
    "case.logged",
    "case.noted",
    "case.promised",
    "case.chased",
    "case.reached",
    "case.solved_on_phone",
)
"""The events in which somebody spoke with the customer, or noted what was said."""

_items = select(col(Purchase.item_id)).where(col(Purchase.customer_id) == bindparam("customer"))
_CASES: Any = (
    select(
        col(Case.id),
        col(Case.number),
        col(Case.summary),
        col(Case.state),
        col(Case.kind),
        col(Case.safety),
        col(Case.item_id),
        col(ServicePoint.name).label("place"),
        col(Case.logged_at),
        col(Case.due_at),
        col(Case.expected_at),
        col(Case.closed_at),
    )
    .outerjoin(ServicePoint, col(ServicePoint.id) == col(Case.point_id))
    .where(col(Case.customer_id) == bindparam("customer"))
)
_OPEN = _CASES.where(OPEN).order_by(col(Case.safety).desc(), col(Case.logged_at).desc()).limit(_MOST_OPEN)
_CLOSED = (
    _CASES.where(col(Case.closed_at).is_not(None), not_merged())
    .order_by(col(Case.logged_at).desc())
    .limit(_MOST_CLOSED)
)
_RECENT = (
    select(col(Case.id))
    .where(col(Case.customer_id) == bindparam("customer"))
    .order_by(col(Case.logged_at).desc())
    .limit(_MOST_ASKED)
)
_LAST: Any = (
    select(
        col(Event.at),
        col(Event.verb),
        col(Event.params),
        col(EventWords.words),
        col(Agent.name),
        col(Case.number),
        col(Case.summary),
    )
    .join(Case, col(Case.id) == col(Event.case_id))
    .outerjoin(Agent, col(Agent.id) == col(Event.actor_id))
    .outerjoin(EventWords, col(EventWords.event_id) == col(Event.id))
    .where(col(Event.case_id).in_(_RECENT), col(Event.verb).in_(SPOKEN))
    .order_by(col(Event.at).desc(), col(Event.id).desc())
    .limit(1)
)
_promises = select(col(Promise.by_at), col(Promise.what)).where(col(Promise.state) == PromiseState.OPEN)
# Two walks along an index each; with OR, or in order of time, a store might look through all promises.
_PROMISED: Any = union_all(
    _promises.where(col(Promise.case_id).in_(_RECENT)),
    _promises.where(col(Promise.customer_id) == bindparam("customer")),
)
_FAULTS = select(col(Case.item_id), col(Case.logged_at), col(Case.category)).where(
    col(Case.item_id).in_(_items),
    col(Case.logged_at) >= bindparam("since"),
    col(Case.category).is_not(None),
    col(Case.kind).in_((CaseKind.FAULT, CaseKind.COMPLAINT)),
    col(Case.state) != "cancelled",
    not_merged(),
    # A case that left a repair is counted there.
    ~exists().where(col(Repair.item_id) == col(Case.item_id), col(Repair.case_id) == col(Case.id)),
)
_REPAIRED = (
    select(col(Repair.id), col(Case.number))
    .join(Case, col(Case.id) == col(Repair.case_id))
    .where(col(Repair.item_id).in_(_items))
)


@dataclass(frozen=True, slots=True)
class CasesOf:
    """What the cases know of a customer and their items.

    Attributes:
        open: open cases, safety first, then the newest.
        closed: the last few closed ones.
        last: the last time we spoke; None if we never did.
        faults: cases of the items they own or owned that count for repeats and left no repair.
        repaired: the case number of each repair that came from a case.
    """

    open: tuple[OpenCaseView, ...]
    closed: tuple[OpenCaseView, ...]
    last: LastContact | None
    faults: tuple[Trouble, ...]
    repaired: dict[int, str]


def read(connection: Connection, customer_id: int, *, now: datetime, zone: tzinfo) -> CasesOf:
    """What the cases add to a card.

    Args:
        connection: of a ``store.read()``.
        customer_id: whose.
        now: the time of the card.
        zone: in which days are counted.
    """
    whose = {"customer": customer_id}
    first = datetime.combine(since(now.astimezone(zone).date()), time.min, zone)
    faults = connection.execute(_FAULTS, {**whose, "since": first})
    return CasesOf(
        tuple(_view(row) for row in connection.execute(_OPEN, whose)),
        tuple(_view(row) for row in connection.execute(_CLOSED, whose)),
        _last(connection, whose),
        tuple(
            Trouble(item_id or 0, logged_at.astimezone(zone).date(), category, _component(category))
            for item_id, logged_at, category in faults
        ),
        {repair_id or 0: show(number) for repair_id, number in connection.execute(_REPAIRED, whose)},
    )


def closed_count(connection: Connection, customer_id: int) -> int:
    """How many closed cases a customer has."""
    mine = (col(Case.customer_id) == customer_id, col(Case.closed_at).is_not(None))
    return int(connection.execute(select(func.count()).select_from(Case).where(*mine)).scalar() or 0)


def open_of(connection: Connection, case_ids: Sequence[int]) -> list[int]:
    """Those of some cases that are open, at most so many as a card shows."""
    if not case_ids:
        return []
    found = select(col(Case.id)).where(col(Case.id).in_(case_ids[-_MOST_ASKED * 5 :]), OPEN)
    return [each or 0 for each in connection.execute(found.limit(_MOST_OPEN)).scalars()]


def _view(row: Any) -> OpenCaseView:
    return OpenCaseView(
        case_id=row.id,
        number=show(row.number),
        summary=row.summary,
        state=row.state.value,
        kind=row.kind.value,
        safety=row.safety,
        item_id=row.item_id,
        where=row.place or "",
        logged_at=row.logged_at,
        due_at=row.due_at,
        expected_at=row.expected_at,
        closed_at=row.closed_at,
    )


def _component(category: str | None) -> str | None:
    """``engine`` of ``engine.stalls``: what repairs keep beside the symptom."""
    return category.partition(".")[0] if category else None


def _last(connection: Connection, whose: dict[str, int]) -> LastContact | None:
    row = connection.execute(_LAST, whose).first()
    if row is None:
        return None
    promised = min(connection.execute(_PROMISED, whose), key=lambda one: one.by_at, default=None)
    return LastContact(
        at=row.at,
        agent=row.name or "",
        what=Phrase(row.verb, {"who": row.name, **row.params}),
        # A case that was just logged says what it is about.
        words=row.words or (row.summary if row.verb == "case.logged" else ""),
        promise=promised.what if promised else "",
        promise_by=promised.by_at if promised else None,
        case_number=show(row.number),
    )
