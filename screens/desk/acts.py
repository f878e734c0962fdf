"""What an agent does with the caller whose card stands: chaser, verify, not this person, edit."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from callcenter.i18n import N_, _, fill

from ..base import CallcenterScreen
from ..commands import Command
from .card import CardView
from .results import FindField

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk
    from callcenter.desk.views import Callee

UNDO_SECONDS = 10.0


class CallerActs(CallcenterScreen[None]):
    """The desk's commands on a card; the desk itself finds and shows it."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("desk.chaser", "u", N_("chaser"), N_("They ask how the case under the cursor stands"), 70,
                when=lambda self: self.on_case),
        Command("desk.chaser-words", "U", N_("chaser…"), N_("The same, with what they ask for"), 0,
                when=lambda self: self.on_case),
        Command("desk.verify", "v", N_("verify"), N_("Record which details the caller knew"), 60,
                when=lambda self: self.on_card and bool(self.view.card.ask)),
        Command("desk.undo", "z", N_("undo"), N_("Take back the number or the merge, within ten seconds"), 97,
                when=lambda self: self.may_undo),
        Command("desk.not-them", "delete", N_("not this person"), N_("The number isn't theirs any more"), 50,
                when=lambda self: self.on_card and bool(self.their_numbers)),
        Command("desk.call-out", "c", N_("call"), N_("Ring the customer; of several numbers ask which"), 48,
                when=lambda self: self.on_card and bool(self.callees())),
        Command("desk.call-back", "b", N_("call back…"), N_("Promise to call the customer back"), 55,
                when=lambda self: self.on_card and bool(self.callees())),
        Command("desk.wrap-up", "w", N_("wrap up"), N_("Say what came of the call: one digit"), 58,
                when=lambda self: self.on_card and self.console.call_id is not None),
        Command("desk.edit", "e", N_("edit"), N_("Put right what is on file"), 45,
                when=lambda self: self.on_card),
        Command("desk.new-owner", "o", N_("new owner"), N_("The item under the cursor has a new owner"), 40,
                when=lambda self: self.on_item),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._undo: tuple[int, str, str] | None = None

    @property
    def field(self) -> FindField:
        """The field."""
        return self.query_one(FindField)

    @property
    def view(self) -> CardView:
        """The card."""
        return self.query_one(CardView)

    @property
    def on_card(self) -> bool:
        """Whether letters are commands on a card."""
        return self.focused is self.view and self.view.card is not None

    @property
    def on_case(self) -> bool:
        """Whether the cursor is on an open case."""
        stop = self.view.stop
        return self.on_card and stop is not None and stop.kind == "open"

    @property
    def on_item(self) -> bool:
        """Whether the cursor is on something they own."""
        stop = self.view.stop
        return self.on_card and stop is not None and stop.item is not None and not stop.item.owned_until

    @property
    def may_undo(self) -> bool:
        """Whether a number was just taken away."""
        return self._undo is not None and self.focused is not self.field

    def open_card(self, customer_id: int, calling: str) -> None:
        """Show another caller's card."""
        raise NotImplementedError

    def new_customer(self, number: str, *, name: str = "", item_id: int | None = None) -> None:
        """Put somebody on file."""
        raise NotImplementedError

    def read_card(self) -> None:
        """Read the card anew."""
        raise NotImplementedError

    def look_again(self) -> None:
        """What was found no longer holds."""
        raise NotImplementedError

    def action_chaser(self) -> None:
        """One key: they ask how it stands."""
        self._chase("")

    def action_chaser_words(self) -> None:
        """With what they ask for."""
        stop = self.view.stop
        if stop is not None and stop.case is not None:
            from .asking import OneLine

            draft = "chaser", f"case:{stop.case.case_id}"
            question = OneLine(N_("Chaser"), N_("what they ask for"), stop.case.number, draft=draft)
            self.app.push_screen(question, lambda words: None if words is None else self._chase(words))

    def _chase(self, words: str) -> None:
        stop, card = self.view.stop, self.view.card
        if stop is None or stop.case is None or card is None:
            return
        case_id, who = stop.case.case_id, card.name

        def chase(desk: "AgentDesk", key: str) -> None:
            desk.chaser(key, case_id, who, words)
            if words:
                desk.drop_draft("chaser", f"case:{case_id}")

        self.do(
            self.once(("chaser", case_id, words), chase),
            lambda _done: self.read_card(),
            told=fill(_("chaser noted on {number}"), {"number": stop.case.number}),
        )

    def action_verify(self) -> None:
        """Which details matched."""
        card = self.view.card
        if card is not None:
            from .asking import Verify

            self.app.push_screen(
                Verify(card.ask, partial(self._fits, card.customer_id, card.calling)), self._verified
            )

    def _fits(
        self, customer_id: int, calling: str | None, code: str, said: str, done: Callable[[bool], None]
    ) -> None:
        self.ask(lambda desk: desk.answer_fits(customer_id, code, said, calling=calling), done, group="fits")

    def _verified(self, matched: tuple[str, ...] | None) -> None:
        card = self.view.card
        if matched and card is not None:
            customer_id = card.customer_id
            self.do(
                self.once(
                    ("verify", customer_id, matched), lambda desk, key: desk.verify(key, customer_id, matched)
                ),
                lambda _done: self.read_card(),
                told=fill(_("{name} is verified for this call"), {"name": card.name}),
            )

    @property
    def their_numbers(self) -> tuple[str, ...]:
        """The numbers that may turn out to be somebody else's: the one they call from, else all that show."""
        card = self.view.card
        if card is None:
            return ()
        calling = tuple(one.e164 for one in card.phones if one.calling and one.e164)
        return calling or tuple(one.e164 for one in card.phones if one.e164)

    def action_not_them(self) -> None:
        """Retire the number from this customer."""
        numbers = self.their_numbers
        if len(numbers) == 1:
            self._retire(numbers[0])
        elif numbers:
            from ..widgets.choose import Choice

            self.choose(_("Which number?"), [Choice(one, one) for one in numbers[:9]], self._retire)

    def _retire(self, e164: str) -> None:
        card = self.view.card
        if card is None:
            return
        customer_id, name = card.customer_id, card.name
        told = _("{number} is no longer {name}'s. z takes it back, for ten seconds")
        self.do(
            self.once(
                ("not", customer_id, e164), lambda desk, key: desk.not_this_person(key, customer_id, e164)
            ),
            lambda _done: self._retired(customer_id, e164, name),
            told=fill(told, {"number": e164, "name": name}),
        )

    def _retired(self, customer_id: int, e164: str, name: str) -> None:
        undo = self._undo = (customer_id, e164, name)
        self.look_again()
        self.set_timer(UNDO_SECONDS, lambda: self._too_late(undo))
        self.read_card()

    def _too_late(self, undo: tuple[int, str, str]) -> None:
        if self._undo is undo:
            self._undo = None
            self.refresh_bindings()

    def action_undo(self) -> None:
        """The number is theirs after all."""
        if self._undo is None:
            return
        (customer_id, e164, name), self._undo = self._undo, None
        self.do(
            self.once(
                ("after all", customer_id, e164),
                lambda desk, key: desk.this_person_after_all(key, customer_id, e164),
            ),
            lambda _done: self.read_card(),
            told=fill(_("{number} is {name}'s after all"), {"number": e164, "name": name}),
        )

    def callees(self) -> "tuple[tuple[str, Callee], ...]":
        """The numbers on the card."""
        from callcenter.desk.views import Callee

        card = self.view.card
        phones = card.phones if card is not None else ()
        customer_id = card.customer_id if card is not None else None
        return tuple((one.text, Callee(phone_id=one.phone_id, customer_id=customer_id)) for one in phones)

    def action_call_back(self) -> None:
        """Promise it; the number they call from, else the first on the card."""
        card = self.view.card
        if card is not None:
            from ..calls.forms import call_back

            calling = [index for index, one in enumerate(card.phones) if one.calling]
            callee = self.callees()[calling[0] if calling else 0][1]
            self.app.push_screen(call_back(callee, card.name, f"customer:{card.customer_id}"))

    def action_wrap_up(self) -> None:
        """One digit: what came of the call in whose mode this is."""
        self.console.action_wrap_up()

    def action_edit(self) -> None:
        """Put right what is on file."""
        card = self.view.card
        if card is not None:
            from .new_customer import NewCustomerScreen

            self.app.push_screen(NewCustomerScreen(card=card), self._edited)

    def _edited(self, customer_id: int | None) -> None:
        if customer_id is not None:
            self.read_card()

    def action_new_owner(self) -> None:
        """Somebody else has it now; its repairs stay with it."""
        stop, card = self.view.stop, self.view.card
        if stop is not None and stop.item is not None and card is not None:
            from .owner import ask_new_owner

            item = stop.item
            ask_new_owner(
                self,
                item,
                card.customer_id,
                lambda customer_id: self.open_card(customer_id, ""),
                lambda typed: self._new_owner_typed(typed, item.item_id),
            )

    def _new_owner_typed(self, typed: str, item_id: int) -> None:
        is_number = sum(char.isdigit() for char in typed) > len(typed) // 2
        self.new_customer(typed if is_number else "", name="" if is_number else typed, item_id=item_id)
