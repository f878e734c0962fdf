"""What each move does to a case's row, and what it refuses beyond the lifecycle: pure rules."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from callcenter.cases.intake import checked_cost, word
from callcenter.cases.lifecycle import OPEN
from callcenter.cases.models import Case
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CLOSES, CaseMove, CaseState, CloseReason, Outcome, WaitFor, code
from callcenter.errors import Invalid
from callcenter.i18n import N_, known_phrases

_Effect = Callable[[Case, MoveDetails, datetime], dict[str, Any]]


def given(move: CaseMove, details: MoveDetails) -> dict[str, Any]:
    """What the lifecycle asks a move for, by name."""
    reason = details.close_reason if move == CaseMove.CLOSE else details.reason
    return {
        "reason": reason.strip(),
        "outcome": details.outcome,
        "expected_at": details.expected_at,
        "wait_for": details.wait_for,
    }


def tidied(move: CaseMove, details: MoveDetails) -> MoveDetails:
    """The details with a reason for closing in its own place, wherever it was given."""
    if move != CaseMove.CLOSE or details.close_reason:
        return details
    return replace(details, close_reason=details.reason.strip(), reason="")


def changes(case: Case, move: CaseMove, to: CaseState, details: MoveDetails, at: datetime) -> dict[str, Any]:
    """Return the columns that a move sets.

    Args:
        case: the row before the move.
        move: what is done.
        to: where it leads.
        details: what its short form was given.
        at: when.

    Raises:
        Invalid: a detail doesn't fit.
    """
    effect = _EFFECTS.get(move)
    return {
        "state": to,
        "before_wait": case.state.value if to == CaseState.WAITING else None,
        "closed_at": None if to in OPEN else at,
    } | (effect(case, details, at) if effect else {})


def said(move: CaseMove, details: MoveDetails) -> tuple[dict[str, Any], str]:
    """Return what the timeline keeps of the details: codes as parameters, and a person's own words."""
    params: dict[str, Any] = {}
    if move in (CaseMove.RESOLVE, CaseMove.SOLVE_ON_PHONE):
        params = {"outcome": code(Outcome(details.outcome)), "job_no": details.job_no.strip() or None}
    elif move == CaseMove.WAIT:
        params = {"wait_for": code(WaitFor(details.wait_for))}
    elif move == CaseMove.EXPECT and details.expected_at:
        params = {"expected_at": details.expected_at.isoformat()}
    elif move == CaseMove.CLOSE:
        params = {"close_reason": code(CloseReason(details.close_reason))}
    reason = details.reason.strip()
    if as_code := _reason_code(reason):
        params["why"], reason = as_code, ""
    words = (details.whom, reason, details.cause, details.work, details.parts, details.note)
    return params, " · ".join(part.strip() for part in words if part.strip())


def _reason_code(reason: str) -> str:
    """A reason that is a code of ours, with its family: ``no_parts`` is ``decline_reason.no_parts``."""
    names = (reason, f"decline_reason.{reason}") if reason else ()
    return next((name for name in names if name in known_phrases()), "")


def _resolved(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    cost = checked_cost(details.cost)
    if details.km is not None and details.km < 0:
        raise Invalid(N_("The kilometres can't be below 0."), field="km")
    return {
        "outcome": word(Outcome, "outcome", details.outcome),
        "resolved_at": at,
        "handed_back_at": at if case.received_at else None,
        "cost_told": case.cost_told if cost is None else cost,
    }


def require_to_come(expected_at: datetime | None, at: datetime) -> None:
    """Refuse a date that is over, or so far off that no clock of any zone shows it.

    Args:
        expected_at: as somebody gave it.
        at: now.

    Raises:
        Invalid: it is.
    """
    if expected_at is not None and abs(expected_at - at) > _FAR:
        raise Invalid(
            N_("That date is years away. Check the year, and give a date within the next {years} years."),
            field="expected_at",
            years=_FAR.days // 365,
        )
    if expected_at is None or expected_at <= at:
        raise Invalid(
            N_("The expected date {expected_at!f} is over. Give one that is still to come."),
            field="expected_at",
            expected_at=expected_at,
        )


_FAR = timedelta(days=10 * 365)


def _expected(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    require_to_come(details.expected_at, at)
    return {"expected_at": details.expected_at}


def _waiting(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    word(WaitFor, "wait_for", details.wait_for)
    return {}


def _received(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    return {"received_at": case.received_at or at, "handed_back_at": None}


def _closed(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    reason = word(CloseReason, "close_reason", details.close_reason)
    if reason not in CLOSES:
        raise Invalid(
            N_("“{reason!w}” comes by merging. Choose one of: {choices!w}."),
            field="close_reason",
            reason=code(reason),
            choices=[code(one) for one in CLOSES],
        )
    return {"close_reason": reason}


def _merged(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    return {"close_reason": CloseReason.MERGED}


def _reopened(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    gone = ("resolved_at", "outcome", "close_reason", "expected_at", "received_at", "handed_back_at")
    return dict.fromkeys(gone) | {"reopened": case.reopened + 1}


def _back_to_us(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    return {"expected_at": None}


def _cancelled(case: Case, details: MoveDetails, at: datetime) -> dict[str, Any]:
    return {"expected_at": None, "handed_back_at": at if case.received_at else None}


_EFFECTS: Mapping[CaseMove, _Effect] = {
    CaseMove.SOLVE_ON_PHONE: _resolved,
    CaseMove.DECLINE: _back_to_us,
    CaseMove.EXPIRE: _back_to_us,
    CaseMove.SEND_ELSEWHERE: _back_to_us,
    CaseMove.EXPECT: _expected,
    CaseMove.RECEIVE: _received,
    CaseMove.WAIT: _waiting,
    CaseMove.RESOLVE: _resolved,
    CaseMove.CLOSE: _closed,
    CaseMove.REOPEN: _reopened,
    CaseMove.CANCEL: _cancelled,
    CaseMove.MERGE: _merged,
}
