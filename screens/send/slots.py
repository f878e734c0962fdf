"""The free times of a point, to give one to the customer."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult

from callcenter.desk.views import AppointmentView, Slot, Slots
from callcenter.i18n import N_, _, fill, weekday

from ..base import Modal
from ..log.lines import SpanLine, Spans
from ..widgets.ledger import Cell, Column, Ledger

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

COLUMNS = (
    Column(N_("day"), 14, priority=9),
    Column(N_("time"), 11, priority=9),
    Column("", 1, grow=1, priority=1),
)
MOST = 10
"""Lines of times that are seen at once."""


def when_text(from_at: datetime, to_at: datetime, zone: str) -> str:
    """A time on the point's clock: "Tue 2026-03-03 09:00-11:00"."""
    begin, end = (at.astimezone(ZoneInfo(zone)) for at in (from_at, to_at))
    return f"{weekday(begin)} {begin:%Y-%m-%d %H:%M}-{end:%H:%M}"


def appointment_text(made: AppointmentView) -> str:
    """An appointment's time on the point's clock."""
    return when_text(made.from_at, made.to_at, made.timezone)


class Taken(NamedTuple):
    """A time that was chosen, at its point."""

    slots: Slots
    slot: Slot


class SlotsScreen(Modal[Taken]):
    """The list, which stands at once and is read then; dismissed with a time, or with None on Esc.

    Args:
        read: asks the desk for the free times.
    """

    HELP_TEXT = N_("The times at which the point can still see somebody. Enter takes one.")
    DEFAULT_CSS = f"""
    SlotsScreen SpanLine {{ height: 1; padding: 0 1; }}
    SlotsScreen Ledger {{ height: auto; max-height: {MOST + 1}; }}
    """

    def __init__(self, read: "Callable[[AgentDesk], Slots]") -> None:
        super().__init__()
        self.read = read
        self.slots: Slots | None = None

    def body(self) -> ComposeResult:
        """Whose times, then the times."""
        yield SpanLine(self._title)
        ledger: Ledger[Slot] = Ledger(
            COLUMNS, self._cells, key=lambda slot: slot.from_at, choose=N_("take"), id="slots",
        )  # fmt: skip
        yield ledger

    def on_mount(self) -> None:
        """The earliest time is under the cursor."""
        self.query_one("#slots", Ledger).focus()
        self.ask(self.read, self._show, group="slots")

    def _show(self, slots: Slots) -> None:
        self.slots = slots
        self.query_one("#slots", Ledger).set_rows(slots.rows)
        self.query_one("#slots", Ledger).refresh(layout=True)
        self.query_one(SpanLine).refresh()

    @on(Ledger.Chosen, "#slots")
    def chosen(self, event: Ledger.Chosen) -> None:
        """Enter on a time."""
        if self.slots is not None:
            self.dismiss(Taken(self.slots, event.row))

    def _title(self) -> Spans:
        if self.slots is None:
            return ((_("looking for free times…"), "over"),)
        words = fill(_("When can {point} see them?"), {"point": self.slots.point})
        if not self.slots.hours_known:
            return (words, "strong"), ("   " + _("Its hours are not known: ring it."), "soon")
        if not self.slots.rows:
            return (words, "strong"), ("   " + _("No time is free here in these days."), "soon")
        return ((words, "strong"),)

    def _cells(self, slot: Slot) -> tuple[Cell, ...]:
        zone = ZoneInfo(self.slots.timezone if self.slots else "UTC")
        begin, end = (at.astimezone(zone) for at in (slot.from_at, slot.to_at))
        return f"{weekday(begin)} {begin:%Y-%m-%d}", f"{begin:%H:%M}-{end:%H:%M}", ""
