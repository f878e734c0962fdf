"""``callcenter calls``: the calls, those to be called back first; and who was promised a call back."""

from datetime import datetime

from callcenter.calls.listing import SCOPES, legible
from callcenter.calls.views import CallBackRow, CallRow
from callcenter.cli import call_verbs
from callcenter.cli.context import OK, Commands, Context, add_command, count
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, fill, say, time_text


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    parser = add_command(commands, "calls", run, "List telephone calls: those to be called back first.")
    parser.add_argument("--missed", action="store_const", const="missed", dest="scope",
                        help="only those to be called back: nobody talked with them since")  # fmt: skip
    parser.add_argument("--mine", action="store_const", const="mine", dest="scope", help="only your own")
    parser.add_argument("--call-backs", action="store_true", help="who was promised a call back")
    parser.add_argument("--due", action="store_true", help="with --call-backs: only those due now")
    parser.add_argument("--filter", default="", metavar="TEXT", help="number, name, agent, queue, case, note")
    parser.add_argument("--limit", type=count, default=200, metavar="N")
    parser.add_argument(
        "--after", metavar="KEY", help="the next page: the key that the page before ended with"
    )
    parser.set_defaults(scope=SCOPES[0])
    call_verbs.register(parser.add_subparsers(title="verbs", metavar="VERB"))


_HEADINGS = (
    N_("Rang"), N_("Call"), N_("Number"), N_("Customer"), N_("Agent"), N_("Queue"), N_("Talked"), N_("Case"),
    N_("Came of it"), N_("ID"),
)  # fmt: skip
_BACK_HEADINGS = (
    N_("When"), N_("Number"), N_("Customer"), N_("Case"), N_("By"), N_("Why"), N_("Note"), N_("ID"),
)  # fmt: skip


def run(context: Context) -> int:
    """Print one page."""
    asked = context.arguments
    if asked.call_backs:
        return _call_backs(context)
    page = context.agent.calls(asked.scope, text=asked.filter, after=asked.after, limit=asked.limit)
    if context.json:
        print_json(page)
        return OK
    if not page.rows:
        nothing = _("No call fits.") if asked.filter else _("No call yet.")
        print_lines(_("No call to be called back.") if asked.scope == "missed" else nothing)
    print_table([_cells(row) for row in page.rows], _HEADINGS)
    print_lines(_("More: --after {key}").format(key=page.after) if page.after else "")
    return OK


def _call_backs(context: Context) -> int:
    asked = context.arguments
    page = context.agent.call_backs(due=asked.due, after=asked.after, limit=asked.limit)
    if context.json:
        print_json(page)
        return OK
    if not page.rows:
        print_lines(_("Nobody waits to be called back.") if asked.due else _("No call-back is promised."))
    print_table([_back(row) for row in page.rows], _BACK_HEADINGS)
    print_lines(_("More: --after {key}").format(key=page.after) if page.after else "")
    return OK


def _back(row: CallBackRow) -> tuple[str, ...]:
    taken = fill(_("{by} rings"), {"by": row.taken_by}) if row.taken_by else ""
    no_calls = _("wants no calls") if row.do_not_call else ""
    return (
        time_text(row.at), _readable(row.caller), row.customer or "-", row.case_number,
        row.agent or _("anyone"), taken or no_calls or say(f"call_back_kind.{row.kind}"), row.note,
        str(row.call_back_id),
    )  # fmt: skip


def _cells(row: CallRow) -> tuple[str, ...]:
    why = say(f"call_cause.{row.cause}") if row.cause and row.cause != "normal" else ""
    state = say(f"direction.{row.direction}") + _(", ") + say(f"call_state.{row.state}")
    return (
        time_text(row.ringing_at) if row.ringing_at else "-", state, _readable(row.caller) or _("withheld"),
        row.customer or "-", row.agent or "-", row.queue or "-", _talked(row.answered_at, row.ended_at),
        row.case_number, say(f"wrap_up.{row.code}") if row.code else why, str(row.call_id),
    )  # fmt: skip


def _readable(number: str) -> str:
    """In groups, unless it is masked."""
    return number if "•" in number else legible(number)


def _talked(answered: datetime | None, ended: datetime | None) -> str:
    """Minutes and seconds."""
    if answered is None or ended is None:
        return "-"
    minutes, seconds = divmod(int((ended - answered).total_seconds()), 60)
    return f"{minutes}:{seconds:02}"
