"""The top line: where one is, and who, in which state, with what waiting."""

from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from callcenter.i18n import N_, _

from ..calls_open.words import LEAST_RING, NO_CALLS, Calls, ring_line, tabs
from ..commands import key_text
from ..guard import Guarded

TABS = (("desk", N_("Desk")), ("queue", N_("Queue")), ("calls", N_("Calls")))
"""The modes of the app and their titles, in order; an app with others has a ``TABS`` of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the right side, in the reader's words; ``tone`` is "", "soon", "late" or "over"."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What stands at the right: the agent, then state, counts and place; the last parts are dropped first."""

    who: str = ""
    parts: tuple[Part, ...] = ()
    store: Part = Part("")
    calls: Calls = NO_CALLS

    def with_store(self, text: str, tone: str) -> "Status":
        """The same with another state of the store; an empty text means that all is well."""
        return replace(self, store=Part(text, tone))


class StatusLine(Guarded, Widget):
    """One line; repainted when the app's status changes, never laid out again."""

    COMPONENT_CLASSES = {"status--here", "status--soon", "status--late", "status--over", "status--ring"}

    def __init__(self, tab: str = "") -> None:
        super().__init__()
        self.tab = tab
        self.status = Status()

    def show(self, status: Status) -> None:
        """Paint another status."""
        if status != self.status:
            self.status = status
            self.refresh()

    def render(self) -> Text:
        """The line, fitted to the width: the right side gives way first, to a ring all of it."""
        line, width, calls = self._tabs(), self.size.width, self.status.calls
        if calls.open:
            least = LEAST_RING if calls.ring is not None else cell_len(self.status.who)
            line.append_text(tabs(calls, self.tab, width - line.cell_len - least - 4, self._style))
        room = width - line.cell_len - 3
        if calls.ring is None or self.status.store.text:  # a store that is away comes first
            right = self._right(room)
        else:
            right = ring_line(calls, key_text(calls.key), room, self._style)
        line.append(" " * max(1, width - line.cell_len - right.cell_len - 1))
        return line.append_text(right)

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"status--{tone}")

    def _tabs(self) -> Text:
        line = Text(" ", no_wrap=True, end="")
        for index, (name, title) in enumerate(getattr(self.app, "TABS", TABS)):
            style = self.get_component_rich_style("status--here") if name == self.tab else ""
            line.append(" · " if index else "").append(_(title), style)
        return line

    def _right(self, room: int) -> Text:
        status = self.status
        parts = [part for part in (status.store, Part(status.who), *status.parts) if part.text]
        while len(parts) > 1 and sum(cell_len(part.text) + 3 for part in parts) - 3 > room:
            parts.pop()
        line = Text(no_wrap=True, end="")
        for index, part in enumerate(parts):
            style = self.get_component_rich_style(f"status--{part.tone}") if part.tone else ""
            line.append(" · " if index else "").append(part.text, style)
        if line.cell_len > max(0, room):
            return Text(set_cell_size(line.plain, max(0, room)), end="")
        return line
