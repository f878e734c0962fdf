"""Which other case may be meant: the same customer's first, then the same item's and the same number's."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select
from sqlmodel import col

from callcenter.cases import numbers
from callcenter.cases.joint import links
from callcenter.cases.joint.survivor import survivor_of
from callcenter.cases.joint.views import LinkView
from callcenter.cases.models import Case, not_merged

MOST = 12
_RECENT = timedelta(days=60)
_ALIKE = ("item_id", "item_said", "line", "category")


def find(
    connection: Connection, case: Case, now: datetime, *, text: str = "", closed: bool = True
) -> tuple[LinkView, ...]:
    """The cases that an agent may mean, likeliest first.

    Args:
        connection: for reading.
        case: the case for which another is looked for.
        now: the time.
        text: a case number, which finds just that case (of a merged one the survivor); empty proposes.
        closed: whether cases closed in the last 60 days are proposed as well.
    """
    if text.strip():
        return _named(connection, case, text)
    how: dict[int, str] = {}
    unlike: dict[int, int] = {}
    for why, same in _likenesses(case):
        for over in (False, True) if closed else (False,):
            for case_id, differs in _found(connection, case, same, now - _RECENT if over else None):
                how.setdefault(case_id, why)
                unlike[case_id] = differs
    found = {one.case_id: one for one in links.views(connection, dict(list(how.items())[:MOST]))}
    in_order = [found[case_id] for case_id in how if case_id in found]
    return tuple(sorted(in_order, key=lambda one: (one.closed_at is not None, unlike[one.case_id])))


def _named(connection: Connection, case: Case, text: str) -> tuple[LinkView, ...]:
    stored = numbers.parse(text)
    found = connection.execute(select(col(Case.id)).where(col(Case.number) == stored)).scalar()
    if stored is None or found is None:
        return ()
    survivor = survivor_of(connection, int(found))
    return tuple(links.views(connection, {survivor: "named"})) if survivor != case.id else ()


def _likenesses(case: Case) -> Iterator[tuple[str, ColumnElement[bool]]]:
    if case.customer_id is not None:
        yield "same_customer", col(Case.customer_id) == case.customer_id
    if case.item_id is not None:
        yield "same_item", col(Case.item_id) == case.item_id
    if case.caller_e164 is not None:
        yield "same_number", col(Case.caller_e164) == case.caller_e164


def _found(
    connection: Connection, case: Case, same: ColumnElement[bool], closed_since: datetime | None
) -> list[tuple[int, int]]:
    """Cases, the newest first, each with how little its item and fault are those of the case."""
    over = col(Case.closed_at).is_(None) if closed_since is None else col(Case.closed_at) >= closed_since
    rows = connection.execute(
        select(*(col(getattr(Case, name)) for name in ("id", *_ALIKE)))
        .where(same, over, not_merged(), col(Case.id) != case.id)
        .order_by(col(Case.logged_at).desc())
        .limit(MOST)
    )
    mine = [getattr(case, name) for name in _ALIKE]
    return [
        (int(case_id or 0), sum(value != own for value, own in zip(values, mine, strict=True)))
        for case_id, *values in rows
    ]
