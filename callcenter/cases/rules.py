"""What one rule of a lifecycle is, and how a move is picked from a table of them.

Cases and dispatches both live by such a table; screens, API and tests read it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Literal, NoReturn, TypeVar

from callcenter.cases.words import code
from callcenter.errors import MoveRefused
from callcenter.i18n import N_, phrases

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)
Who = Literal["agent", "supervisor", "point", "system"]

DESK: frozenset[Who] = frozenset({"agent", "supervisor"})
DESK_OR_SYSTEM: frozenset[Who] = DESK | {"system"}
ANYBODY: frozenset[Who] = DESK_OR_SYSTEM | {"point"}
SYSTEM: frozenset[Who] = frozenset({"system"})
_ROLES: Mapping[str, Who] = {
    "agent": "agent", "supervisor": "supervisor", "admin": "supervisor", "point": "point",
}  # fmt: skip

phrases(
    {
        "mover.agent": N_("an agent"),
        "mover.supervisor": N_("a supervisor"),
        "mover.point": N_("a service point"),
        "mover.system": N_("the system"),
        "asked.reason": N_("a reason"),
        "asked.outcome": N_("an outcome"),
        "asked.expected_at": N_("the expected date"),
        "asked.wait_for": N_("what is waited for"),
    }
)


def who(role: str) -> Who:
    """An actor's role as the lifecycles know it; an administrator is a supervisor there."""
    return _ROLES.get(role, "system")


@dataclass(frozen=True)  # no slots: a frozen generic with slots can not be made in 3.11
class Rule(Generic[State, Move]):
    """One line of a lifecycle.

    Attributes:
        from_states: where the move begins; empty for the move that makes the thing.
        move: what is done.
        to: where it leads; ``"back"`` is where the thing was before it waited.
        who: who may do it.
        asks: what must be given with it, by name.
        tells: whether the service point must hear of it from us.
    """

    from_states: frozenset[State]
    move: Move
    to: State | Literal["back"]
    who: frozenset[Who]
    asks: tuple[str, ...] = ()
    tells: bool = False

    def begins(self, state: State | None) -> bool:
        """Whether the rule's move begins in this state (None: before there is anything)."""
        return not self.from_states if state is None else state in self.from_states


def pick(
    rules: Iterable[Rule[State, Move]], move: Move, who: Who, given: Mapping[str, Any]
) -> Rule[State, Move] | None:
    """Pick the rule for a move from those that begin in the present state.

    Args:
        rules: the rules that stand in the present state, whoever may use them.
        move: what shall be done.
        who: who does it.
        given: the values given with it, by name.

    Returns:
        the rule, or None where the state has no such move.

    Raises:
        MoveRefused: somebody else must do it, or something asked for isn't given.
    """
    rule = next((one for one in rules if one.move == move), None)
    if rule is None:
        return None
    if who not in rule.who:
        raise MoveRefused(
            N_("“{move!w}” is not for {who!w}; it is done by: {others!w}."),
            move=code(move),
            who=f"mover.{who}",
            others=[f"mover.{other}" for other in sorted(rule.who)],
        )
    if missing := [f"asked.{name}" for name in rule.asks if given.get(name) in (None, "")]:
        raise MoveRefused(N_("“{move!w}” needs {asks!w}."), move=code(move), asks=missing)
    return rule


def refuse(template: str, remedy: str, move: Move, state: str, can: Iterable[Rule[State, Move]]) -> NoReturn:
    """Refuse a move that the state doesn't have, saying what can be done.

    Args:
        template: the sentence with ``{move!w}``, ``{state!w}`` and ``{moves!w}``.
        remedy: the sentence with ``{state!w}`` for a state that has no moves left.
        move: what was asked for.
        state: the code of the present state.
        can: the rules that stand now.

    Raises:
        MoveRefused: always.
    """
    moves = [code(rule.move) for rule in can]
    raise MoveRefused(template if moves else remedy, move=code(move), state=state, moves=moves)
