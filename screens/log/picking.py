"""A field that offers what it may mean, in a short list below it that moves nothing."""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from rich.cells import cell_len
from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from callcenter.i18n import N_

from ..commands import Acts, Command
from ..guard import Guarded
from ..widgets.field import Field
from ..widgets.ledger import fit

MOST = 8


@runtime_checkable
class Holds(Protocol):
    """A screen that can let keys wait."""

    def hold_keys(self) -> None:
        """Keys wait from now on, but not for long."""

    def release_keys(self) -> None:
        """Keys are taken again."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that the typed words may mean.

    Args:
        value: what the asker gets.
        text: in the reader's words.
        note: quieter, behind it.
    """

    value: Any
    text: str
    note: str = ""


class Picks(Guarded, Widget):
    """The short list; it has no focus of its own, the field above it has.

    Args:
        indent: cells from the line's edge to its field, which isn't laid out yet when it opens.
    """

    COMPONENT_CLASSES = {"picks--here", "picks--note", "picks--sign"}

    def __init__(self, indent: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.indent = indent
        self.rows: tuple[Pick, ...] = ()
        self.cursor = 0

    @property
    def pick(self) -> Pick | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def show(self, rows: tuple[Pick, ...], below: Widget) -> None:
        """Stand below a field; no rows hide it."""
        self.rows, self.cursor = rows[:MOST], 0
        self.display = bool(rows)
        if rows and isinstance(self.parent, Widget):
            base = self.parent.content_region
            line = below.parent if isinstance(below.parent, Widget) else below
            x, y = line.region.x - base.x + self.indent - 2, line.region.y - base.y + 1
            width = max(cell_len(f"{row.text}  {row.note}") for row in self.rows) + 4
            self.styles.width = min(width, base.width - max(0, x))
            self.styles.offset = (max(0, x), y)
            self.styles.height = len(self.rows)
        self.refresh(layout=True)

    def move(self, by: int) -> None:
        """Move the cursor."""
        if self.rows:
            self.cursor = (self.cursor + by) % len(self.rows)
            self.refresh()

    def render(self) -> Text:
        """One line a row."""
        text = Text(no_wrap=True, end="")
        for index, row in enumerate(self.rows):
            here = index == self.cursor
            sign = self.get_component_rich_style("picks--sign")
            style = self.get_component_rich_style("picks--here") if here else ""
            text.append("\n" if index else "").append("› " if here else "  ", sign)
            room = self.size.width - 3 - cell_len(row.note)
            text.append(row.text if cell_len(row.text) <= room else fit(row.text, max(8, room)), style)
            if row.note:
                text.append(f"  {row.note}", self.get_component_rich_style("picks--note"))
        return text


class PickField(Acts, Field):
    """A field with a short list. Enter takes the row under the cursor, or the words as they stand."""

    ACTIONS = (
        Command("pick.up", "up", N_("up"), N_("One line up"), 0, when=lambda self: self.offers,
                in_palette=False),
        Command("pick.down", "down", N_("down"), N_("One line down"), 0, when=lambda self: self.offers,
                in_palette=False),
    )  # fmt: skip

    class Taken(Message):
        """Enter: ``pick`` is the row taken; None means the words as typed."""

        def __init__(self, field: "PickField", pick: Pick | None) -> None:
            super().__init__()
            self.field = field
            self.pick = pick

    def __init__(self, picks: Picks, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self.picks = picks
        self.seeks = False
        """Whether what is typed is looked for, so that Enter waits for the answer."""
        self._offered = ""
        self._take_on_arrival = False

    @property
    def stale(self) -> bool:
        """Whether the list doesn't belong to the words yet."""
        return self.seeks and self.value != self._offered

    @property
    def offers(self) -> bool:
        """Whether there is a list to move in."""
        return self.picks.display and bool(self.picks.rows)

    def begin(self, value: str, seeks: bool = False) -> None:
        """Open with a text, nothing offered yet."""
        self.put(value)
        self.seeks, self._offered, self._take_on_arrival = seeks, value, False
        self.picks.show((), self)

    def offer(self, text: str, rows: tuple[Pick, ...]) -> None:
        """Show what the words may mean; an Enter that came first takes the first row now."""
        self._offered = text
        if self.screen.focused is not self:
            return
        self.picks.show(rows, self)
        self.refresh_bindings()
        if self._take_on_arrival and not self.stale:
            self.take()
            if isinstance(self.screen, Holds):
                self.screen.release_keys()

    def take(self) -> None:
        """Take what is proposed."""
        if self.stale:
            self._take_on_arrival = True
            if isinstance(self.screen, Holds):
                self.screen.hold_keys()
            return
        pick = self.picks.pick if self.offers else None
        self._take_on_arrival = False
        self.picks.show((), self)
        self.post_message(self.Taken(self, pick))

    def action_up(self) -> None:
        """One line up."""
        self.picks.move(-1)

    def action_down(self) -> None:
        """One line down."""
        self.picks.move(1)

    def on_input_submitted(self, event: Field.Submitted) -> None:
        """Enter takes, and sends nothing."""
        event.stop()
        self.take()

    def on_blur(self) -> None:
        """A list without its field is of no use."""
        self.picks.show((), self)
