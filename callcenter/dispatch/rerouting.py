"""The next best point, where one doesn't answer or declines by itself; at last a person.

Thinking (the ranking, in a read) and doing (in one short write) are two steps: the write looks again whether
all is as it was thought, and does nothing where it isn't; then the next turn thinks again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from callcenter.cases import moves, standing
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, Way
from callcenter.dispatch import offers, overdue, rounds, rows
from callcenter.dispatch.answer_time import answer_by, is_emergency
from callcenter.dispatch.by_road import by_road
from callcenter.dispatch.ears import as_heard
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.overdue import NOBODY, UNTOLD, Why
from callcenter.dispatch.proposal import gather
from callcenter.dispatch.ranking import Board
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.dispatch.wishes import wish_of_case
from callcenter.dispatch.words import DispatchMove
from callcenter.i18n import Phrase
from callcenter.points.roads import Roads
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import SYSTEM

FARTHER_METRES = 100_000.0
"""Nobody so much farther than the one before is asked without a person, but by parcel."""
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Thought:
    """What shall be done about one offer, and what that rests on."""

    dispatch_id: int
    version: int
    case_version: int
    choice: Choice | None
    """Whom to ask next; None: a person."""
    asked: int
    """Points asked in this round so far."""


@dataclass(frozen=True, slots=True)
class Look:
    """An offer, and the points that could be asked next, as they were read."""

    dispatch: Dispatch
    case: Case
    asked: int
    board: Board | None
    """None: as many were asked as may be."""


def think(
    connection: Connection, dispatch_id: int, *, at: datetime, settings: Settings, taxonomy: Taxonomy
) -> Thought:
    """Find whom to ask next, as the crow flies; takes what ``look`` takes."""
    return decide(look(connection, dispatch_id, at=at, settings=settings, taxonomy=taxonomy), settings)


def look(
    connection: Connection, dispatch_id: int, *, at: datetime, settings: Settings, taxonomy: Taxonomy
) -> Look:
    """Read who could be asked next, by the ranking that agents see; nobody who was asked already.

    Args:
        connection: for reading.
        dispatch_id: one that ``overdue.found`` names.
        at: now.
        settings: how many are asked in a round.
        taxonomy: the categories.
    """
    dispatch = rows.load(connection, dispatch_id)
    case = standing.load(connection, dispatch.case_id)
    so_far = rounds.of_case(connection, case)
    board = None
    if len(so_far.asked) < settings.points_asked:
        wish = wish_of_case(connection, dispatch.case_id, taxonomy)
        asked = tuple(dict.fromkeys((*so_far.gone, *so_far.asked)))
        board = gather(connection, replace(wish, exclude=asked), at, _LOOKED_AT)
    return Look(dispatch, case, len(so_far.asked), board)


def decide(seen: Look, settings: Settings, roads: Roads | None = None) -> Thought:
    """Choose whom to ask next; may wait for the routing service, so never within a read or a write.

    Args:
        seen: what was read.
        settings: who hears by which way.
        roads: the routing service, where there is one.
    """
    dispatch, case, choice = seen.dispatch, seen.case, None
    if seen.board is not None:
        listed = as_heard(by_road(seen.board, roads), settings)
        choice = _first(_within(listed, dispatch, case, emergency=is_emergency(case)))
    return Thought(dispatch.id or 0, dispatch.version, case.version, choice, seen.asked)


def _first(listed: Proposal) -> Choice | None:
    return Choice(listed.rows[0].point_id, listed) if listed.rows else None


def _within(listed: Proposal, dispatch: Dispatch, case: Case, *, emergency: bool) -> Proposal:
    """The list without those that only a person may choose; in an emergency with who hears it at once."""
    causes = [(row, _unfit(row, dispatch, case, emergency=emergency)) for row in listed.rows]
    kept = tuple(row for row, cause in causes if cause is None)
    passed = tuple(replace(row, cause=cause) for row, cause in causes if cause and _nearer(row, kept))
    return replace(listed, rows=kept[:8], rejected=(*listed.rejected, *passed))


def _unfit(row: Candidate, dispatch: Dispatch, case: Case, *, emergency: bool) -> Phrase | None:
    if case.way != Way.MAIL_IN and (row.metres or 0.0) - (dispatch.metres or 0.0) > FARTHER_METRES:
        return Phrase("cause.too_far_alone")
    if not emergency:
        return None
    if not (row.has_webhook or row.has_email):
        return Phrase("cause.only_by_phone")
    return None if row.open or row.emergency_phone else Phrase("cause.closed_now")


def _nearer(row: Candidate, kept: Iterable[Candidate]) -> bool:
    first = next(iter(kept), None)
    return first is None or (row.metres or 0.0) <= (first.metres or 0.0)


def carry_out(connection: Connection, thought: Thought, *, at: datetime, settings: Settings) -> bool:
    """Do what was thought, unless something has changed since or somebody is at work on the case just now.

    Args:
        connection: of a ``store.write()``.
        thought: by ``think``.
        at: now.
        settings: answer times, service levels.

    Returns:
        whether anything was done.

    Raises:
        Changed: the point is full or gone since; nothing must be kept of this write.
    """
    dispatch = rows.load_idle(connection, thought.dispatch_id)
    if dispatch is None or dispatch.version != thought.version:
        return False
    case = standing.load(connection, dispatch.case_id)
    why = overdue.why(dispatch, case, at)
    last = rows.latest(connection, dispatch.case_id)
    if not why or case.version != thought.case_version or last is None or last.id != dispatch.id:
        return False
    if why == "silent" and _renewed(connection, dispatch, case, at, settings):
        return True
    if why == "untold" and thought.choice is None:
        _note_untold(connection, dispatch, at)
        return True
    _end(connection, dispatch, why, at, settings)
    if thought.choice is None:
        params = {"asked": thought.asked}
        events.record(connection, SYSTEM, at, NOBODY, "case", case.id or 0, case_id=case.id, params=params)
    else:
        nth = {"asked": thought.asked + 1, "of": settings.points_asked}
        offers.write_offer(
            connection, SYSTEM, case.id or 0, thought.choice, at=at, settings=settings, nth=nth
        )
    return True


def _renewed(
    connection: Connection, dispatch: Dispatch, case: Case, at: datetime, settings: Settings
) -> bool:
    """While a case waits the point need not answer: afterwards it has its whole time again."""
    waited = connection.execute(
        select(func.max(col(CaseWait.to_at))).where(
            col(CaseWait.case_id) == case.id, col(CaseWait.to_at) > dispatch.queued_at
        )
    ).scalar()
    due_at = waited and answer_by(case, rows.point(connection, dispatch.point_id), waited, settings)
    if due_at is None or due_at <= at:
        return False
    values = {"answer_due_at": due_at, "version": dispatch.version + 1}
    connection.execute(update(Dispatch).where(col(Dispatch.id) == dispatch.id).values(**values))
    events.changed(connection, at, "dispatch", dispatch.id or 0)
    return True


def _note_untold(connection: Connection, dispatch: Dispatch, at: datetime) -> None:
    told = {"point": _name(connection, dispatch), "due_at": _due(dispatch, at)}
    events.record(
        connection, SYSTEM, at, UNTOLD, "dispatch", dispatch.id or 0, case_id=dispatch.case_id, params=told
    )


def _end(connection: Connection, dispatch: Dispatch, why: Why, at: datetime, settings: Settings) -> None:
    """End the offer, tell the point if it heard of it, and make its case new."""
    if why == "silent":
        _expire(connection, dispatch, at, settings)
    elif why != "refused":
        offers.withdraw(connection, SYSTEM, dispatch, at=at, reason="")
        moves.apply(
            connection, SYSTEM, dispatch.case_id, CaseMove.SEND_ELSEWHERE,
            version=None, details=MoveDetails(reason=f"why.{why}"), at=at, settings=settings, undoable=False,
        )  # fmt: skip


def _expire(connection: Connection, dispatch: Dispatch, at: datetime, settings: Settings) -> None:
    rows.move(connection, SYSTEM, dispatch, DispatchMove.EXPIRE, ended_at=at)
    moves.apply(
        connection, SYSTEM, dispatch.case_id, CaseMove.EXPIRE,
        version=None, details=MoveDetails(), at=at, settings=settings, undoable=False,
        verb="case.silent", params={"due_at": _due(dispatch, at)},
    )  # fmt: skip
    by_phone = offers.tell_end(connection, dispatch, at)
    events.record(
        connection, SYSTEM, at,
        "dispatch.expired_tell" if by_phone else "dispatch.expired", "dispatch", dispatch.id or 0,
        case_id=dispatch.case_id if by_phone else None, params={"point": _name(connection, dispatch)},
    )  # fmt: skip


def _name(connection: Connection, dispatch: Dispatch) -> str:
    return rows.point(connection, dispatch.point_id).name


def _due(dispatch: Dispatch, at: datetime) -> str:
    return (dispatch.answer_due_at or at).isoformat()
