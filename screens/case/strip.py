"""The strip that names the panes of a narrow screen, and the line that names the moves, each with its key."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual.screen import Screen
from textual.widget import Widget

from callcenter.i18n import _

from ..commands import Acts, commands_of, key_text
from ..guard import Guarded
from ..widgets.one_line import one_line


class Strip(Guarded, Widget):
    """Key and title (message id) of each pane; the one in sight is marked."""

    COMPONENT_CLASSES = {"strip--here"}

    def __init__(self, panes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.panes = tuple(panes)
        self.here = panes[0][0]

    def mark(self, key: str) -> None:
        """Another pane is in sight."""
        self.here = key
        self.refresh()

    def render(self) -> Text:
        """The line."""
        line = Text(no_wrap=True, end="")
        for index, (key, title) in enumerate(self.panes):
            style = self.get_component_rich_style("strip--here") if key == self.here else ""
            line.append("   " if index else "").append(f"{key} {_(title)}", style)
        return line


class MovesLine(Guarded, Widget):
    """Every move that is possible now: its key, and a word."""

    COMPONENT_CLASSES = {"moves--key", "moves--over"}

    def __init__(self, group: str) -> None:
        super().__init__()
        self.group = group

    def on_mount(self) -> None:
        """Moves come and go with the case."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Text:
        """The line, cut at the width."""
        key_style = self.get_component_rich_style("moves--key")
        line = Text(no_wrap=True, end="")
        for index, (key, word) in enumerate(moves_shown(self.screen, self.group)):
            line.append("   " if index else "").append(key, key_style).append(f" {word}")
        return one_line(self, line)


def moves_shown(screen: Screen[Any], group: str) -> list[tuple[str, str]]:
    """Key and word of every command of a group that is possible now, as the settings map the keys."""
    keys = {one.binding.id: one.binding.key for one in screen.active_bindings.values() if one.enabled}
    return [
        (key_text(keys[command.id]), screen.label_of(command))
        for command in commands_of(screen)
        if command.group == group and command.id in keys and isinstance(screen, Acts)
    ]
