"""The life of a dispatch: one offer of a case to a service point, as one table of rules.

A case has at most one live dispatch. An accepted one stays live while the point has the case, and ends
(``withdrawn``) when the case is sent elsewhere, cancelled, or reopened as new.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from callcenter.cases import rules
from callcenter.cases.rules import ANYBODY, DESK_OR_SYSTEM, SYSTEM, Who
from callcenter.cases.words import CaseMove, code
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.i18n import N_, phrases

Rule = rules.Rule[DispatchState, DispatchMove]

_QUEUED, _DELIVERED, _BY_PHONE = DispatchState.QUEUED, DispatchState.DELIVERED, DispatchState.BY_PHONE
_ACCEPTED, _FAILED = DispatchState.ACCEPTED, DispatchState.FAILED

OFFERED = frozenset({_DELIVERED, _BY_PHONE})
"""The states in which the point is asked and has not answered."""
LIVE = frozenset({_QUEUED, _FAILED, _ACCEPTED}) | OFFERED
"""The states of which a case has at most one dispatch."""

RULES: tuple[Rule, ...] = (
    Rule(frozenset(), DispatchMove.QUEUE, _QUEUED, DESK_OR_SYSTEM),
    Rule(frozenset({_QUEUED}), DispatchMove.DELIVER, _DELIVERED, SYSTEM, tells=True),
    Rule(frozenset({_QUEUED}), DispatchMove.FAIL, _FAILED, SYSTEM),
    Rule(OFFERED, DispatchMove.ACCEPT, _ACCEPTED, ANYBODY),
    Rule(OFFERED, DispatchMove.DECLINE, DispatchState.DECLINED, ANYBODY, ("reason",)),
    Rule(OFFERED, DispatchMove.EXPIRE, DispatchState.EXPIRED, SYSTEM),
    Rule(frozenset({_QUEUED, _FAILED}), DispatchMove.PHONE, _BY_PHONE, DESK_OR_SYSTEM, tells=True),
    Rule(frozenset({_FAILED}), DispatchMove.RETRY, _QUEUED, DESK_OR_SYSTEM),
    # What never reached the point is taken back without a word to it.
    Rule(LIVE - OFFERED - {_ACCEPTED}, DispatchMove.WITHDRAW, DispatchState.WITHDRAWN, DESK_OR_SYSTEM),
    Rule(OFFERED | {_ACCEPTED}, DispatchMove.WITHDRAW, DispatchState.WITHDRAWN, DESK_OR_SYSTEM, tells=True),
)

FOLLOWS: Mapping[CaseMove, DispatchMove] = {
    CaseMove.ROUTE: DispatchMove.QUEUE,
    CaseMove.ACCEPT: DispatchMove.ACCEPT,
    CaseMove.DECLINE: DispatchMove.DECLINE,
    CaseMove.EXPIRE: DispatchMove.EXPIRE,
    CaseMove.SEND_ELSEWHERE: DispatchMove.WITHDRAW,
    CaseMove.CANCEL: DispatchMove.WITHDRAW,
    CaseMove.REOPEN: DispatchMove.WITHDRAW,
}
"""What becomes of the live dispatch, where there is one, when its case moves."""

phrases({"dispatch_state.none": N_("not sent yet")})


def moves(state: DispatchState | None, who: Who = "agent") -> tuple[Rule, ...]:
    """The rules that ``who`` may use now, the likeliest first; state None is before there is a dispatch."""
    return tuple(rule for rule in _standing_rules(state) if who in rule.who)


def apply(
    state: DispatchState | None, move: DispatchMove, *, who: Who = "agent", **given: Any
) -> DispatchState:
    """Return the state to which a move leads.

    Args:
        state: where the offer stands; None before there is one.
        move: what shall be done.
        who: who does it.
        **given: what the rule asks for, by name: ``reason``.

    Raises:
        MoveRefused: the lifecycle has no such move now; the sentence says what can be done.
    """
    to = _rule(state, move, who, given).to
    return DispatchState(to)


def tells_point(state: DispatchState | None, move: DispatchMove) -> bool:
    """Whether the service point must hear of this move: the offer itself, and its end once offered."""
    return any(rule.tells for rule in _standing_rules(state) if rule.move == move)


def replay(steps: Iterable[tuple[DispatchMove, Who, Mapping[str, Any]]]) -> DispatchState:
    """Return where a whole series of moves leads, each with who made it and what was given.

    Raises:
        MoveRefused: a move that the lifecycle doesn't allow.
        ValueError: no move at all.
    """
    state: DispatchState | None = None
    for move, who, given in steps:
        state = apply(state, move, who=who, **given)
    if state is None:
        raise ValueError("a dispatch begins with sending")
    return state


def _standing_rules(state: DispatchState | None) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.begins(state))


def _rule(state: DispatchState | None, move: DispatchMove, who: Who, given: Mapping[str, Any]) -> Rule:
    can = _standing_rules(state)
    rule = rules.pick(can, move, who, given)
    if rule is not None:
        return rule
    return rules.refuse(
        N_("The offer is {state!w}: “{move!w}” is not possible now. Possible: {moves!w}."),
        N_("The offer is {state!w} and stays so: send the case to a point again."),
        move,
        code(state) if state else "dispatch_state.none",
        can,
    )
