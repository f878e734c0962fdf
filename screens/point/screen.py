"""The list of a service point: what it was offered and what it has accepted; it changes by itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from callcenter.i18n import N_

from ..guard import Guarded
from ..messages import StoreChanged
from ..widgets.breaking import broken
from ..widgets.ledger import Ledger
from .answering import AnsweringScreen
from .columns import COLUMNS, cells, ordered
from .standing import in_hand, standing

if TYPE_CHECKING:
    from callcenter.desk.views import PointCase

TICK = 30.0
"""Seconds until times are reckoned anew."""


class Said(Guarded, Widget):
    """What was said about the case under the cursor: names and numbers are hidden on this list."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def put(self, words: str) -> None:
        """Another row."""
        self.words = words
        self.refresh()

    def render(self) -> Text:
        """Two lines at most."""
        lines = broken(Text(self.words, end=""), max(8, self.size.width))[:2]
        return Text("\n", no_wrap=True, end="").join(lines)


class PointScreen(AnsweringScreen):
    """Offers first, by when they must be answered; then the cases in hand, by when they are to be ready."""

    CSS_PATH = "point.tcss"
    TAB = "point"
    COUNTS = True
    """The top line's figures come from what is read here."""
    HELP_TEXT = N_(
        "Offers come first, the next to be answered before all; then the cases that you have accepted. Name, "
        "number and place stand on the case once it is accepted. A star stands for two seconds before "
        "what has just changed."
    )

    def __init__(self) -> None:
        super().__init__()
        self._reading = self._stale = self._read_once = False

    def body(self) -> ComposeResult:
        """The list, and the words of the case under the cursor."""
        yield Ledger(COLUMNS, cells, key=lambda case: case.dispatch_id, choose=N_("open the case"),
                     empty=N_("Nothing to answer, and nothing in hand."), id="cases")  # fmt: skip
        yield Said()

    def on_mount(self) -> None:
        """The list has the focus: letters are commands."""
        self.query_one(Ledger).focus()
        self.set_interval(TICK, self._tick)

    @property
    def in_front(self) -> "PointCase | None":
        """The case under the cursor."""
        found: PointCase | None = self.query_one(Ledger).row
        return found

    def arrive(self) -> None:
        """Read the list; at most one reading is under way, and what changes meanwhile is read after it."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        self.ask(in_hand, self._show, failed=self._not_read)

    def store_changed(self, change: StoreChanged) -> None:
        """Something came, went or changed."""
        if change.touches("dispatch"):
            self.arrive()

    @on(Ledger.Chosen, "#cases")
    def _open(self, event: Ledger.Chosen) -> None:
        from .case import PointCaseScreen

        self.app.push_screen(PointCaseScreen(event.row.dispatch_id))

    @on(Ledger.Moved, "#cases")
    def _moved(self) -> None:
        self._show_said()

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self.console.outcome("", error)

    def _show(self, answer: "tuple[str, Sequence[PointCase]]") -> None:
        self._reading = False
        cases = answer[1]
        self.console.show_status(standing(*answer))
        ledger = self.query_one(Ledger)
        before = {case.dispatch_id: case for case in ledger.rows}
        ledger.set_rows(ordered(cases))
        changed = [case.dispatch_id for case in cases if before.get(case.dispatch_id) != case]
        if changed and self._read_once:
            ledger.mark(changed)
        self._read_once = True
        self._show_said()
        if self._stale:
            self.arrive()

    def _show_said(self) -> None:
        case = self.in_front
        self.query_one(Said).put(case.offer.description if case is not None and case.offer else "")
        self.refresh_bindings()

    def _tick(self) -> None:
        if self.app.screen is self:
            self.arrive()
