"""The help of the screen in front: its text, and every key by group."""

from collections import defaultdict
from typing import Any

from rich.cells import set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from callcenter.i18n import N_, _

from ..base import Framed, Modal
from ..commands import Acts, Command, commands_of, key_text

KEYS = 14


class HelpScreen(Modal[None]):
    """Lists what can be done.

    Args:
        asked: the screen that was in front.
        lately: the last messages, oldest first, for those who missed one.
    """

    ACTIONS = (
        Command(
            "help.close", "question_mark,f1", N_("close the help"), N_("Close the help"), 10, action="back"
        ),
    )

    def __init__(self, asked: Screen[Any], lately: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.asked, self.lately = asked, lately

    def body(self) -> ComposeResult:
        """One text, to be scrolled."""
        with VerticalScroll(id="help"):
            yield Static(help_text(self.asked, self.lately))


def acting(screen: Screen[Any]) -> list[Acts]:
    """Whatever has commands on a screen now, from the focused widget outwards to the app."""
    nodes = screen.focused.ancestors_with_self if screen.focused else [screen, screen.app]
    found = [node for node in nodes if isinstance(node, Acts)]
    others = [node for node in screen.walk_children() if isinstance(node, Acts) and node.display]
    kinds = {type(node) for node in found}
    return found + [node for node in others if type(node) not in kinds]


def possible(node: Acts) -> list[Command]:
    """The commands of a screen, widget or app that can be asked for now."""
    return [one for one in commands_of(node) if one.when is None or one.when(node)]


def keys_shown(screen: Screen[Any], command: Command) -> str:
    """The keys of a command as they are now, remapped or not."""
    keys = screen.app._keymap.get(command.id, command.keys).split(",")
    return " ".join(key_text(key.strip()) for key in keys)


def help_text(screen: Screen[Any], lately: tuple[str, ...] = ()) -> Text:
    """The text of the help, in the reader's language."""
    text = Text()
    if isinstance(screen, Framed) and screen.HELP_TEXT:
        text.append(_(screen.HELP_TEXT) + "\n\n")
    for group, rows in _groups(screen).items():
        text.append(group + "\n", "bold")
        for keys, sentence, name in rows:
            text.append("  " + set_cell_size(keys, KEYS)).append(sentence).append(f"  {name}\n", "dim")
        text.append("\n")
    if lately:
        text.append(_("Said lately") + "\n", "bold")
        text.append("".join(f"  {line}\n" for line in lately))
    return text


def _groups(screen: Screen[Any]) -> dict[str, list[tuple[str, str, str]]]:
    groups: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    seen: set[str] = set()
    for node in sorted(acting(screen), key=lambda node: not isinstance(node, Screen)):
        for command in possible(node):
            if command.id not in seen:
                seen.add(command.id)
                groups[_(command.group)].append((keys_shown(screen, command), _(command.help), command.id))
    return groups
