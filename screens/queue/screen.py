"""The queue: open cases that need somebody, safety first, then by due; it changes by itself."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from callcenter import clock
from callcenter.desk.views import Callee, CaseView, QueuePage, QueueRow
from callcenter.i18n import N_, _, fill

from ..base import CallcenterScreen
from ..case import forms
from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..widgets.field import Field
from ..widgets.ledger import Ledger
from .columns import COLUMNS, cells, totals
from .lines import Nothing, ScopeLine, Totals

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

PAGE = 200
TICK = 30.0
"""Seconds until times are reckoned anew: what was due soon may be overdue."""
TOPICS = ("case", "alarm", "dispatch")
"""News that may change a queue."""


def _row(screen: "QueueScreen") -> bool:
    return screen.row is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page, and who looks at it."""

    page: QueuePage
    agent_id: int
    text: str


class QueueScreen(CallcenterScreen[None]):
    """Three queues, a filter, a ledger, its totals."""

    CSS_PATH = "queue.tcss"
    TAB = "queue"
    HELP_TEXT = N_(
        "Open cases, safety first, then by due time. 1, 2 and 3 change the queue, / filters as you type. "
        "A star stands for two seconds before what somebody has just changed."
    )
    ACTIONS = (
        Command("queue.filter", "slash", N_("find"), N_("Filter by number, words, name, item, agent"), 70,
                when=lambda screen: screen.focused is not screen.query_one("#filter")),
        Command("queue.chaser", "u", N_("chaser"), N_("Somebody asks how it stands"), 66, when=_row),
        Command("queue.note", "m", N_("note"), N_("Write a note"), 64, when=_row),
        Command("queue.take", "o", N_("take it"), N_("The case is yours from now on"), 68,
                when=lambda screen: screen.row is not None and screen.row.agent_id != screen.agent_id),
        Command("queue.call-out", "c", N_("call"), N_("Ring whoever is to be reached about the case"), 50,
                when=_row),
        Command("queue.seen", "a", N_("alarm seen"), N_("You have seen the safety alarm"), 90,
                when=lambda screen: screen.row is not None and screen.row.alarm),
        Command("queue.mine", "1", N_("mine"), N_("The cases in your hand")),
        Command("queue.team", "2", N_("team"), N_("The cases of your team's queue")),
        Command("queue.all", "3", N_("all"), N_("All open cases")),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.text = "mine", ""
        self.agent_id = 0
        self._after: str | None = None
        self._shown: tuple[str, str] | None = None
        """Scope and filter of what stands there."""
        self._reading = self._stale = self._writing = False

    def body(self) -> ComposeResult:
        """Filter, ledger, totals."""
        with Horizontal(id="top"):
            yield ScopeLine()
            yield Field(placeholder=N_("/ filter"), id="filter")
        yield Ledger(COLUMNS, cells, key=lambda row: row.case_id, choose=N_("open the case"), id="cases")
        yield Nothing()
        yield Totals()

    def on_mount(self) -> None:
        """The list has the focus: its letters are commands."""
        self.query_one(Ledger).focus()
        self.query_one(Nothing).display = False
        self.set_interval(TICK, self._tick)

    @property
    def row(self) -> QueueRow | None:
        """The case under the cursor."""
        row: QueueRow | None = self.query_one(Ledger).row
        return row

    @property
    def can_go_back(self) -> bool:
        """Esc clears the filter and leaves it; the root of the mode goes nowhere else."""
        return bool(self.text) or self.focused is self.query_one("#filter")

    def arrive(self) -> None:
        """Read the queue."""
        self._read()

    def store_changed(self, change: StoreChanged) -> None:
        """Read it anew where cases changed; at most one reading is under way."""
        if change.touches(*TOPICS):
            self._read()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """The totals are made of words."""
        self._show_totals()

    def callees(self) -> tuple[tuple[str, Callee], ...]:
        """Whoever is to be reached about the case under the cursor."""
        row = self.row
        return () if row is None else ((row.number, Callee(case_id=row.case_id)),)

    # Commands

    def action_filter(self) -> None:
        """Into the filter."""
        self.query_one("#filter", Field).focus()

    def action_back(self) -> None:
        """Clear the filter, and back to the list."""
        field = self.query_one("#filter", Field)
        if field.value:
            field.put("")
        self.query_one(Ledger).focus()

    def action_mine(self) -> None:
        """My cases."""
        self._look_at("mine")

    def action_team(self) -> None:
        """My team's."""
        self._look_at("team")

    def action_all(self) -> None:
        """All that are open."""
        self._look_at("all")

    def action_chaser(self) -> None:
        """Somebody asks how it stands."""
        if self.row is not None:
            self.app.push_screen(forms.chaser(self.row))

    def action_note(self) -> None:
        """A note on the case under the cursor."""
        if self.row is not None:
            self.app.push_screen(forms.note(self.row))

    def action_take(self) -> None:
        """The case is mine."""
        row = self.row
        if row is not None:
            self._write(("take", row.case_id, row.version),
                        lambda desk, request: desk.take(request, row.case_id, row.version),
                        fill(_("{number} is yours"), {"number": row.number}))  # fmt: skip

    def action_seen(self) -> None:
        """The alarm of the case under the cursor has been seen."""
        row = self.row
        if row is not None:
            self._write(("seen", row.case_id),
                        lambda desk, request: _acknowledge(desk, request, row.case_id),
                        fill(_("{number}: alarm seen"), {"number": row.number}))  # fmt: skip

    # What happens

    @on(Field.Changed, "#filter")
    def _filter(self, event: Field.Changed) -> None:
        self.text = event.value.strip()
        self._read()
        self.refresh_bindings()

    @on(Field.Submitted, "#filter")
    def _to_list(self) -> None:
        """Enter in the filter goes to what was found."""
        self.query_one(Ledger).focus()

    @on(Ledger.Chosen, "#cases")
    def _open(self, event: Ledger.Chosen) -> None:
        self.console.go("case", event.row.case_id)

    @on(Ledger.Moved, "#cases")
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(Ledger.NeedMore, "#cases")
    def _more(self) -> None:
        scope, text, after = self.scope, self.text, self._after
        if after is not None:
            self.ask(lambda desk: desk.queue(scope, text=text, after=after, limit=PAGE), self._extend,
                     group="more")  # fmt: skip

    def _extend(self, page: QueuePage) -> None:
        self._after = page.after
        self.query_one(Ledger).extend(page.rows, more=page.after is not None)
        self._show_totals()

    def _look_at(self, scope: str) -> None:
        self.scope = scope
        self.query_one(ScopeLine).put(scope)
        self._read()

    def _read(self) -> None:
        """Ask for all that is loaded; what changes while the answer is under way is asked for afterwards.

        A newer question would make the older one's answer worthless: under a stream of changes none came.
        """
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        scope, text, limit = self.scope, self.text, self._wanted()

        def page(desk: "AgentDesk") -> Answer:
            return Answer(desk.queue(scope, text=text, limit=limit), desk.me.agent_id, text)

        self.ask(page, self._show, failed=self._not_read)

    def _wanted(self) -> int:
        """Whole pages, up to the one after the cursor."""
        if self._shown != (self.scope, self.text):
            return PAGE
        return (self.query_one(Ledger).cursor // PAGE + 1) * PAGE

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self.console.outcome("", error)

    def _show(self, answer: Answer) -> None:
        self._reading = False
        page, ledger = answer.page, self.query_one(Ledger)
        before = {row.case_id: row for row in ledger.rows}
        same = self._shown == (page.scope, answer.text)
        self.agent_id, self._after = answer.agent_id, page.after
        self._shown = (page.scope, answer.text)
        ledger.set_rows(page.rows, more=page.after is not None)
        if not same:
            ledger.move_to(0)
        changed = [row.case_id for row in page.rows if before.get(row.case_id) != row] if same else []
        if changed:
            ledger.mark(changed)
        self._show_empty(not page.rows)
        self._show_totals()
        if self._stale or (self.scope, self.text) != self._shown:
            self._read()

    def _show_empty(self, empty: bool) -> None:
        nothing, ledger = self.query_one(Nothing), self.query_one(Ledger)
        nothing.put(self.scope, self.text)
        if nothing.display != empty:
            nothing.display = empty
            ledger.set_class(empty, "-empty")

    def _show_totals(self) -> None:
        ledger = self.query_one(Ledger)
        self.query_one(Totals).put(totals(ledger.rows, self._after is not None, clock.now()))

    def _tick(self) -> None:
        if self.app.screen is self:
            self._read()

    def _write(self, what: Hashable, verb: "Callable[[AgentDesk, str], Any]", told: str) -> None:
        if self._writing:
            return
        self._writing = True
        self.do(self.once(what, verb), self._written, told=told, failed=self._written)

    def _written(self, _result: Any) -> None:
        self._writing = False
        self._read()


def _acknowledge(desk: "AgentDesk", request: str, case_id: int) -> None:
    case: CaseView = desk.case(case_id)
    if case.alarm_id is not None:
        desk.acknowledge(request, case.alarm_id)
