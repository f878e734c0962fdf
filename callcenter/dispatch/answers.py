"""What the point said, or didn't: accepted, declined, told; delivery given up or tried again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlmodel import col

from callcenter.cases import effects, moves, standing
from callcenter.cases.models import Case
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove
from callcenter.dispatch import appointments, ears, late, lifecycle, rows
from callcenter.dispatch.answer_time import answer_by
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import OFFERED
from callcenter.dispatch.words import DeclineReason, DispatchMove, DispatchState
from callcenter.errors import Invalid, MoveRefused
from callcenter.i18n import N_
from callcenter.outbox import queue
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import SYSTEM, Actor

ANSWERS = ("accepted", "declined", "told")


def told_point(
    connection: Connection,
    actor: Actor,
    dispatch_id: int,
    *,
    whom: str,
    answer: str,
    at: datetime,
    settings: Settings,
    promised_at: datetime | None = None,
    reason: str = "",
    note: str = "",
) -> None:
    """Record a talk with the point.

    An offer that has not left yet, or could not be delivered, is thereby told by phone.

    Args:
        connection: of a ``store.write()``.
        actor: who rang them.
        dispatch_id: a live dispatch.
        whom: who spoke for the point.
        answer: ``accepted``, ``declined`` or ``told`` (no answer yet).
        at: now.
        settings: the answer times.
        promised_at: when the point said it will be done or come; the case is expected then.
        reason: why it declined, a decline reason's code.
        note: what else was said.

    Raises:
        Invalid: an unknown answer, or declined without a reason that we know.
        MoveRefused: the dispatch is no longer live.
    """
    _check(answer, reason, whom)
    dispatch = rows.load(connection, dispatch_id, lock=True)
    if dispatch.state in (DispatchState.QUEUED, DispatchState.FAILED):
        _by_phone(connection, actor, dispatch, at)
    details = MoveDetails(reason=reason, note=note, whom=whom)
    if answer == "told":
        _told(connection, actor, dispatch, whom, note, at, settings)
    elif answer == "declined":
        _decline(connection, actor, dispatch, details, at, settings)
    else:
        _accept(connection, actor, dispatch, details, promised_at, at, settings)


def by_phone(
    connection: Connection, actor: Actor, dispatch_id: int, *, at: datetime, settings: Settings
) -> None:
    """Give up delivering a dispatch: it is to be told by phone, and its time to answer begins anew.

    Raises:
        MoveRefused: it isn't waiting to be delivered.
    """
    dispatch = rows.load(connection, dispatch_id, lock=True)
    case = standing.load(connection, dispatch.case_id)
    due_at = answer_by(case, rows.point(connection, dispatch.point_id), at, settings)
    _by_phone(connection, actor, dispatch, at, answer_due_at=due_at)
    _record(connection, actor, at, "dispatch.by_phone", dispatch)


def resend(
    connection: Connection, actor: Actor, dispatch_id: int, *, at: datetime, settings: Settings
) -> None:
    """Try a failed dispatch again at once, under its old idempotency key.

    Raises:
        MoveRefused: it hasn't failed, or its point has no address any more.
    """
    dispatch = rows.load(connection, dispatch_id, lock=True)
    case = standing.load(connection, dispatch.case_id)
    rows.move(
        connection, actor, dispatch, DispatchMove.RETRY,
        answer_due_at=answer_by(case, rows.point(connection, dispatch.point_id), at, settings),
    )  # fmt: skip
    listens = ears.ear_of(rows.point(connection, dispatch.point_id), settings)
    if not listens or not queue.retry(connection, "dispatch", dispatch_id, OFFERED, at):
        raise MoveRefused(N_("The point takes no messages any more. Tell it by phone."))
    _record(connection, actor, at, "dispatch.resent", dispatch)


def accepted(
    connection: Connection,
    actor: Actor,
    dispatch_id: int,
    *,
    promised_at: datetime | None = None,
    note: str = "",
    at: datetime,
    settings: Settings,
) -> None:
    """The point itself accepts, without a talk; from now on it sees whose case it is.

    Args:
        connection: of a ``store.write()``.
        actor: the point, by its role.
        dispatch_id: a live dispatch.
        promised_at: when it will be done or come; the case is expected then.
        note: what else it says.
        at: now.
        settings: the service levels.

    Raises:
        Invalid: the time it promises is over.
        MoveRefused: it isn't asked any more.
    """
    dispatch = _asked(connection, dispatch_id, DispatchMove.ACCEPT, at)
    _accept(connection, actor, dispatch, MoveDetails(note=note), promised_at, at, settings)


def declined(
    connection: Connection,
    actor: Actor,
    dispatch_id: int,
    reason: str,
    *,
    note: str = "",
    at: datetime,
    settings: Settings,
) -> None:
    """The point itself declines, without a talk; the next point is asked by ``rerouting``.

    Args:
        connection: of a ``store.write()``.
        actor: the point, by its role.
        dispatch_id: a live dispatch.
        reason: a decline reason's code.
        note: what else it says.
        at: now.
        settings: the service levels.

    Raises:
        Invalid: no reason that we know.
        MoveRefused: it isn't asked any more.
    """
    _check_reason(reason)
    dispatch = _asked(connection, dispatch_id, DispatchMove.DECLINE, at)
    _decline(connection, actor, dispatch, MoveDetails(reason=reason, note=note), at, settings)


def read_back_told(connection: Connection, actor: Actor, case_id: int, *, at: datetime) -> None:
    """The read-back was told to the caller; a repeat changes nothing."""
    case = standing.load(connection, case_id, lock=True)
    if case.told_at is not None:
        return
    connection.execute(update(Case).where(col(Case.id) == case_id).values(told_at=at))
    events.record(connection, actor, at, "read_back.told", "case", case_id, case_id=case_id)


def _asked(connection: Connection, dispatch_id: int, move: DispatchMove, at: datetime) -> Dispatch:
    """The offer that a point answers by itself, delivered if it wasn't known to be: who answers has it."""
    dispatch = rows.load(connection, dispatch_id, lock=True)
    late.require_asked(dispatch, standing.load(connection, dispatch.case_id), move)
    if dispatch.state in (DispatchState.QUEUED, DispatchState.FAILED):
        by = DispatchMove.DELIVER if dispatch.state == DispatchState.QUEUED else DispatchMove.PHONE
        rows.move(connection, SYSTEM, dispatch, by, delivered_at=at)
        dispatch.delivered_at = at
        queue.withdraw(connection, "dispatch", dispatch_id, OFFERED, at)
    return dispatch


