"""The calls: who is to be called back stands first, then all others, newest first; it changes by itself."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from callcenter.desk.views import Callee, WrapUpCode
from callcenter.i18n import N_, _, fill, say

from ..base import CallcenterScreen
from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..queue.lines import Totals
from ..widgets.field import Field
from ..widgets.ledger import Ledger
from . import forms
from .calling import call_out
from .entries import COLUMNS, Entry, cells
from .lines import CallScopes, NoCalls, totals

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

PAGE = 200
TICK = 30.0
"""Seconds until it is read anew: time alone makes call-backs due."""
TOPICS = ("call", "call_back", "customer")
"""News that may change the list."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be shown."""

    scope: str
    text: str
    entries: tuple[Entry, ...]
    after: str | None


def _row(screen: "CallsScreen") -> bool:
    return screen.entry is not None


def _is_call(screen: "CallsScreen") -> bool:
    return screen.entry is not None and screen.entry.call is not None


def _has_number(screen: "CallsScreen") -> bool:
    return screen.entry is not None and bool(screen.entry.line.caller)


class CallsScreen(CallcenterScreen[None]):
    """Four lists, a filter, a ledger, its totals."""

    CSS_PATH = "calls.tcss"
    TAB = "calls"
    HELP_TEXT = N_(
        "Who is to be called back stands first: call-backs that are due, then missed calls. 1 to 4 change "
        "the list, / filters as you type. w and a digit say what came of a call; m writes a note to it."
    )
    ACTIONS = (
        Command("calls.filter", "slash", N_("find"), N_("Filter by number, name, agent, case, note"), 70,
                when=lambda screen: screen.focused is not screen.query_one("#filter")),
        Command("calls.call-out", "c", N_("call"), N_("Ring the number under the cursor"), 90,
                when=_has_number),
        Command("calls.call-back", "b", N_("call back…"), N_("Promise a call back, or put one off"), 84,
                when=_has_number),
        Command("calls.wrap-up", "w", N_("wrap up"), N_("Say what came of the call: one digit"), 82,
                when=_is_call),
        Command("calls.done", "d", N_("done"), N_("It needs no call back any more"), 80,
                when=lambda screen: screen.entry is not None and screen.entry.is_to_do),
        Command("calls.note", "m", N_("note"), N_("Write a note"), 60,
                when=_is_call),
        Command("calls.new", "n", N_("note a call"), N_("Note a call by hand"), 58),
        Command("calls.customer", "o", N_("customer"), N_("To the customer's card, or to the number"), 40,
                when=_row),
        Command("calls.all", "1", N_("all"), N_("All calls")),
        Command("calls.missed", "2", N_("missed"), N_("Missed calls that wait to be called back")),
        Command("calls.call-backs", "3", N_("call-backs"), N_("Who was promised a call back")),
        Command("calls.mine", "4", N_("mine"), N_("Your own calls")),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.text = "all", ""
        self._after: str | None = None
        self._shown: tuple[str, str] | None = None
        """List and filter of what stands there."""
        self._reading = self._stale = self._writing = False

    def body(self) -> ComposeResult:
        """Filter, ledger, totals."""
        with Horizontal(id="top"):
            yield CallScopes()
            yield Field(placeholder=N_("/ filter"), id="filter")
        yield Ledger(COLUMNS, cells, key=lambda entry: entry.key, choose=N_("open it"), id="calls")
        yield NoCalls()
        yield Totals()

    def on_mount(self) -> None:
        """The list has the focus: its letters are commands."""
        self.query_one(Ledger).focus()
        self.query_one(NoCalls).display = False
        self.set_interval(TICK, self._tick)

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor."""
        entry: Entry | None = self.query_one(Ledger).row
        return entry

    @property
    def can_go_back(self) -> bool:
        """Esc clears the filter and leaves it; the root of the mode goes nowhere else."""
        return bool(self.text) or self.focused is self.query_one("#filter")

    def arrive(self) -> None:
        """Read the list."""
        self._read()

    def store_changed(self, change: StoreChanged) -> None:
        """Read it anew where calls changed; at most one reading is under way."""
        if change.touches(*TOPICS):
            self._read()

    def on_language_changed(self, event: LanguageChanged) -> None:
        """The totals are made of words."""
        self._show_totals()

    def callees(self) -> tuple[tuple[str, Callee], ...]:
        """Whoever is under the cursor."""
        entry = self.entry
        return ((entry.who, entry.callee),) if entry is not None and entry.line.caller else ()

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

    def action_all(self) -> None:
        """All of them."""
        self._look_at("all")

    def action_missed(self) -> None:
        """Those that wait to be called back."""
        self._look_at("missed")

    def action_call_backs(self) -> None:
        """Who was promised a call back."""
        self._look_at("call_backs")

    def action_mine(self) -> None:
        """My own."""
        self._look_at("mine")

    def action_call_out(self) -> None:
        """Ring them."""
        if self.entry is not None:
            call_out(self, self.entry.callee)

    def action_call_back(self) -> None:
        """Promise a call back; a call-back itself is put off."""
        entry = self.entry
        if entry is None:
            return
        if entry.back is not None:
            self.app.push_screen(forms.moved(entry))
        else:
            call_id = entry.call.call_id if entry.call else 0
            self.app.push_screen(forms.call_back(entry.callee, entry.who, f"call:{call_id}"))

    def action_wrap_up(self) -> None:
        """One digit: what came of it."""
        entry = self.entry
        if entry is not None and entry.call is not None:
            call_id, who = entry.call.call_id, entry.who
            self.choose(fill(_("What came of the call with {who}?"), {"who": who}), forms.codes(),
                        lambda code: self._wrapped(call_id, who, code))  # fmt: skip

    def _wrapped(self, call_id: int, who: str, code: str) -> None:
        told = fill(_("{who}: {code}. m writes a note to it"), {"who": who, "code": say(f"wrap_up.{code}")})
        self._write(("wrap up", call_id, code),
                    lambda desk, request: desk.wrap_up(request, call_id, code), told)  # fmt: skip

    def action_done(self) -> None:
        """A missed call needs none any more; of a call-back one digit says what came of it."""
        entry = self.entry
        if entry is None:
            return
        if entry.call is not None:
            call_id = entry.call.call_id
            self._write(("done", call_id), lambda desk, request: desk.done_missed(request, call_id),
                        fill(_("{who}: needs no call back"), {"who": entry.who}))  # fmt: skip
        else:
            self.choose(fill(_("What came of the call with {who}?"), {"who": entry.who}), forms.codes(),
                        lambda code: self._made(entry, code))  # fmt: skip

    def _made(self, entry: Entry, code: str) -> None:
        """Nobody replied: it is only put off."""
        if entry.back is None:
            return
        if code == WrapUpCode.NO_REPLY:
            self.app.push_screen(forms.moved(entry))
            return
        call_back_id = entry.back.call_back_id
        told = fill(_("{who}: {code}"), {"who": entry.who, "code": say(f"wrap_up.{code}")})
        self._write(("made", call_back_id, code),
                    lambda desk, request: desk.call_back_done(request, call_back_id, code), told)  # fmt: skip

    def action_note(self) -> None:
        """What was said, and the case it was about."""
        entry = self.entry
        if entry is not None and entry.call is not None:
            self.app.push_screen(forms.wrapped(entry.call.call_id, entry.who, entry.call.code))

    def action_new(self) -> None:
        """A call that no telephone system told of."""
        self.app.push_screen(forms.noted())

    def action_customer(self) -> None:
        """To the card, or to what is known of the number."""
        entry = self.entry
        if entry is not None:
            self.console.show_caller(entry.line.customer_id, entry.line.caller)

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

    @on(Ledger.Chosen, "#calls")
    def _open(self, event: Ledger.Chosen) -> None:
        """The case it was about, else who it was."""
        line = event.row.line
        if line.case_id is not None:
            self.console.go("case", line.case_id)
        else:
            self.console.show_caller(line.customer_id, line.caller)

    @on(Ledger.Moved, "#calls")
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(Ledger.NeedMore, "#calls")
    def _more(self) -> None:
        scope, text, after = self.scope, self.text, self._after
        if after is not None:
            self.ask(lambda desk: _page(desk, scope, text, after, PAGE), self._extend, group="more")

    def _extend(self, answer: Answer) -> None:
        self._after = answer.after
        self.query_one(Ledger).extend(answer.entries, more=answer.after is not None)
        self._show_totals()

    # Reading and writing

    def _look_at(self, scope: str) -> None:
        self.scope = scope
        self.query_one(CallScopes).put(scope)
        self._read()

    def _read(self) -> None:
        """Ask for all that is loaded; what changes while the answer is under way is asked for afterwards."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        scope, text, limit = self.scope, self.text, self._wanted()
        self.ask(lambda desk: _page(desk, scope, text, None, limit), self._show, failed=self._not_read)

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
        ledger = self.query_one(Ledger)
        before = {entry.key: entry for entry in ledger.rows}
        same = self._shown == (answer.scope, answer.text)
        self._after, self._shown = answer.after, (answer.scope, answer.text)
        ledger.set_rows(answer.entries, more=answer.after is not None)
        if not same:
            ledger.move_to(0)
        changed = [one.key for one in answer.entries if before.get(one.key) != one] if same else []
        if changed:
            ledger.mark(changed)
        self._show_empty(not answer.entries)
        self._show_totals()
        if self._stale or (self.scope, self.text) != self._shown:
            self._read()

    def _show_empty(self, empty: bool) -> None:
        nothing, ledger = self.query_one(NoCalls), self.query_one(Ledger)
        nothing.put(self.scope, self.text)
        if nothing.display != empty:
            nothing.display = empty
            ledger.set_class(empty, "-empty")

    def _show_totals(self) -> None:
        ledger = self.query_one(Ledger)
        self.query_one(Totals).put(totals(ledger.rows, self._after is not None))

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


def _page(desk: "AgentDesk", scope: str, text: str, after: str | None, limit: int) -> Answer:
    """Read in a thread. Call-backs that are due stand before all calls, where nothing is filtered."""
    if scope == "call_backs":
        backs = desk.call_backs(after=after, limit=limit)
        shown = tuple(Entry(back=row) for row in backs.rows if _fits(text, Entry(back=row)))
        return Answer(scope, text, shown, backs.after)
    page = desk.calls(scope, text=text, after=after, limit=limit)
    first = scope == "all" and after is None and not text
    due = tuple(Entry(back=row) for row in desk.call_backs_due()) if first else ()
    return Answer(scope, text, (*due, *(Entry(call=row) for row in page.rows)), page.after)


def _fits(text: str, entry: Entry) -> bool:
    """Whether all words stand somewhere in a call-back."""
    row = entry.line
    held = f"{row.customer} {row.phone_text} {row.caller} {row.agent} {row.case_number} {row.note}".casefold()
    return all(word in held for word in text.casefold().split())
