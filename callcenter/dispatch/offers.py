"""Offering a case to a point, and withdrawing the offer; composed in the caller's transaction.

What the choice relied on (the point's room, that it still works, that no other dispatch is live) is checked
again within the write.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from callcenter.cases import moves, standing
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, Way
from callcenter.dispatch import appointments, ears, outgoing, rounds, rows, snapshot
from callcenter.dispatch.answer_time import answer_by
from callcenter.dispatch.ears import Ear
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.room import taken_on
from callcenter.dispatch.views import Candidate, Choice, Sent
from callcenter.dispatch.words import DispatchMove, DispatchState, OverrideReason
from callcenter.errors import Changed, Invalid, MoveRefused
from callcenter.i18n import N_, Phrase
from callcenter.outbox import queue
from callcenter.points.models import ServicePoint
from callcenter.points.reading import known_zone
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import SYSTEM, Actor

OFFERED, WITHDRAWN = outgoing.OFFERED, outgoing.WITHDRAWN


def write_offer(
    connection: Connection,
    actor: Actor,
    case_id: int,
    choice: Choice,
    *,
    at: datetime,
    settings: Settings,
    nth: Mapping[str, int] | None = None,
) -> Sent:
    """Write a dispatch and what tells the point, and move the case to routed.

    A point that hears by itself (``ears``) is told by a message that is held for ``settings.hold_seconds``;
    any other is to be told by phone, and can be taken back as long.

    Args:
        connection: of a ``store.write()``.
        actor: who sends.
        case_id: a case that is new.
        choice: the point, the proposal the agent saw, and why it isn't the first.
        at: now.
        settings: how long it is held, and the answer times.
        nth: by the system, the how-manieth it is: ``asked``, and ``of`` how many at most.

    Raises:
        Invalid: the point isn't in the proposal, or isn't the first and no reason is given.
        Changed: the point is full or gone since, or the case has been sent by somebody else.
        MoveRefused: the case can't be sent now.
    """
    case = standing.load(connection, case_id, lock=True)
    row, rank = _chosen(choice)
    override = _override(choice, rank)
    if choice.from_at is not None:
        point = rows.point(connection, row.point_id, lock=True)  # its times are given by one after the other
        row = replace(row, work_on=appointments.day_of(point, choice.from_at))
    point = _still_able(connection, row, at)
    dispatch = _insert(
        connection, actor, case, row, at, settings,
        rank=rank, override=override, choice=choice, point=point, kept=nth,
    )  # fmt: skip
    if choice.from_at is not None:
        appointments.take(connection, actor, case, dispatch, choice.from_at, at=at, settings=settings)
    if ear := ears.ear_of(point, settings):
        outgoing.put_offer(connection, case, dispatch, ear, at, settings)
    events.record(
        connection, actor, at, OFFERED, "dispatch", dispatch.id or 0,
        params={"point": point.name, "point_id": point.id, "rank": rank}, words=dispatch.override_note,
    )  # fmt: skip
    version = moves.apply(
        connection, actor, case_id, CaseMove.ROUTE,
        version=None, details=MoveDetails(), at=at, settings=settings,
        params={"why": _why(row, override), **(nth or {})}, changes={"point_id": point.id}, undoable=False,
        verb="case.asked_next" if nth else None,
    )  # fmt: skip
    return Sent(dispatch.id or 0, dispatch.version, version, dispatch.state.value, dispatch.held_until)


def withdraw_live(connection: Connection, actor: Actor, case_id: int, *, at: datetime, reason: str) -> None:
    """Withdraw the live dispatch of a case, if there is one; a point that may have heard of it is told.

    The case itself is left as it is: the caller moves it.

    Args:
        connection: of a ``store.write()``.
        actor: who withdraws it.
        case_id: the case.
        at: now.
        reason: why, for the timeline; it stays in the house.
    """
    dispatch = rows.live(connection, case_id)
    if dispatch is not None:
        withdraw(connection, actor, dispatch, at=at, reason=reason)


def withdraw(connection: Connection, actor: Actor, dispatch: Dispatch, *, at: datetime, reason: str) -> None:
    """Withdraw one live dispatch, as ``withdraw_live`` does.

    Raises:
        MoveRefused: it is no longer live.
    """
    rows.move(connection, actor, dispatch, DispatchMove.WITHDRAW, ended_at=at)
    by_phone = tell_end(connection, dispatch, at)
    # Only what somebody must still do belongs in the case's timeline; the case's own move says the rest.
    events.record(
        connection, actor, at,
        "dispatch.withdrawn_tell" if by_phone else WITHDRAWN, "dispatch", dispatch.id or 0,
        case_id=dispatch.case_id if by_phone else None,
        params={"point": rows.point(connection, dispatch.point_id).name}, words=reason or None,
    )  # fmt: skip


def tell_end(connection: Connection, dispatch: Dispatch, at: datetime) -> bool:
    """Tell a point that an offer is over, if it heard of it: by message, else by phone.

    Args:
        connection: of the ``store.write()`` that ends the offer.
        dispatch: as it was read within this write.
        at: now.

    Returns:
        whether somebody must ring it.
    """
    point = rows.point(connection, dispatch.point_id)
    by_phone = dispatch.told_whom is not None or dispatch.delivered_at is not None
    queue.withdraw(connection, "dispatch", dispatch.id or 0, outgoing.APPOINTMENT, at)
    send_from = queue.withdraw(connection, "dispatch", dispatch.id or 0, OFFERED, at)
    channel = outgoing.heard_by(connection, dispatch.id or 0)
    address = ears.same_ear(point, channel)
    if send_from is not None and address:
        outgoing.put_end(connection, dispatch, Ear(channel, address), at, not_before=send_from)
        return False
    if by_phone:
        rows.ring_about_end(connection, dispatch, at)
    return by_phone


def take_back(
    connection: Connection, actor: Actor, dispatch_id: int, *, at: datetime, settings: Settings
) -> int:
    """Take a dispatch back while it is held, so that nobody hears of it; the case is new again.

    Returns:
        the case's new version.

    Raises:
        MoveRefused: it has left already, or the point was told.
    """
    dispatch = rows.load(connection, dispatch_id, lock=True)
    if not rows.held(dispatch, at):
        raise MoveRefused(
            N_("It is too late to take it back: the offer is {state!w}. Send the case elsewhere instead."),
            state=f"dispatch_state.{dispatch.state.value}",
        )
    withdraw(connection, actor, dispatch, at=at, reason="")
    return moves.apply(
        connection,
        actor,
        dispatch.case_id,
        CaseMove.SEND_ELSEWHERE,
        version=None,
        details=MoveDetails(reason="dispatch.taken_back"),
        at=at,
        settings=settings,
        changes={"point_id": None},
        undoable=False,
    )


def _chosen(choice: Choice) -> tuple[Candidate, int]:
    """The row that was chosen and where it stood; those that could only be later or second best may be."""
    listed = (
        *choice.proposal.rows,
        *(row for row in choice.proposal.rejected if snapshot.may_be_chosen(row)),
    )
    for rank, row in enumerate(listed, start=1):
        if row.point_id == choice.point_id:
            return row, rank
    for row in choice.proposal.rejected:
        if row.point_id == choice.point_id and row.cause:
            raise Invalid(
                N_("{point} can't take this case: {cause!w}. Choose another one."),
                field="point",
                point=row.name,
                cause=row.cause,
            )
    raise Invalid(N_("That point is not in the list any more. Choose one from the list."), field="point")


def _override(choice: Choice, rank: int) -> OverrideReason | None:
    if rank == 1 and choice.proposal.rows:
        return None
    if choice.override not in [reason.value for reason in OverrideReason]:
        raise Invalid(
            N_("It is not the first one: say why. Choose one of: {choices!w}."),
            field="override",
            choices=[f"override_reason.{reason.value}" for reason in OverrideReason],
        )
    return OverrideReason(choice.override)


def _still_able(connection: Connection, row: Candidate, at: datetime) -> ServicePoint:
    point = rows.point(connection, row.point_id)
    if point.daily_capacity is not None:  # its room is counted: by one after the other
        point = rows.point(connection, row.point_id, lock=True)
    if not point.active:
        raise Changed(N_("{point} takes no cases any more. Look at the list again."), point=point.name)
    if row.work_on < at.astimezone(ZoneInfo(known_zone(point.timezone))).date():
        raise Changed(
            N_("That list is an old one: the work was planned for {day!d}. Look at the list again."),
            day=row.work_on,
        )
    taken = taken_on(connection, row.point_id, row.work_on)
    if point.daily_capacity is not None and taken >= point.daily_capacity:
        raise Changed(
            N_("{point} has filled up for {day!d} meanwhile. Look at the list again."),
            point=point.name,
            day=row.work_on,
        )
    return point


def _insert(
    connection: Connection,
    actor: Actor,
    case: Case,
    row: Candidate,
    at: datetime,
    settings: Settings,
    *,
    rank: int,
    override: OverrideReason | None,
    choice: Choice,
    point: ServicePoint,
    kept: Mapping[str, Any] | None,
) -> Dispatch:
    # Nobody is there to take back what the system sends.
    held_until = at + timedelta(seconds=0 if actor.role == SYSTEM.role else settings.hold_seconds)
    values: dict[str, Any] = {
        "case_id": case.id,
        "point_id": row.point_id,
        "state": DispatchState.QUEUED if ears.ear_of(point, settings) else DispatchState.BY_PHONE,
        "way": case.way or Way.BRING_IN,
        "work_on": row.work_on,
        "metres": row.metres,
        "rank": rank,
        "reasons": snapshot.of(choice.proposal) | {rounds.ABOUT: rounds.about(case)} | dict(kept or {}),
        "override": override,
        "override_note": choice.override_note or None,
        "agent_id": actor.id,
        "queued_at": at,
        "held_until": held_until,
        "answer_due_at": answer_by(case, point, held_until, settings),
        "version": 1,
    }
    try:
        dispatch_id = add(connection, Dispatch, values)
    except IntegrityError as error:
        raise Changed(
            N_("The case {number} has been sent by somebody else meanwhile. Look at it again."),
            number=show(case.number),
        ) from error
    return Dispatch(id=dispatch_id, **values)


def _why(row: Candidate, override: OverrideReason | None) -> list[dict[str, Any]]:
    """Why this point, for the timeline: what the agent said, else the reasons of the list; then how far."""
    why = [Phrase(f"override_reason.{override.value}")] if override else list(row.reasons)
    if row.metres is not None:
        why.append(Phrase("reason.distance", {"km": round(row.metres / 1000, 1)}))
    return [snapshot.phrase(one) for one in why]
