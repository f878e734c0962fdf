"""``callcenter lookup`` and ``callcenter card``: who is it, and what do they own."""

from typing import Any

from callcenter.callers.views import (
    Card,
    ItemView,
    LastContact,
    LookupAnswer,
    LookupRow,
    RepairView,
    TermView,
)
from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command, count
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, fill, say, time_text


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(
        commands, "lookup", run_lookup, "Find a customer by number, name, serial, plate or case number."
    )
    parser.add_argument("text", metavar="TEXT", help="what the caller says; - reads one question a line")
    parser.add_argument("--limit", type=count, default=20, metavar="N")
    card = add_command(
        commands, "card", run_card, "Show one customer with items, warranties, repairs and cases."
    )
    card.add_argument("customer", metavar="CUSTOMER", help="the customer's id, or the id in your own files")


_LONGEST = 1_000
_HEADINGS = (N_("Customer"), N_("Name"), N_("Place"), N_("Telephone"), N_("Items"), N_("Cases"), N_("Why"))


def run_lookup(context: Context) -> int:
    """Answer each question with the customers it may mean, best first."""
    asked = context.arguments
    rows: list[LookupRow] = []

    def find(text: str) -> LookupAnswer:
        return context.agent.find(text[:_LONGEST], limit=asked.limit)

    for text in context.questions(asked.text):
        answer = context.ask(text, find, LookupAnswer(text, ()))
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
        "exact": row.exact,
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
            (f"no:{row.customer_id}" if row.customer_id else "-",
             f"{row.name} {row.latin}".strip(), row.place,
             " ".join(row.phones), ", ".join(row.items) or row.summary,
             " ".join(row.open_cases) or row.case_number or "-", say(row.why))
            for row in rows
        ],
        _HEADINGS,
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
    who = (f"{card.name} {card.latin}".strip(), say(f"tier.{card.tier}"), card.address or card.place)
    print_lines(" · ".join(filter(None, who)), " · ".join(phone.text for phone in card.phones), card.note)
    _print_rows(_("CONTACT"), [(one.name, say(f"contact_role.{one.role}")) for one in card.contacts])
    if card.last:
        _print_rows(_("LAST"), [_last(card.last)])
    _print_rows(
        _("OPEN"),
        [(one.number, one.summary, say(f"case_state.{one.state}"), one.where) for one in card.open_cases],
    )
    for item in card.items:
        _print_item(item)
    _print_rows(_("REPAIR"), [_repair(one) for one in card.repairs])
    if card.ask and card.verified_at is None:
        print_lines(fill(_("Not verified: ask {what!w}."), {"what": list(card.ask)}))


def _last(last: LastContact) -> tuple[str, ...]:
    promised = f"{last.promise} {time_text(last.promise_by) if last.promise_by else ''}".strip()
    words = last.words if last.words != last.promise else ""
    return (time_text(last.at), last.agent, say(last.what), words, promised, last.case_number)


def _print_rows(word: str, rows: list[tuple[str, ...]]) -> None:
    print_table([(word, *row) for row in rows])


def _print_item(item: ItemView) -> None:
    bought = str(item.bought_on or "") if item.proven else _("on file, not proven")
    gone = _("until {day}").format(day=item.owned_until) if item.owned_until else ""
    _print_rows(_("OWNS"), [(item.name, item.plate or item.serial or "", bought, gone)])
    print_lines(*(f"      {_term(term)}" for term in item.terms))
    recalls = (_("recall open: {component}").format(component=recall.component) for recall in item.recalls)
    print_lines(*(f"      {recall}" for recall in recalls))


def _repair(one: RepairView) -> tuple[str, ...]:
    cost = f"{one.cost / 100:.2f} {one.currency or ''}" if one.cost is not None else ""
    cover = say(f"repair_cover.{one.cover}") if one.cover else ""
    return (str(one.received_on or ""), one.where, one.work or one.complaint, cost or cover)


def _term(term: TermView) -> str:
    what = term.covers or _("whole unit")
    state = _("over since {day}") if term.over else _("to {day}")
    return f"{say('term_kind.' + term.kind)} {what}: {state.format(day=term.until_on or '…')}"
