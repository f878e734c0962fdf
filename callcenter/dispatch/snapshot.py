"""The proposal as the agent saw it, kept with the dispatch: why this point and why no other."""

from datetime import date, datetime
from typing import Any

from callcenter.dispatch.views import Candidate, Proposal
from callcenter.i18n import Phrase

LATER = frozenset(
    {
        "cause.full_until",
        "cause.closed_until",
        "cause.same_fault",
        "cause.closed_now",
        "cause.farther",
        "cause.hours_unknown",
        "cause.declined",
    }
)
"""Causes for which a point isn't the first one, though it may do the work and may be chosen with a reason."""


def may_be_chosen(row: Candidate) -> bool:
    """Whether a rejected point may be sent to all the same."""
    return row.cause is not None and row.cause.code in LATER


def of(proposal: Proposal) -> dict[str, Any]:
    """The proposal as JSON: codes and parameters, no words."""
    return {
        "at": proposal.at.isoformat() if proposal.at else None,
        "rows": [_row(row) for row in proposal.rows],
        "rejected": [_row(row) for row in proposal.rejected],
    }


def _row(row: Candidate) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "point_id": row.point_id,
        "name": row.name,
        "metres": None if row.metres is None else round(row.metres),
        "by_road": row.by_road,
        "minutes": row.minutes,
        "open": row.open,
        "room": row.room,
        "work_on": row.work_on.isoformat(),
        "matches": [phrase(one) for one in row.matches],
        "reasons": [phrase(one) for one in row.reasons],
    }
    return kept | ({"cause": phrase(row.cause)} if row.cause else {})


def phrase(one: Phrase) -> dict[str, Any]:
    """A phrase as JSON, which ``{x!w}`` says again."""
    return {"code": one.code, "params": {name: _value(value) for name, value in one.params.items()}}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