def _check(answer: str, reason: str, whom: str) -> None:
    if answer not in ANSWERS:
        raise Invalid(
            N_("A point accepts, declines or was told: write accepted, declined or told, not “{given}”."),
            field="answer",
            given=answer,
        )
    if not whom.strip():
        raise Invalid(N_("Note whom you spoke with at the point."), field="whom")
    if answer == "declined":
        _check_reason(reason)


def _check_reason(reason: str) -> None:
    if reason not in [one.value for one in DeclineReason]:
        raise Invalid(
            N_("Why did the point decline? Choose one of: {choices!w}."),
            field="reason",
            choices=[f"decline_reason.{one.value}" for one in DeclineReason],
        )


def _by_phone(
    connection: Connection, actor: Actor, dispatch: Dispatch, at: datetime, **values: datetime
) -> None:
    rows.move(connection, actor, dispatch, DispatchMove.PHONE, **values)
    queue.withdraw(connection, "dispatch", dispatch.id or 0, OFFERED, at)


def _told(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    whom: str,
    note: str,
    at: datetime,
    settings: Settings,
) -> None:
    if dispatch.state not in lifecycle.OFFERED:
        raise MoveRefused(
            N_("The offer is {state!w}: there is nothing to tell."),
            state=f"dispatch_state.{dispatch.state.value}",
        )
    case = standing.load(connection, dispatch.case_id)
    values: dict[str, Any] = {"told_whom": whom, "answer_note": note or None, "version": dispatch.version + 1}
    if dispatch.delivered_at is None:
        due_at = answer_by(case, rows.point(connection, dispatch.point_id), at, settings)
        values |= {"delivered_at": at, "answer_due_at": due_at}
    connection.execute(update(Dispatch).where(col(Dispatch.id) == dispatch.id).values(**values))
    _record(connection, actor, at, "dispatch.told", dispatch, " · ".join(filter(None, (whom, note))))


def _accept(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    details: MoveDetails,
    promised_at: datetime | None,
    at: datetime,
    settings: Settings,
) -> None:
    if promised_at is not None:
        effects.require_to_come(promised_at, at)
    rows.move(
        connection, actor, dispatch, DispatchMove.ACCEPT,
        answered_at=at, told_whom=details.whom or None, answer_note=details.note or None,
        promised_at=promised_at, delivered_at=dispatch.delivered_at or at,
    )  # fmt: skip
    _record(connection, actor, at, "dispatch.accepted", dispatch, timeline=False)
    _record(connection, actor, at, "point.opened", dispatch, timeline=False)
    _move_case(connection, actor, dispatch, CaseMove.ACCEPT, details, at, settings)
    comes_at = promised_at or appointments.expected_at(connection, dispatch.case_id, at)
    if comes_at is not None:
        expected = MoveDetails(expected_at=comes_at)
        _move_case(connection, actor, dispatch, CaseMove.EXPECT, expected, at, settings)


def _decline(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    rows.move(
        connection, actor, dispatch, DispatchMove.DECLINE, given=details.reason,
        answered_at=at, ended_at=at, told_whom=details.whom or None, answer_note=details.note or None,
        decline_reason=DeclineReason(details.reason), delivered_at=dispatch.delivered_at or at,
    )  # fmt: skip
    _record(connection, actor, at, "dispatch.declined", dispatch, reason=details.reason, timeline=False)
    _move_case(connection, actor, dispatch, CaseMove.DECLINE, details, at, settings)


def _move_case(
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


def _record(
    connection: Connection,
    actor: Actor,
    at: datetime,
    verb: str,
    dispatch: Dispatch,
    words: str = "",
    *,
    reason: str = "",
    timeline: bool = True,
) -> None:
    """Write the event of a dispatch; into the case's timeline only what the case's own move doesn't say."""
    params = {"point": rows.point(connection, dispatch.point_id).name}
    if reason:
        params["reason"] = f"decline_reason.{reason}"
    events.record(
        connection, actor, at, verb, "dispatch", dispatch.id or 0,
        case_id=dispatch.case_id if timeline else None, params=params, words=words or None,
    )  # fmt: skip
