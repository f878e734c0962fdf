"""What every command has at hand: its arguments, the settings, and the desks, opened when first wanted."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from callcenter.settings import Settings

if TYPE_CHECKING:
    from callcenter.desk.admin import AdminDesk
    from callcenter.desk.agent import AgentDesk

OK, REFUSED, MISUSED = 0, 1, 2
"""Exit status: done; refused or nothing found; asked for wrongly."""

RunUi = Callable[..., int]
Commands = Any
"""What ``add_subparsers`` returns."""


@dataclass
class Context:
    """One run of one command."""

    arguments: argparse.Namespace
    settings: Settings
    run_ui: RunUi

    @property
    def json(self) -> bool:
        """Whether a script reads the answer."""
        return bool(self.arguments.json)

    @cached_property
    def agent(self) -> "AgentDesk":
        """The agent's desk. A command can't be taken back, so nothing is held."""
        from callcenter.desk.agent import open_agent_desk

        return open_agent_desk(replace(self.settings, hold_seconds=0))

    @cached_property
    def admin(self) -> "AdminDesk":
        """The administrator's desk."""
        from callcenter.desk.admin import open_admin_desk

        return open_admin_desk(self.settings)

    def request(self) -> str:
        """The request key of a write: the one given with --request, else a new one."""
        return getattr(self.arguments, "request", None) or uuid4().hex

    def questions(self, text: str) -> Iterator[str]:
        """The question, or with ``-`` one a line of standard input."""
        if text != "-":
            yield text
            return
        for line in sys.stdin:
            yield line.rstrip("\r\n")

    def one_each(self, text: str) -> bool:
        """Whether questions come a line each, so that each gets one JSON line."""
        return text == "-"


def add_command(commands: Commands, name: str, run: Callable[[Context], int], words: str) -> Any:
    """A sub-command with the options that all of them take.

    Args:
        commands: of the parser it belongs to.
        name: as typed.
        run: does it and returns the exit status.
        words: one sentence for the help.
    """
    parser = commands.add_parser(name, help=words, description=words)
    parser.add_argument("--json", action="store_true", help="answer in JSON, with stable names")
    parser.set_defaults(run=run)
    for option, help_text in _COMMON:
        # Said before or after the command alike; not said, it must not hide what was said before.
        parser.add_argument(option, default=argparse.SUPPRESS, help=help_text)
    return parser


_COMMON = (
    ("--store", "path of the store, or a database URL (also CALLCENTER_STORE)"),
    ("--agent", "who acts (also CALLCENTER_AGENT; else the system's user)"),
    ("--language", "en or zh_CN"),
)


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options that may also stand before the command."""
    for option, help_text in _COMMON:
        parser.add_argument(option, help=help_text)
