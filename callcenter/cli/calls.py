"""``callcenter calls``: the calls that telephone systems told of, newest first."""

from datetime import datetime

from callcenter.callers import phones
from callcenter.calls.views import CallRow
from callcenter.cli.context import OK, Commands, Context, add_command, count
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, say, time_text


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "calls", run, "List telephone calls, newest first.")
    parser.add_argument(
        "--missed", action="store_true", help="only those to be called back: nobody talked with them since"
    )
    parser.add_argument("--limit", type=count, default=200, metavar="N")
    parser.add_argument(
        "--after", metavar="KEY", help="the next page: the key that the page before ended with"
    )


_HEADINGS = (N_("Rang"), N_("Call"), N_("Number"), N_("Customer"), N_("Agent"), N_("Queue"), N_("Talked"), "")


def run(context: Context) -> int:
    """Print one page."""
    asked = context.arguments
    page = context.agent.calls("missed" if asked.missed else "all", after=asked.after, limit=asked.limit)
    if context.json:
        print_json(page)
        return OK
    if not page.rows:
        print_lines(_("No call to be called back.") if asked.missed else _("No call yet."))
    print_table([_cells(row) for row in page.rows], _HEADINGS)
    print_lines(_("More: --after {key}").format(key=page.after) if page.after else "")
    return OK


def _cells(row: CallRow) -> tuple[str, ...]:
    why = say(f"call_cause.{row.cause}") if row.cause and row.cause != "normal" else ""
    state = say(f"direction.{row.direction}") + _(", ") + say(f"call_state.{row.state}")
    number = phones.pretty(row.caller) if row.caller.startswith("+") and "•" not in row.caller else row.caller
    return (
        time_text(row.ringing_at) if row.ringing_at else "-", state, number or _("withheld"),
        row.customer or "-", row.agent or "-", row.queue or "-", _talked(row.answered_at, row.ended_at), why,
    )  # fmt: skip


def _talked(answered: datetime | None, ended: datetime | None) -> str:
    """Minutes and seconds."""
    if answered is None or ended is None:
        return "-"
    minutes, seconds = divmod(int((ended - answered).total_seconds()), 60)
    return f"{minutes}:{seconds:02}"
