"""Reading and changing the rows of dispatches: one place for versions, news and what a case's point is."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select, update
from sqlmodel import col

from callcenter.callers.models import Customer, Item
from callcenter.cases.models import Case
from callcenter.cases.rules import who
from callcenter.dispatch import lifecycle
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.points.models import ServicePoint
from callcenter.store.events import Actor

Kind = TypeVar("Kind", Customer, Item)


def one(connection: Connection, table: type[Kind], row_id: int | None) -> Kind | None:
    """A customer or an item by its id; None where none is named."""
    if row_id is None:
        return None
    row = connection.execute(select(table).where(col(table.id) == row_id)).first()
    return table(**row._mapping) if row else None


def load(connection: Connection, dispatch_id: int, *, lock: bool = False) -> Dispatch:
    """Read a dispatch.

    Args:
        connection: for reading; of a ``store.write()`` when it locks.
        dispatch_id: which.
        lock: nobody else changes its case or itself until this write is over.

    Raises:
        NotFound: no such dispatch.
    """
    query = _after_its_case(dispatch_id) if lock else select(Dispatch).where(col(Dispatch.id) == dispatch_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).first()
    if row is None:
        raise NotFound(N_("There is no such dispatch. Look at its case again."))
    return Dispatch(**row._mapping)


def load_idle(connection: Connection, dispatch_id: int) -> Dispatch | None:
    """Lock and read a dispatch, unless somebody is at work on it or on its case just now.

    Args:
        connection: of a ``store.write()``.
        dispatch_id: which.
    """
    idle = _after_its_case(dispatch_id).with_for_update(key_share=True, skip_locked=True)
    row = connection.execute(idle).first()
    return Dispatch(**row._mapping) if row else None


def _after_its_case(dispatch_id: int) -> Select[Any]:
    """Rows are locked in the order of the tables: the case first."""
    query = select(Dispatch).select_from(Case).join(Dispatch, col(Dispatch.case_id) == col(Case.id))
    return query.where(col(Dispatch.id) == dispatch_id)


def live(connection: Connection, case_id: int) -> Dispatch | None:
    """The live dispatch of a case, of which there is at most one."""
    row = connection.execute(select(Dispatch).where(col(Dispatch.case_id) == case_id, LIVE)).first()
    return Dispatch(**row._mapping) if row else None


def latest(connection: Connection, case_id: int) -> Dispatch | None:
    """The live dispatch of a case, else its last one."""
    rows = connection.execute(
        select(Dispatch).where(col(Dispatch.case_id) == case_id).order_by(col(Dispatch.id).desc())
    ).all()
    found = [Dispatch(**row._mapping) for row in rows]
    return next((one for one in found if one.state in lifecycle.LIVE), found[0] if found else None)


def point(connection: Connection, point_id: int, *, lock: bool = False) -> ServicePoint:
    """Read a service point.

    Args:
        connection: for reading; of a ``store.write()`` when it locks.
        point_id: which.
        lock: nobody else gives it work until this write is over; after the case, before the dispatch.

    Raises:
        NotFound: no such point.
    """
    query = select(ServicePoint).where(col(ServicePoint.id) == point_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).first()
    if row is None:
        raise NotFound(N_("There is no such service point. Choose one from the list."))
    return ServicePoint(**row._mapping)


def move(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    by: DispatchMove,
    *,
    given: Any = None,
    **values: Any,
) -> DispatchState:
    """Move a dispatch by its lifecycle and write its new values with it.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        dispatch: as it was read within this write.
        by: the move.
        given: the reason, where the move asks for one.
        **values: more columns to write.

    Raises:
        MoveRefused: the lifecycle has no such move now.
    """
    state = lifecycle.apply(dispatch.state, by, who=who(actor.role), reason=given)
    connection.execute(
        update(Dispatch)
        .where(col(Dispatch.id) == dispatch.id)
        .values(state=state, version=dispatch.version + 1, **values)
    )
    dispatch.state, dispatch.version = state, dispatch.version + 1
    return state


def ring_about_end(connection: Connection, dispatch: Dispatch, at: datetime | None) -> None:
    """Somebody must ring the point from now on, for the offer is over; None: somebody has."""
    values = {"end_untold_at": at, "version": dispatch.version + 1}
    connection.execute(update(Dispatch).where(col(Dispatch.id) == dispatch.id).values(**values))
    dispatch.end_untold_at, dispatch.version = at, dispatch.version + 1


def held(dispatch: Dispatch, at: datetime) -> bool:
    """Whether it can still be taken back without a word to the point."""
    early = dispatch.state in (DispatchState.QUEUED, DispatchState.BY_PHONE) and not dispatch.told_whom
    return early and at < dispatch.held_until
