"""Taking back the last move within ten seconds, as long as nothing else has happened since.

The event of a move holds the way back: what the columns held, the wait it opened or ended, the repair it
made. A move that went with a dispatch is not taken back here: the point may have been told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from callcenter.callers.models import RecallItem, Repair
from callcenter.cases import moves, standing
from callcenter.cases.models import CaseWait
from callcenter.cases.numbers import show
from callcenter.cases.telling import following
from callcenter.cases.words import CaseMove, code
from callcenter.errors import MoveRefused
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import Actor
from callcenter.store.models import Event

UNDO_SECONDS = 10
UNDO = "undo"
"""The ``move`` of an event that took back another one."""
_DOINGS = 4  # the events that one move can write, and one more


@dataclass(frozen=True, slots=True)
class Last:
    """The last thing that happened to a case, if it can be taken back."""

    event_id: int
    at: datetime
    actor_id: int | None
    verb: str
    params: Mapping[str, Any]

    @property
    def until(self) -> datetime:
        """Until when it can be taken back."""
        return self.at + timedelta(seconds=UNDO_SECONDS)


def last(connection: Connection, case_id: int) -> Last | None:
    """The last event of a case, where that is one that holds its way back."""
    found = connection.execute(
        select(
            col(Event.id),
            col(Event.at),
            col(Event.actor_id),
            col(Event.verb),
            col(Event.params),
            col(Event.entity),
        )
        .where(col(Event.case_id) == case_id)
        .order_by(col(Event.id).desc())
        .limit(_DOINGS)
    ).all()
    if not found or "back" not in found[0].params:
        return None
    event_id, at, actor_id, verb, params, _entity = found[0]
    if any(row.entity == "dispatch" and row.at == at for row in found):
        return None
    return Last(int(event_id or 0), at, actor_id, verb, params)


def undo(
    connection: Connection, actor: Actor, case_id: int, *, version: int, at: datetime, settings: Settings
) -> int:
    """Take back this actor's last move and return the case's new version.

    Args:
        connection: of a ``store.write()``.
        actor: who takes it back: the one who made it.
        case_id: which case.
        version: the version that was seen.
        at: when.
        settings: service levels, for the clocks.

    Raises:
        Changed: somebody else changed the case meanwhile.
        MoveRefused: too late, or something else happened since.
    """
    case = standing.load(connection, case_id, lock=True)
    events.require_version(case.version, version, show(case.number), case.changed_by)
    done = last(connection, case_id)
    if done is None or done.actor_id != actor.id:
        raise MoveRefused(N_("There is nothing of yours to take back here. Use the moves that are offered."))
    if at > done.until:
        raise MoveRefused(
            N_("Only the first {seconds} seconds can be taken back. Use the moves that are offered."),
            seconds=UNDO_SECONDS,
        )
    back = done.params["back"]
    _undo_rows(connection, back)
    sets = {name: _value(name, value) for name, value in back["before"].items()}
    new_version = moves.write(connection, actor, case, sets, settings)
    following.undone(connection, case_id, CaseMove(done.params["move"]), done.at, at)
    told = {"move": UNDO, "undone": done.event_id, "undid": code(CaseMove(done.params["move"]))}
    moves.record(connection, actor, at, "case.undone", case_id, told)
    return new_version


def _undo_rows(connection: Connection, back: Mapping[str, Any]) -> None:
    if opened := back.get("opened"):
        connection.execute(delete(CaseWait).where(col(CaseWait.id) == opened))
    if ended := back.get("ended"):
        connection.execute(update(CaseWait).where(col(CaseWait.id).in_(ended)).values(to_at=None))
    if repair := back.get("repair"):
        done_by_it = update(RecallItem).where(col(RecallItem.repair_id) == repair)
        connection.execute(done_by_it.values(done_on=None, repair_id=None))
        connection.execute(delete(Repair).where(col(Repair.id) == repair))


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
