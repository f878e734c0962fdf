"""What a service point reports of its work, and what that moves: the steps on top of the case's lifecycle.

Two steps have no move of their own. What was found (``diagnosed``) is a line of the timeline; that the item
is back (``handed_back``) mends the dates of the case and of its repair.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers.models import Repair
from callcenter.cases import effects, moves, standing
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, CaseState, Outcome, WaitFor, code
from callcenter.dispatch import late, rows
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.opening_views import Report
from callcenter.dispatch.words import DispatchState
from callcenter.errors import Invalid, MoveRefused
from callcenter.i18n import N_, Phrase, phrases
from callcenter.settings import Settings
from callcenter.store.events import Actor
from callcenter.store.models import Event, EventWords

DIAGNOSED = "point.diagnosed"
HANDED_BACK = "point.handed_back"
_LINES = 20


class PointStep(StrEnum):
    """What a point reports."""

    RECEIVED = "received"
    DIAGNOSED = "diagnosed"
    WAITING_PARTS = "waiting_parts"
    REPAIRED = "repaired"
    HANDED_BACK = "handed_back"


_BEFORE_WORK = frozenset({CaseState.ACCEPTED, CaseState.EXPECTED})
_DONE = frozenset({CaseState.RESOLVED, CaseState.CLOSED})
_STEPS = {
    PointStep.RECEIVED: _BEFORE_WORK | {CaseState.WAITING},
    PointStep.DIAGNOSED: _BEFORE_WORK | {CaseState.IN_PROGRESS, CaseState.WAITING},
    PointStep.WAITING_PARTS: _BEFORE_WORK | {CaseState.IN_PROGRESS},
    PointStep.REPAIRED: _BEFORE_WORK | {CaseState.IN_PROGRESS, CaseState.WAITING},
    PointStep.HANDED_BACK: _DONE,
}

phrases(
    {
        "point_step.received": N_("received"),
        "point_step.diagnosed": N_("diagnosed"),
        "point_step.waiting_parts": N_("waiting for parts"),
        "point_step.repaired": N_("work done"),
        "point_step.handed_back": N_("handed back"),
        "point.opened": N_("name, number and place opened to {point}"),
        "point.diagnosed": N_("{point} has found the fault"),
        "point.handed_back": N_("{point} has handed the item back"),
    }
)


def possible(connection: Connection, dispatch: Dispatch, case: Case) -> tuple[str, ...]:
    """What the point can do with its case now, in the order in which it is done."""
    if dispatch.state != DispatchState.ACCEPTED:
        return ("accept", "decline", "propose") if case.state == CaseState.ROUTED else ()
    steps = [step for step, states in _STEPS.items() if case.state in states]
    if PointStep.HANDED_BACK in steps and _is_handed_back(connection, case):
        steps.remove(PointStep.HANDED_BACK)
    return (*(("propose",) if case.state in _BEFORE_WORK else ()), *(step.value for step in steps))


def propose(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    promised_at: datetime,
    note: str,
    *,
    at: datetime,
    settings: Settings,
) -> None:
    """Set another time for a case that the point has accepted.

    Raises:
        Invalid: that time is over.
        MoveRefused: the work has begun, or the offer has ended.
    """
    case = _accepted(connection, dispatch)
    if case.state not in _BEFORE_WORK:
        raise MoveRefused(
            N_("Case {number} is {state!w}: a time can be set until the work begins."),
            number=show(case.number), state=code(case.state),
        )  # fmt: skip
    effects.require_to_come(promised_at, at)
    values = {"promised_at": promised_at, "version": dispatch.version + 1}
    connection.execute(update(Dispatch).where(col(Dispatch.id) == dispatch.id).values(**values))
    details = MoveDetails(expected_at=promised_at, note=note)
    _move(connection, actor, dispatch, CaseMove.EXPECT, details, at, settings)


def report(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    step: str,
    details: MoveDetails,
    *,
    at: datetime,
    settings: Settings,
) -> None:
    """Record a step of the point's work.

    Work that is reported as done was received, and doesn't wait any more, whether or not that was reported.

    Args:
        connection: of a ``store.write()``.
        actor: the point.
        dispatch: its own, locked in this write.
        step: a code of ``PointStep``.
        details: note, cause, work, parts, job number, kilometres, cost, and the outcome (default: repaired).
        at: now.
        settings: the service levels.

    Raises:
        Invalid: no such step, or what it did is missing.
        MoveRefused: the case isn't so far, or the offer has ended.
    """
    wanted = _step(step)
    case = _accepted(connection, dispatch)
    if wanted.value not in possible(connection, dispatch, case):
        raise MoveRefused(
            N_("Case {number} is {state!w}: “{step!w}” can't be reported now."),
            number=show(case.number), state=code(case.state), step=f"point_step.{wanted.value}",
        )  # fmt: skip
    if wanted == PointStep.WAITING_PARTS:
        waits = replace(details, wait_for=WaitFor.PARTS.value)
        _move(connection, actor, dispatch, CaseMove.WAIT, waits, at, settings)
    elif wanted == PointStep.HANDED_BACK:
        _hand_back(connection, actor, dispatch, case, details, at, settings)
    elif wanted == PointStep.DIAGNOSED:
        _diagnose(connection, actor, dispatch, case, details, at, settings)
    elif wanted == PointStep.RECEIVED:
        _begin(connection, actor, dispatch, case, details, at, settings)
    else:
        _finish(connection, actor, dispatch, case, details, at, settings)


def said(connection: Connection, dispatch: Dispatch) -> tuple[Report, ...]:
    """What the point itself has said of this case since it was offered, the newest first."""
    found = connection.execute(
        select(col(Event.at), col(Event.verb), col(Event.params), col(EventWords.words))
        .outerjoin(EventWords, col(EventWords.event_id) == col(Event.id))
        .where(col(Event.case_id) == dispatch.case_id, col(Event.actor) == "point")
        .where(col(Event.at) >= dispatch.queued_at)
        .order_by(col(Event.id).desc())
        .limit(_LINES)
    )
    return tuple(Report(at, Phrase(verb, params), words or "") for at, verb, params, words in found)


def _step(step: str) -> PointStep:
    try:
        return PointStep(step)
    except ValueError:
        raise Invalid(
            N_("There is no step “{given}”. Choose one of: {choices!w}."),
            field="step", given=step, choices=[f"point_step.{one.value}" for one in PointStep],
        ) from None  # fmt: skip


def _accepted(connection: Connection, dispatch: Dispatch) -> Case:
    case = standing.load(connection, dispatch.case_id)
    late.require_live(dispatch, case)
    if dispatch.state != DispatchState.ACCEPTED:
        raise MoveRefused(N_("Accept case {number} first."), number=show(case.number))
    return case


def _begin(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    case: Case,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    """Bring the case to where it is being worked on, wherever it stood."""
    state = case.state
    if state == CaseState.WAITING:
        _move(connection, actor, dispatch, CaseMove.RESUME, details, at, settings)
        state, details = CaseState(case.before_wait or CaseState.IN_PROGRESS), MoveDetails()
    if state in _BEFORE_WORK:
        _move(connection, actor, dispatch, CaseMove.RECEIVE, details, at, settings)


def _diagnose(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    case: Case,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    found = " · ".join(part.strip() for part in (details.cause, details.note) if part.strip())
    if not found:
        raise Invalid(N_("Say in a few words what you found."), field="cause")
    if case.state in _BEFORE_WORK:
        _begin(connection, actor, dispatch, case, MoveDetails(), at, settings)
    _line(connection, actor, dispatch, DIAGNOSED, at, found)


def _finish(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    case: Case,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    details = replace(details, outcome=details.outcome or Outcome.REPAIRED.value)
    if details.outcome == Outcome.REPAIRED and not details.work.strip():
        raise Invalid(N_("Say in a few words what was done."), field="work")
    _begin(connection, actor, dispatch, case, MoveDetails(), at, settings)
    _move(connection, actor, dispatch, CaseMove.RESOLVE, details, at, settings)


def _hand_back(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    case: Case,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    moves.write(connection, actor, case, {"handed_back_at": at}, settings)
    day = at.astimezone(ZoneInfo(settings.zone)).date()
    connection.execute(
        update(Repair)
        .where(col(Repair.case_id) == case.id, col(Repair.point_id) == dispatch.point_id)
        .values(handed_back_on=day)
    )
    _line(connection, actor, dispatch, HANDED_BACK, at, details.note.strip())


def _is_handed_back(connection: Connection, case: Case) -> bool:
    last = select(col(Event.id)).where(col(Event.case_id) == case.id, col(Event.verb) == HANDED_BACK)
    return connection.execute(last.where(col(Event.at) >= case.resolved_at).limit(1)).first() is not None


def _line(
    connection: Connection, actor: Actor, dispatch: Dispatch, verb: str, at: datetime, words: str
) -> None:
    point = {"point": rows.point(connection, dispatch.point_id).name, "point_id": dispatch.point_id}
    moves.record(connection, actor, at, verb, dispatch.case_id, point, words)


def _move(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    move: CaseMove,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    moves.apply(
        connection, actor, dispatch.case_id, move,
        version=None, details=details, at=at, settings=settings, undoable=False,
    )  # fmt: skip
