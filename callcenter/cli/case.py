"""``callcenter case``: log, show, route, dispatch, advance, note and close a case by commands."""

from typing import Any

from callcenter.cases.views import CaseView, Intake, Logged, MoveDetails, PlaceSaid
from callcenter.cases.words import CaseKind, CaseMove, CloseReason, Cover, Outcome, Priority, WaitFor, Way
from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.cli.points import as_mapping, print_proposal
from callcenter.dispatch.views import Choice, Proposal
from callcenter.dispatch.words import OverrideReason
from callcenter.errors import Invalid
from callcenter.i18n import N_, _, say, time_text
from callcenter.reading import moment


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = commands.add_parser("case", help="Log, show, route, dispatch, advance, note and close cases.")
    verbs = verbs.add_subparsers(metavar="VERB", required=True)
    _register_log(verbs)
    _verb(verbs, "show", run_show, "Show one case with its timeline.")
    route = _verb(verbs, "route", run_route, "The service points that can take the case, best first.")
    route.add_argument("--limit", type=int, default=8, metavar="N")
    send = _verb(verbs, "dispatch", run_dispatch, "Send the case to a service point: the best, or --point.")
    _add_choice(send)
    _register_advance(verbs)
    note = _verb(verbs, "note", run_note, "Write a note on the case.")
    note.add_argument("words", metavar="TEXT")
    close = _verb(verbs, "close", run_close, "Close a resolved case.")
    close.add_argument("--reason", choices=_values(CloseReason), default=CloseReason.CUSTOMER_YES.value)


def _verb(verbs: Commands, name: str, run: Any, words: str) -> Any:
    parser = add_command(verbs, name, run, words)
    parser.add_argument("number", metavar="CASE", help="the case number, as 4821-7")
    parser.add_argument("--request", metavar="KEY", help="repeat safely: the same key changes nothing twice")
    return parser


def _values(words: Any) -> list[str]:
    return [word.value for word in words]


def _add_choice(parser: Any) -> None:
    parser.add_argument(
        "--point", metavar="ID", help="another than the best: its id, or the id in your files"
    )
    parser.add_argument(
        "--reason", choices=_values(OverrideReason), default="", help="why another than the best"
    )


def _register_log(verbs: Commands) -> None:
    log = add_command(
        verbs, "log", run_log, "Log an issue, and with --send offer it to the best point at once."
    )
    log.add_argument("description", metavar="TEXT", help="what happens, in the caller's words")
    log.add_argument("--customer", metavar="ID", help="the customer's id, or the id in your own files")
    log.add_argument("--caller", default="", metavar="NUMBER", help="the number, where there is no customer")
    log.add_argument("--item", type=int, metavar="ID")
    log.add_argument("--item-said", default="", metavar="TEXT", help="an item that is not on file")
    log.add_argument("--line", default="", metavar="LINE", help="product line: car, fridge ...")
    log.add_argument("--brand", default="", metavar="BRAND")
    log.add_argument("--kind", choices=_values(CaseKind), default="fault")
    log.add_argument("--category", default="", metavar="CODE", help="else the one the words point at")
    log.add_argument("--priority", choices=_values(Priority), default="normal")
    log.add_argument("--way", choices=_values(Way), default="", help="else the category's usual way")
    log.add_argument(
        "--place", default="", metavar="TEXT", help="a city or postcode; else the customer's place"
    )
    log.add_argument("--country", default="", metavar="CC")
    log.add_argument("--cover", choices=_values(Cover), default="")
    log.add_argument("--contact", default="", metavar="NAME", help="who is on the spot")
    log.add_argument("--contact-phone", default="", metavar="NUMBER")
    log.add_argument("--safety-answer", default="", metavar="TEXT")
    log.add_argument("--send", action="store_true", help="offer it to the best point, or to --point")
    log.add_argument("--request", metavar="KEY", help="repeat safely: the same key changes nothing twice")
    _add_choice(log)


def _register_advance(verbs: Commands) -> None:
    advance = _verb(verbs, "advance", run_advance, "Move the case on: accept, receive, wait, resolve ...")
    advance.add_argument("move", choices=_values(CaseMove), metavar="MOVE", help=", ".join(_values(CaseMove)))
    advance.add_argument("--reason", default="", metavar="TEXT")
    advance.add_argument("--outcome", choices=_values(Outcome), default="")
    advance.add_argument("--wait-for", choices=_values(WaitFor), default="")
    advance.add_argument("--expected-at", metavar="ISO-TIME")
    advance.add_argument("--whom", default="", metavar="NAME", help="whom you spoke with at the point")
    advance.add_argument("--work", default="", metavar="TEXT", help="the work that was done")
    advance.add_argument("--cause", default="", metavar="TEXT")
    advance.add_argument("--parts", default="", metavar="TEXT")
    advance.add_argument("--km", type=int)
    advance.add_argument("--job-no", default="", metavar="NUMBER")
    advance.add_argument("--cost", type=float, metavar="AMOUNT")


def run_log(context: Context) -> int:
    """Log an issue; with --send also dispatch it, in one transaction."""
    desk, asked = context.agent, context.arguments
    intake = _intake(context)
    choice = None
    if asked.send or asked.point:
        choice = _choice(context, desk.propose(desk.wish_for(intake)))
    logged = desk.log(context.request(), intake, choice)
    if logged.dispatch_id is not None:
        _deliver(context)
    return _show_logged(context, logged)


