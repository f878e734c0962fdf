"""Call-backs of one case that go over to another one."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from callcenter.calls.models import CallBack


def open_of(connection: Connection, case_id: int) -> list[int]:
    """The call-backs of a case that nobody has made yet, by id."""
    rows = connection.execute(
        select(col(CallBack.id))
        .where(col(CallBack.case_id) == case_id, col(CallBack.done_at).is_(None))
        .order_by(col(CallBack.id))
    )
    return [int(row_id or 0) for row_id in rows.scalars()]


def counts(connection: Connection, case_ids: Iterable[int]) -> dict[int, int]:
    """How many call-backs of each case nobody has made yet."""
    rows = connection.execute(
        select(col(CallBack.case_id), func.count())
        .where(col(CallBack.case_id).in_(list(case_ids)), col(CallBack.done_at).is_(None))
        .group_by(col(CallBack.case_id))
    )
    return {int(case_id or 0): int(count) for case_id, count in rows}


def move(connection: Connection, ids: Sequence[int], from_id: int, to_id: int) -> None:
    """Put call-backs that are of one case onto another; what is elsewhere by now stays there."""
    if ids:
        connection.execute(
            update(CallBack)
            .where(col(CallBack.id).in_(list(ids)), col(CallBack.case_id) == from_id)
            .values(case_id=to_id)
        )
