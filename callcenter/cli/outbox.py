"""``callcenter outbox``: what did not get out of the house by itself, and sending it again."""

from callcenter import clock
from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.desk.supervisor import SupervisorDesk
from callcenter.floor.views import Deliveries, ToTell, Undelivered
from callcenter.i18n import N_, _, say, time_text


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "outbox", run,
        "List what was not delivered and what must be told by phone: of your cases, for a supervisor of all.",
    )  # fmt: skip
    parser.add_argument("--undelivered", action="store_true", help="only messages, not points to be rung")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    again = add_command(verbs, "resend", resend, "Send a message again at once.")
    again.add_argument("id", type=int, metavar="ID", help="the message, as the list shows it")
    again.add_argument("--request", metavar="KEY", help="the same key twice does it once")


_MESSAGES = (N_("Message"), N_("Case"), N_("To"), N_("Since"), N_("Tries"), N_("Next try"), N_("Why"), "")
_POINTS = (N_("Case"), N_("Service point"), N_("telephone"), N_("Tell them"), N_("Due"), N_("Agent"), "")


def run(context: Context) -> int:
    """Print the list, or both."""
    desk = context.agent
    found = desk.house_deliveries() if isinstance(desk, SupervisorDesk) else desk.deliveries()
    if context.json:
        print_json(found.undelivered if context.arguments.undelivered else found)
        return OK
    _print(found, messages_only=context.arguments.undelivered)
    return OK


def resend(context: Context) -> int:
    """Send it again; the worker, or a console, does."""
    context.agent.send_again(context.request(), context.arguments.id)
    if context.json:
        print_json({"message_id": context.arguments.id})
    else:
        print_lines(_("It is sent again as soon as a worker looks."))
    return OK


def _print(found: Deliveries, *, messages_only: bool) -> None:
    if not found.undelivered:
        print_lines(_("Everything has arrived."))
    print_table([_message(row) for row in found.undelivered], _MESSAGES)
    if messages_only:
        return
    if not found.to_tell:
        print_lines(_("Nobody has to be rung."))
    print_table([_point(row) for row in found.to_tell], _POINTS)


def _message(row: Undelivered) -> tuple[str, ...]:
    now = clock.now()
    again = say("message_state.failed") if row.next_at is None else time_text(max(row.next_at, now))
    return (
        str(row.message_id), row.case_number or "-", row.to, time_text(row.since), str(row.attempts), again,
        row.last_error or "-", _sign(row),
    )  # fmt: skip


def _point(row: ToTell) -> tuple[str, ...]:
    tell = _("it is over") if row.ended else _("an offer")
    due = time_text(row.due_at) if row.due_at else "-"
    return row.case_number, row.point, row.point_phone or "-", tell, due, row.agent or "-", _sign(row)


def _sign(row: Undelivered | ToTell) -> str:
    signs = (_("safety") if row.safety else "", _("too long") if row.late else "")
    return _(", ").join(sign for sign in signs if sign)
