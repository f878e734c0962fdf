"""One case as its service point sees it: only the offer until it is accepted, then who and where too."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from callcenter import clock
from callcenter.i18n import N_, _, fill, say

from ..case.pages import fact_lines
from ..case.timeline import moment
from ..guard import Guarded
from ..messages import LanguageChanged, StoreChanged
from ..widgets.ledger import fit
from ..widgets.paper import Paper, wrapped
from .answering import AnsweringScreen
from .facts import facts, head

if TYPE_CHECKING:
    from callcenter.desk.views import PointCase

TICK = 30.0
"""Seconds until times are reckoned anew."""


class PointHead(Guarded, Widget):
    """Number, what it is about, how it stands."""

    COMPONENT_CLASSES = {"head--number", "head--strong", "head--over"}

    def __init__(self) -> None:
        super().__init__()
        self.case: PointCase | None = None

    def put(self, case: "PointCase") -> None:
        """Show another state of it."""
        self.case = case
        self.refresh()

    def render(self) -> Text:
        """One line; the state keeps its room."""
        if self.case is None:
            return Text(_("Opening the case…"), self.get_component_rich_style("head--over"), end="")
        about, state = head(self.case)
        number = f"{self.case.number}  "
        room = max(0, self.size.width - cell_len(number) - cell_len(state) - 2)
        line = Text(number, self.get_component_rich_style("head--number"), no_wrap=True, end="")
        line.append(fit(about, room), self.get_component_rich_style("head--strong"))
        return line.append("  ").append(state, self.get_component_rich_style("head--over"))


class PointCaseScreen(AnsweringScreen):
    """What is so, beside what this point has reported.

    Args:
        dispatch_id: the offer.
    """

    CSS_PATH = "point.tcss"
    TAB = "point"
    HELP_TEXT = N_(
        "The case as it stands. Before you accept, names and numbers are hidden. Only what is possible now "
        "has a key. The right side says what you have reported."
    )

    def __init__(self, dispatch_id: int) -> None:
        super().__init__()
        self.dispatch_id = dispatch_id
        self.case: PointCase | None = None

    def body(self) -> ComposeResult:
        """Head, facts, reports."""
        yield PointHead()
        with Horizontal(id="panes"):
            yield Paper(id="facts")
            yield Paper(id="reports")

    def on_mount(self) -> None:
        """The facts can be scrolled at once."""
        self.query_one("#facts").focus()
        self.set_interval(TICK, self._tick)

    @property
    def in_front(self) -> "PointCase | None":
        """The case."""
        return self.case

    def arrive(self) -> None:
        """Read it."""
        self.ask(lambda desk: desk.case(self.dispatch_id), self._show, group="case")

    def store_changed(self, change: StoreChanged) -> None:
        """Read it anew where it may have changed."""
        if change.touches_one("dispatch", self.dispatch_id):
            self.arrive()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """The name of the category came in the language it was asked for."""
        self.arrive()

    def _show(self, case: "PointCase") -> None:
        self.case = case
        self._paint()

    def _paint(self) -> None:
        case = self.case
        if case is None:
            return
        paper, now = self.query_one("#facts", Paper), clock.now()
        styles = {
            tone: paper.get_component_rich_style(f"paper--{tone}", partial=True)
            for tone in ("soon", "late", "over")
        }
        found = facts(case, now)
        self.query_one(PointHead).put(case)
        paper.put(lambda width, console: fact_lines(found, styles, width, console))
        self.query_one("#reports", Paper).put(
            lambda width, console: _report_lines(case, styles["over"], width, console)
        )
        self.set_class(not case.reports, "-silent")
        self.refresh_bindings()

    def _tick(self) -> None:
        if self.app.screen is self:
            self.arrive()


def _report_lines(case: "PointCase", dim: Style, width: int, console: Console) -> list[Text]:
    """What this point has said, the newest first."""
    now = clock.now()
    whens = [moment(one.at, now) for one in case.reports]
    column = max([5, *map(cell_len, whens)])
    lines: list[Text] = []
    for when, one in zip(whens, case.reports, strict=True):
        said = say(one.what)
        said = fill(_("{what}: {words}"), {"what": said, "words": one.words}) if one.words else said
        lines += wrapped(Text(" " * (column - cell_len(when)) + when + "  ", dim), Text(said), width, console)
    return lines
