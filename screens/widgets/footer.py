"""The last line: the likeliest keys for what has the focus now."""

from dataclasses import dataclass
from typing import Any

from rich.text import Text
from textual.screen import Screen
from textual.widget import Widget

from ..commands import Acts, Command, commands_of, key_text
from ..guard import Guarded
from .field import is_text

MOST, MOST_WIDE = 7, 12
"""Hints of a line, and of one that is wide: there the rarer keys stand behind the likely ones."""
WIDE = 110
"""Cells from which a line is wide."""
HELP_ID = "app.help"


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and its word, as shown."""

    key: str
    word: str
    weight: int
    id: str

    @property
    def text(self) -> str:
        """Key and word."""
        return f"{self.key} {self.word}"


def hints(screen: Screen[Any]) -> list[Hint]:
    """What can be asked for now on a screen, the likeliest first; of several keys the first that works."""
    found: dict[str, Hint] = {}
    for active in screen.active_bindings.values():
        name = active.binding.id
        if name is None or not active.enabled or name in found:
            continue
        command = _command(active.node, name)
        if _is_typed(screen, active.binding.key):
            continue
        if command is not None and (command.weight or name == HELP_ID):
            word = active.node.label_of(command) if isinstance(active.node, Acts) else command.label
            found[name] = Hint(key_text(active.binding.key), word, command.weight, name)
    return sorted(found.values(), key=lambda hint: -hint.weight)


def _is_typed(screen: Screen[Any], key: str) -> bool:
    """Whether a key is a letter for the field with the focus; Textual misses some signs."""
    text = key_text(key)
    return is_text(screen.focused) and len(text) == 1 and text.isascii()


def _command(node: object, name: str) -> Command | None:
    return next((one for one in commands_of(node) if one.id == name), None)


def fitting(all_hints: list[Hint], width: int, gap: int = 3) -> list[Hint]:
    """At most seven, on a wide line twelve, that fit into the width; the help is always the last of them.

    Args:
        all_hints: the likeliest first.
        width: in cells.
        gap: cells between two.
    """
    ends = [hint for hint in all_hints if hint.id == HELP_ID]
    most = MOST_WIDE if width >= WIDE else MOST
    chosen: list[Hint] = []
    for hint in (one for one in all_hints if one.id != HELP_ID):
        wanted = [*chosen, hint, *ends]
        if len(wanted) > most or sum(Text(one.text).cell_len + gap for one in wanted) - gap > width:
            break
        chosen.append(hint)
    return chosen + ends


class Footer(Guarded, Widget):
    """One line that never wraps; repainted when focus or bindings change."""

    COMPONENT_CLASSES = {"footer--key", "footer--word"}

    def on_mount(self) -> None:
        """Listen for changes of focus and bindings."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Text:
        """The line as it fits now."""
        key_style = self.get_component_rich_style("footer--key")
        word_style = self.get_component_rich_style("footer--word")
        line = Text(" ", no_wrap=True, end="")
        for index, hint in enumerate(fitting(hints(self.screen), self.size.width - 2)):
            line.append("   " if index else "")
            line.append(hint.key, key_style).append(" ").append(hint.word, word_style)
        return line
