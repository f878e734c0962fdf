"""``callcenter case advance``: every move of a case that a person makes."""

from typing import Any

from callcenter.cases.views import CaseView, MoveDetails
from callcenter.cases.words import CLOSES, CaseMove, Outcome, WaitFor, code
from callcenter.cli.case_options import MOVES, add_coded, add_verb, hundredths, option, values
from callcenter.cli.case_shown import shown, the_case
from callcenter.cli.context import Commands, Context, Misused
from callcenter.cli.context import code as coded
from callcenter.cli.points import moment_said
from callcenter.dispatch.words import DeclineReason
from callcenter.i18n import N_, phrases, say


def register(verbs: Commands) -> None:
    """Add the verb."""
    advance = add_verb(verbs, "advance", run, "Move the case on: accept, receive, wait, resolve ...")
    advance.add_argument("move", type=coded, choices=MOVES, metavar="MOVE", help=", ".join(MOVES))
    advance.add_argument(
        "--reason", default="", metavar="TEXT",
        help=f"decline: {', '.join(values(DeclineReason))}; close: {', '.join(values(CLOSES))}; "
        "send_elsewhere, reopen, cancel: in your words",
    )  # fmt: skip
    add_coded(advance, "--outcome", Outcome, "resolve, solve_on_phone")
    add_coded(advance, "--wait-for", WaitFor, "wait")
    advance.add_argument("--expected-at", metavar="ISO-TIME", help="expect; accept: what the point promised")
    advance.add_argument("--whom", default="", metavar="NAME", help="accept, decline: whom you spoke with")
    advance.add_argument("--note", default="", metavar="TEXT", help="what else was said")
    _add_work(advance)


def _add_work(advance: Any) -> None:
    advance.add_argument("--work", default="", metavar="TEXT", help="resolve: the work that was done")
    advance.add_argument("--cause", default="", metavar="TEXT", help="resolve: what it was")
    advance.add_argument("--parts", default="", metavar="TEXT", help="resolve: what was replaced")
    advance.add_argument("--km", type=int, help="resolve: kilometres on the clock")
    advance.add_argument("--job-no", default="", metavar="NUMBER", help="resolve: the point's own number")
    advance.add_argument("--cost", type=hundredths, metavar="AMOUNT", help="resolve: what it cost")


def run(context: Context) -> int:
    """Move the case on."""
    asked, case = context.arguments, the_case(context)
    details = MoveDetails(
        reason=asked.reason,
        note=asked.note,
        outcome=asked.outcome,
        wait_for=asked.wait_for,
        expected_at=moment_said("--expected-at", asked.expected_at),
        whom=asked.whom,
        work=asked.work,
        cause=asked.cause,
        parts=asked.parts,
        km=asked.km,
        job_no=asked.job_no,
        cost=asked.cost,
    )
    _check(case, CaseMove(asked.move), details)
    context.agent.move(context.request(), case.case_id, case.version, asked.move, details)
    return shown(context, case.case_id)


def _check(case: CaseView, move: CaseMove, details: MoveDetails) -> None:
    """Name the option that a move asks for; whether the move is possible at all, the desk says."""
    asks = next((one.asks for one in case.moves if one.move == move), ())
    for ask in asks:
        if not getattr(details, ask.removeprefix("close_")):
            raise Misused(
                N_("“{move!w}” asks for {option}: {choices}."),
                move=code(move), option=option(ask), choices=_choices(move, ask),
            )  # fmt: skip


def _choices(move: CaseMove, ask: str) -> str:
    if ask == "expected_at":
        return "2026-03-02T14:30+08:00"
    reasons = {CaseMove.DECLINE: DeclineReason, CaseMove.CLOSE: CLOSES}.get(move)
    words = {"outcome": Outcome, "wait_for": WaitFor, "reason": reasons, "close_reason": reasons}.get(ask)
    return ", ".join(values(words)) if words else say("advance.in_words")


phrases({"advance.in_words": N_("in your words")})
