"""The caller's card: all of it on a wide screen, by panes on a narrow one; a cursor over cases and items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from callcenter import clock
from callcenter.i18n import N_, _, fill

from ..commands import Acts, Command
from ..guard import Guarded
from ..later import Later
from .lines import TONES, Block, Line, Window, paint

if TYPE_CHECKING:
    from callcenter.desk.views import Card, Duplicate

    from . import card_head
    from . import card_parts as parts
else:
    card_head, parts = Later(".card_head", __package__), Later(".card_parts", __package__)

WIDE = 110
"""Cells from which all of the card stands side by side."""
PANES = ("caller", "owns", "repairs", "cases")
TITLES = {"caller": N_("Caller"), "owns": N_("Owns"), "repairs": N_("Repairs"), "cases": N_("Cases")}
CALLER = N_("Caller")
KINDS = {"caller": ("open",), "owns": ("item",), "repairs": ("item",), "cases": ("open", "closed")}
"""What the cursor visits in each pane."""
MARGIN = 1


class CardView(Guarded, Acts, Widget, can_focus=True):
    """Shows a card; the screen acts on what the cursor is on."""

    ACTIONS = (
        Command("card.choose", "enter", N_("open case"), N_("Open the case under the cursor"), 85, CALLER,
                when=lambda self: self.stop is not None and self.stop.case is not None),
        Command("card.up", "up", N_("up"), N_("To the case or item above"), 0, CALLER),
        Command("card.down", "down", N_("down"), N_("To the case or item below"), 0, CALLER),
        Command("card.more", "pagedown", N_("more repairs"), N_("More repairs of the item"), 12, CALLER,
                when=lambda self: self.more_repairs),
        Command("card.less", "pageup", N_("back up"), N_("Back up in the repairs"), 0, CALLER),
        Command("card.caller", "1", N_("caller"), N_("Who it is, and the last contact"), 0, CALLER,
                when=lambda self: self.narrow),
        Command("card.owns", "2", N_("owns"), N_("What they own"), 0, CALLER, when=lambda self: self.narrow),
        Command("card.repairs", "3", N_("repairs"), N_("Repairs of the item under the cursor"), 0, CALLER,
                when=lambda self: self.narrow),
        Command("card.cases", "4", N_("cases"), N_("Open and closed cases"), 0, CALLER,
                when=lambda self: self.narrow),
    )  # fmt: skip
    COMPONENT_CLASSES = {"card--cursor", "card--label", *(f"card--{tone}" for tone in TONES)}

    class Chosen(Message):
        """Enter was pressed on a case."""

        def __init__(self, case_id: int) -> None:
            super().__init__()
            self.case_id = case_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.card: Card | None = None
        self.stops: tuple[parts.Stop, ...] = ()
        self.cursor = 0
        self.pane = "caller"
        self.what: parts.WhatCode = str
        self.more_repairs = False
        self.doubles: tuple[Duplicate, ...] = ()
        """Who may be the same customer."""
        self._skipped = 0
        self._windows: dict[str, Window] = {}
        self._cursor_line: int | None = None

    @property
    def narrow(self) -> bool:
        """Whether the panes stand one at a time."""
        return self.size.width < WIDE

    @property
    def stop(self) -> parts.Stop | None:
        """What the cursor is on."""
        return self.stops[self.cursor] if self.stops and self._allowed(self.cursor) else None

    @property
    def item_id(self) -> int | None:
        """The item a new case is most likely about: under the cursor, or the only one they own."""
        owned = [one.item_id for one in self.card.items if not one.owned_until] if self.card else []
        return self._item_here() if len(owned) != 1 else owned[0]

    def show(self, card: Card | None, *, item_id: int | None = None) -> None:
        """Show a card; the cursor stays on its case or item where that is still there.

        Args:
            card: None empties the place.
            item_id: the item to put the cursor on: the one whose serial was asked for.
        """
        same = card is not None and self.card is not None and card.customer_id == self.card.customer_id
        before = self.stops[self.cursor].key if self.stops and same else None
        self.card, self.stops = card, parts.stops(card) if card is not None else ()
        keys = [one.key for one in self.stops]
        wanted = ("item", item_id) if item_id is not None else before
        self.cursor = keys.index(wanted) if wanted in keys else 0
        if not same:
            self.doubles = ()
            self.pane, self._skipped, self._windows = "caller", 0, {}
        self._changed()

    def tell_doubles(self, doubles: tuple[Duplicate, ...]) -> None:
        """Say who may be the same customer."""
        if doubles != self.doubles:
            self.doubles = doubles
            self._changed()

    def _item_here(self) -> int | None:
        return self.stops[self.cursor].item_id if self.stops else None

    @property
    def repairs_item(self) -> int | None:
        """The item whose repairs are shown: the cursor's, else the first."""
        here = self._item_here()
        if here is None and self.card is not None and self.card.items:
            return self.card.items[0].item_id
        return here

    def _allowed(self, index: int) -> bool:
        return not self.narrow or self.stops[index].kind in KINDS[self.pane]

    def _move(self, step: int) -> None:
        index = self.cursor + step
        while 0 <= index < len(self.stops) and not self._allowed(index):
            index += step
        if 0 <= index < len(self.stops):
            self.cursor, self._skipped = index, 0
            self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.refresh_bindings()

    def action_choose(self) -> None:
        """Enter opens the case."""
        if self.stop is not None and self.stop.case is not None:
            self.post_message(self.Chosen(self.stop.case.case_id))

    def action_up(self) -> None:
        """One up."""
        self._move(-1)

    def action_down(self) -> None:
        """One down."""
        self._move(1)

    def action_more(self) -> None:
        """Further down in the repairs."""
        self._skipped += 5
        self._changed()

    def action_less(self) -> None:
        """Back up in the repairs."""
        self._skipped = max(0, self._skipped - 5)
        self._changed()

    def action_caller(self) -> None:
        """The pane of the caller."""
        self._to_pane("caller")

    def action_owns(self) -> None:
        """The pane of the items."""
        self._to_pane("owns")

    def action_repairs(self) -> None:
        """The pane of the repairs."""
        self._to_pane("repairs")

    def action_cases(self) -> None:
        """The pane of the cases."""
        self._to_pane("cases")

    def _to_pane(self, pane: str) -> None:
        self.pane, self._skipped = pane, 0
        if self.stops and not self._allowed(self.cursor):
            item = self._item_here()
            fits = [index for index in range(len(self.stops)) if self._allowed(index)]
            same = [index for index in fits if item is not None and self.stops[index].item_id == item]
            self.cursor = (same or fits or [self.cursor])[0]
        self._changed()

    def on_focus(self) -> None:
        """The cursor shows."""
        self._changed()

    def on_blur(self) -> None:
        """The cursor no longer has the keys."""
        self._changed()

    def on_resize(self) -> None:
        """Panes or all at once."""
        self._to_pane(self.pane)

    # Painting

    def render(self) -> Text:
        """All lines of the card, each as wide as the widget."""
        self._cursor_line = None
        width, height = self.size.width - 2 * MARGIN, self.size.height
        if self.card is None or width <= 0:
            return Text("")
        lines = list(self._narrow(width, height) if self.narrow else self._wide(width, height))
        self._place_cursor()
        return Text("\n", end="").join(lines[:height])

    def _narrow(self, width: int, height: int) -> Iterator[Text]:
        assert self.card is not None
        yield self._paint(self._strip(), width)
        if self.pane == "caller":
            top = card_head.head(self.card, clock.now(), width, self.doubles)
            for line in top:
                yield self._paint(line, width)
            yield self._paint((), width)
            yield from self._section(
                "open", self._open_blocks(width), height - len(top) - 2, width, len(top) + 2
            )
        elif self.pane == "owns":
            yield from self._section("owns", self._own_blocks(width), height - 1, width, 1)
        elif self.pane == "repairs":
            for line in self._repairs(width, height - 1):
                yield self._paint(line, width)
        else:
            blocks = self._open_blocks(width) + self._closed_blocks(width)
            yield from self._section("cases", blocks, height - 1, width, 1)

    def _strip(self) -> Line:
        card = self.card
        assert card is not None
        counts = {
            "owns": str(len(card.items)),
            "repairs": str(len(parts.repairs_of(card, self.repairs_item))),
            "cases": str(len(card.open_cases) + len(card.closed_cases)),
        }
        line: list[tuple[str, str]] = []
        for number, pane in enumerate(PANES, 1):
            sign = "›" if pane == self.pane else " "
            words = f"{sign}{number} {_(TITLES[pane])} {counts.get(pane, '')}".rstrip()
            line += [(words, "accent" if pane == self.pane else "over"), ("  ", "")]
        return tuple(line)

    def _wide(self, width: int, height: int) -> Iterator[Text]:
        assert self.card is not None
        top = card_head.head(self.card, clock.now(), width, self.doubles)
        for line in (*top, ()):
            yield self._paint(line, width)
        used = len(top) + 1
        opened = self._open_blocks(width)
        most = max(3, (height - used) // 3)
        section = list(self._section("open", opened, min(len(opened), most), width, used))
        yield from section
        yield self._paint((), width)
        used += len(section) + 1
        yield from self._side_by_side(width, max(0, height - used), used)

    def _side_by_side(self, width: int, height: int, used: int) -> Iterator[Text]:
        left = width * 2 // 5 if width >= 180 else width * 47 // 100
        gap = 3
        blocks = self._own_blocks(left) + self._closed_blocks(left)
        mine = list(self._section("owns", blocks, height, left, used))
        theirs = [self._paint(line, width - left - gap) for line in self._repairs(width - left - gap, height)]
        for index in range(max(len(mine), len(theirs))):
            line = mine[index] if index < len(mine) else self._paint((), left, margin=True)
            if index < len(theirs):
                line = line + Text(" " * (gap - MARGIN), end="") + theirs[index]
            yield line

    def _heading(self, title: str, count: int | None = None) -> Line:
        return ((_(title), "label"),) if count is None else ((f"{_(title)} {count}", "label"),)

    def _open_blocks(self, width: int) -> list[Block]:
        assert self.card is not None
        found = parts.open_blocks(self.card, clock.now(), width)
        if found:
            return [Block((self._heading(N_("OPEN"), len(found)),)), *found]
        return [Block((((_("OPEN"), "label"), ("  " + _("nothing"), "over")),))]

    def _own_blocks(self, width: int) -> list[Block]:
        card = self.card
        assert card is not None
        found = parts.item_blocks(card, width, len(card.open_cases), self.what)
        if found:
            return [Block((self._heading(N_("OWNS"), len(found)),)), *found]
        return [Block((((_("OWNS"), "label"), ("  " + _("nothing on file"), "over")),))]

    def _closed_blocks(self, width: int) -> list[Block]:
        card = self.card
        assert card is not None
        found = parts.closed_blocks(card, width, len(card.open_cases) + len(card.items))
        return [Block(((), self._heading(N_("CLOSED"), len(found)))), *found] if found else []

    def _repairs(self, width: int, height: int) -> list[Line]:
        card = self.card
        assert card is not None
        item = next((one for one in card.items if one.item_id == self.repairs_item), None)
        found = parts.repairs_of(card, self.repairs_item)
        title = fill(_("REPAIRS of {item}"), {"item": item.name}) if item else _("REPAIRS")
        self._skipped = max(0, min(self._skipped, len(found) - max(1, height - 2)))
        seen = found[self._skipped : self._skipped + max(0, height - 1)]
        hidden = len(found) - self._skipped - len(seen)
        if hidden and seen:
            seen, hidden = seen[:-1], hidden + 1
        self.more_repairs = bool(hidden or self._skipped)
        lines: list[Line] = [((f"{title}  {len(found)}" if found else title, "label"),)]
        lines += parts.repair_lines(seen, width, self.what)
        if not found:
            lines.append(((_("none on file"), "over"),))
        if hidden:
            lines.append(((fill(_("{count} earlier ones: PgDn"), {"count": hidden}), "over"),))
        return lines

    def _section(self, name: str, blocks: list[Block], height: int, width: int, at: int) -> Iterator[Text]:
        """Blocks in their window, with the cursor's sign; ``at`` is the first line on the widget."""
        window = self._windows.setdefault(name, Window())
        cursor = self.cursor if self.stops else None
        for offset, (line, stop, first) in enumerate(window.show(blocks, max(0, height), cursor).lines):
            here = stop is not None and stop == cursor
            if stop is None:
                yield self._paint(line, width)
                continue
            if here and first:
                self._cursor_line = at + offset
            sign = ("› " if here and first else "  ", "accent")
            yield self._paint((sign, *line), width, here=here)

    def _paint(self, line: Line, width: int, *, here: bool = False, margin: bool = True) -> Text:
        base = self._style("cursor") if here and self.has_focus else None
        text = paint(line, width, self._style, base)
        return Text(" " * MARGIN, end="") + text if margin else text

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"card--{tone}", partial=True)

    def _place_cursor(self) -> None:
        """The terminal's own cursor goes where ours is, for braille lines and screen readers."""
        if self.has_focus and self._cursor_line is not None:
            x, y, _width, _height = self.content_region
            self.app.cursor_position = Offset(x + MARGIN, y + self._cursor_line)
