"""``callcenter worker``: sends what must leave and keeps the dates, without a console."""

import sys

from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.i18n import _


def register(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "worker", run,
        "Send what must leave, ask next points, keep dates and the record, until told to stop.",
    )  # fmt: skip


def run(context: Context) -> int:
    """Work."""
    from callcenter.worker.alone import work

    def told(store: str) -> None:
        if context.json:
            print_json({"store": store})
        else:
            print_lines(_("Working on {store}").format(store=store))
        sys.stdout.flush()

    work(context.settings, told=told)
    return OK
