"""``callcenter customer notices``: how a customer wants to be told of cases."""

from typing import Any

from callcenter.callers.wishes import CHOICES
from callcenter.cli.case_options import add_request
from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.i18n import N_, _, fill, say


def register(verbs: Commands) -> None:
    """Add the verb."""
    how = add_command(verbs, "notices", run, "How a customer wants to be told of cases; with HOW, keep it.")
    how.add_argument("customer", metavar="CUSTOMER", help="the customer's id, or the id in your own files")
    how.add_argument("how", nargs="?", choices=CHOICES, metavar="HOW", help=", ".join(CHOICES))
    add_request(how)


def run(context: Context) -> int:
    """Show it, or keep it."""
    desk, asked = context.agent, context.arguments
    customer_id = desk.customer_id(asked.customer)
    if asked.how:
        desk.set_notices(context.request(), customer_id, asked.how)
    said: str = desk.notices(customer_id)
    if context.json:
        told: dict[str, Any] = {"customer_id": customer_id, "notices": said or None}
        print_json(told)
        return OK
    words = say(f"notices.{said}") if said else _("nothing was said; the house chooses")
    name = desk.card(customer_id).name
    print_lines(fill(_(N_("{name} is told of cases: {how}.")), {"name": name, "how": words}))
    return OK
