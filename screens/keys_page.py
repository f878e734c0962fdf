"""The page of the keys, ``docs/keys.md``: every command of every screen, by key, made from the commands.

``make docs`` writes it; a test compares it with what it would be now.
"""

from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from .commands import Command, key_text, known

PLACES = {
    "app": "everywhere", "screen": "everywhere", "list": "lists", "find": "desk, in the field",
    "desk": "desk", "card": "desk, on a card", "customer": "new customer", "kind": "new customer",
    "verify": "verify", "log": "log", "pick": "short lists", "read-back": "read-back", "case": "case",
    "queue": "queue", "form": "short forms", "one-line": "one line", "choose": "questions", "help": "help",
    "merge": "merge", "point": "service point's console", "deliveries": "not delivered",
    "send": "list of points", "join": "merging cases", "calls": "calls", "call": "a call's own desk",
}  # fmt: skip
"""Where a command of each scope works."""
INTRODUCTION = """\
# Keys

This page is made from the commands (`make docs`); don't edit it. A letter acts only where no field has the
focus. `?` (`F1` while typing) shows the keys of the screen in front, `^p` finds a command by its words.
Keys are remapped by the names in the last column, in the section `[keys]` of the settings.

A key does the same everywhere. Letters of the log form are the exception: each stands before the line that
it opens (`c` Category, `w` How). One letter may stand for two sides of a thing on two screens: `o` whose it
is (a case that you take, an item with a new owner), `Del` what is taken away (a case, a number of theirs).
The console of a service point is one of its own: there letters stand for its answers and reports.

| key | what it does | where | name |
|---|---|---|---|
"""


def page() -> str:
    """The page as Markdown, in English."""
    import_all()
    rows = [f"| `{keys}` | {words} | {where} | {names} |" for keys, words, where, names in _rows()]
    return INTRODUCTION + "\n".join(rows) + "\n"


def import_all() -> None:
    """Import every module of the package: a command is known once its class is made."""
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        parts = path.relative_to(here).with_suffix("").parts
        if parts[-1] != "__init__":
            import_module("." + ".".join(parts), __package__)


def _rows() -> Iterable[tuple[str, str, str, str]]:
    """Commands that say the same share a row."""
    alike: dict[tuple[str, str], list[Command]] = defaultdict(list)
    for _name, command in sorted(known().items()):
        if command.scope in PLACES:
            alike[command.keys, command.help].append(command)
    for (keys, words), commands in sorted(alike.items(), key=_order):
        wheres = dict.fromkeys(PLACES[one.scope] for one in commands)
        shown = " ".join(key_text(key) for key in keys.split(","))
        yield shown, words, ", ".join(wheres), ", ".join(f"`{one.id}`" for one in commands)


def _order(row: tuple[tuple[str, str], list[Command]]) -> tuple[bool, int, str, str]:
    """Letters and signs first, then the named keys."""
    (keys, words), _commands = row
    first = keys.split(",")[0]
    text = key_text(first)
    return len(text) > 1, len(text) if text.startswith("F") else 0, text.casefold(), words
