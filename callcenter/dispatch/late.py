"""Answers that come too late, or when there is nothing to answer: one clear sentence for the point."""

from collections.abc import Mapping

from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseState
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.errors import MoveRefused
from callcenter.i18n import N_

OVER: Mapping[DispatchState, str] = {
    DispatchState.EXPIRED: N_("Too late: case {number} went elsewhere. Nothing is left to do."),
    DispatchState.WITHDRAWN: N_("The offer of case {number} was withdrawn. Nothing is left to do."),
    DispatchState.DECLINED: N_("You have declined case {number}. Ring us if you can take it after all."),
}  # fmt: skip
"""What is said of an offer that has ended."""


def require_asked(dispatch: Dispatch, case: Case, move: DispatchMove) -> None:
    """Refuse an answer of a point that isn't asked any more.

    Args:
        dispatch: the offer that it answers.
        case: whose offer it is.
        move: its answer.

    Raises:
        MoveRefused: the offer is over or answered, or the case waits.
    """
    number = show(case.number)
    require_live(dispatch, case)
    if dispatch.state == DispatchState.ACCEPTED and move == DispatchMove.ACCEPT:
        raise MoveRefused(N_("You have accepted case {number} already."), number=number)
    if dispatch.state == DispatchState.ACCEPTED:
        raise MoveRefused(
            N_("You have accepted case {number} already. Ring us if you can't do it after all."),
            number=number,
        )
    if case.state == CaseState.WAITING:
        raise MoveRefused(
            N_("Case {number} waits for the customer just now. Answer when it goes on."), number=number
        )


def require_live(dispatch: Dispatch, case: Case) -> None:
    """Refuse whatever a point does with an offer that has ended.

    Raises:
        MoveRefused: it has.
    """
    if dispatch.state in OVER:
        raise MoveRefused(OVER[dispatch.state], number=show(case.number))