def _intake(context: Context) -> Intake:
    desk, asked = context.agent, context.arguments
    card = desk.card(desk.customer_id(asked.customer)) if asked.customer else None
    suggested = (
        ""
        if asked.category
        else next((one.code for one in desk.suggest(asked.description, line=asked.line)), "")
    )
    return desk.completed(
        Intake(
            kind=asked.kind,
            description=asked.description,
            customer_id=card.customer_id if card else None,
            caller=asked.caller,
            contact=asked.contact,
            contact_phone=asked.contact_phone,
            item_id=asked.item,
            item_said=asked.item_said,
            line=asked.line,
            brand=asked.brand,
            category=asked.category or suggested,
            category_by="chosen" if asked.category else "suggested",
            safety_answer=asked.safety_answer,
            priority=asked.priority,
            way=asked.way,
            place=_place(context),
            cover=asked.cover,
        ),
        card,
    )


def _place(context: Context) -> PlaceSaid:
    asked = context.arguments
    if not asked.place:
        return PlaceSaid()
    places = context.agent.find_place(asked.place, country=asked.country)
    if not places:
        raise Invalid(
            N_("No city or postcode {place} is known. Try the next larger town."), place=asked.place
        )
    first = places[0]
    return PlaceSaid(asked.place, first.name, country=first.country, lat=first.lat, lon=first.lon)


def _choice(context: Context, proposal: Proposal) -> Choice:
    asked = context.arguments
    if not proposal.rows:
        raise Invalid(
            N_("No service point can take it. Change the place or the way, or log it without --send.")
        )
    if not asked.point:
        return Choice(proposal.rows[0].point_id, proposal)
    for one in proposal.rows:
        if asked.point in {str(one.point_id), one.external_id}:
            return Choice(one.point_id, proposal, asked.reason)
    raise Invalid(
        N_("Point {point} is not among those that can take it. See: callcenter case route"), point=asked.point
    )


def _deliver(context: Context) -> None:
    """One attempt after the commit; what fails stays in the outbox for the next worker."""
    from callcenter.desk.system import SystemDesk

    SystemDesk(context.agent.store, context.settings).work_outbox()


def _show_logged(context: Context, logged: Logged) -> int:
    case = context.agent.case(logged.case_id)
    if context.json:
        print_json(case)
    else:
        print_lines(_("Logged as {number}.").format(number=logged.number))
        print_lines(context.agent.read_back(logged.case_id).text)
    return OK


def _case(context: Context) -> CaseView:
    return context.agent.case_by_number(context.arguments.number)


def _shown(context: Context, case_id: int) -> int:
    case = context.agent.case(case_id)
    print_json(case) if context.json else _print_case(case)
    return OK


def run_show(context: Context) -> int:
    """Show one case."""
    return _shown(context, _case(context).case_id)


def run_route(context: Context) -> int:
    """Show who can take the case."""
    desk = context.agent
    proposal = desk.propose(desk.wish_of(_case(context).case_id), limit=context.arguments.limit)
    if context.json:
        print_json(as_mapping(proposal))
    else:
        print_proposal(proposal)
    return OK if proposal.rows else REFUSED


def run_dispatch(context: Context) -> int:
    """Offer a logged case to a point and make one attempt to deliver the offer."""
    desk, case = context.agent, _case(context)
    choice = _choice(context, desk.propose(desk.wish_of(case.case_id)))
    desk.dispatch(context.request(), case.case_id, case.version, choice)
    _deliver(context)
    return _shown(context, case.case_id)


def run_advance(context: Context) -> int:
    """Move the case on."""
    asked, case = context.arguments, _case(context)
    details = MoveDetails(
        reason=asked.reason,
        outcome=asked.outcome,
        wait_for=asked.wait_for,
        expected_at=moment(asked.expected_at) if asked.expected_at else None,
        whom=asked.whom,
        work=asked.work,
        cause=asked.cause,
        parts=asked.parts,
        km=asked.km,
        job_no=asked.job_no,
        cost=None if asked.cost is None else round(asked.cost * 100),
    )
    context.agent.move(context.request(), case.case_id, case.version, asked.move, details)
    return _shown(context, case.case_id)


def run_note(context: Context) -> int:
    """Write a note."""
    case = _case(context)
    context.agent.note(context.request(), case.case_id, context.arguments.words)
    return _shown(context, case.case_id)


def run_close(context: Context) -> int:
    """Close a resolved case."""
    case, reason = _case(context), context.arguments.reason
    details = MoveDetails(close_reason=reason, reason=reason)
    context.agent.move(context.request(), case.case_id, case.version, CaseMove.CLOSE.value, details)
    return _shown(context, case.case_id)


def _print_case(case: CaseView) -> None:
    due = _("due {time}").format(time=time_text(case.due_at)) if case.due_at else ""
    head = (
        case.number,
        case.summary,
        say(f"case_state.{case.state}"),
        due,
        case.customer or case.caller,
        case.item,
    )
    print_lines("  ".join(part for part in head if part), case.description, case.where)
    for row in case.timeline:
        print_lines(f"  {time_text(row.at):>10}  {say(row.what)}  {row.who}  {row.words}".rstrip())
    moves = ", ".join(f"{one.move} ({say('case_move.' + one.move)})" for one in case.moves)
    print_lines(_("Now: {moves}").format(moves=moves) if moves else "")
