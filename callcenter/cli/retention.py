"""``callcenter retention``: lets go of what is kept longer than the settings say."""

from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.desk.personal.views import Due
from callcenter.i18n import N_, _, local, say

_HEADINGS = (N_("What"), N_("Kept for days"), N_("Too old"), N_("Oldest"))


def register(commands: Commands) -> None:
    """Add the command."""
    words = "Let go of what is kept longer than the settings say; the worker does it daily."
    command = add_command(commands, "retention", run, words)
    command.add_argument("--dry-run", action="store_true", help="only say what would go")


def run(context: Context) -> int:
    """Apply it, or say what would go."""
    due = context.admin.kept_too_long()
    gone = {} if context.arguments.dry_run else context.admin.apply_retention()
    if context.json:
        print_json([{"kind": one.kind, "days": one.days, "count": one.count, "oldest": one.oldest,
                     "gone": gone.get(one.kind, 0)} for one in due])  # fmt: skip
        return OK
    print_table([_row(one) for one in due], _HEADINGS)
    if context.arguments.dry_run:
        print_lines(_("Nothing was changed: this was a dry run."))
    else:
        print_lines(_("Gone: {count}").format(count=sum(gone.values())))
    return OK


def _row(one: Due) -> tuple[str, ...]:
    days = str(one.days) if one.days else _("for ever")
    oldest = f"{local(one.oldest):%Y-%m-%d}" if one.oldest else "-"
    return say(f"kept.{one.kind}"), days, str(one.count), oldest
