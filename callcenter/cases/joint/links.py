"""Which cases belong together: reading them, linking two, and letting go again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers.models import Customer, Item
from callcenter.cases import handling, moves, standing
from callcenter.cases.joint.survivor import survivor_of
from callcenter.cases.joint.views import LinkView, UndoView
from callcenter.cases.models import Case, CaseLink
from callcenter.cases.numbers import show
from callcenter.cases.words import CloseReason, LinkKind
from callcenter.errors import Invalid
from callcenter.i18n import N_, phrases
from callcenter.points.models import ServicePoint
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor

phrases(
    {
        "link.related": N_("belongs together"),
        "link.repeat_of": N_("repeats"),
        "link.repeated_by": N_("repeated by"),
        "link.merged_into": N_("merged into"),
        "link.merged_in": N_("merged into this one"),
        "link.split_from": N_("split off"),
        "link.split_off": N_("its second problem"),
        "link.same_customer": N_("same customer"),
        "link.same_item": N_("same item"),
        "link.same_number": N_("same number"),
        "link.named": N_("the number typed"),
        "case.linked": N_("belongs together with {number}"),
        "case.unlinked": N_("no longer belongs together with {number}"),
    }
)

_HOW = {
    LinkKind.RELATED: ("related", "related"),
    LinkKind.REPEAT_OF: ("repeat_of", "repeated_by"),
    LinkKind.MERGED: ("merged_into", "merged_in"),
    LinkKind.SPLIT: ("split_from", "split_off"),
}
"""How the case of a link sees the other, and how the other sees it."""
_STRONGEST = (LinkKind.MERGED, LinkKind.SPLIT, LinkKind.REPEAT_OF, LinkKind.RELATED)
UNDONE = (LinkKind.RELATED, LinkKind.MERGED, LinkKind.SPLIT)
"""What the undo key takes back, as long as nothing contradicts it."""
_Survivor = aliased(Case, name="survivor")
_Merge = aliased(CaseLink, name="merge")


def seen(connection: Connection, versions: dict[int, int | None]) -> dict[int, Case]:
    """Lock cases, by ascending id, and read those that were seen in these versions.

    Args:
        connection: of a ``store.write()``.
        versions: the version that was seen, by id; None where that doesn't matter.

    Raises:
        NotFound: no such case.
        Changed: somebody else changed one of them meanwhile; the sentence says which, and who.
    """
    held = {}
    for case_id in sorted(versions):
        held[case_id] = standing.load(connection, case_id, lock=True)
    for case_id, version in versions.items():
        case = held[case_id]
        if version is not None:
            events.require_version(case.version, version, show(case.number), case.changed_by)
    return held


def link(connection: Connection, actor: Actor, at: datetime, case: Case, other: Case) -> None:
    """Two cases belong together from now on; both timelines say so.

    It changes neither case, so it conflicts with nothing that others do.

    Raises:
        Invalid: they are one and the same, or linked already.
    """
    if case.id == other.id:
        raise Invalid(N_("A case can't be linked with itself: name another one."), field="other")
    if found := _between(connection, case.id or 0, other.id or 0):
        raise Invalid(
            N_("{number} and {other} are linked already: {how!w}."),
            field="other",
            number=show(case.number),
            other=show(other.number),
            how=f"link.{_HOW[LinkKind(found[0].kind)][0]}",
        )
    first, last = sorted((case.id or 0, other.id or 0))
    values = {"case_id": last, "other_id": first, "kind": LinkKind.RELATED.value, "agent_id": actor.id}
    add(connection, CaseLink, values | {"at": at, "back": {}})
    _tell_both(connection, actor, at, "case.linked", case, other)


def unlink(connection: Connection, actor: Actor, at: datetime, case: Case, other: Case) -> None:
    """Two cases no longer belong together, or the one no longer repeats the other.

    Raises:
        Invalid: they are not linked so; a merge or a split is undone instead.
    """
    kinds = {LinkKind(row.kind) for row in _between(connection, case.id or 0, other.id or 0)}
    loose = kinds & {LinkKind.RELATED, LinkKind.REPEAT_OF}
    if not loose:
        raise Invalid(
            N_("{number} and {other} were merged or split: undo that instead.")
            if kinds
            else N_("{number} and {other} are not linked."),
            field="other",
            number=show(case.number),
            other=show(other.number),
        )
    ids = (case.id or 0, other.id or 0)
    connection.execute(
        delete(CaseLink).where(
            col(CaseLink.case_id).in_(ids), col(CaseLink.other_id).in_(ids), col(CaseLink.kind).in_(loose)
        )
    )
    connection.execute(
        update(Case)
        .where(col(Case.id).in_(ids), col(Case.repeat_of_id).in_(ids))
        .values(repeat_of_id=None, version=col(Case.version) + 1, changed_by=actor.name or actor.role)
    )
    _tell_both(connection, actor, at, "case.unlinked", case, other)


def newest(connection: Connection, case_id: int) -> CaseLink | None:
    """The newest link, merge or split of a case that undoing would take back."""
    row = connection.execute(
        select(CaseLink)
        .where(
            or_(col(CaseLink.case_id) == case_id, col(CaseLink.other_id) == case_id),
            col(CaseLink.kind).in_(UNDONE),
        )
        .order_by(col(CaseLink.id).desc())
        .limit(1)
    ).first()
    return CaseLink(**row._mapping) if row else None


def of_case(connection: Connection, case_id: int) -> tuple[LinkView, ...]:
    """The cases that belong to one, each once, what it became or was first, then the open ones."""
    links = connection.execute(
        select(col(CaseLink.case_id), col(CaseLink.other_id), col(CaseLink.kind)).where(
            or_(col(CaseLink.case_id) == case_id, col(CaseLink.other_id) == case_id)
        )
    ).all()
    how: dict[int, str] = {}
    for kind in _STRONGEST:
        for this, other, found in links:
            if found == kind:
                there = other if this == case_id else this
                how.setdefault(there, _HOW[kind][0 if this == case_id else 1])
    order = [name for kind in _STRONGEST for name in _HOW[kind]]
    return tuple(
        sorted(
            views(connection, how),
            key=lambda one: (one.closed_at is not None, order.index(one.how), one.case_id),
        )
    )


def undoable(connection: Connection, case_id: int) -> UndoView | None:
    """What the undo key would take back of a case's links; None: nothing."""
    found = newest(connection, case_id)
    if found is None:
        return None
    other = found.other_id if found.case_id == case_id else found.case_id
    number = connection.execute(select(col(Case.number)).where(col(Case.id) == other)).scalar_one()
    return UndoView(found.kind, show(number))


