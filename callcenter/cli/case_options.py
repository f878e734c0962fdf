"""The options that several verbs of ``callcenter case`` share."""

import argparse
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from callcenter.cases.lifecycle import RULES
from callcenter.cases.words import CaseMove
from callcenter.cli.context import Commands, Context, add_command, code
from callcenter.dispatch.words import OverrideReason

_MOST = 10**9
MOVES = tuple(
    dict.fromkeys(
        rule.move.value
        for rule in RULES
        if "agent" in rule.who and rule.move not in (CaseMove.LOG, CaseMove.ROUTE, CaseMove.MERGE)
    )
)
"""What ``advance`` does; logging, sending and merging have verbs of their own."""


def add_verb(verbs: Commands, name: str, run: Callable[[Context], int], words: str) -> Any:
    """A verb that is about one case."""
    parser = add_command(verbs, name, run, words)
    parser.add_argument("number", metavar="CASE", help="the case number, as 4821-7")
    add_request(parser)
    return parser


def add_request(parser: Any) -> None:
    """The key that makes a repeat harmless."""
    parser.add_argument("--request", metavar="KEY", help="repeat safely: the same key changes nothing twice")


def add_choice(parser: Any) -> None:
    """Which point, where it isn't the best, and why."""
    parser.add_argument(
        "--point", metavar="ID", help="another than the best: its id, the id in your files, or its name"
    )
    add_coded(parser, "--reason", OverrideReason, "why another than the best")


def add_coded(parser: Any, option: str, words: type[StrEnum], help_text: str, default: str = "") -> None:
    """An option that takes one of a few codes; hyphens do as well."""
    parser.add_argument(
        option, type=code, choices=values(words), default=default, metavar="CODE",
        help=f"{help_text}: {', '.join(values(words))}",
    )  # fmt: skip


def option(ask: str) -> str:
    """The option of ``case advance`` that answers what a move asks for."""
    return "--" + ask.removeprefix("close_").replace("_", "-")


def values(words: Iterable[StrEnum]) -> list[str]:
    """The codes of an enumeration, or of some of its members."""
    return [word.value for word in words]


def hundredths(said: str) -> int:
    """An amount as written, in hundredths of its currency; for ``type=``."""
    try:
        amount = Decimal(said)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < _MOST or amount != round(amount, 2):
        raise argparse.ArgumentTypeError(f"takes an amount such as 120 or 119.90, not {said}")
    return int(amount * 100)
