"""The read-back: what to say to the caller, in one paragraph that fills the screen."""

from math import ceil
from typing import Any, NamedTuple
from uuid import uuid4

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget

from callcenter import clock
from callcenter.desk.views import DispatchView, ReadBack
from callcenter.i18n import N_, _, fill, say

from ..base import CallcenterScreen
from ..commands import Command
from ..guard import Guarded
from ..messages import StoreChanged
from ..widgets.breaking import broken
from ..widgets.one_line import one_line

TICK = 1.0
"""Seconds between two paintings of the line that counts down."""


class Told(NamedTuple):
    """What to say, and how the dispatch stands."""

    said: ReadBack
    dispatch: DispatchView | None
    summary: str


class ReadTitle(Guarded, Widget):
    """The number and what it is about, quietly."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def render(self) -> Text:
        """One line."""
        return one_line(self, Text(self.text, no_wrap=True, end=""))


class ReadText(Guarded, Widget):
    """The words, wrapped, with room around them."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as it takes."""
        return len(broken(Text(self.text), width))

    def render(self) -> Text:
        """The paragraph."""
        return Text("\n", end="").join(broken(Text(self.text, end=""), self.size.width))


class Leaving(Guarded, Widget):
    """One line: when the offer leaves, that it has, or whom to call."""

    COMPONENT_CLASSES = {"leaving--soon", "leaving--good", "leaving--late", "leaving--key", "leaving--over"}

    def __init__(self) -> None:
        super().__init__()
        self.dispatch: DispatchView | None = None
        self.known = False

    @property
    def held_for(self) -> int:
        """Seconds until it leaves; 0 when it may have left."""
        until = self.dispatch.held_until if self.dispatch and self.dispatch.state == "queued" else None
        return max(0, ceil((until - clock.now()).total_seconds())) if until else 0

    def render(self) -> Text:
        """The line."""
        dispatch, text = self.dispatch, Text(no_wrap=True, overflow="ellipsis", end="")
        if dispatch is None or not dispatch.live:
            return text.append(_("kept: not sent to a point yet") if self.known else "", self._style("over"))
        if dispatch.state == "by_phone":
            text.append(_("! to be told by phone: "), self._style("soon"))
            phone = dispatch.point_phone or _("(no number on file)")
            text.append(f"{dispatch.point} {phone}  ")
            tail = Text("h ", self._style("key"), end="").append(_("when they are told"), "default")
            fits = text.cell_len + tail.cell_len <= self.size.width
            return text.append_text(tail) if fits else one_line(self, text)
        if self.held_for:
            text.append(fill(_("leaves in {seconds} s"), {"seconds": self.held_for}), self._style("soon"))
            return text.append(" · ").append("t ", self._style("key")).append(_("takes it back"))
        if dispatch.state == "queued":
            return text.append(
                fill(_("on its way to {point}"), {"point": dispatch.point}), self._style("good")
            )
        tone = {"failed": "late", "declined": "late", "expired": "late"}.get(dispatch.state, "good")
        sign = "✗" if tone == "late" else "✓"
        state = say(f"dispatch_state.{dispatch.state}")
        return text.append(f"{sign} {dispatch.point}: {state}", self._style(tone))

    def _style(self, tone: str) -> str:
        return str(self.get_component_rich_style(f"leaving--{tone}"))


