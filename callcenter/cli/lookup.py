"""``callcenter lookup`` and ``callcenter card``: who is it, and what do they own."""

from typing import Any

from callcenter.callers.views import Card, LookupAnswer, LookupRow, TermView
from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import _, say


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(
        commands, "lookup", run_lookup, "Find a customer by number, name, serial, plate or case number."
    )
    parser.add_argument("text", metavar="TEXT", help="what the caller says; - reads one question a line")
    parser.add_argument("--limit", type=int, default=20, metavar="N")
    card = add_command(
        commands, "card", run_card, "Show one customer with items, warranties, repairs and cases."
    )
    card.add_argument("customer", metavar="CUSTOMER", help="the customer's id, or the id in your own files")


def run_lookup(context: Context) -> int:
    """Answer each question with the customers it may mean, best first."""
    asked = context.arguments
    rows: list[LookupRow] = []
    for text in context.questions(asked.text):
        answer = context.agent.find(text, limit=asked.limit)
        rows = [row for row in answer.rows if row.kind != "new"]
        if context.json or context.one_each(asked.text):
            print_json([_row(row) for row in rows])
        else:
            _print(answer, rows)
    return OK if rows or context.one_each(asked.text) else REFUSED


def _row(row: LookupRow) -> dict[str, Any]:
    return {
        "customer_id": row.customer_id,
        "external_id": row.external_id,
        "name": row.name,
        "phones": list(row.phones),
        "why": row.why.code.removeprefix("why."),
        "why_text": say(row.why),
        "exact": row.exact,
        "contact": row.contact or None,
        "case_number": row.case_number or None,
    }


def _print(answer: LookupAnswer, rows: list[LookupRow]) -> None:
    if not rows:
        number = answer.number
        print_lines(
            _("Nobody on file has {number}.").format(number=number.e164)
            if number
            else _("Nothing on file fits. Try fewer letters, the last digits, or a serial number.")
        )
    print_table(
        [
            (str(row.customer_id or "-"), f"{row.name} {row.latin}".strip(), row.place,
             " ".join(row.phones), ", ".join(row.items) or row.summary,
             " ".join(row.open_cases) or row.case_number or "-", say(row.why))
            for row in rows
        ]
    )  # fmt: skip


def run_card(context: Context) -> int:
    """Show one customer's card."""
    desk = context.agent
    card = desk.card(desk.customer_id(context.arguments.customer))
    if context.json:
        print_json(card)
    else:
        _print_card(card)
    return OK


def _print_card(card: Card) -> None:
    who = (f"{card.name} {card.latin}".strip(), say(f"tier.{card.tier}"), card.place)
    print_lines(" · ".join(filter(None, who)), " · ".join(phone.text for phone in card.phones), card.note)
    for one in card.open_cases:
        state = say(f"case_state.{one.state}")
        print_lines("  ".join(filter(None, (_("OPEN"), one.number, one.summary, state, one.where))))
    for item in card.items:
        print_lines(
            "  ".join(
                filter(None, (_("OWNS"), item.name, item.plate or item.serial, str(item.bought_on or "")))
            )
        )
        print_lines(*(f"      {_term(term)}" for term in item.terms))
        recalls = (
            _("recall open: {component}").format(component=recall.component) for recall in item.recalls
        )
        print_lines(*(f"      {recall}" for recall in recalls))
    for repair in card.repairs:
        cost = f"{repair.cost / 100:.2f} {repair.currency}" if repair.cost is not None else repair.cover or ""
        what = repair.work or repair.complaint
        print_lines(
            "  ".join(filter(None, (_("REPAIR"), str(repair.received_on or ""), repair.where, what, cost)))
        )


def _term(term: TermView) -> str:
    state = _("over since {day}") if term.over else _("to {day}")
    what = term.covers or _("whole unit")
    return f"{say('term_kind.' + term.kind)} {what}: {state.format(day=term.until_on or '…')}"
