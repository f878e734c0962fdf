"""``callcenter case``: log, show, route, dispatch, advance, link, note and close a case by commands."""

from callcenter.cases.views import CaseView, MoveDetails
from callcenter.cases.words import CLOSES, CaseMove, CloseReason
from callcenter.cli import case_advance, case_appointment, case_link, case_log, case_send
from callcenter.cli.case_options import add_choice, add_verb, values
from callcenter.cli.case_shown import shown, shown_view, the_case
from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, add_group, count
from callcenter.cli.output import print_json
from callcenter.cli.points import as_mapping, print_proposal
from callcenter.i18n import N_


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "case", "Log, show, route, dispatch, advance, link, note and close cases.")
    case_log.register(verbs)
    add_verb(verbs, "show", run_show, "Show one case with its timeline.")
    route = add_verb(verbs, "route", run_route, "The service points that can take the case, best first.")
    route.add_argument("--limit", type=count, default=8, metavar="N")
    send = add_verb(
        verbs, "dispatch", case_send.run, "Send the case to the best service point, or to --point."
    )
    add_choice(send)
    case_advance.register(verbs)
    case_appointment.register(verbs)
    case_link.register(verbs)
    note = add_verb(verbs, "note", run_note, "Write a note on the case.")
    note.add_argument("words", metavar="TEXT")
    close = add_verb(verbs, "close", run_close, "Close a resolved case.")
    close.add_argument(
        "--reason", choices=values(CLOSES), default=CloseReason.CUSTOMER_YES.value, metavar="R",
        help=", ".join(values(CLOSES)),
    )  # fmt: skip


def run_show(context: Context) -> int:
    """Show one case; of one that was merged, the case as which it goes on."""
    return shown_view(context, the_case(context))


def run_route(context: Context) -> int:
    """Show who can take the case."""
    desk = context.agent
    proposal = desk.propose(desk.wish_of(the_case(context).case_id), limit=context.arguments.limit)
    if context.json:
        print_json(as_mapping(proposal))
    else:
        print_proposal(proposal)
    return OK if proposal.rows else REFUSED


def run_note(context: Context) -> int:
    """Write a note."""
    if not context.arguments.words.strip():
        raise Misused(N_("The note is empty: say what is to be kept."))
    case = the_case(context)
    context.agent.note(context.request(), case.case_id, context.arguments.words)
    return shown(context, case.case_id)


def run_close(context: Context) -> int:
    """Close a resolved case."""
    case: CaseView = the_case(context)
    details = MoveDetails(close_reason=context.arguments.reason)
    context.agent.move(context.request(), case.case_id, case.version, CaseMove.CLOSE.value, details)
    return shown(context, case.case_id)
