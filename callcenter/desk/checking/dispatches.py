"""Dispatches: at most one live one a case, states that their events lead to, cases that fit them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseState
from callcenter.desk.checking.finding import Checked, grouped
from callcenter.dispatch import lifecycle
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.i18n import N_, Phrase, phrases
from callcenter.store.models import Event

phrases(
    {
        "fault.live": N_("case {number} has {count} live dispatches"),
        "fault.dead_case": N_("case {number} is {state!w}, but a dispatch of it is live"),
        "fault.dispatch": N_("dispatch {dispatch_id} is {state!w}, but its events don't lead there"),
        "fault.dispatch_end": N_("dispatch {dispatch_id} is {state!w}, but its end says otherwise"),
    }
)
_OVER = frozenset({DispatchState.DECLINED, DispatchState.EXPIRED, DispatchState.WITHDRAWN})
_MOVES: Mapping[str, DispatchMove | None] = {
    "dispatch.delivered": DispatchMove.DELIVER,
    "dispatch.failed": DispatchMove.FAIL,
    "dispatch.resent": DispatchMove.RETRY,
    "dispatch.by_phone": DispatchMove.PHONE,
    "dispatch.accepted": DispatchMove.ACCEPT,
    "dispatch.declined": DispatchMove.DECLINE,
    "dispatch.expired": DispatchMove.EXPIRE,
    "dispatch.expired_tell": DispatchMove.EXPIRE,
    "dispatch.withdrawn": DispatchMove.WITHDRAW,
    "dispatch.withdrawn_tell": DispatchMove.WITHDRAW,
    "dispatch.told": None,
}
"""Which move an event tells of; None: the point was asked on the phone, which is no move."""


def live(checked: Checked) -> Iterator[Phrase]:
    """At most one live dispatch a case, and none of a case that no point has."""
    is_live = col(Dispatch.state).in_(lifecycle.LIVE)
    pairs = select(col(Case.number), col(Case.state), func.count()).join(
        Dispatch, col(Dispatch.case_id) == col(Case.id)
    )
    several = pairs.where(is_live).group_by(col(Case.id)).having(func.count() > 1)
    for number, _, count in checked.rows(several):
        yield Phrase("fault.live", {"number": show(number), "count": count})
    nobody = col(Case.state).in_([CaseState.CANCELLED, CaseState.NEW])
    for number, state, _ in checked.rows(pairs.where(is_live, nobody).group_by(col(Case.id))):
        yield Phrase("fault.dead_case", {"number": show(number), "state": f"case_state.{state.value}"})


def dispatches(checked: Checked) -> Iterator[Phrase]:
    """Every dispatch against its events."""
    statement = select(col(Dispatch.id), col(Dispatch.state), col(Dispatch.ended_at))
    for connection, page in checked.pages(statement, Dispatch.id, Dispatch):
        told = grouped(_events(connection, page[0].id, page[-1].id), "entity_id")
        for dispatch in page:
            said = {"dispatch_id": dispatch.id, "state": f"dispatch_state.{dispatch.state.value}"}
            if (dispatch.ended_at is not None) != (dispatch.state in _OVER):
                yield Phrase("fault.dispatch_end", said)
            events = told.get(dispatch.id)
            if events and dispatch.state not in _leads_to(events):
                yield Phrase("fault.dispatch", said)


def _events(connection: Connection, first: int, last: int) -> Sequence[Any]:
    return connection.execute(
        select(col(Event.entity_id), col(Event.verb))
        .where(col(Event.entity) == "dispatch", col(Event.entity_id).between(first, last))
        .order_by(col(Event.entity_id), col(Event.id))
    ).all()


def _leads_to(events: Sequence[Any]) -> frozenset[DispatchState]:
    """The states in which a dispatch with these events may be.

    Where a point without an address, or one that was rung before the message left, is told by phone, no
    event of its own says so: then two states are possible.
    """
    states: frozenset[DispatchState] = frozenset()
    for event in events:
        if event.verb == "dispatch.offered":
            states = _or_by_phone(frozenset({DispatchState.QUEUED}))
        elif event.verb in _MOVES:
            move = _MOVES[event.verb]
            before = _or_by_phone(states)
            states = _after(before, move) if move else before & lifecycle.OFFERED
    return states


def _or_by_phone(states: frozenset[DispatchState]) -> frozenset[DispatchState]:
    return states | _after(states, DispatchMove.PHONE)


def _after(states: frozenset[DispatchState], move: DispatchMove) -> frozenset[DispatchState]:
    return frozenset(
        DispatchState(rule.to)
        for state in states
        for rule in lifecycle.RULES
        if rule.move == move and rule.begins(state)
    )
