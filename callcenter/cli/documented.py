"""``callcenter settings``: a settings file that explains itself, to begin one's own with."""

import os
import sys

from callcenter import settings
from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.output import print_json


def register(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands, "settings", run, "Print a settings file with every setting, its words and its default."
    )


def run(context: Context) -> int:
    """Print the file, or as JSON also where it belongs."""
    if context.json:
        print_json({"file": file(), "text": settings.documented()})
    else:
        sys.stdout.write(settings.documented())
    return OK


def file() -> str:
    """The settings file that is read: the one named by CALLCENTER_SETTINGS, else the platform's."""
    return os.environ.get("CALLCENTER_SETTINGS") or str(settings.default_file())
