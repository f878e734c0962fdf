"""The lines above each list, and the one at the foot."""

from rich.text import Text
from textual.widget import Widget

from callcenter.i18n import N_, _, fill

from ..guard import Guarded
from ..widgets.breaking import broken
from ..widgets.one_line import one_line

HEADINGS = {"undelivered": N_("Not delivered"), "to_tell": N_("To be told by phone")}


class Heading(Guarded, Widget):
    """What a list is of, how many stand in it, and how many wait for too long."""

    COMPONENT_CLASSES = {"heading--title", "heading--late", "heading--over"}

    def __init__(self, which: str) -> None:
        super().__init__()
        self.which = which
        self.count, self.late, self.house = 0, 0, False

    def put(self, count: int, late: int, *, house: bool) -> None:
        """Other figures."""
        self.count, self.late, self.house = count, late, house
        self.refresh()

    def render(self) -> Text:
        """The line."""
        line = Text(no_wrap=True, end="")
        line.append(_(HEADINGS[self.which]), self.get_component_rich_style("heading--title"))
        line.append(f"  {self.count}")
        if self.late:
            late = fill(_("! waiting too long {count}"), {"count": self.late})
            line.append("  ").append(late, self.get_component_rich_style("heading--late"))
        whose = _("of the whole house") if self.house else _("of your cases")
        line.append("  ").append(whose, self.get_component_rich_style("heading--over"))
        return one_line(self, line)


class Whole(Guarded, Widget):
    """The row under the cursor, as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def put(self, words: str) -> None:
        """Another row."""
        self.words = words
        self.refresh()

    def render(self) -> Text:
        """Two lines at most."""
        lines = broken(Text(self.words), max(1, self.size.width - 1))
        return Text("\n", no_wrap=True, end="").join(lines[: self.size.height])
