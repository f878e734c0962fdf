"""The life of a case: one table of rules, read by screens, API and tests alike.

Open means that ``closed_at`` is None: a resolved case is still open, a cancelled one is not.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from callcenter.cases import rules
from callcenter.cases.rules import ANYBODY, DESK, DESK_OR_SYSTEM, SYSTEM, Who
from callcenter.cases.words import CaseMove, CaseState, CloseReason, code
from callcenter.errors import MoveRefused
from callcenter.i18n import N_, phrases

REOPEN_DAYS = 14
"""For how many days a closed case may be reopened, unless a setting says otherwise."""
TRIES_TO_CLOSE = 3

Rule = rules.Rule[CaseState, CaseMove]

_NEW, _ROUTED, _ACCEPTED = CaseState.NEW, CaseState.ROUTED, CaseState.ACCEPTED
_EXPECTED, _IN_PROGRESS, _WAITING = CaseState.EXPECTED, CaseState.IN_PROGRESS, CaseState.WAITING
_RESOLVED, _CLOSED, _CANCELLED = CaseState.RESOLVED, CaseState.CLOSED, CaseState.CANCELLED

WITH_POINT = frozenset({_ROUTED, _ACCEPTED, _EXPECTED, _IN_PROGRESS})
"""The states in which a service point has the case; from these it may wait."""
OPEN = frozenset(CaseState) - {_CLOSED, _CANCELLED}
"""The states in which ``closed_at`` is None."""

RULES: tuple[Rule, ...] = (
    Rule(frozenset(), CaseMove.LOG, _NEW, DESK_OR_SYSTEM),
    Rule(frozenset({_NEW}), CaseMove.ROUTE, _ROUTED, DESK_OR_SYSTEM),
    Rule(frozenset({_NEW}), CaseMove.SOLVE_ON_PHONE, _RESOLVED, DESK, ("outcome",)),
    Rule(frozenset({_ROUTED}), CaseMove.ACCEPT, _ACCEPTED, ANYBODY),
    Rule(frozenset({_ROUTED}), CaseMove.DECLINE, _NEW, ANYBODY, ("reason",)),
    Rule(frozenset({_ROUTED}), CaseMove.EXPIRE, _NEW, SYSTEM),
    Rule(frozenset({_ACCEPTED, _EXPECTED}), CaseMove.RECEIVE, _IN_PROGRESS, ANYBODY),
    Rule(frozenset({_ACCEPTED, _EXPECTED}), CaseMove.EXPECT, _EXPECTED, ANYBODY, ("expected_at",)),
    # The state stays: what a missed date makes is a call-back.
    Rule(frozenset({_EXPECTED}), CaseMove.MISS_DATE, _EXPECTED, SYSTEM),
    Rule(frozenset({_IN_PROGRESS}), CaseMove.RESOLVE, _RESOLVED, ANYBODY, ("outcome",)),
    Rule(frozenset({_RESOLVED}), CaseMove.CLOSE, _CLOSED, DESK_OR_SYSTEM, ("reason",)),
    Rule(frozenset({_RESOLVED, _CLOSED}), CaseMove.REOPEN, _NEW, DESK, ("reason",)),
    Rule(frozenset({_WAITING}), CaseMove.RESUME, "back", ANYBODY),
    Rule(WITH_POINT, CaseMove.WAIT, _WAITING, ANYBODY, ("wait_for",)),
    # A point that accepted may still find that it can't do the work.
    Rule(WITH_POINT, CaseMove.SEND_ELSEWHERE, _NEW, DESK_OR_SYSTEM, ("reason",)),
    Rule(OPEN, CaseMove.CANCEL, _CANCELLED, DESK, ("reason",)),
    # It goes on as another case; from there on only taking the merge back leads.
    Rule(OPEN, CaseMove.MERGE, _CLOSED, DESK),
)

phrases({"case_state.none": N_("not logged yet")})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the lifecycle knows of a case; ``state`` is None before it is logged."""

    state: CaseState | None = None
    closed_at: datetime | None = None
    before_wait: CaseState | None = None
    merged: bool = False
    """Closed because it goes on as another case."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a timeline, with what was given for it."""

    move: CaseMove
    at: datetime
    who: Who = "agent"
    given: Mapping[str, Any] = field(default_factory=dict)


def reopens(closed_at: datetime | None, now: datetime | None, days: int = REOPEN_DAYS) -> bool:
    """Whether a case closed then may still be reopened: so many days later, the last moment included."""
    return closed_at is not None and now is not None and now - closed_at <= timedelta(days=days)


