"""Our clock of a case into which others were merged: it stands still only while it did for all of them.

Waits are what happened to each case, and stay with it. A customer who rang twice about one problem was kept
waiting from the first ring on, and whenever at least one of the cases was being worked on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases import standing
from callcenter.cases.clocks import Interval, Span, Wait, pauses
from callcenter.cases.models import Case, CaseLink
from callcenter.cases.words import ClockKind, LinkKind

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ran:
    """One case's clock: from when, until when (None: it goes on), and its pauses."""

    start: datetime
    pauses: tuple[Interval, ...] = ()
    end: datetime | None = None


def together(own: Ran, others: Iterable[Ran]) -> Ran:
    """Return the clock of a case and of those merged into it, as one: it runs while any of them does.

    Args:
        own: the survivor's.
        others: those of the merged ones, each with its end.
    """
    all_of_them = (own, *others)
    spans = sorted(span for one in all_of_them for span in _running(one))
    start = min(one.start for one in all_of_them)
    return Ran(start, tuple(_gaps(start, spans)), own.end)


def ours(connection: Connection, case: Case, waited: Sequence[Wait] | None = None) -> Ran:
    """The customer's clock of a case as it is stored.

    Args:
        connection: for reading.
        case: the row.
        waited: its waits, where they were read already.
    """
    if waited is None:
        waited = standing.waits(connection, case.id or 0)
    own = Ran(standing.began(case), pauses(ClockKind.CUSTOMER, waited))
    merged = _merged(connection, case.id or 0)
    return together(own, merged) if merged else own


def _merged(connection: Connection, case_id: int) -> list[Ran]:
    rows: list[Any] = list(
        connection.execute(
            select(*Case.__table__.c, col(CaseLink.at).label("merged_at"))  # type: ignore[attr-defined]
            .join(CaseLink, col(CaseLink.case_id) == col(Case.id))
            .where(col(CaseLink.other_id) == case_id, col(CaseLink.kind) == LinkKind.MERGED)
        )
    )
    clocks = []
    for row in rows:
        case = Case(**{name: row._mapping[name] for name in Case.model_fields})
        ran = ours(connection, case)
        clocks.append(Ran(ran.start, ran.pauses, min(row.merged_at, case.resolved_at or row.merged_at)))
    return clocks


def _running(ran: Ran) -> Iterator[Span]:
    """The stretches in which it ran."""
    since, end = ran.start, ran.end or _FOR_EVER
    for stop, go in sorted((pause.start, pause.end or _FOR_EVER) for pause in ran.pauses):
        if since < min(stop, end):
            yield since, min(stop, end)
        since = max(since, go)
    if since < end:
        yield since, end


def _gaps(start: datetime, spans: Sequence[Span]) -> Iterator[Interval]:
    """The time from ``start`` on that none of the spans (in order) covers."""
    reached = start
    for since, till in spans:
        if reached < since:
            yield Interval(reached, since)
        reached = max(reached, till)
    if reached < _FOR_EVER:
        yield Interval(reached)