class ReadBackScreen(CallcenterScreen[None]):
    """What to say, and until when the offer can be taken back.

    Args:
        case_id: the case.
        customer_id: whose call it is; None where they are not on file.
        calling: the E.164 number of the call.
    """

    CSS_PATH = "read_back.tcss"
    TAB = "desk"
    HELP_TEXT = N_("Read it to the caller. Enter notes that it was told and makes room for the next call.")
    ACTIONS = (
        Command("read-back.told", "enter", N_("told, next call"), N_("It was told; to an empty desk"), 95),
        Command("read-back.next", "n", N_("next issue"), N_("Another issue of the same caller"), 90),
        Command("read-back.take-back", "t", N_("take back"), N_("Take the offer back before it leaves"), 85,
                when=lambda self: self.can_take_back),
        Command("read-back.by-phone", "h", N_("told by phone"), N_("Note whom at the point you told"), 92,
                when=lambda self: self.by_phone),
        Command("read-back.send", "x", N_("send…"), N_("Send it to a service point"), 80,
                when=lambda self: self.may_send),
        Command("read-back.case", "j", N_("open the case"), N_("The case as it stands"), 40),
    )  # fmt: skip

    def __init__(self, case_id: int, *, customer_id: int | None = None, calling: str = "") -> None:
        super().__init__()
        self.case_id, self.customer_id, self.calling = case_id, customer_id, calling
        self.request = str(uuid4())
        self.said: ReadBack | None = None
        self._ticking: Timer | None = None

    def body(self) -> ComposeResult:
        """Number, paragraph, and the line that counts down."""
        with Vertical(id="paper"):
            yield ReadTitle()
            yield ReadText()
            yield Leaving()

    @property
    def leaving(self) -> Leaving:
        """The line that counts down."""
        return self.query_one(Leaving)

    @property
    def dispatch(self) -> DispatchView | None:
        """The live dispatch."""
        found = self.leaving.dispatch
        return found if found is not None and found.live else None

    @property
    def can_take_back(self) -> bool:
        """Whether it is still held."""
        return self.leaving.held_for > 0

    @property
    def by_phone(self) -> bool:
        """Whether the point must be called."""
        return self.dispatch is not None and self.dispatch.state == "by_phone"

    @property
    def may_send(self) -> bool:
        """Whether no point has it."""
        return self.leaving.known and self.dispatch is None

    def arrive(self) -> None:
        """What to say now."""
        case_id = self.case_id
        self.ask(lambda desk: _told(desk, case_id), self._show, group="said")

    def store_changed(self, change: StoreChanged) -> None:
        """It left, was delivered, answered."""
        if change.touches("case", "dispatch"):
            self.arrive()

    def _show(self, told: Told) -> None:
        self.said = told.said
        title, paragraph = self.query_one(ReadTitle), self.query_one(ReadText)
        title.text = f"{told.said.number}   {told.summary}"
        title.refresh()
        if paragraph.text != told.said.text:
            paragraph.text = told.said.text
            paragraph.refresh(layout=True)
        self.leaving.dispatch, self.leaving.known = told.dispatch, True
        self.leaving.refresh()
        self.refresh_bindings()
        if self.can_take_back and self._ticking is None:
            self._ticking = self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        """Paint only the line; when the time is over, look once how it went."""
        self.leaving.refresh()
        if not self.can_take_back and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
            self.arrive()

    def action_told(self) -> None:
        """It was told; the next call finds an empty desk. The write goes on by itself."""
        request, case_id = self.request, self.case_id
        number = self.said.number if self.said else ""
        self.do(lambda desk: desk.told(request, case_id),
                told=fill(_("{number} read back"), {"number": number}))  # fmt: skip
        self.dismiss(None)
        self.app.call_later(next_call, self.console)

    def action_next(self) -> None:
        """It was told; another issue of the same caller."""
        from ..log.screen import LogScreen

        request, case_id = self.request, self.case_id
        self.do(lambda desk: desk.told(request, case_id), told="")
        self.app.switch_screen(LogScreen(self.customer_id, calling=self.calling))

    def action_take_back(self) -> None:
        """Take it back and choose another point."""
        dispatch = self.dispatch
        if dispatch is None:
            return
        dispatch_id = dispatch.dispatch_id
        self.do(self.once(("take back", dispatch_id), lambda desk, key: desk.take_back(key, dispatch_id)),
                lambda _none: self.action_send(),
                told=_("taken back: it has not left"), failed=lambda _error: self.arrive())  # fmt: skip

    def action_send(self) -> None:
        """Choose a point for it."""
        from ..send.screen import SendScreen

        self.app.switch_screen(SendScreen(self.case_id, customer_id=self.customer_id, calling=self.calling))

    def action_by_phone(self) -> None:
        """Note whom at the point was told, and what they said."""
        from ..case.told import tell_point

        live = self.dispatch
        if live is not None:
            self.app.push_screen(tell_point(live.dispatch_id, live.point, live.point_phone))

    def action_case(self) -> None:
        """The case as it stands."""
        self.console.go("case", self.case_id)


def next_call(console: Any) -> None:
    """Back to the desk with an empty field, ready for the next call; in a call's own mode to the caller."""
    if console.call_id is not None:
        return
    console.go("desk")
    desk = console.screen
    if hasattr(desk, "next_call"):
        desk.next_call()


def _told(desk: Any, case_id: int) -> Told:
    case = desk.case(case_id)
    return Told(desk.read_back(case_id), case.dispatch, case.summary)
