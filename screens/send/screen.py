"""Sending a case that is logged already: what it is, the points that can take it, Enter sends."""

from dataclasses import replace
from typing import Any, NamedTuple
from uuid import uuid4

from textual import on
from textual.app import ComposeResult

from callcenter import clock
from callcenter.desk.views import Candidate, CaseView, Choice, Proposal, Sent, Slot, Slots
from callcenter.errors import Changed
from callcenter.i18n import N_, _, fill, language, say

from ..base import CallcenterScreen
from ..commands import Command
from ..log.lines import SpanLine, Spans
from ..messages import StoreChanged
from ..widgets import words
from ..widgets.ledger import Ledger
from .points import PointsList
from .sending import Sends, leaving
from .slots import SlotsScreen, Taken, when_text


class Standing(NamedTuple):
    """A case, its category in words, and the points for it."""

    case: CaseView
    category: str
    proposal: Proposal


class SendScreen(Sends, CallcenterScreen[None]):
    """The list of points for one case.

    Args:
        case_id: the case.
        customer_id: whose call it is, for the read-back's "next issue".
        calling: the E.164 number of the call.
    """

    CSS_PATH = ["points.tcss", "send.tcss"]
    TAB = "queue"
    HELP_TEXT = N_(
        "The points that can take the case, best first. Enter sends; another than the first asks why. "
        "Key q gives the customer one of the point's free times, which is booked with the offer."
    )
    ACTIONS = (
        Command("send.time", "q", N_("time…"), N_("Give the customer a time at this point"), 80,
                when=lambda screen: screen.here is not None),
    )  # fmt: skip

    def __init__(self, case_id: int, *, customer_id: int | None = None, calling: str = "") -> None:
        super().__init__()
        self.case_id, self.customer_id, self.calling = case_id, customer_id, calling
        self.case: CaseView | None = None
        self.category = ""
        self.request = str(uuid4())
        self.letters_act = True
        self.slots: Slots | None = None
        self.slot: Slot | None = None
        """The time that is booked with the offer, at the point of ``slots``."""

    def body(self) -> ComposeResult:
        """What it is, in three lines, then the points."""
        yield SpanLine(self._title, id="title")
        yield SpanLine(self._what, id="what")
        yield SpanLine(self._where, id="where")
        yield SpanLine(self._when, id="when")
        yield PointsList(id="list")

    @property
    def here(self) -> Candidate | None:
        """The point under the cursor."""
        found = self.query(PointsList)
        return found.first().ledger.row if found else None

    def action_time(self) -> None:
        """The free times of the point under the cursor."""
        point = self.here
        if point is None:
            return
        point_id, case_id = point.point_id, self.case_id
        asked = SlotsScreen(lambda desk: desk.slots(point_id=point_id, case_id=case_id))
        self.app.push_screen(asked, self._take_time)

    def _take_time(self, taken: Taken | None) -> None:
        if taken is not None:
            self.slots, self.slot = taken
            self._show_time()

    def _show_time(self) -> None:
        """The line of the time is there only with a time."""
        line = self.query_one("#when", SpanLine)
        line.display = self.slot is not None
        line.refresh()

    def _timed(self, choice: Choice) -> Choice:
        """The choice with the time that was taken at its point."""
        here = self.slots is not None and self.slots.point_id == choice.point_id
        return replace(choice, from_at=self.slot.from_at) if here and self.slot else choice

    def on_mount(self) -> None:
        """The list has the focus."""
        self._show_time()
        self.query_one(Ledger).focus()

    def arrive(self) -> None:
        """The case and its points."""
        case_id, speaks = self.case_id, language()
        self.ask(lambda desk: _standing(desk, case_id, speaks), self._show, group="points")

    def store_changed(self, change: StoreChanged) -> None:
        """It may have gone elsewhere, or a point may be full."""
        if change.touches("case", "dispatch", "point"):
            self.arrive()

    def _show(self, standing: Standing) -> None:
        self.case, self.category = standing.case, standing.category
        self.query_one(PointsList).show(standing.proposal)
        for head in self.query(SpanLine):
            head.refresh()

    @on(Ledger.Chosen, "#points")
    def chosen(self, event: Ledger.Chosen) -> None:
        """Enter on a point."""
        proposal = self.query_one(PointsList).proposal
        if proposal is not None and self.case is not None:
            self.choose_point(event.row, proposal)

    def send(self, choice: Choice) -> None:
        """Offer it to this point."""
        if self.case is None:
            return
        choice = self._timed(choice)
        request, case_id, version = self.request, self.case_id, self.case.version
        told = fill(_("{number}: {leaving}"), {"number": self.case.number, "leaving": leaving(choice)})
        self.do(lambda desk: desk.dispatch(request, case_id, version, choice), self._sent, told=told,
                failed=self._failed)  # fmt: skip

    def _sent(self, _sent: Sent) -> None:
        from ..read_back.screen import ReadBackScreen

        self.app.switch_screen(
            ReadBackScreen(self.case_id, customer_id=self.customer_id, calling=self.calling)
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Changed):
            self.slots = self.slot = None
            self._show_time()
            self.arrive()

    def _title(self) -> Spans:
        case = self.case
        if case is None:
            return ()
        who = " · ".join(part for part in (case.customer or case.caller, case.item) if part)
        return (f"{case.number}  ", "strong"), (case.summary, "strong"), (f"   {who}", "over")

    def _what(self) -> Spans:
        case = self.case
        if case is None:
            return ()
        parts = [self.category, say(f"way.{case.way}") if case.way else _("any way")]
        parts.append(say(f"cover.{case.cover}") if case.cover else _("cover: open"))
        safety: Any = (_("! safety  "), "late") if case.safety else ""
        return safety, " · ".join(part for part in parts if part)

    def _where(self) -> Spans:
        case = self.case
        if case is None:
            return ()
        said = case.place.text or ", ".join(part for part in (case.place.postcode, case.place.city) if part)
        now_at = fill(_("now with {point}"), {"point": case.where}) if case.where else ""
        due = words.due(case.due_at, clock.now())
        return (said or _("place not known"), "" if said else "soon"), f"   {now_at}   ", due

    def _when(self) -> Spans:
        if self.slots is None or self.slot is None:
            return ()
        when = when_text(self.slot.from_at, self.slot.to_at, self.slots.timezone)
        words = {"point": self.slots.point, "when": when}
        return ((fill(_("appointment at {point}: {when}, booked when it is sent there"), words), "good"),)


def _standing(desk: Any, case_id: int, speaks: str) -> Standing:
    case = desk.case(case_id)
    category = desk.taxonomy().name(case.category, speaks) if case.category else ""
    return Standing(case, category, desk.propose(desk.wish_of(case_id)))