def moves(
    state: CaseState | None,
    who: Who = "agent",
    *,
    now: datetime | None = None,
    closed_at: datetime | None = None,
    reopen_days: int = REOPEN_DAYS,
    merged: bool = False,
) -> tuple[Rule, ...]:
    """The rules that ``who`` may use now, the likeliest first.

    Args:
        state: where the case stands; None before it is logged.
        who: whose moves are wanted.
        now: the time, needed for a closed case (which may be reopened for some days).
        closed_at: when it was closed, for the same.
        reopen_days: for how many days (a setting).
        merged: whether it was closed because it goes on as another case.
    """
    standing = _standing_rules(state, now, closed_at, reopen_days, merged)
    return tuple(rule for rule in standing if who in rule.who)


def apply(
    state: CaseState | None,
    move: CaseMove,
    *,
    now: datetime,
    who: Who = "agent",
    closed_at: datetime | None = None,
    before_wait: CaseState | None = None,
    reopen_days: int = REOPEN_DAYS,
    merged: bool = False,
    **given: Any,
) -> CaseState:
    """Return the state to which a move leads.

    Args:
        state: where the case stands; None before it is logged.
        move: what shall be done.
        now: the time of the move.
        who: who does it.
        closed_at: when the case was closed, if it is.
        before_wait: where a waiting case was before.
        reopen_days: for how many days a closed case may be reopened (a setting).
        merged: whether it was closed because it goes on as another case.
        **given: what the rule asks for, by name: ``outcome``, ``reason``, ``expected_at``, ``wait_for``.

    Raises:
        MoveRefused: the lifecycle has no such move now; the sentence says what can be done.
        ValueError: a waiting case without the state it waits in.
    """
    can = _standing_rules(state, now, closed_at, reopen_days, merged)
    rule = rules.pick(can, move, who, given)
    if rule is None:
        if merged:
            raise MoveRefused(N_("It was merged into another case: go on there, or take the merge back."))
        _refuse(state, move, can, reopen_days)
    if rule.to != "back":
        return rule.to
    if before_wait not in WITH_POINT:
        raise ValueError(f"a waiting case can't have been {before_wait} before")
    return before_wait


def advance(standing: Standing, step: Step) -> Standing:
    """Return how a case stands after a step, with ``closed_at`` and ``before_wait`` as they must be stored.

    Raises:
        MoveRefused: as ``apply`` does.
    """
    state = apply(
        standing.state,
        step.move,
        now=step.at,
        who=step.who,
        closed_at=standing.closed_at,
        before_wait=standing.before_wait,
        merged=standing.merged,
        **step.given,
    )
    return Standing(
        state,
        closed_at=None if state in OPEN else step.at,
        before_wait=standing.state if state == _WAITING else None,
        merged=step.move == CaseMove.MERGE,
    )


def replay(steps: Iterable[Step]) -> CaseState:
    """Return where a whole timeline leads, from its logging on.

    Raises:
        MoveRefused: a step that the lifecycle doesn't allow.
        ValueError: no step at all, or a step before an earlier one.
    """
    standing, last = Standing(), None
    for step in steps:
        if last is not None and step.at < last:
            raise ValueError(f"{step.move} at {step.at} comes after {last}")
        standing, last = advance(standing, step), step.at
    if standing.state is None:
        raise ValueError("a timeline begins with logging")
    return standing.state


def closes_by(
    *, said_yes: bool, tries: Collection[date], resolved_at: datetime, now: datetime, days: int
) -> CloseReason | None:
    """Return why a resolved case may be closed now, or None while it may not.

    Args:
        said_yes: the customer confirmed it.
        tries: the agent's days of the attempts to reach the customer since it was resolved.
        resolved_at: when it was resolved.
        now: the time.
        days: after how many days without objection a case closes by itself (a setting).
    """
    if said_yes:
        return CloseReason.CUSTOMER_YES
    if len(set(tries)) >= TRIES_TO_CLOSE:
        return CloseReason.THREE_TRIES
    return CloseReason.DAYS_PASSED if now - resolved_at >= timedelta(days=days) else None


def _standing_rules(
    state: CaseState | None, now: datetime | None, closed_at: datetime | None, reopen_days: int, merged: bool
) -> tuple[Rule, ...]:
    if merged or (state == _CLOSED and not reopens(closed_at, now, reopen_days)):
        return ()
    return tuple(rule for rule in RULES if rule.begins(state))


def _refuse(state: CaseState | None, move: CaseMove, can: Iterable[Rule], reopen_days: int) -> NoReturn:
    if state == _CLOSED and move == CaseMove.REOPEN:
        raise MoveRefused(
            N_("Closed more than {days} days ago: log a new case as a repeat of it."), days=reopen_days
        )
    rules.refuse(
        N_("The case is {state!w}: “{move!w}” is not possible now. Possible: {moves!w}."),
        N_("The case is {state!w} and stays so: log a new case as a repeat of it."),
        move,
        code(state) if state else "case_state.none",
        [rule for rule in can if rule.move != CaseMove.MERGE],  # a way out of nothing but a double
    )
