"""The queue: open cases in the order in which somebody should look at them, a page at a time.

Safety first, then by due (so what is overdue comes before what will be), then what has no due: waiting for
the customer, or resolved. Four sections, each an ordered walk along a partial index of open cases; the key
of a page names the section and the last row, so that pages stay true while others change the queue.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, not_, or_, select, tuple_
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Customer, Item
from callcenter.cases.models import Alarm, Case
from callcenter.cases.numbers import show
from callcenter.cases.views import QueuePage, QueueRow
from callcenter.cases.words import CaseState
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.people.models import Agent, Queue
from callcenter.people.views import AgentView
from callcenter.points.models import ServicePoint

SCOPES = ("mine", "team", "all")
_MOST_WORDS = 12  # of a filter; each adds conditions to one statement
_IS_OPEN = col(Case.closed_at).is_(None)
_HOT = and_(col(Case.safety).is_(True), col(Case.state) != CaseState.RESOLVED)
_DUE = col(Case.due_at).is_not(None)
_SECTIONS: Sequence[tuple[ColumnElement[bool], bool]] = (
    (and_(_HOT, _DUE), True),
    (and_(_HOT, not_(_DUE)), False),
    (and_(not_(_HOT), _DUE), True),
    (and_(not_(_HOT), not_(_DUE)), False),
)
"""What belongs to each section, and whether it is ordered by due (else by when it was logged: the id)."""


def page(
    connection: Connection,
    me: AgentView,
    scope: str = "mine",
    *,
    text: str = "",
    after: str | None = None,
    limit: int = 200,
) -> QueuePage:
    """A page of open cases.

    Args:
        connection: for reading.
        me: whose cases ``mine`` are, and whose team.
        scope: ``mine``, ``team`` or ``all``.
        text: words that must all stand in number, summary, customer, item, plate, point or agent.
        after: the key of the page, from the page before.
        limit: rows a page, 1 or more.

    Raises:
        Invalid: no such scope, or a key that isn't one.
    """
    filters = _filter(text)
    wanted = and_(_IS_OPEN, *_scope(connection, me, scope), *filters)
    section, last = _opened(after) if after else (0, None)
    rows: list[tuple[int, Row[Any]]] = []
    for number in range(section, len(_SECTIONS)):
        left = limit + 1 - len(rows)
        begun = last if number == section else None
        found = connection.execute(_statement(wanted, number, begun, left, filtered=bool(filters)))
        rows += [(number, row) for row in sorted(found, key=_place)]
        if len(rows) > limit:
            break
    key = _key(*rows[limit - 1]) if len(rows) > limit else None
    return QueuePage(scope, tuple(_view(row) for _, row in rows[:limit]), key)


def _scope(connection: Connection, me: AgentView, scope: str) -> tuple[ColumnElement[bool], ...]:
    if scope not in SCOPES:
        raise Invalid(
            N_("There is no queue “{scope}”. Choose one of: {scopes}."),
            field="scope",
            scope=scope,
            scopes=", ".join(SCOPES),
        )
    if scope == "mine":
        return (col(Case.agent_id) == me.agent_id,)
    if scope == "team":
        queues = _queues(connection, me)
        # One queue, the usual case, is an ordered walk along its index; of several the store must sort.
        return (col(Case.queue_id) == queues[0] if len(queues) == 1 else col(Case.queue_id).in_(queues),)
    return ()


def _queues(connection: Connection, me: AgentView) -> Sequence[int]:
    if not me.team_id:
        return [me.queue_id] if me.queue_id is not None else []
    found = connection.execute(select(col(Queue.id)).where(col(Queue.team_id) == me.team_id))
    return [queue_id for queue_id in found.scalars() if queue_id is not None]


def _filter(text: str) -> list[ColumnElement[bool]]:
    """Each word must stand somewhere; a case number may have its dash."""
    places = (
        Case.summary, Customer.name, Customer.latin, Item.brand, Item.product, Item.plate, Case.item_said,
        ServicePoint.name, Agent.name,
    )  # fmt: skip
    wanted = []
    for word in text.split()[:_MOST_WORDS]:
        number = col(Case.number).contains(word.replace("-", ""), autoescape=True)
        wanted.append(or_(number, *(col(place).icontains(word, autoescape=True) for place in places)))
    return wanted


def _statement(
    wanted: ColumnElement[bool],
    section: int,
    last: tuple[datetime | None, int] | None,
    limit: int,
    *,
    filtered: bool,
) -> Select[Any]:
    """The rows of a section: chosen first, by a walk along an index, and only those dressed with names.

    They may come in any order.
    """
    belongs, by_due = _SECTIONS[section]
    order = (col(Case.due_at), col(Case.id))  # without a due the id alone; so told, the index gives it
    chosen = select(Case.__table__).where(wanted, belongs).order_by(*order).limit(limit)  # type: ignore[attr-defined]
    if filtered:
        chosen = _named(chosen, Case.__table__.c)  # type: ignore[attr-defined]
    if last is not None:
        chosen = chosen.where(tuple_(*order) > tuple_(*last) if by_due else col(Case.id) > last[1])
    case = chosen.subquery("chosen").c
    alarm = exists().where(col(Alarm.case_id) == case.id, col(Alarm.acknowledged_at).is_(None))
    dressed = select(
        *case,
        col(Customer.name).label("customer_name"),
        col(Item.brand).label("item_brand"),
        col(Item.product).label("item_product"),
        col(ServicePoint.name).label("point_name"),
        col(Agent.name).label("agent_name"),
        alarm.label("alarm"),
    )
    return _named(dressed, case)


def _named(statement: Select[Any], case: Any) -> Select[Any]:
    """With the tables that hold the names of whoever and whatever a case is about."""
    return (
        statement.outerjoin(Customer, col(Customer.id) == case.customer_id)
        .outerjoin(Item, col(Item.id) == case.item_id)
        .outerjoin(ServicePoint, col(ServicePoint.id) == case.point_id)
        .outerjoin(Agent, col(Agent.id) == case.agent_id)
    )


def _view(row: Row[Any]) -> QueueRow:
    return QueueRow(
        case_id=row.id,
        number=show(row.number),
        summary=row.summary,
        kind=row.kind.value,
        state=row.state.value,
        safety=row.safety,
        priority=row.priority.value,
        tier=row.tier,
        customer=row.customer_name or row.reporter or _number(row),
        item=" ".join(part for part in (row.item_brand, row.item_product) if part) or row.item_said or "",
        where=row.point_name or "",
        agent=row.agent_name or "",
        agent_id=row.agent_id,
        due_at=row.due_at,
        expected_at=row.expected_at,
        logged_at=row.logged_at,
        version=row.version,
        alarm=bool(row.alarm),
    )


def _number(row: Row[Any]) -> str:
    return phones.pretty(row.caller_e164) if row.caller_e164 else row.caller_raw or ""


def _place(row: Row[Any]) -> tuple[Any, ...]:
    """Where a row stands in its section."""
    return (row.due_at, row.id) if row.due_at else (row.id,)


def _key(section: int, row: Row[Any]) -> str:
    held = json.dumps([section, row.due_at.isoformat() if row.due_at else None, row.id])
    return base64.urlsafe_b64encode(held.encode()).decode()


def _opened(key: str) -> tuple[int, tuple[datetime | None, int]]:
    try:
        section, due_at, case_id = json.loads(base64.urlsafe_b64decode(key.encode()))
        by_due = _SECTIONS[range(len(_SECTIONS))[section]][1]
        return section, (datetime.fromisoformat(due_at) if by_due else None, int(case_id))
    except (ValueError, TypeError, IndexError, binascii.Error) as error:
        raise Invalid(
            N_("That page of the queue is no longer known. Begin at the top."), field="after"
        ) from error
