"""What every command has at hand: its arguments, the settings, and the desks, opened when first wanted."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from callcenter.errors import Invalid, Refused
from callcenter.i18n import _, sentence
from callcenter.settings import Settings

if TYPE_CHECKING:
    from callcenter.desk.admin import AdminDesk
    from callcenter.desk.agent import AgentDesk

OK, REFUSED, MISUSED = 0, 1, 2
"""Exit status: done; refused or nothing found; asked for wrongly."""

RunUi = Callable[..., int]
Commands = Any
"""What ``add_subparsers`` returns."""
Answer = TypeVar("Answer")


class Misused(Invalid):
    """The command line itself doesn't fit: exit status 2."""


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

        return open_agent_desk(replace(self.settings, hold_seconds=0), upgraded=tell_upgrade)

    @cached_property
    def admin(self) -> "AdminDesk":
        """The administrator's desk."""
        from callcenter.desk.admin import open_admin_desk

        return open_admin_desk(self.settings, upgraded=tell_upgrade)

    def close(self) -> None:
        """Let go of the stores that were opened."""
        for name in ("agent", "admin"):
            if name in self.__dict__:
                self.__dict__[name].store.close()

    def request(self) -> str:
        """The request key of a write: the one given with --request, else a new one."""
        return getattr(self.arguments, "request", None) or uuid4().hex

    def questions(self, text: str) -> Iterator[str]:
        """The question, or with ``-`` one a line of standard input."""
        if text != "-":
            yield text
            return
        yield from _lines()

    def one_each(self, text: str) -> bool:
        """Whether questions come a line each, so that each gets one JSON line."""
        return text == "-"

    def ask(self, text: str, find: Callable[[str], Answer], nothing: Answer) -> Answer:
        """What ``find`` answers; among many questions a refused one gets ``nothing``, and the next comes."""
        if not self.one_each(self.arguments.text):
            return find(text)
        try:
            return find(text)
        except Refused as error:
            sys.stderr.write(f"callcenter: {sentence(error)}\n")
            return nothing


def tell_upgrade(kept: Path) -> None:
    """Say on standard error that an older file was upgraded, and where it is kept as it was."""
    words = _("The store was brought to this version. As it was before, it is kept in {file}.")
    with suppress(OSError):
        sys.stderr.write(words.format(file=kept) + "\n")


def _lines() -> Iterator[str]:
    """Lines of standard input, whatever bytes they hold; only a line feed ends one."""
    raw = getattr(sys.stdin, "buffer", None)
    if raw is None:  # a caller's own text stream
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    for number, line in enumerate(raw):
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if number == 0 else text


def add_command(commands: Commands, name: str, run: Callable[[Context], int], words: str) -> Any:
    """A sub-command with the options that all of them take.

    Args:
        commands: of the parser it belongs to.
        name: as typed.
        run: does it and returns the exit status.
        words: one sentence for the help.
    """
    parser = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="answer in JSON, with stable names")
    parser.set_defaults(run=run)
    for option, help_text in _COMMON:
        # Said before or after the command alike; not said, it must not hide what was said before.
        parser.add_argument(option, default=argparse.SUPPRESS, help=help_text)
    return parser


def add_group(commands: Commands, name: str, words: str) -> Commands:
    """A command that has verbs of its own; returns what takes them."""
    parser = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    return parser.add_subparsers(title="verbs", metavar="VERB", required=True)


def count(said: str) -> int:
    """A number of rows, 1 to 100,000, for ``type=``."""
    if not said.isdecimal() or not 1 <= int(said[:7]) <= 100_000:
        raise argparse.ArgumentTypeError(f"takes a whole number from 1 to 100000, not {said}")
    return int(said)


def code(said: str) -> str:
    """A code of ours, which people also write with hyphens: ``on-site``; for ``type=``."""
    return said.strip().lower().replace("-", "_")


_COMMON = (
    ("--store", "path of the store (also CALLCENTER_STORE)"),
    ("--agent", "who acts (also CALLCENTER_AGENT; else the system's user)"),
    ("--language", "en or zh_CN"),
)


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options that may also stand before the command."""
    for option, help_text in _COMMON:
        parser.add_argument(option, help=help_text)
