"""Reading a case: the whole view of one, and the cases that are like it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Customer, Item, Purchase
from callcenter.callers.verification import verified_at
from callcenter.cases import alarms, home, lifecycle, standing, timeline, tries, undo
from callcenter.cases.clocks import Wait, days_without, elapsed, pauses, stops
from callcenter.cases.joint import clock, links
from callcenter.cases.models import Case, CaseWait, Promise, not_merged
from callcenter.cases.numbers import show
from callcenter.cases.telling import reading as telling
from callcenter.cases.views import (
    CaseView,
    ClockView,
    MoveView,
    PlaceSaid,
    PromiseView,
    SimilarCase,
)
from callcenter.cases.words import CaseMove, ClockKind, CloseReason, Way
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.people.models import Agent, Queue
from callcenter.people.views import AgentView
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings

SIMILAR = 8
_AWAY = frozenset({None, Way.BRING_IN, Way.PICK_UP, Way.MAIL_IN})
"""The ways in which the customer is without the item meanwhile."""
# What an agent's short form asks for beyond the rule: a reason that is a code, and whom the agent rang.
_ASKS = {
    CaseMove.CLOSE: ("close_reason",),
    CaseMove.ACCEPT: ("whom",),
    CaseMove.DECLINE: ("whom", "reason"),
}
_Earlier = aliased(Case, name="earlier")


def read_case(
    connection: Connection, case_id: int, *, now: datetime, settings: Settings, me: AgentView | None = None
) -> CaseView:
    """One case with its timeline, clocks and the moves that an agent has now; without its dispatch.

    Args:
        connection: for reading.
        case_id: which case.
        now: the time, for clocks and moves.
        settings: service levels and zone.
        me: who looks: what they can take back, and whose home they may see.

    Raises:
        NotFound: no such case.
    """
    row = _row(connection, case_id)
    this = Case(**{name: row._mapping[name] for name in Case.model_fields})
    waited = standing.waits(connection, case_id)
    wait = _open_wait(connection, case_id)
    last = undo.last(connection, case_id)
    mine = last is not None and me is not None and last.actor_id == me.agent_id and now <= last.until
    verified = me is not None and _verified(connection, this, me, now)
    plain = _plain(this)
    plain["place"] = home.masked(plain["place"], (row.customer_address, row.customer_lat), verified=verified)
    return CaseView(
        **plain,
        alarm_id=alarms.unseen(connection, case_id),
        customer=row.customer_name or "",
        item=_item_name(row.item_brand, row.item_product) or this.item_said or "",
        plate=row.item_plate,
        agent=row.agent_name or "",
        queue=row.queue_name or "",
        where=row.point_name or "",
        wait_for=wait.wait_for.value if wait else None,
        wait_reason=(wait.reason or "") if wait else "",
        days_without=_days(this, now, settings),
        repeat_of=show(row.earlier_number) if row.earlier_number else None,
        tries=tries.days_tried(connection, this, settings.zone),
        clocks=_clocks(connection, this, waited, now, settings),
        timeline=timeline.with_joint(connection, case_id),
        promises=_promises(connection, case_id),
        moves=moves_now(this, now, settings),
        undo_until=last.until if last and mine else None,
        links=links.of_case(connection, case_id),
        undo=links.undoable(connection, case_id),
        **telling.told(connection, this, settings),
    )


def moves_now(this: Case, now: datetime, settings: Settings) -> tuple[MoveView, ...]:
    """The moves an agent has now, each with where it leads and what its short form asks for."""
    return tuple(
        MoveView(
            rule.move.value,
            (this.before_wait or "") if rule.to == "back" else rule.to.value,
            _ASKS.get(rule.move, rule.asks),
        )
        for rule in lifecycle.moves(
            this.state,
            now=now,
            closed_at=this.closed_at,
            reopen_days=settings.reopen_days,
            merged=this.close_reason == CloseReason.MERGED,
        )
    )


def similar(connection: Connection, item_id: int, category: str = "") -> tuple[SimilarCase, ...]:
    """Cases of an item to see before another is logged: open ones first, then the same fault, newest first.

    Args:
        connection: for reading.
        item_id: the item.
        category: the category that is about to be logged, if it is known already.

    What an earlier owner said is not shown: of such a case only the category speaks.
    """
    names = (
        Case.id, Case.number, Case.summary, Case.description, Case.state, Case.category, Case.logged_at,
        Case.closed_at, Case.version, Case.customer_id,
    )  # fmt: skip
    same = case((col(Case.category) == (category or None), 0), else_=1)
    rows = connection.execute(
        select(*(col(name) for name in names), col(ServicePoint.name).label("point"))
        .outerjoin(ServicePoint, col(ServicePoint.id) == col(Case.point_id))
        .where(col(Case.item_id) == item_id, not_merged())
        .order_by(case((col(Case.closed_at).is_(None), 0), else_=1), same, col(Case.logged_at).desc())
        .limit(SIMILAR)
    )
    gone = _gave_it_up(connection, item_id)
    return tuple(
        SimilarCase(
            row.id, show(row.number), "" if row.customer_id in gone else row.summary,
            "" if row.customer_id in gone else row.description, row.state.value, row.category,
            row.logged_at, row.closed_at, row.point or "", bool(category) and row.category == category,
            row.version,
        )
        for row in rows
    )  # fmt: skip


def _gave_it_up(connection: Connection, item_id: int) -> frozenset[int]:
    """Who owned an item and doesn't own it now."""
    rows = connection.execute(
        select(col(Purchase.customer_id), col(Purchase.owned_until)).where(col(Purchase.item_id) == item_id)
    ).all()
    return frozenset(who for who, until in rows if until) - {who for who, until in rows if until is None}


