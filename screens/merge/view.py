"""Two entries side by side, with a cursor over the fields whose value is the agent's to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from callcenter.i18n import N_

from ..commands import Acts, Command
from ..desk.lines import TONES, Line, Window, paint
from ..guard import Guarded
from . import lines

if TYPE_CHECKING:
    from callcenter.desk.views import MergePreview

NEXT = {"survivor": "merged", "merged": "survivor", "both": "survivor"}
MARGIN = 1


class MergeView(Guarded, Acts, Widget, can_focus=True):
    """Shows a preview and takes the choices."""

    ACTIONS = (
        Command("merge.other", "enter,space", N_("other's value"), N_("Keep the other entry's value"), 60,
                when=lambda self: self.code is not None),
        Command("merge.up", "up", N_("up"), N_("To the field above"), 0, in_palette=False),
        Command("merge.down", "down", N_("down"), N_("To the field below"), 0, in_palette=False),
        Command("merge.more", "pagedown", N_("further down"), N_("Further down"), 12,
                when=lambda self: self.more),
        Command("merge.less", "pageup", N_("back up"), N_("Back up"), 0, in_palette=False),
    )  # fmt: skip
    COMPONENT_CLASSES = {"merge--cursor", "merge--label", *(f"merge--{tone}" for tone in TONES)}

    def __init__(self) -> None:
        super().__init__()
        self.shown: MergePreview | None = None
        self.chosen: dict[str, str] = {}
        """Whose value is kept, where it isn't as proposed."""
        self.cursor = 0
        self.more = False
        self._window = Window()
        self._skip = 0

    @property
    def stops(self) -> tuple[str, ...]:
        """The fields that the cursor visits."""
        return lines.free(self.shown) if self.shown is not None else ()

    @property
    def code(self) -> str | None:
        """The field under the cursor."""
        return self.stops[self.cursor] if self.cursor < len(self.stops) else None

    def show(self, shown: MergePreview, chosen: dict[str, str]) -> None:
        """Show a preview.

        Args:
            shown: of the desk.
            chosen: whose value is kept, where it isn't as proposed.
        """
        here = self.code
        self.shown, self.chosen = shown, chosen
        self.cursor = self.stops.index(here) if here in self.stops else 0
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.refresh_bindings()

    def action_up(self) -> None:
        """One up."""
        self._move(-1)

    def action_down(self) -> None:
        """One down."""
        self._move(1)

    def _move(self, by: int) -> None:
        self._skip = 0
        self.cursor = max(0, min(len(self.stops) - 1, self.cursor + by))
        self._changed()

    def action_more(self) -> None:
        """Further down, past the last field."""
        self._skip += 5
        self._changed()

    def action_less(self) -> None:
        """Back up."""
        self._skip = max(0, self._skip - 5)
        self._changed()

    def action_other(self) -> None:
        """The other entry's value is kept; of the note after it both."""
        code, shown = self.code, self.shown
        if code is None or shown is None:
            return
        field = next(one for one in shown.fields if one.code == code)
        now = self.chosen.get(code, field.kept)
        after = "both" if now == "merged" and code == "detail.note" else NEXT[now]
        self.chosen = {**self.chosen, code: after}
        if after == field.kept:
            del self.chosen[code]
        self._changed()

    def render(self) -> Text:
        """All of it; the fields in a window where it is too much."""
        width, height = self.size.width - 2 * MARGIN, self.size.height
        if self.shown is None or width <= 0:
            return Text("")
        top = lines.heading(self.shown, width)
        foot = lines.warnings(self.shown, width)
        painted = [self._paint(line, width) for line in top]
        painted += self._fields(width, height - len(top) - len(foot) - bool(foot))
        if foot:
            painted += [Text(""), *(self._paint(line, width) for line in foot)]
        return Text("\n", end="").join(painted[:height])

    def _fields(self, width: int, height: int) -> list[Text]:
        assert self.shown is not None
        blocks = lines.blocks(self.shown, self.chosen, width)
        every = sum(len(block.lines) for block in blocks)
        self._skip = max(0, min(self._skip, every - height))
        if self._skip:
            self._window.top = self._skip
        found = self._window.show(blocks, max(0, height), None if self._skip else self.cursor).lines
        more = self._window.top + len(found) < every or self._window.top > 0
        if more != self.more:
            self.more = more
            self.call_later(self.refresh_bindings)
        painted: list[Text] = []
        for line, stop, _first in found:
            here = stop is not None and stop == self.cursor
            sign = ("› " if here else "  ", "accent")
            painted.append(self._paint((sign, *line) if stop is not None else line, width, here=here))
        return painted

    def _paint(self, line: Line, width: int, *, here: bool = False) -> Text:
        base = self._style("cursor") if here and self.has_focus else None
        return Text(" " * MARGIN, end="") + paint(line, width, self._style, base)

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"merge--{tone}", partial=True)

    def on_focus(self) -> None:
        """The cursor shows."""
        self._changed()

    def on_blur(self) -> None:
        """The cursor no longer has the keys."""
        self._changed()
