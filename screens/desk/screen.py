"""The desk: the field that is always at hand, what it finds, and the caller's card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from callcenter.i18n import N_, language

from ..commands import Command
from ..messages import LanguageChanged, StoreChanged
from ..widgets.field import Caption
from ..widgets.ledger import Ledger
from .calm import Calm
from .card import CardView
from .doubles import DoubleActs
from .drafts import Drafts, Unsaved, go_on, read_drafts
from .results import FindField, Rows, note, with_new

if TYPE_CHECKING:
    from callcenter.desk.views import Card, LookupAnswer, LookupRow

PAUSE = 0.08
"""Seconds after the last key until it is looked up."""
LONGEST_HOLD = 1.5
"""Seconds that keys behind Enter wait for what it opens."""
HINT = N_("number, name, serial, plate or case")


class DeskScreen(DoubleActs):
    """The home of an agent: mode "desk"."""

    CSS_PATH = "desk.tcss"
    TAB = "desk"
    HELP_TEXT = N_(
        "Type what the caller says: a number, its last digits, a name, a serial, a plate, a case. Arrows "
        "choose a row while you type on; Enter opens it. On the card, letters are commands."
    )
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("desk.find", "slash,f2", N_("find"), N_("To the field, from anywhere here"), 30,
                when=lambda self: self.focused is not self.field),
        Command("desk.log", "n,f4", N_("log"), N_("Log a new problem of this caller"), 92,
                when=lambda self: self.may_log),
        Command("desk.new-customer", "f6", N_("new customer"), N_("Put a new customer on file"), 20),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.answer: LookupAnswer | None = None
        self.calling = ""  # the E.164 number of this call, where the card was opened by one
        self.item_wanted: int | None = None
        self.wanted: int | None = None
        """The customer whose card is shown or on its way."""
        self._asked = self._answered = self._last = ""
        self._enter_waits = False
        self._then: Callable[[], None] | None = None
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """The field's line; below it the one of four that fits."""
        with Horizontal(id="find-line"):
            yield Caption("▎/", 3)
            yield FindField(placeholder=HINT, id="find")
            yield Caption("", 40, id="note")
        yield Rows()
        yield CardView(id="card")
        yield Calm(id="calm")
        yield Drafts()

    @property
    def rows(self) -> Rows:
        """What was found."""
        return self.query_one(Rows)

    # What is shown

    def on_mount(self) -> None:
        """The field has the focus."""
        self.set_focus(self.field)
        self._lay_out()
        self.set_interval(0.5, self._look_at_store)

    def arrive(self) -> None:
        """Read anew what may have changed."""
        self.read_card()
        if self.rows.display:  # a case of the list may have been moved meanwhile
            self._look_up()
        self.ask(lambda desk: desk.taxonomy(), self._learn, group="taxonomy")
        self.ask(read_drafts, self._show_drafts, group="drafts")
        self._look_at_store()

    def store_changed(self, change: StoreChanged) -> None:
        """Something changed that a card may show: it is read anew in its place."""
        if change.beyond("call"):
            self.read_card()

    def on_language_changed(self, _event: LanguageChanged) -> None:
        """The note is made of words."""
        self._say_note()

    def next_call(self) -> None:
        """An empty field with the focus, ready for the next caller."""
        self.field.put("")
        self.set_focus(self.field)
        self._clear()

    def _learn(self, taxonomy: Any) -> None:
        self.view.what = lambda code: str(taxonomy.name(code, language())) if code else ""
        self.view.refresh()
        self._look_at_store()

    def _show_drafts(self, drafts: tuple[Unsaved, ...]) -> None:
        self.query_one(Drafts).set_rows(drafts)
        self._lay_out()

    def _look_at_store(self) -> None:
        calm = self.query_one(Calm)
        if not self.field.value.strip() or not self.console.bridge.is_open:
            state = self.console.bridge.state.code
            calm.tell("ready" if state == "open" else state)

    def _lay_out(self) -> None:
        """Show the one part that fits now; the others keep what they hold."""
        typed, card = bool(self.field.value.strip()), self.wanted is not None
        kinds = [row.kind for row in self.answer.rows] if typed and self.answer is not None else []
        found, only_new = bool(kinds), kinds == ["new"]
        self.view.display = card
        self.rows.display = found and not card
        self.rows.set_class(only_new, "-few")
        self.query_one(Calm).display = not card and (not found or only_new)
        drafts = self.query_one(Drafts)
        drafts.display = not typed and not card and bool(drafts.rows)
        self._say_note()
        self.refresh_bindings()

    def _say_note(self) -> None:
        words = note(self.answer) if self.answer is not None and self.field.value.strip() else ""
        caption = self.query_one("#note", Caption)
        caption.text = words
        caption.refresh()

    # Finding

    @on(FindField.Changed, "#find")
    def typed(self) -> None:
        """A key: look it up when typing pauses for a moment."""
        text = self.field.value.strip()
        if text and text == self._asked:
            return
        self._enter_waits = False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look_up) if text else None
        if not text:
            self._clear()

    def _clear(self) -> None:
        self.console.bridge.forget(self, "find")
        self.console.bridge.forget(self, "card")
        self._last = self._answered or self._last
        self._asked = self._answered = self.calling = ""
        self.answer = self.wanted = self._then = None
        self.rows.set_rows(())
        self.view.show(None)
        self._look_at_store()
        self._lay_out()

    def _look_up(self) -> None:
        if text := self.field.value.strip():
            self._asked = text
            self.ask(lambda desk: desk.find(text), partial(self._found, text), group="find")

    def _look_up_again(self) -> None:
        if self.field.value.strip() != self._asked:
            self._look_up()

    def _found(self, text: str, answer: LookupAnswer) -> None:
        if not self.field.value.strip():
            return
        self._answered, self.answer = text, with_new(answer)
        self.rows.set_rows(self.answer.rows, more=answer.more)
        if text != self.field.value.strip():
            return
        self.query_one(Calm).found(text, answer)
        single = answer.single
        if single is not None and single.customer_id and single.kind == "customer":
            self.read_card(single)
        else:
            self.wanted = None
        self._lay_out()
        if self._enter_waits:
            self._enter_waits = False
            if single is not None or len(answer.rows) == 1:
                self._take(single or answer.rows[0])
            self._let_keys_go()

    @property
    def may_choose(self) -> bool:
        """Whether there are rows below the field."""
        return self.rows.display or self.query_one(Drafts).display

    @property
    def may_take(self) -> bool:
        """Whether Enter has something to open, or may get it."""
        text = self.field.value.strip()
        known = text == self._answered and self.answer is not None
        return bool(text and (not known or self.wanted is not None or self.rows.row is not None))

    def step(self, by: int) -> None:
        """An arrow in the field moves the rows' cursor; in an empty one it brings back what stood there."""
        drafts = self.query_one(Drafts)
        if self.rows.display:
            self.rows.move_to(self.rows.cursor + by)
            self.field.refresh_bindings()
        elif by > 0 and drafts.display:
            self.set_focus(drafts)
        elif by > 0 and self.view.card is not None:
            self.set_focus(self.view)
        elif by < 0 and not self.field.value and self._last:
            self.field.value = self._last
            self.field.cursor_position = len(self._last)

    def enter_in_field(self) -> None:
        """Open the row under the cursor, or the single one; what isn't looked up yet is waited for."""
        text = self.field.value.strip()
        if self.wanted is not None and text == self._answered:
            self.set_focus(self.view)
        elif text == self._answered and self.answer is not None:
            row = self.rows.row
            if row is not None:
                self._take(row)
        elif text:
            self._enter_waits = True
            if self._timer is not None:
                self._timer.stop()
            self._hold_keys()
            self._look_up()

    def _hold_keys(self) -> None:
        """What is typed behind Enter belongs to what Enter opens; it waits the moment that the look takes."""
        if self.console.bridge.state.code in ("open", "opening"):
            self.stands = False
            self.set_timer(LONGEST_HOLD, self._let_keys_go)

    def _let_keys_go(self) -> None:
        if not self.stands:
            self.stands = True
            self.app.call_later(self.console.catch_up_keys)

    @on(Ledger.Chosen, "#rows")
    def row_chosen(self, event: Ledger.Chosen) -> None:
        """Enter in the rows."""
        self._take(event.row)

    def _take(self, row: LookupRow) -> None:
        if row.kind == "case" and row.case_id is not None:
            self.console.go("case", row.case_id)
        elif row.kind == "new":
            self.new_customer(row.e164 or "")
        elif row.kind == "item":
            from .owner import ask_what_of

            ask_what_of(self, row, lambda: self.new_customer("", item_id=row.item_id), self.action_log)
        elif row.customer_id is not None:
            self.read_card(row)
            self._lay_out()
            self.set_focus(self.view)

    # The card

    def read_card(self, row: LookupRow | None = None) -> None:
        """Read the card of a row, or the one that is shown once more."""
        if row is not None:
            if self.wanted != row.customer_id:
                self.view.show(None)
            self.wanted, self.calling, self.item_wanted = row.customer_id, row.e164 or "", row.item_id
        customer_id, calling = self.wanted, self.calling or None
        if customer_id is not None:
            self.ask(lambda desk: desk.card(customer_id, calling=calling), self._show_card, group="card")

    def _show_card(self, card: Card) -> None:
        if self.wanted is None:
            return
        if card != self.view.card:
            self.view.show(card, item_id=self.item_wanted)
        self.item_wanted = None
        self.wanted = self.whose(card, self.wanted)
        self.refresh_bindings()
        then, self._then = self._then, None
        if then is not None:
            then()
        self._let_keys_go()

    @on(CardView.Chosen)
    def case_chosen(self, event: CardView.Chosen) -> None:
        """Enter on a case of the card."""
        self.console.go("case", event.case_id)

    def action_find(self) -> None:
        """To the field, with all of it selected."""
        self.set_focus(self.field)
        self.field.action_select_all()
        self._look_up_again()

    def action_back(self) -> None:
        """From the card to the field, from the field to an empty one; what stood there comes back with ↑."""
        if self.focused is not self.field:
            if self.answer is not None and self.answer.single is None:
                self.wanted = None
                self._lay_out()
            self.set_focus(self.field)
            self._look_up_again()
        elif self.field.value:
            self.field.put("")
            self._clear()

    def look_again(self) -> None:
        """The same text is looked up anew when the agent comes back to it."""
        self._asked = self._answered = ""

    @property
    def can_go_back(self) -> bool:
        """There is a step back from anything but the empty field."""
        return bool(self.focused is not self.field or self.field.value)

    # What an agent does with a caller

    @property
    def may_log(self) -> bool:
        """Whether there is somebody or something to log for."""
        if self.focused is self.field:
            return bool(self.field.value.strip())
        return self.wanted is not None or self.focused is self.rows

    def _number_typed(self) -> str:
        number = self.answer.number if self.answer is not None else None
        return (number.e164 or number.raw) if number is not None else ""

    def action_log(self) -> None:
        """Log for the card, or for the row under the cursor: a number alone will do."""
        row = self.rows.row if self.rows.display else None
        if self.wanted is not None:
            self._with_card(self._log_for_card)
        elif row is not None and row.customer_id is not None:
            self.console.go("log", row.customer_id, calling=row.e164 or "", item_id=row.item_id)
        else:
            item_id = row.item_id if row is not None else None
            number = (row.e164 if row is not None else "") or self._number_typed()
            self.console.go("log", None, calling=number, item_id=item_id)

    def _with_card(self, then: Callable[[], None]) -> None:
        """Do it now, or as soon as the card stands."""
        if self.view.card is not None:
            then()
        else:
            self._then = then
            self._hold_keys()

    def _log_for_card(self) -> None:
        if self.view.card is not None:
            self.console.go(
                "log", self.view.card.customer_id, calling=self.calling, item_id=self.view.item_id
            )

    def action_new_customer(self) -> None:
        """Put a new customer on file; the number or name in the field is filled in."""
        number = self._number_typed()
        self.new_customer(number, name="" if number else self.field.value.strip())

    def new_customer(self, number: str, *, name: str = "", item_id: int | None = None) -> None:
        """Open the form with what is known; afterwards their card."""
        from .new_customer import NewCustomerScreen

        form = NewCustomerScreen(number, name, item_id=item_id)
        self.app.push_screen(form, lambda customer_id: self._on_file(customer_id, number))

    def _on_file(self, customer_id: int | None, number: str) -> None:
        if customer_id is not None:
            self.look_again()
            self.open_card(customer_id, number)

    def open_card(self, customer_id: int, calling: str) -> None:
        """Show a caller's card and give it the keys."""
        if self.wanted != customer_id:
            self.view.show(None)
        self.wanted, self.calling = customer_id, calling
        self.read_card()
        self._lay_out()
        self.set_focus(self.view)

    @on(Ledger.Chosen, "#drafts")
    def draft_chosen(self, event: Ledger.Chosen) -> None:
        """Go on where it was left."""
        go_on(self, event.row)
