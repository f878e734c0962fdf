"""The door for scripts, and for those who can't use a full screen.

Exit status: 0 done, 1 refused or nothing found, 2 asked for wrongly.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from callcenter import i18n, settings
from callcenter.cli.context import MISUSED, REFUSED, Context, RunUi, add_common
from callcenter.errors import CallcenterError

_MODULES = {
    "phone": "phone",
    "lookup": "lookup",
    "card": "lookup",
    "case": "case",
    "queue": "queue",
    "points": "points",
    "category": "category",
    "import": "transfer",
    "export": "transfer",
    "db": "db",
    "doctor": "doctor",
    "demo": "demo",
    "tour": "tour",
}
"""Each command and the module beside this one that has it."""


def main(argv: Sequence[str], run_ui: RunUi) -> int:
    """Run one command.

    Args:
        argv: the arguments without the program's name.
        run_ui: starts the console; takes store, agent, language, theme and prepare by name.

    Returns:
        The exit status.
    """
    parser = _parser(argv)
    try:
        arguments = parser.parse_args(list(argv))
    except SystemExit as stop:  # argparse has said why
        return int(stop.code or 0)
    if not hasattr(arguments, "run"):
        parser.print_usage(sys.stderr)
        return MISUSED
    return _told(arguments, run_ui)


def _told(arguments: argparse.Namespace, run_ui: RunUi) -> int:
    """Run it; what goes wrong is one sentence on standard error."""
    try:
        chosen = settings.load(store=arguments.store, agent=arguments.agent, language=arguments.language)
    except CallcenterError as error:
        sys.stderr.write(f"callcenter: {i18n.sentence(error)}\n")
        return MISUSED
    i18n.use(chosen.language, chosen.zone)
    try:
        return int(arguments.run(Context(arguments, chosen, run_ui)))
    except CallcenterError as error:
        sys.stderr.write(f"callcenter: {i18n.sentence(error)}\n")
        return REFUSED
    except BrokenPipeError:  # the reader has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the commands that are named, or of all when none is: a script shouldn't load them all."""
    parser = argparse.ArgumentParser(
        prog="callcenter", description="The after-sales call-centre console, and its commands for scripts."
    )
    add_common(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    named = dict.fromkeys(_MODULES[word] for word in argv if word in _MODULES)
    for name in named or dict.fromkeys(_MODULES.values()):
        import_module(f"callcenter.cli.{name}").register(commands)
    return parser
