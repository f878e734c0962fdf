"""A list of any length: one row a line, columns that line up, painted line by line.

Textual's DataTable measures every cell of every row (14 s for 100,000 rows); here only the rows in view are
ever looked at. Rows are frozen objects; ``cells`` says what stands in the columns.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from callcenter.i18n import N_, _

from ..commands import Acts, Command
from ..guard import Guarded

Row = TypeVar("Row")
Cell = str | tuple[str, str]
"""A text in the reader's words, or a text with its tone: accent, soon, late, over or strong."""

TONES = ("accent", "soon", "late", "over", "strong")
GAP = 2
SIGNS = 3
"""Cells in front of the first column: the cursor's sign, the mark of a changed row, a space."""
MARK_SECONDS = 2.0
LIST = N_("List")


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        title: message id; "" for none.
        width: cells at least.
        grow: share of the room that is left over.
        priority: columns with the lowest go first when the screen is narrow; 9 stays always.
        right: numbers stand to the right.
    """

    title: str
    width: int
    grow: int = 0
    priority: int = 5
    right: bool = False


def layout(columns: Sequence[Column], width: int) -> dict[int, int]:
    """Which columns are shown and how wide, by their index.

    Args:
        columns: all of them.
        width: cells for columns and gaps.
    """
    shown = dict(enumerate(columns))
    while len(shown) > 1 and sum(one.width + GAP for one in shown.values()) - GAP > width:
        least = min(shown, key=lambda index: (shown[index].priority, -index))
        if shown[least].priority >= 9:
            break
        del shown[least]
    spare = max(0, width - sum(one.width + GAP for one in shown.values()) + GAP)
    shares = sum(one.grow for one in shown.values())
    widths = {
        index: one.width + (spare * one.grow // shares if shares else 0) for index, one in shown.items()
    }
    growing = [index for index, one in shown.items() if one.grow]
    if growing:
        widths[growing[-1]] += spare - sum(widths[index] - shown[index].width for index in shown)
    return widths


def fit(text: str, width: int, right: bool = False) -> str:
    """A text in exactly so many cells; what is cut off leaves an ellipsis."""
    text = text.replace("\n", " ")
    size = cell_len(text)
    if size > width:
        return set_cell_size(set_cell_size(text, max(0, width - 1)).rstrip() + "…", width)
    return " " * (width - size) + text if right else text + " " * (width - size)


class Ledger(Guarded, Acts, Widget, Generic[Row], can_focus=True):
    """The list.

    Args:
        columns: from left to right.
        cells: what stands in the columns for a row, as many as there are columns.
        key: what stays the same when a row is read anew; keeps the cursor on it.
        choose: message id of what Enter does, for the footer.
        empty: message id of the sentence that stands in the empty list.
        header: whether titles and the count stand above.
    """

    ACTIONS = (
        Command("list.choose", "enter", N_("open it"), N_("Take the row under the cursor"), 95, LIST,
                when=lambda self: bool(self.rows)),
        Command("list.up", "up", N_("up"), N_("One row up"), 0, LIST,
                in_palette=False),
        Command("list.down", "down", N_("down"), N_("One row down"), 0, LIST,
                in_palette=False),
        Command("list.page-up", "pageup", N_("page up"), N_("One screenful up"), 0, LIST,
                in_palette=False),
        Command("list.page-down", "pagedown", N_("page down"), N_("One screenful down"), 0, LIST,
                in_palette=False),
        Command("list.first", "home", N_("first"), N_("To the first row"), 0, LIST,
                in_palette=False),
        Command("list.last", "end", N_("last"), N_("To the last row that is loaded"), 0, LIST,
                in_palette=False),
    )  # fmt: skip
    COMPONENT_CLASSES = {"ledger--title", "ledger--cursor", *(f"ledger--{tone}" for tone in TONES)}

    class Told(Message):
        """Base of what a ledger says; ``row`` is the row it is about."""

        def __init__(self, ledger: "Ledger[Any]", row: Any) -> None:
            super().__init__()
            self.ledger = ledger
            self.row = row

        @property
        def control(self) -> "Ledger[Any]":
            """The ledger, for ``@on(Ledger.Chosen, "#cases")``."""
            return self.ledger

    class Chosen(Told):
        """Enter was pressed on a row."""

    class Moved(Told):
        """The cursor came to a row; None when the list is empty now."""

    class NeedMore(Told):
        """The cursor is near the end of what is loaded; ``row`` is the last one. Answer with ``extend``."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Row], Sequence[Cell]],
        *,
        key: Callable[[Row], Hashable] = id,
        choose: str = "",
        empty: str = "",
        header: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.rows: list[Row] = []
        self.cursor = 0
        self.total: int | None = None
        self._cells, self._key, self._choose, self._empty, self._header = cells, key, choose, empty, header
        self._top = 0
        self._more = False
        self._marked: frozenset[Hashable] = frozenset()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def position(self) -> str:
        """Where the cursor is: ``12/340``; ``12/200+`` while there is more than is known."""
        if not self.rows:
            return ""
        total = f"{len(self.rows)}{'+' if self._more else ''}" if self.total is None else str(self.total)
        return f"{self.cursor + 1}/{total}"

    def set_rows(self, rows: Iterable[Row], *, total: int | None = None, more: bool = False) -> None:
        """Show other rows; the cursor stays on its row, or at its place where that row has gone.

        Args:
            rows: the first page, or all.
            total: how many there are in all, where that is known.
            more: whether there is another page.
        """
        old = self.row
        before = None if old is None else self._key(old)
        self.rows, self.total, self._more = list(rows), total, more
        place = self._index(before) if before is not None else None
        self.cursor = min(self.cursor, max(0, len(self.rows) - 1)) if place is None else place
        self._into_view()
        self.refresh()
        self.refresh_bindings()
        now = self.row
        if (None if now is None else self._key(now)) != before or (now is None) != (old is None):
            self.post_message(self.Moved(self, now))

    def extend(self, rows: Iterable[Row], *, more: bool = False) -> None:
        """Add the next page."""
        self.rows.extend(rows)
        self._more = more
        self.refresh()

    def mark(self, keys: Iterable[Hashable], seconds: float = MARK_SECONDS) -> None:
        """Put ``*`` before rows that have just changed, for a moment."""
        self._marked = frozenset(keys)
        self.refresh()
        self.set_timer(seconds, self._unmark)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row; beyond an end means the end."""
        if not self.rows:
            return
        old, top = self.cursor, self._top
        self.cursor = max(0, min(index, len(self.rows) - 1))
        self._into_view()
        if top != self._top:
            self.refresh()
        else:
            self._refresh_rows(old, self.cursor)
        if old != self.cursor:
            self.post_message(self.Moved(self, self.row))
        if self._more and self.cursor >= len(self.rows) - self._page():
            self._more = False  # asked once; extend() says whether there is more again
            self.post_message(self.NeedMore(self, self.rows[-1]))

    def label_of(self, command: Command) -> str:
        """Enter says what it does here."""
        return _(self._choose) if command.id == "list.choose" and self._choose else super().label_of(command)

    def action_choose(self) -> None:
        """Enter."""
        if self.rows:
            self.post_message(self.Chosen(self, self.row))

    def action_up(self) -> None:
        """One row up."""
        self.move_to(self.cursor - 1)

    def action_down(self) -> None:
        """One row down."""
        self.move_to(self.cursor + 1)

    def action_page_up(self) -> None:
        """One screenful up."""
        self.move_to(self.cursor - self._page())

    def action_page_down(self) -> None:
        """One screenful down."""
        self.move_to(self.cursor + self._page())

    def action_first(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """The last row."""
        self.move_to(len(self.rows) - 1)

    def on_focus(self) -> None:
        """The terminal's cursor goes to the row: braille lines and screen readers follow it."""
        self.refresh()
        self._place_cursor()

    def on_blur(self) -> None:
        """The row is no longer the one that has the focus."""
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._into_view()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row."""
        self.move_to(self._top + event.y - self._titles())

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.move_to(self.cursor + 3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.move_to(self.cursor - 3)

    def get_content_height(self, container: Any, viewport: Any, width: int) -> int:
        """As many lines as there are rows, for ``height: auto``."""
        return self._titles() + max(1, len(self.rows))

    def render_line(self, y: int) -> Strip:
        """One line of the widget.

        Args:
            y: line from the top of the widget.
        """
        width = self.size.width
        widths = layout(self.columns, width - SIGNS)
        if y < self._titles():
            return self._title_line(widths, width)
        index = self._top + y - self._titles()
        if index < len(self.rows):
            return self._row_line(index, widths, width)
        words = _(self._empty) if not self.rows and index == 0 else ""
        return Strip([Segment(fit(" " * SIGNS + words, width), self._style("over"))], width)

    def _titles(self) -> int:
        return int(self._header)

    def _page(self) -> int:
        return max(1, self.size.height - self._titles())

    def _index(self, key: Hashable) -> int | None:
        return next((index for index, row in enumerate(self.rows) if self._key(row) == key), None)

    def _into_view(self) -> None:
        page = self._page()
        if self.cursor < self._top:
            self._top = self.cursor
        elif self.cursor >= self._top + page:
            self._top = self.cursor - page + 1
        self._top = max(0, min(self._top, len(self.rows) - page))
        self._place_cursor()

    def _place_cursor(self) -> None:
        if self.is_attached and self.has_focus:
            x, y, _width, _height = self.content_region
            self.app.cursor_position = Offset(x, y + self._titles() + self.cursor - self._top)

    def _refresh_rows(self, *indexes: int) -> None:
        lines = {index - self._top + self._titles() for index in indexes} | set(range(self._titles()))
        self.refresh(*(Region(0, line, self.size.width, 1) for line in lines))

    def _unmark(self) -> None:
        self._marked = frozenset()
        self.refresh()

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"ledger--{tone}") if tone in TONES else self.rich_style

    def _title_line(self, widths: dict[int, int], width: int) -> Strip:
        titles = (" " * GAP).join(
            fit(_(self.columns[index].title), size, self.columns[index].right)
            for index, size in widths.items()
        )
        line = fit(" " * SIGNS + titles, width)
        where = self.position
        if where and len(self.rows) > self._page():
            line = fit(line.rstrip(), width - cell_len(where) - 1) + " " + where
        return Strip([Segment(line, self.get_component_rich_style("ledger--title"))], width)

    def _row_line(self, index: int, widths: dict[int, int], width: int) -> Strip:
        row, here = self.rows[index], index == self.cursor
        base = self.get_component_rich_style("ledger--cursor") if here and self.has_focus else self.rich_style
        signs = (
            ("›" if here else " ") + ("*" if self._marked and self._key(row) in self._marked else " ") + " "
        )
        segments = [Segment(signs, base + self._style("accent") if here else base)]
        cells = self._cells(row)
        for place, (column, size) in enumerate(widths.items()):
            cell = cells[column]
            text, tone = (cell, "") if isinstance(cell, str) else cell
            segments.append(Segment(" " * GAP if place else "", base))
            style = base + _foreground(self._style(tone)) if tone else base
            segments.append(Segment(fit(text, size, self.columns[column].right), style))
        return Strip(segments).adjust_cell_length(width, base)


def _foreground(style: Style) -> Style:
    """The style without its background, which the row gives."""
    return Style(
        color=style.color, bold=style.bold, dim=style.dim, italic=style.italic, underline=style.underline
    )
