"""Text of many lines that is read, not chosen from: it wraps, scrolls, and keeps its place."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..guard import Guarded
from .breaking import broken

Make = Callable[[int, Console], Sequence[Text]]
"""Makes the lines for a width in cells."""


class Paper(Guarded, ScrollView, can_focus=True):
    """Lines made for the width that there is.

    Args:
        at_end: whether the end is what one wants to see: a timeline. Who has scrolled up stays there.
    """

    COMPONENT_CLASSES = {"paper--soon", "paper--late", "paper--over"}

    def __init__(self, *, at_end: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[Text] = []
        self._at_end = at_end
        self._make: Make = lambda _width, _console: ()

    def put(self, make: Make) -> None:
        """Show other lines."""
        self._make = make
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.size.width
        if not width:
            return
        was_at_end = self.scroll_offset.y >= self.max_scroll_y
        self.lines = list(self._make(width - 2, self.app.console))
        self.virtual_size = Size(width, len(self.lines))
        if self._at_end and was_at_end:
            self.call_after_refresh(self.scroll_end, animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line.

        Args:
            y: line from the top of the widget.
        """
        index = y + self.scroll_offset.y
        width, style = self.size.width, self.rich_style
        if index >= len(self.lines):
            return Strip.blank(width, style)
        text = Text(" ", style, end="", no_wrap=True).append_text(self.lines[index])
        return Strip(text.render(self.app.console)).adjust_cell_length(width, style).apply_style(style)


def wrapped(head: Text, words: Text, width: int, console: Console) -> list[Text]:
    """A head and words that wrap beside it: the later lines stand under the words.

    Args:
        head: what stands in front of the first line.
        words: of any length; their own line breaks stay.
        width: cells for both.
        console: Rich's, for the widths.
    """
    room = max(8, width - head.cell_len)
    lines = broken(words, room) or [Text("")]
    indent = Text(" " * head.cell_len)
    return [Text.assemble(indent if number else head, line, end="") for number, line in enumerate(lines)]