def _row(connection: Connection, case_id: int) -> Any:
    row = connection.execute(
        select(
            *Case.__table__.c,  # type: ignore[attr-defined]
            col(Customer.name).label("customer_name"),
            col(Customer.address).label("customer_address"),
            col(Customer.lat).label("customer_lat"),
            col(Item.brand).label("item_brand"),
            col(Item.product).label("item_product"),
            col(Item.plate).label("item_plate"),
            col(Agent.name).label("agent_name"),
            col(Queue.name).label("queue_name"),
            col(ServicePoint.name).label("point_name"),
            col(_Earlier.number).label("earlier_number"),
        )
        .outerjoin(Customer, col(Customer.id) == col(Case.customer_id))
        .outerjoin(Item, col(Item.id) == col(Case.item_id))
        .outerjoin(Agent, col(Agent.id) == col(Case.agent_id))
        .outerjoin(Queue, col(Queue.id) == col(Case.queue_id))
        .outerjoin(ServicePoint, col(ServicePoint.id) == col(Case.point_id))
        .outerjoin(_Earlier, col(_Earlier.id) == col(Case.repeat_of_id))
        .where(col(Case.id) == case_id)
    ).first()
    if row is None:
        raise NotFound(N_("There is no such case. Look it up by its number."))
    return row


_AS_THEY_ARE = (
    "version", "summary", "description", "safety", "tier", "category", "customer_id", "language", "item_id",
    "cost_told", "cost_agreed", "currency", "agent_id", "point_id", "logged_at", "due_at", "point_due_at",
    "expected_at", "received_at", "handed_back_at", "told_at", "resolved_at", "closed_at", "reopened",
)  # fmt: skip
_EMPTY_TEXT = ("safety_answer", "reporter", "contact", "contact_phone", "contact_hours", "cover_reason")
_CODES = ("kind", "state", "priority", "way", "cover", "outcome", "close_reason")


def _plain(this: Case) -> dict[str, Any]:
    codes: Mapping[str, Any] = {name: getattr(this, name) for name in _CODES}
    return (
        {name: getattr(this, name) for name in _AS_THEY_ARE}
        | {name: getattr(this, name) or "" for name in _EMPTY_TEXT}
        | {name: word.value if word is not None else None for name, word in codes.items()}
        | {
            "case_id": this.id or 0,
            "number": show(this.number),
            "caller": phones.pretty(this.caller_e164) if this.caller_e164 else this.caller_raw or "",
            "place": PlaceSaid(
                this.place or "", this.place_city or "", this.place_postcode or "",
                this.place_country or "", this.place_lat, this.place_lon,
            ),
        }
    )  # fmt: skip


def _verified(connection: Connection, this: Case, me: AgentView, now: datetime) -> bool:
    return (
        this.customer_id is not None
        and verified_at(connection, this.customer_id, me.agent_id, now) is not None
    )


def _item_name(brand: str | None, product: str | None) -> str:
    return " ".join(part for part in (brand, product) if part)


def _open_wait(connection: Connection, case_id: int) -> CaseWait | None:
    row = connection.execute(
        select(CaseWait).where(col(CaseWait.case_id) == case_id, col(CaseWait.to_at).is_(None))
    ).first()
    return CaseWait(**row._mapping) if row else None


def _days(this: Case, now: datetime, settings: Settings) -> int | None:
    if this.received_at is None or this.way not in _AWAY:
        return None
    return days_without(this.received_at, this.handed_back_at, now, ZoneInfo(settings.zone))


def _clocks(
    connection: Connection, this: Case, waited: tuple[Wait, ...], now: datetime, settings: Settings
) -> tuple[ClockView, ...]:
    """Ours, from the log on; theirs, where a point has accepted and worked on it to the end."""
    target = settings.target(this.priority, this.tier).resolve
    over = this.resolved_at or this.closed_at
    accepted = standing.accepted_at(connection, this.id or 0)
    worked = standing.with_point(this) or (over is not None and this.received_at is not None)
    ours = clock.ours(connection, this, waited)
    begun = [(ClockKind.CUSTOMER, ours.start, this.due_at, ours.pauses)]
    if accepted is not None and worked:
        begun.append((ClockKind.POINT, accepted, this.point_due_at, pauses(ClockKind.POINT, waited)))
    return tuple(
        ClockView(
            kind.value,
            elapsed(start, over or now, stopped),
            target,
            due_at,
            over is not None or any(wait.end is None and stops(kind, wait.wait_for) for wait in waited),
        )
        for kind, start, due_at, stopped in begun
    )


def _promises(connection: Connection, case_id: int) -> tuple[PromiseView, ...]:
    rows = connection.execute(
        select(
            col(Promise.id),
            col(Promise.what),
            col(Promise.to_whom),
            col(Promise.by_at),
            col(Agent.name),
            col(Promise.state),
        )
        .outerjoin(Agent, col(Agent.id) == col(Promise.agent_id))
        .where(col(Promise.case_id) == case_id)
        .order_by(col(Promise.by_at), col(Promise.id))
    )
    return tuple(
        PromiseView(promise_id or 0, what, to_whom or "", by_at, agent or "", state.value)
        for promise_id, what, to_whom, by_at, agent, state in rows
    )
