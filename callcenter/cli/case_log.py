"""``callcenter case log``: an issue by one command, with what the card and the category know filled in."""

from dataclasses import replace
from typing import Any

from callcenter.cases.views import Intake, Logged, PlaceSaid
from callcenter.cases.words import CaseKind, Cover, Priority, Way
from callcenter.cli.case_options import add_choice, add_coded, add_request
from callcenter.cli.case_safety import require_answer
from callcenter.cli.case_send import choose, deliver
from callcenter.cli.case_shown import print_dispatch
from callcenter.cli.context import OK, Commands, Context, Misused, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.cli.points import place_said
from callcenter.i18n import N_, _


def register(verbs: Commands) -> None:
    """Add the verb."""
    log = add_command(
        verbs, "log", run, "Log an issue, and with --send offer it to the best point in the same transaction."
    )
    log.add_argument("description", metavar="TEXT", help="what happens, in the caller's words")
    _add_who(log)
    _add_what(log)
    log.add_argument("--send", action="store_true", help="offer it to the best point, or to --point")
    add_choice(log)
    add_request(log)


def _add_who(log: Any) -> None:
    log.add_argument("--customer", metavar="ID", help="the customer's id, or the id in your own files")
    log.add_argument("--caller", default="", metavar="NUMBER", help="the number, where there is no customer")
    log.add_argument("--reporter", default="", metavar="NAME", help="who rings; else the customer")
    log.add_argument("--contact", default="", metavar="NAME", help="who is on the spot")
    log.add_argument("--contact-phone", default="", metavar="NUMBER")
    log.add_argument("--place", default="", metavar="TEXT", help="city or postcode; else the customer's")
    log.add_argument("--country", default="", metavar="CC", help="the country of the place")


def _add_what(log: Any) -> None:
    add_coded(log, "--kind", CaseKind, "what the caller wants", CaseKind.FAULT.value)
    log.add_argument("--item", type=int, metavar="ID", help="else the only one the customer owns")
    log.add_argument("--item-said", default="", metavar="TEXT", help="an item that is not on file")
    log.add_argument("--line", default="", metavar="LINE", help="product line: car, fridge ...")
    log.add_argument("--brand", default="", metavar="BRAND")
    log.add_argument("--category", default="", metavar="CODE", help="else the one the words point at")
    log.add_argument("--safety-answer", default="", metavar="TEXT", help="the answer to the safety question")
    add_coded(log, "--priority", Priority, "how soon", Priority.NORMAL.value)
    add_coded(log, "--way", Way, "else the category's usual way")
    add_coded(log, "--cover", Cover, "who pays; else what the card says")


def run(context: Context) -> int:
    """Log an issue; with --send also dispatch it, in one transaction."""
    desk, asked = context.agent, context.arguments
    if asked.point and not asked.send:
        raise Misused(N_("--point says where to send it: add --send."))
    intake = _intake(context)
    require_answer(context, intake.category, intake.description, intake.safety_answer)
    choice = choose(context, desk.wish_for(intake)) if asked.send else None
    logged = desk.log(context.request(), intake, choice)
    if logged.dispatch_id is not None:
        deliver(context)
    return _show(context, logged)


def _intake(context: Context) -> Intake:
    """The form; the item on the card tells the line, and the line tells which category words mean."""
    desk, asked = context.agent, context.arguments
    card = desk.card(desk.customer_id(asked.customer)) if asked.customer else None
    said = _said(context, card.customer_id if card else None)
    if said.category or said.kind not in (CaseKind.FAULT, CaseKind.RECALL_WORK):
        return desk.completed(said, card)
    line = desk.completed(said, card).line
    found = next((one.code for one in desk.suggest(said.description, line=line)), "")
    return desk.completed(_with_category(said, found), card)


def _with_category(said: Intake, code: str) -> Intake:
    return replace(said, category=code, category_by="suggested")


def _said(context: Context, customer_id: int | None) -> Intake:
    asked = context.arguments
    return Intake(
        kind=asked.kind,
        description=asked.description,
        customer_id=customer_id,
        caller=asked.caller,
        reporter=asked.reporter,
        contact=asked.contact,
        contact_phone=asked.contact_phone,
        item_id=asked.item,
        item_said=asked.item_said,
        line=asked.line,
        brand=asked.brand,
        category=asked.category,
        safety_answer=asked.safety_answer,
        priority=asked.priority,
        way=asked.way,
        place=_place(context),
        cover=asked.cover,
    )


def _place(context: Context) -> PlaceSaid:
    asked = context.arguments
    if not asked.place:
        return PlaceSaid()
    found = place_said(context)
    return PlaceSaid(asked.place, found.name, country=found.country, lat=found.lat, lon=found.lon)


def _show(context: Context, logged: Logged) -> int:
    case = context.agent.case(logged.case_id)
    if context.json:
        print_json(case)
        return OK
    print_lines(_("Logged as {number}.").format(number=logged.number))
    if case.dispatch:
        print_dispatch(case.dispatch)
    print_lines(context.agent.read_back(logged.case_id).text)
    return OK
