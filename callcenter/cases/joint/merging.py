"""Merging: two cases were one problem, logged twice. One goes on, the other is closed and leads there.

What was said and must still be done goes over; what happened stays where it happened: waits, dispatches,
repairs and the events themselves (the survivor's timeline shows what was said on the other). Undoing puts
everything back; what was withdrawn from a service point doesn't come back by itself.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from callcenter.cases import moves, standing
from callcenter.cases.joint import links, pieces
from callcenter.cases.joint.plan import plan
from callcenter.cases.models import Case, CaseLink, CaseWait
from callcenter.cases.numbers import show
from callcenter.cases.undo import UNDO
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, CaseState, CloseReason, LinkKind, code
from callcenter.errors import CallcenterError, Invalid, MoveRefused
from callcenter.i18n import N_, phrases
from callcenter.settings import Settings
from callcenter.store.adding import add
from callcenter.store.events import Actor

phrases(
    {
        "case.merged": N_("merged into {into}"),
        "case.merged_in": N_("{number} was merged into this case"),
        "case.unmerged": N_("{who!w} took back the merge into {number}"),
        "case.unmerged_in": N_("{who!w} took back the merge of {number}"),
        "merged_value.safety": N_("safety"),
        "merged_value.priority": N_("priority"),
        "merged_value.tier": N_("tier"),
        "merged_value.received_at": N_("received"),
        "merged_value.other": N_("what it took over"),
    }
)
_SKIPPED = ("version", "changed_by", "due_at", "point_due_at")
_NAMED = ("safety", "priority", "tier", "received_at")


def refusal(survivor: Case, merged: Case) -> CallcenterError | None:
    """Why one can't be merged into the other; None: it can.

    Args:
        survivor: the case to go on.
        merged: the case to be closed.
    """
    numbers = {"number": show(merged.number), "other": show(survivor.number)}
    if survivor.id == merged.id:
        return Invalid(N_("A case can't be merged with itself: name another one."), field="other")
    for case in (survivor, merged):
        if case.close_reason == CloseReason.MERGED:
            return MoveRefused(N_("{number} was merged already: look at it again."), number=show(case.number))
        if case.closed_at is not None:
            return MoveRefused(
                N_("{number} is {state!w}: only open cases are merged. Link them instead."),
                number=show(case.number),
                state=code(case.state),
            )
    if merged.state == CaseState.RESOLVED and survivor.state != CaseState.RESOLVED:
        return MoveRefused(
            N_("{number} is resolved and {other} is not: merge the other way round."), **numbers
        )
    return None


def different_customers(survivor: Case, merged: Case) -> bool:
    """Whether the two are of two customers; a case without one has none to differ."""
    return None not in (survivor.customer_id, merged.customer_id) and (
        survivor.customer_id != merged.customer_id
    )


def check(survivor: Case, merged: Case, *, anyway: bool) -> None:
    """Refuse what can't be merged, or, without ``anyway``, what should be thought over.

    Raises:
        MoveRefused: one of them is over, or it must be the other way round.
        Invalid: they are one case, or of different customers.
    """
    if error := refusal(survivor, merged):
        raise error
    if different_customers(survivor, merged) and not anyway:
        raise Invalid(
            N_("{number} and {other} are of different customers: merge them only if you are sure it is one"
               " problem, and say so."),
            field="anyway", number=show(merged.number), other=show(survivor.number),
        )  # fmt: skip


def merge(
    connection: Connection,
    actor: Actor,
    at: datetime,
    survivor: Case,
    merged: Case,
    *,
    settings: Settings,
    back: Mapping[str, Any] | None = None,
) -> CaseLink:
    """Merge one case into another, both locked and read within this write.

    A live dispatch of the merged case must have been withdrawn before.

    Args:
        connection: of a ``store.write()``.
        actor: who merges them.
        at: when.
        survivor: the case that goes on.
        merged: the case that is closed.
        settings: service levels, for the clocks.
        back: what other rooms moved, for the way back.

    Returns:
        The link, with its way back.
    """
    into, from_id = survivor.id or 0, merged.id or 0
    made, going = plan(survivor, merged, settings), pieces.of_case(connection, from_id)
    waits = _open_waits(connection, from_id)
    told = {"into": show(survivor.number), "other_id": into}
    moves.apply(
        connection, actor, from_id, CaseMove.MERGE,
        version=None, details=MoveDetails(), at=at, settings=settings, params=told, undoable=False,
    )  # fmt: skip
    closed = standing.load(connection, from_id)
    pieces.move(connection, going, from_id, into)
    way_back = {
        "pieces": going,
        "waits": waits,
        "merged": dict(_changed(merged, closed)),
        "version": closed.version,
        "solved": _plain(survivor.resolved_at),
        "filled": sorted(made.filled),
        "raised": {name: [_plain(getattr(survivor, name)), _plain(v)] for name, v in made.raised.items()},
    } | dict(back or {})
    values: dict[str, Any] = {
        "case_id": from_id, "other_id": into, "kind": LinkKind.MERGED.value, "agent_id": actor.id,
        "at": at, "back": way_back,
    }  # fmt: skip
    link_id = add(connection, CaseLink, values)
    moves.write(connection, actor, survivor, made.sets, settings)  # after the link: its clock counts both
    said = {"number": show(merged.number), "other_id": from_id}
    moves.record(connection, actor, at, "case.merged_in", into, said)
    return CaseLink(id=link_id, **values)


def undo(connection: Connection, actor: Actor, at: datetime, link: CaseLink, *, settings: Settings) -> None:
    """Take a merge back: the merged case is as it was, and the survivor, too.

    Args:
        connection: of a ``store.write()`` that has locked both cases.
        actor: who takes it back; anybody may.
        at: when.
        link: as it was read within this write.
        settings: service levels, for the clocks.

    Raises:
        MoveRefused: something that contradicts it has happened since.
    """
    survivor, merged = standing.load(connection, link.other_id), standing.load(connection, link.case_id)
    if error := contradiction(survivor, merged, link):
        raise error
    connection.execute(delete(CaseLink).where(col(CaseLink.id) == link.id))
    pieces.move(connection, link.back["pieces"], link.other_id, link.case_id)
    reopened = update(CaseWait).where(col(CaseWait.id).in_(link.back["waits"]))
    connection.execute(reopened.values(to_at=None))
    was = {name: _value(name, value) for name, value in link.back["merged"].items()}
    moves.write(connection, actor, merged, was, settings)
    lacked = dict.fromkeys(link.back["filled"])
    raised = {name: _value(name, before) for name, (before, _after) in link.back["raised"].items()}
    moves.write(connection, actor, survivor, lacked | raised, settings)
    _tell_undone(connection, actor, at, survivor, merged)


def contradiction(survivor: Case, merged: Case, link: CaseLink) -> CallcenterError | None:
    """What has happened since a merge that undoing it would contradict; None: it can be undone.

    The survivor is over or solved, was merged itself, or what it took over was changed.
    """
    other, number = show(survivor.number), show(merged.number)
    if survivor.close_reason == CloseReason.MERGED:
        return MoveRefused(
            N_("{other} was itself merged since: take that back first."), other=other, number=number
        )
    solved = survivor.state == CaseState.RESOLVED and _plain(survivor.resolved_at) != link.back["solved"]
    if survivor.closed_at is not None or solved:
        return MoveRefused(
            N_("{other} is {state!w} by now, and {number} with it: log a new case as a repeat."),
            other=other, number=number, state=code(survivor.state),
        )  # fmt: skip
    if merged.version != link.back["version"]:
        return MoveRefused(N_("{number} was changed since it was merged: it stays merged."), number=number)
    for name in _altered(survivor, merged, link):
        return MoveRefused(
            N_("{other} was changed since ({what!w}): the merge of {number} can't be taken back. Split it"
               " instead."),
            other=other, number=number, what=f"merged_value.{name if name in _NAMED else 'other'}",
        )  # fmt: skip
    return None


def _altered(survivor: Case, merged: Case, link: CaseLink) -> Iterator[str]:
    """The columns that were taken over and hold something else by now."""
    for name in link.back["filled"]:
        if getattr(survivor, name) != getattr(merged, name) and name != "agent_id":
            yield name
    for name, (_before, after) in link.back["raised"].items():
        if _plain(getattr(survivor, name)) != after:
            yield name


def _open_waits(connection: Connection, case_id: int) -> list[int]:
    rows = connection.execute(
        select(col(CaseWait.id)).where(col(CaseWait.case_id) == case_id, col(CaseWait.to_at).is_(None))
    )
    return [int(wait_id or 0) for wait_id in rows.scalars()]


def _changed(before: Case, after: Case) -> Iterator[tuple[str, Any]]:
    for name in Case.model_fields:
        if name not in _SKIPPED and getattr(before, name) != getattr(after, name):
            yield name, _plain(getattr(before, name))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value


def _tell_undone(connection: Connection, actor: Actor, at: datetime, survivor: Case, merged: Case) -> None:
    step = {"move": UNDO, "number": show(survivor.number), "other_id": survivor.id}
    moves.record(connection, actor, at, "case.unmerged", merged.id or 0, step)
    told = {"number": show(merged.number), "other_id": merged.id}
    moves.record(connection, actor, at, "case.unmerged_in", survivor.id or 0, told)


def the_link(connection: Connection, case_id: int, kinds: tuple[LinkKind, ...] = links.UNDONE) -> CaseLink:
    """The newest link of a case that can be taken back.

    Raises:
        MoveRefused: there is none.
    """
    found = links.newest(connection, case_id)
    if found is None or found.kind not in kinds:
        raise MoveRefused(N_("There is nothing of yours to take back here. Use the moves that are offered."))
    return found