def views(connection: Connection, how: dict[int, str]) -> list[LinkView]:
    """Cases as another one sees them, in no order.

    Args:
        connection: for reading.
        how: why each stands there, by its id.
    """
    if not how:
        return []
    names = (Case.id, Case.number, Case.version, Case.state, Case.summary, Case.logged_at, Case.due_at)
    more = (Case.closed_at, Case.close_reason, Case.safety, Case.item_said)
    rows: Sequence[Any] = connection.execute(
        select(
            *(col(name) for name in (*names, *more)),
            col(Customer.name).label("customer"),
            col(Item.brand).label("brand"),
            col(Item.product).label("product"),
            col(ServicePoint.name).label("point"),
            col(_Survivor.number).label("survivor"),
        )
        .outerjoin(Customer, col(Customer.id) == col(Case.customer_id))
        .outerjoin(Item, col(Item.id) == col(Case.item_id))
        .outerjoin(ServicePoint, col(ServicePoint.id) == col(Case.point_id))
        .outerjoin(_Merge, (col(_Merge.case_id) == col(Case.id)) & (col(_Merge.kind) == LinkKind.MERGED))
        .outerjoin(_Survivor, col(_Survivor.id) == col(_Merge.other_id))
        .where(col(Case.id).in_(list(how)))
    ).all()
    return [_view(row, how[row.id]) for row in rows]


def _view(row: Any, how: str) -> LinkView:
    merged = row.close_reason == CloseReason.MERGED and row.survivor
    return LinkView(
        case_id=row.id,
        number=show(row.number),
        version=row.version,
        how=how,
        state=row.state.value,
        summary=row.summary,
        customer=row.customer or "",
        item=" ".join(filter(None, (row.brand, row.product))) or row.item_said or "",
        where=row.point or "",
        logged_at=row.logged_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        safety=row.safety,
        merged_into=show(row.survivor) if merged else "",
    )


def named(connection: Connection, number: str) -> int:
    """The case of a number that somebody typed or said; of a merged one the survivor.

    Raises:
        NotFound: no such case, or the check digit is wrong.
    """
    return survivor_of(connection, handling.id_of(connection, number))


def _between(connection: Connection, case_id: int, other_id: int) -> Sequence[Any]:
    """The links of two cases with one another, the strongest first."""
    ids = (case_id, other_id)
    rows = connection.execute(
        select(CaseLink).where(col(CaseLink.case_id).in_(ids), col(CaseLink.other_id).in_(ids))
    ).all()
    return sorted(rows, key=lambda row: _STRONGEST.index(LinkKind(row.kind)))


def _tell_both(
    connection: Connection, actor: Actor, at: datetime, verb: str, case: Case, other: Case
) -> None:
    for this, that in ((case, other), (other, case)):
        told = {"number": show(that.number), "other_id": that.id}
        moves.record(connection, actor, at, verb, this.id or 0, told)
