"""One case, tracked: its timeline, what is so now, and only the moves that are possible now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from callcenter import clock, i18n
from callcenter.desk.views import CLOSES, Callee, CaseView, MoveDetails, Outcome, WaitFor
from callcenter.errors import Changed
from callcenter.i18n import N_, _, fill, say

from ..base import CallcenterScreen
from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..widgets.choose import Choice
from ..widgets.paper import Paper
from ..widgets.short_form import ShortForm
from ..widgets.status_line import StatusLine
from . import forms, pages
from .booking import Booking
from .commands import ACTIONS, MOVES
from .head import CaseHead
from .joining import Joining
from .strip import MovesLine, Strip
from .told import tell_point

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

TICK = 30.0
"""Seconds until the times are reckoned anew."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A case, and who looks at it."""

    case: CaseView
    me: str
    agent_id: int
    taxonomy: Any


class CaseScreen(Joining, Booking, CallcenterScreen[None]):
    """The case.

    Args:
        case_id: which one.
    """

    CSS_PATH = "case.tcss"
    TAB = "queue"
    HELP_TEXT = N_(
        "The case as it stands: what happened at the left, what is so now at the right. "
        "Only what is possible now has a key. What moves the case asks for what it needs, or can be "
        "taken back with z for ten seconds."
    )
    ACTIONS = ACTIONS

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id
        self.case: CaseView | None = None
        self.me, self.agent_id = "", 0
        self._taxonomy: Any = None
        self._writing = False
        self._ends: list[Timer] = []

    def body(self) -> ComposeResult:
        """Head, and both panes: beside each other, or one at a time below a strip."""
        yield CaseHead()
        yield Strip((("1", N_("Timeline")), ("2", N_("Facts"))))
        with Horizontal(id="panes"):
            yield Paper(at_end=True, id="timeline")
            yield Paper(id="facts")
        yield MovesLine(MOVES)

    def on_mount(self) -> None:
        """Times go on by themselves."""
        self.add_class("-timeline")
        self.query_one(StatusLine).tab = self.app.current_mode
        self.set_interval(TICK, self._tick)

    def arrive(self) -> None:
        """Read the case."""
        self.ask(self._read, self._show, group="case")

    def store_changed(self, change: StoreChanged) -> None:
        """Read it anew where it was this case that changed."""
        if change.touches_one("case", self.case_id):
            self.arrive()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """The lines are made of words: make them again."""
        self._paint()

    def callees(self) -> tuple[tuple[str, Callee], ...]:
        """Whoever is to be reached about the case."""
        return () if self.case is None else ((self.case.number, Callee(case_id=self.case_id)),)

    # What commands ask

    def may(self, *moves: str) -> bool:
        """Whether one of these moves is possible now."""
        return self.case is not None and any(move.move in moves for move in self.case.moves)

    @property
    def is_open(self) -> bool:
        """Whether the case is there and not over."""
        return self.case is not None and self.case.closed_at is None

    @property
    def is_held(self) -> bool:
        """Whether its offer is still held and can be taken back without a trace."""
        sent = self.case.dispatch if self.case else None
        return sent is not None and sent.state == "queued" and clock.now() < sent.held_until

    @property
    def can_hear(self) -> bool:
        """Whether a service point may answer on the phone now."""
        sent = self.case.dispatch if self.case else None
        return sent is not None and sent.live and self.may("accept", "decline") and not self.is_held

    @property
    def can_undo(self) -> bool:
        """Whether the last move was one's own and less than ten seconds ago."""
        until = self.case.undo_until if self.case else None
        return until is not None and clock.now() <= until

    @property
    def is_mine(self) -> bool:
        """Whether the case is the agent's own."""
        return self.case is not None and self.case.agent_id == self.agent_id

    def label_of(self, command: Command) -> str:
        """Some commands are called by what they do now."""
        words = {
            "case.resolve": N_("solved on the phone…") if self.may("solve_on_phone") else N_("resolved…"),
            "case.go-on": N_("goes on") if self.may("resume") else N_("received"),
            "case.undo": self.undo_label,
        }
        return _(words[command.id]) if command.id in words else super().label_of(command)

    # Panes

    def action_timeline(self) -> None:
        """To what happened."""
        self._pane("timeline")

    def action_facts(self) -> None:
        """To what is so now."""
        self._pane("facts")

    def _pane(self, name: str) -> None:
        self.set_class(name == "timeline", "-timeline")
        self.query_one(Strip).mark("1" if name == "timeline" else "2")
        self.query_one(f"#{name}").focus()

    # Moves

    def action_send(self) -> None:
        """To the list of points."""
        self.console.go("send", self.case_id)

    def action_send_elsewhere(self) -> None:
        """To the list of points; the one that has it is told."""
        self.action_send()

    def action_take_back(self) -> None:
        """Take the offer back before it has left."""
        sent = self._now.dispatch
        if sent is not None:
            self._write(lambda desk, request: desk.take_back(request, sent.dispatch_id),
                        _("{number}: taken back, nothing was sent"))  # fmt: skip

    def action_answer(self) -> None:
        """What the point says on the phone; a failed offer may also be sent again."""
        sent = self._now.dispatch
        if sent is None:
            return
        if sent.state != "failed":
            self._open(tell_point(sent.dispatch_id, sent.point, sent.point_phone))
            return
        choices = (
            Choice("told", _("they are on the phone")),
            Choice("resend", _("send it again")),
            Choice("by_phone", _("I tell them by phone")),
        )
        self.choose(_("It could not be delivered."), choices, partial(self._after_failure, sent.dispatch_id))

    def _after_failure(self, dispatch_id: int, code: str) -> None:
        sent = self._now.dispatch
        if code == "told" and sent is not None:
            self._open(tell_point(dispatch_id, sent.point, sent.point_phone))
        elif code == "resend":
            self._write(lambda desk, request: desk.resend(request, dispatch_id), _("{number}: sent again"))
        else:
            self._write(lambda desk, request: desk.by_phone(request, dispatch_id),
                        _("{number}: to be told by phone"))  # fmt: skip

    def action_go_on(self) -> None:
        """The item was received, or the wait is over."""
        self._move("resume" if self.may("resume") else "receive", MoveDetails())

    def action_wait(self) -> None:
        """Ask whom for."""
        choices = [Choice(one.value, say(f"wait_for.{one.value}")) for one in WaitFor]
        self.choose(_("Waiting for"), choices, lambda code: self._move("wait", MoveDetails(wait_for=code)))

    def action_expected(self) -> None:
        """Ask for the date."""
        self._open(forms.expected(self._now))

    def action_resolve(self) -> None:
        """Ask for the outcome, then for the work."""
        move = "solve_on_phone" if self.may("solve_on_phone") else "resolve"
        choices = [Choice(one.value, say(f"outcome.{one.value}")) for one in Outcome]
        proposed = Outcome.ADVISED if move == "solve_on_phone" else Outcome.REPAIRED
        self.choose(_("How did it end?"), choices, partial(self._outcome, move), proposed=proposed.value)

    def _outcome(self, move: str, outcome: str) -> None:
        self._open(forms.resolved(self._now, move, outcome))

    def action_close(self) -> None:
        """Ask for the reason."""
        choices = [Choice(one.value, say(f"close_reason.{one.value}")) for one in CLOSES]
        self.choose(_("Close, because"), choices,
                    lambda code: self._move("close", MoveDetails(close_reason=code)))  # fmt: skip

    def action_reopen(self) -> None:
        """Ask what is wrong."""
        self._open(forms.reopened(self._now))

    def action_cancel(self) -> None:
        """Ask why."""
        self._open(forms.cancelled(self._now))

    def action_undo(self) -> None:
        """Take back one's own last move, else the newest link, merge or split."""
        if not self.can_undo:
            self.part()
            return
        version = self._now.version
        self._write(lambda desk, request: desk.undo(request, self.case_id, version),
                    _("{number}: taken back"))  # fmt: skip

    # What is said without moving it

    def action_note(self) -> None:
        """A note."""
        self._open(forms.note(self._now))

    def action_promise(self) -> None:
        """A promise."""
        self._open(forms.promise(self._now))

    def action_settle(self) -> None:
        """A promise was kept or missed; with several, ask which."""
        standing = [one for one in self._now.promises if one.state == "open"]
        if len(standing) == 1:
            self._settle(str(standing[0].promise_id))
        else:
            choices = [Choice(str(one.promise_id), one.what) for one in standing[:9]]
            self.choose(_("Which promise?"), choices, self._settle)

    def _settle(self, promise_id: str) -> None:
        one = next(one for one in self._now.promises if str(one.promise_id) == promise_id)
        choices = (Choice("kept", _("kept")), Choice("missed", _("missed")))
        self.choose(one.what, choices, lambda code: self._write(
            lambda desk, request: desk.settle_promise(request, one.promise_id, code == "kept"),
            _("{number}: promise noted")))  # fmt: skip

    def action_chaser(self) -> None:
        """Somebody asks how it stands."""
        self._open(forms.chaser(self._now))

    def action_tried(self) -> None:
        """A try to reach the customer."""
        choices = (Choice("reached", _("reached")), Choice("tried", _("not reached")))
        self.choose(_("Tried to reach the customer"), choices, lambda code: self._write(
            lambda desk, request: desk.tried(request, self.case_id, code == "reached"),
            _("{number}: the try is noted")))  # fmt: skip

    def action_cover(self) -> None:
        """Who pays."""
        self._open(forms.cover(self._now))

    def action_take(self) -> None:
        """The case is mine."""
        version = self._now.version
        self._write(lambda desk, request: desk.take(request, self.case_id, version), _("{number} is yours"))

    def action_seen(self) -> None:
        """The alarm has been seen."""
        alarm_id = self._now.alarm_id
        if alarm_id is not None:
            self._write(lambda desk, request: desk.acknowledge(request, alarm_id),
                        _("{number}: alarm seen"))  # fmt: skip

    def action_read_back(self) -> None:
        """What to say to the caller."""
        self.console.go("read_back", self.case_id, customer_id=self._now.customer_id)

    def action_log(self) -> None:
        """Another problem of the same caller."""
        self.console.go("log", self._now.customer_id, item_id=self._now.item_id)

    # Reading and writing

    @property
    def _now(self) -> CaseView:
        assert self.case is not None, "commands act on a case that was read"
        return self.case

    def _read(self, desk: "AgentDesk") -> Answer:
        taxonomy = self._taxonomy or desk.taxonomy()
        return Answer(desk.case(self.case_id), desk.me.name, desk.me.agent_id, taxonomy)

    def _show(self, answer: Answer) -> None:
        before, self.case = self.case, answer.case
        self.me, self.agent_id, self._taxonomy = answer.me, answer.agent_id, answer.taxonomy
        if before is not None:
            self._tell_news(before)
        self._paint()
        self._watch_times()

    def _tell_news(self, before: CaseView) -> None:
        found = pages.news(before.timeline, self._now.timeline, self.me, self._name_of)
        if found is not None:
            who, what = found
            words = fill(_("changed by {who}: {what}"), {"who": who, "what": what}) if who else what
            self.tell(words)

    def _paint(self) -> None:
        if self.case is None:
            return
        now = clock.now()
        self.query_one(CaseHead).put(self.case)
        pages.paint(self, self.case, now, self._name_of)
        self.refresh_bindings()

    def _tick(self) -> None:
        if self.app.screen is self:
            self.arrive()

    def _name_of(self, category: str) -> str:
        return self._taxonomy.name(category, i18n.language()) if self._taxonomy is not None else category

    def _watch_times(self) -> None:
        """What can be done for a few seconds only loses its key by itself."""
        for timer in self._ends:
            timer.stop()
        sent = self._now.dispatch
        ends: list[datetime | None] = [self._now.undo_until, sent.held_until if sent else None]
        left = [(end - clock.now()).total_seconds() for end in ends if end is not None]
        self._ends = [self.set_timer(seconds + 0.2, self._paint) for seconds in left if seconds > 0]

    def _open(self, form: ShortForm) -> None:
        self.app.push_screen(form)

    def _move(self, move: str, details: MoveDetails) -> None:
        version = self._now.version
        self._write(
            lambda desk, request: desk.move(request, self.case_id, version, move, details),
            forms.moved(self._now, move),
        )

    def _write(self, verb: "Callable[[AgentDesk, str], Any]", told: str) -> None:
        if self._writing:
            return
        self._writing = True
        self.do(self.once((told, self.case_id, self._now.version), verb), self._written,
                told=fill(told, {"number": self._now.number}), failed=self._not_written)  # fmt: skip

    def _written(self, _result: Any) -> None:
        self._writing = False
        self.arrive()

    def _not_written(self, error: Exception) -> None:
        self._writing = False
        if isinstance(error, Changed):
            self.arrive()
