"""What did not get out of the house: messages that did not arrive, and points that somebody must ring."""

from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from callcenter.desk.views import Deliveries, ToTell, Undelivered
from callcenter.i18n import N_, _, fill

from ..base import CallcenterScreen
from ..case.told import tell_end, tell_point
from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..widgets.ledger import Ledger
from .attempts import AttemptsScreen
from .columns import TO_TELL, UNDELIVERED, of_to_tell, of_undelivered, to_tell_cells, undelivered_cells
from .lines import Heading, Whole

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

TICK = 30.0
"""Seconds until times are reckoned anew."""
TOPICS = ("message", "dispatch", "case")


def _deliveries(desk: "AgentDesk") -> Deliveries:
    """The house's for who oversees it, else one's own."""
    from callcenter.desk.supervisor import SupervisorDesk

    return desk.house_deliveries() if isinstance(desk, SupervisorDesk) else desk.deliveries()


class DeliveriesScreen(CallcenterScreen[None]):
    """Two lists, one over the other; Tab goes from one to the other."""

    CSS_PATH = "deliveries.tcss"
    TAB = "deliveries"
    HELP_TEXT = N_(
        "Above: messages that failed or are being tried again. Below: service points that somebody must "
        "ring, about an offer or because one is over. What is about safety stands first, then what waits "
        "for too long. Tab goes to the other list."
    )
    ACTIONS = (
        Command("deliveries.resend", "r", N_("send again"), N_("Send the message again now"), 80,
                when=lambda screen: screen.message is not None),
        Command("deliveries.phone", "p", N_("by phone"), N_("Send it no more: ring them instead"), 78,
                when=lambda screen: screen.message is not None),
        Command("deliveries.attempts", "v", N_("tries"), N_("Every try to deliver the message"), 60,
                when=lambda screen: screen.message is not None),
        Command("deliveries.talk", "h", N_("they say…"), N_("What the service point says on the phone"), 80,
                when=lambda screen: screen.point is not None),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._reading = self._stale = False
        self._shown: Deliveries | None = None

    def body(self) -> ComposeResult:
        """Both lists, each under its heading; the row under the cursor at the foot."""
        with Vertical(id="lists"):
            yield Heading("undelivered")
            yield Ledger(UNDELIVERED, undelivered_cells, key=lambda row: row.message_id,
                         choose=N_("open the case"), empty=N_("Everything has arrived."),
                         id="undelivered")  # fmt: skip
            yield Heading("to_tell")
            yield Ledger(TO_TELL, to_tell_cells, key=lambda row: row.dispatch_id, choose=N_("open the case"),
                         empty=N_("Nobody has to be rung."), id="to-tell")  # fmt: skip
        yield Whole()

    def on_mount(self) -> None:
        """Nothing is said of what waits before it was read."""
        self.query_one("#lists").display = False
        self.set_interval(TICK, self._tick)

    @property
    def message(self) -> Undelivered | None:
        """The message under the cursor, if the upper list has the focus."""
        row: Undelivered | None = self._row("#undelivered")
        return row

    @property
    def point(self) -> ToTell | None:
        """The point under the cursor, if the lower list has the focus."""
        row: ToTell | None = self._row("#to-tell")
        return row

    def _row(self, which: str) -> Any:
        ledger = self.query_one(which, Ledger)
        return ledger.row if self.focused is ledger else None

    def arrive(self) -> None:
        """Read both lists; at most one reading is under way, and what changes meanwhile is read after it."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        self.ask(_deliveries, self._show, failed=self._not_read)

    def store_changed(self, change: StoreChanged) -> None:
        """Read anew where something may have arrived or failed."""
        if change.touches(*TOPICS):
            self.arrive()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """The line at the foot is made of words."""
        self._show_whole()

    def on_descendant_focus(self) -> None:
        """Another list: other keys, another row at the foot."""
        self.refresh_bindings()
        self._show_whole()

    # Commands

    def action_resend(self) -> None:
        """Send it again now."""
        row = self.message
        if row is not None:
            self.do(self.once(("send_again", row.message_id, row.attempts),
                              lambda desk, request: desk.send_again(request, row.message_id)),
                    lambda _done: self.arrive(),
                    told=fill(_("{to}: sent again"), {"to": row.to}))  # fmt: skip

    def action_phone(self) -> None:
        """Ring them instead."""
        row = self.message
        if row is not None:
            self.confirm(fill(_("Send it to {to} no more, and ring them?"), {"to": row.to}),
                         lambda: self._ring(row))  # fmt: skip

    def _ring(self, row: Undelivered) -> None:
        def told(whom: str) -> str:
            words = _("{to} is to be told by phone") if whom == "point" else _("{to} is to be called back")
            return fill(words, {"to": row.to})

        self.do(self.once(("ring_instead", row.message_id),
                          lambda desk, request: desk.ring_instead(request, row.message_id)),
                lambda _whom: self.arrive(), told=told)  # fmt: skip

    def action_attempts(self) -> None:
        """Every try."""
        row = self.message
        if row is not None:
            self.app.push_screen(AttemptsScreen(row.message_id, of_undelivered(row)))

    def action_talk(self) -> None:
        """What they say on the phone."""
        row = self.point
        if row is not None:
            form = tell_end if row.ended else tell_point
            self.app.push_screen(form(row.dispatch_id, row.point, row.point_phone))

    # What happens

    @on(Ledger.Chosen)
    def _open(self, event: Ledger.Chosen) -> None:
        if event.row.case_id is None:
            self.tell(_("This message belongs to no case."), "warn")
        else:
            self.console.go("case", event.row.case_id)

    @on(Ledger.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()
        self._show_whole()

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self.console.outcome("", error)

    def _show(self, found: Deliveries) -> None:
        self._reading, first = False, self._shown is None
        self._shown = found
        for which, rows in (("undelivered", found.undelivered), ("to_tell", found.to_tell)):
            ledger = self.query_one("#" + which.replace("_", "-"), Ledger)
            ledger.set_rows(rows)
            ledger.set_class(not rows, "-empty")
            heading = next(one for one in self.query(Heading) if one.which == which)
            heading.put(len(rows), sum(row.late for row in rows), house=found.house)
        if first:
            self.query_one("#lists").display = True
            self.call_after_refresh(self._to_what_waits)
        elif isinstance(self.focused, Ledger) and not self.focused.rows:
            self._to_what_waits()
        self.refresh_bindings()
        self._show_whole()
        if self._stale:
            self.arrive()

    def _to_what_waits(self) -> None:
        """Into the first list that has anything: letters are commands there."""
        lists = [self.query_one(which, Ledger) for which in ("#undelivered", "#to-tell")]
        next((one for one in lists if one.rows), lists[0]).focus()

    def _show_whole(self) -> None:
        message, point = self.message, self.point
        words = of_undelivered(message) if message else of_to_tell(point) if point else ""
        self.query_one(Whole).put(words)

    def _tick(self) -> None:
        if self.app.screen is self:
            self.arrive()
