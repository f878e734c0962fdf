"""Moving a case: one verb for every line of the lifecycle's table.

A move re-reads the case within the write, checks version and rule, sets what the move sets, opens or closes
waits, makes the repair, recomputes both clocks, sees to appointment and customer, and writes one event that
also holds the way back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.cases import effects, lifecycle, repairs, standing, tries, waiting
from callcenter.cases.intake import word
from callcenter.cases.joint import clock
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.rules import who
from callcenter.cases.telling import following
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, CaseState, CloseReason
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import Actor

VERBS: Mapping[CaseMove, str] = {
    CaseMove.ROUTE: "case.routed",
    CaseMove.SOLVE_ON_PHONE: "case.solved_on_phone",
    CaseMove.ACCEPT: "case.accepted",
    CaseMove.DECLINE: "case.declined",
    CaseMove.EXPIRE: "case.expired",
    CaseMove.SEND_ELSEWHERE: "case.sent_elsewhere",
    CaseMove.EXPECT: "case.expected",
    CaseMove.MISS_DATE: "case.date_missed",
    CaseMove.RECEIVE: "case.received",
    CaseMove.WAIT: "case.waiting",
    CaseMove.RESUME: "case.resumed",
    CaseMove.RESOLVE: "case.resolved",
    CaseMove.CLOSE: "case.closed",
    CaseMove.REOPEN: "case.reopened",
    CaseMove.CANCEL: "case.cancelled",
    CaseMove.MERGE: "case.merged",
}
"""The timeline's phrase for each move."""


def apply(
    connection: Connection,
    actor: Actor,
    case_id: int,
    move: CaseMove | str,
    *,
    version: int | None,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
    params: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    undoable: bool = True,
    verb: str | None = None,
) -> int:
    """Move a case and return its new version.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        case_id: which case.
        move: what is done.
        version: the version that was seen; None where the caller read the case in this very write.
        details: what the move's short form was given.
        at: when.
        settings: service levels, zone and currency.
        params: more for the event: ``why`` (a phrase or several) says why a point was chosen.
        changes: more columns to set with it: ``point_id`` when a case is routed.
        undoable: whether the agent may take it back within ten seconds; not when others were told.
        verb: the timeline's phrase, where another one than the move's own says more.

    Raises:
        NotFound: no such case.
        Changed: somebody else changed it meanwhile.
        MoveRefused: the lifecycle has no such move now, or something it asks for is missing.
        Invalid: a detail doesn't fit.
    """
    move = word(CaseMove, "move", move)
    details = effects.tidied(move, details)
    case = standing.load(connection, case_id, lock=True)
    if version is not None:
        events.require_version(case.version, version, show(case.number), case.changed_by)
    to = _leads_to(case, actor, move, details, at, settings)
    sets = effects.changes(case, move, to, details, at) | dict(changes or {})
    way_back = _follow(connection, case, move, details, at, settings)
    accepted = at if move == CaseMove.ACCEPT else None
    new_version = write(connection, actor, case, sets, settings, accepted=accepted)
    after = case.model_copy(update=sets)
    # Before the event of the move: what is undone is the last one of a case.
    rearranged = following.follow(connection, actor, after, move, details, at, settings)
    told = _told(connection, case, move, details, sets) | dict(params or {})
    back = {"back": way_back | {"before": before(case, sets)}} if undoable and not rearranged else {}
    words = effects.said(move, details)[1]
    record(connection, actor, at, verb or _verb(move, told), case_id, told | back, words)
    return new_version


def _leads_to(
    case: Case, actor: Actor, move: CaseMove, details: MoveDetails, at: datetime, settings: Settings
) -> CaseState:
    before_wait = CaseState(case.before_wait) if case.before_wait else None
    return lifecycle.apply(
        case.state, move, now=at, who=who(actor.role), closed_at=case.closed_at, before_wait=before_wait,
        reopen_days=settings.reopen_days, merged=case.close_reason == CloseReason.MERGED,
        **effects.given(move, details),
    )  # fmt: skip


def _follow(
    connection: Connection,
    case: Case,
    move: CaseMove,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> dict[str, Any]:
    """What a move does beside the case's row, and the way back of that."""
    if move == CaseMove.CLOSE:
        tries.check_close(connection, case, details, at, settings)
    way_back = waiting.follow(connection, case, move, details, at)
    if move == CaseMove.RESOLVE:
        way_back |= repairs.make(connection, case, details, at, settings)
    return way_back


def write(
    connection: Connection,
    actor: Actor,
    case: Case,
    sets: dict[str, Any],
    settings: Settings,
    *,
    accepted: datetime | None = None,
) -> int:
    """Set columns of a case with its clocks recomputed, and return its new version.

    Args:
        connection: of a ``store.write()`` that has read the case.
        actor: who changes it.
        case: the row before; stays as it is.
        sets: the columns to set; the clocks' ones are added to them.
        settings: the service levels.
        accepted: when the point accepted, where that is just now.
    """
    case_id = case.id or 0
    after = case.model_copy(update=sets)
    if standing.with_point(after):
        accepted = accepted or standing.accepted_at(connection, case_id)
    waited = standing.waits(connection, case_id)
    ran = clock.ours(connection, after, waited)
    sets |= standing.due_dates(after, waited, accepted, settings, (ran.start, ran.pauses))
    sets |= {"version": case.version + 1, "changed_by": actor.name or actor.role}
    connection.execute(update(Case).where(col(Case.id) == case_id).values(**sets))
    return case.version + 1


def before(case: Case, sets: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns held, as JSON values: the way back of a change."""
    skipped = ("version", "changed_by", "due_at", "point_due_at")
    held = {name: getattr(case, name) for name in sets if name not in skipped}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in held.items()
        if value != sets[name]
    }


def record(
    connection: Connection,
    actor: Actor,
    at: datetime,
    verb: str,
    case_id: int,
    params: Mapping[str, Any] | None = None,
    words: str = "",
) -> int:
    """Write one line of a case's timeline and return its id; parameters that are None are left out."""
    told = {name: value for name, value in (params or {}).items() if value is not None}
    return events.record(
        connection, actor, at, verb, "case", case_id, case_id=case_id, params=told, words=words or None
    )


def _told(
    connection: Connection, case: Case, move: CaseMove, details: MoveDetails, sets: Mapping[str, Any]
) -> dict[str, Any]:
    told = {"move": move.value, "state": sets["state"].value}
    return told | _point(connection, case, sets) | effects.said(move, details)[0]


def _verb(move: CaseMove, told: Mapping[str, Any]) -> str:
    return f"{VERBS[move]}_why" if told.get("why") and move in _WITH_WHY else VERBS[move]


_WITH_WHY = frozenset({CaseMove.ROUTE, CaseMove.DECLINE, CaseMove.SEND_ELSEWHERE, CaseMove.CANCEL})


def _point(connection: Connection, case: Case, sets: Mapping[str, Any]) -> dict[str, Any]:
    """The point's name as it is today: a timeline doesn't change when a point is renamed."""
    point_id = sets.get("point_id", case.point_id)
    if point_id is None:
        return {}
    name = connection.execute(select(col(ServicePoint.name)).where(col(ServicePoint.id) == point_id)).scalar()
    return {"point": name, "point_id": point_id}
