"""The door for scripts, and for those who can't use a full screen.

Exit status: 0 done, 1 refused or nothing found, 2 asked for wrongly.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import NoReturn

from callcenter import __version__, i18n, settings
from callcenter.cli.context import MISUSED, REFUSED, Context, Misused, RunUi, add_common
from callcenter.errors import CallcenterError
from callcenter.i18n import N_

_MODULES = {
    "phone": "phone",
    "lookup": "lookup",
    "card": "lookup",
    "customer": "customer",
    "case": "case",
    "queue": "queue",
    "outbox": "outbox",
    "calls": "calls",
    "points": "points",
    "category": "category",
    "import": "transfer",
    "export": "transfer",
    "retention": "retention",
    "keys": "keys",
    "people": "people",
    "api": "api",
    "ami": "ami",
    "worker": "worker",
    "db": "db",
    "doctor": "doctor",
    "settings": "documented",
    "demo": "demo",
    "tour": "tour",
}
"""Each command and the module beside this one that has it."""
_INTERRUPTED = 130


def main(argv: Sequence[str], run_ui: RunUi) -> int:
    """Run one command.

    Args:
        argv: the arguments without the program's name.
        run_ui: starts the console; takes store, agent, language, theme and prepare by name.

    Returns:
        The exit status.
    """
    _print_anything()
    given = [_readable(word) for word in argv]
    try:
        arguments = _parser(given).parse_args(given)
    except SystemExit as stop:  # --help has been given
        return int(stop.code or 0)
    except Misused as error:
        with contextlib.suppress(CallcenterError):
            i18n.use(settings.load(language=_said(given, "--language")).language)
        return _complain(error, MISUSED)
    return _told(arguments, run_ui)


def _told(arguments: argparse.Namespace, run_ui: RunUi) -> int:
    """Run it; what goes wrong is one sentence on standard error."""
    try:
        chosen = settings.load(store=arguments.store, agent=arguments.agent, language=arguments.language)
    except CallcenterError as error:
        return _complain(error, MISUSED)
    i18n.use(chosen.language, chosen.zone)
    context = Context(arguments, chosen, run_ui)
    try:
        status = int(arguments.run(context))
        sys.stdout.flush()  # here, where a closed pipe is caught, and not at the interpreter's end
        return status
    except CallcenterError as error:
        return _complain(error, MISUSED if isinstance(error, Misused) else REFUSED)
    except BrokenPipeError:  # the reader has read enough
        _into_nothing()
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # a script gets a status and a sentence, whatever happens
        return _unexpected(error)
    finally:
        context.close()


def _unexpected(error: Exception) -> int:
    if os.environ.get("CALLCENTER_DEBUG"):
        raise error
    if isinstance(error, OSError) and error.strerror:
        if not error.filename:
            _into_nothing()
        told = CallcenterError(
            N_("{file}: {why}.") if error.filename else N_("The answer can't be written: {why}."),
            file=error.filename, why=error.strerror,
        )  # fmt: skip
    else:
        told = CallcenterError(
            N_("A fault of the program: {kind}: {text} Set CALLCENTER_DEBUG=1 to see where, and report it."),
            kind=type(error).__name__, text=" ".join(str(error).split())[:300],
        )  # fmt: skip
    return _complain(told, REFUSED)


def _into_nothing() -> None:
    """What can't be written isn't tried again at the interpreter's end, which would say so a second time."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: CallcenterError, status: int) -> int:
    with contextlib.suppress(OSError):
        sys.stderr.write(f"callcenter: {i18n.sentence(error)}\n")
    return status


def _print_anything() -> None:
    """A letter that the terminal's encoding doesn't have must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _readable(word: str) -> str:
    """An argument with a sign for bytes that are no text, which no store and no pipe would take."""
    return word.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")


def _said(argv: Sequence[str], option: str) -> str | None:
    """What stands after an option of a line that could not be read as a whole."""
    joined = [word.partition("=")[2] for word in argv if word.startswith(f"{option}=")]
    after = [value for name, value in pairwise(argv) if name == option]
    return next(iter([*joined, *after]), None)


class _Parser(argparse.ArgumentParser):
    """Says what doesn't fit in one sentence, in place of the usage and a sentence."""

    def error(self, message: str) -> NoReturn:
        raise Misused(N_("{message}. See: {command} --help"), message=message, command=self.prog)


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the commands that are named, or of all when none is: a script shouldn't load them all."""
    parser = _Parser(
        prog="callcenter",
        description="The after-sales call-centre console, and its commands for scripts.",
        epilog="Exit status: 0 done, 1 refused or nothing found, 2 asked for wrongly.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"callcenter {__version__}")
    add_common(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    named = dict.fromkeys(_MODULES[word] for word in argv if word in _MODULES)
    for name in named or dict.fromkeys(_MODULES.values()):
        import_module(f"callcenter.cli.{name}").register(commands)
    return parser
