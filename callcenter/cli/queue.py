"""``callcenter queue``: the open cases, safety and overdue first."""

from callcenter.cases.views import QueueRow
from callcenter.cli.context import OK, Commands, Context, add_command, count
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, say, time_text


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "queue", run, "List the open cases: safety first, then overdue, then by due."
    )
    parser.add_argument("--scope", choices=("mine", "team", "all"), default="all")
    parser.add_argument(
        "--filter", default="", metavar="TEXT", help="number, words, customer, item, point or agent"
    )
    parser.add_argument("--limit", type=count, default=200, metavar="N")
    parser.add_argument(
        "--after", metavar="KEY", help="the next page: the key that the page before ended with"
    )


_HEADINGS = (N_("Case"), N_("What"), N_("Customer"), N_("State"), N_("Where"), N_("Due"), N_("Agent"), "")


def run(context: Context) -> int:
    """Print one page."""
    asked = context.arguments
    page = context.agent.queue(asked.scope, text=asked.filter, after=asked.after, limit=asked.limit)
    if context.json:
        print_json(page)
        return OK
    if not page.rows:
        print_lines(_("No open case here."))
    print_table(
        [
            (row.number, row.summary, row.customer, say(f"case_state.{row.state}"), row.where, _due(row),
             row.agent or "-", _("safety") if row.safety else "")
            for row in page.rows
        ],
        _HEADINGS,
    )  # fmt: skip
    print_lines(_("More: --after {key}").format(key=page.after) if page.after else "")
    return OK


def _due(row: QueueRow) -> str:
    return time_text(row.due_at) if row.due_at else "-"
