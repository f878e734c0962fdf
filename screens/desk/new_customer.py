"""The form of a customer who isn't on file, and of details that are put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from callcenter.errors import StoreAway
from callcenter.i18n import N_, _, fill, say

from ..base import CallcenterScreen
from ..commands import Acts, Command
from ..guard import Guarded
from ..widgets.field import Caption, Field

if TYPE_CHECKING:
    from callcenter.desk.views import Card, NewCustomer

FORM = "customer"
ROWS = (
    ("name", N_("Name"), N_("as they say it; any script")),
    ("phones", N_("Numbers"), N_("several parted by ;")),
    ("city", N_("City"), N_("the point nearest to it is proposed")),
    ("address", N_("Address"), N_("street and number")),
    ("postcode", N_("Postcode"), ""),
    ("country", N_("Country"), N_("two letters, such as CN; empty: here")),
    ("email", N_("E-mail"), ""),
    ("language", N_("Language"), N_("two letters, such as zh")),
    ("note", N_("Note"), N_("what the next agent should know")),
)
"""Field, caption and what stands in the empty field."""
KINDS = ("person", "firm")
MASKED = N_("on file; verify to see it")


class Kind(Guarded, Acts, Widget, can_focus=True):
    """Person or firm; one key turns it."""

    ACTIONS = (
        Command("kind.turn", "space,left,right", N_("person or firm"), N_("Person or firm"), 60),
    )  # fmt: skip
    COMPONENT_CLASSES = {"kind--here", "kind--other"}

    def __init__(self) -> None:
        super().__init__(id="kind")
        self.value = KINDS[0]

    def action_turn(self) -> None:
        """The other one."""
        self.value = KINDS[1 - KINDS.index(self.value)]
        self.refresh()

    def render(self) -> Text:
        """Both, the chosen one with a sign."""
        text = Text(end="", no_wrap=True)
        for code in KINDS:
            here = code == self.value
            style = self.get_component_rich_style("kind--here" if here else "kind--other", partial=True)
            text.append(f"{'›' if here else ' '}{say(f'customer_kind.{code}')}  ", style)
        return text


class NewCustomerScreen(CallcenterScreen[int]):
    """Dismissed with the customer's id when it is saved.

    Args:
        phones: numbers that are filled in.
        name: likewise.
        item_id: something they own from now on.
        card: the customer whose details are put right; None: a new one.
    """

    CSS_PATH = "desk.tcss"
    TAB = "desk"
    HELP_TEXT = N_("Only the name is needed. Enter goes to the next field, ^s saves; what is typed is kept.")
    ACTIONS = (Command("customer.save", "ctrl+s", N_("save"), N_("Put the customer on file"), 90),)

    def __init__(
        self, phones: str = "", name: str = "", *, item_id: int | None = None, card: Card | None = None
    ) -> None:
        super().__init__()
        self.card, self.item_id, self.phones = card, item_id, phones
        self.given = {"phones": phones, "name": name} if card is None else _given(card)
        self.subject = f"customer:{card.customer_id}" if card else f"number:{phones}"
        self.request = str(uuid4())
        self._asked: NewCustomer | None = None
        """What was tried to be saved under this key."""
        self._saving = False
        self._restored = False

    def body(self) -> ComposeResult:
        """A caption and a field a line."""
        title = N_("New customer") if self.card is None else N_("Put right what is on file")
        yield Caption(title, 60, classes="title")
        with VerticalScroll(id="form"):
            for name, caption, hint in ROWS:
                masked = self.card is not None and name in _masked(self.card)
                with Horizontal(classes="row"):
                    yield Caption(caption, 12)
                    yield Field(
                        self.given.get(name, ""), placeholder=MASKED if masked else hint, id=f"new-{name}"
                    )
                if name == "name":
                    with Horizontal(classes="row"):
                        yield Caption(N_("Kind"), 12)
                        yield Kind()

    def on_mount(self) -> None:
        """The kind on file."""
        if self.card is not None:
            self.query_one(Kind).value = self.card.kind
        self.query_one("#new-name", Field).focus()

    def arrive(self) -> None:
        """What was typed here and not saved comes back."""
        if not self._restored:
            self._restored = True
            self.kept_words(FORM, self.subject, self._restore)

    def _restore(self, typed: Mapping[str, Any] | None) -> None:
        if typed is None:
            return
        for name, *_rest in ROWS:
            field = self.query_one(f"#new-{name}", Field)
            if field.value == self.given.get(name, "") and typed.get(name):
                field.put(str(typed[name]))
        self.query_one(Kind).value = typed.get("kind") or KINDS[0]
        self.tell(_("What you typed here before is back."))

    def keep_typed(self) -> None:
        """Keep it as a draft."""
        body = self._typed()
        if not self._saving and any(body[name] != self.given.get(name, "") for name, *_rest in ROWS):
            self.keep_words(FORM, self.subject, body)

    @on(Field.Submitted)
    def next_field(self) -> None:
        """Enter goes on to the next field; it never saves."""
        self.focus_next()

    def _typed(self) -> dict[str, Any]:
        typed = {name: self.query_one(f"#new-{name}", Field).value.strip() for name, *_rest in ROWS}
        return {**typed, "kind": self.query_one(Kind).value}

    def action_save(self) -> None:
        """Put on file, or put right."""
        typed = self._typed()
        if not typed["name"]:
            self.query_one("#new-name", Field).focus()
            self.tell(_("A name is needed; a first name or what they are called will do."), "warn")
            return
        if self._saving:
            return
        self._saving = True
        phones = tuple(
            one.strip() for one in typed.pop("phones").replace("；", ";").split(";") if one.strip()
        )
        from callcenter.desk.views import NewCustomer

        new = NewCustomer(phones=phones, **typed)
        if self._asked not in (None, new):  # other words are another request
            self.request = str(uuid4())
        self._asked = new
        told = _("{name} is on file") if self.card is None else _("{name} is put right")
        self.do(self._verb(new), self._saved, told=fill(told, {"name": new.name}), failed=self._failed)

    def _verb(self, new: NewCustomer) -> Any:
        request, item_id, card, subject = self.request, self.item_id, self.card, self.subject

        def save(desk: Any) -> int:
            if card is None:
                customer_id = int(desk.new_customer(request, new))
                if item_id is not None:
                    desk.new_owner(f"{request}-item", item_id, customer_id)
            else:
                customer_id = card.customer_id
                desk.edit_customer(request, customer_id, card.version, _changed(new, card))
            desk.drop_draft(FORM, subject)
            return customer_id

        return save

    def _saved(self, customer_id: int) -> None:
        self.dismiss(customer_id)

    def _failed(self, error: Exception) -> None:
        self._saving = False
        if not isinstance(error, StoreAway):  # else it may be on file: the same again is the same request
            self.request, self._asked = str(uuid4()), None


def _masked(card: Card) -> tuple[str, ...]:
    return () if card.verified_at else ("address", "email", "postcode")


def _given(card: Card) -> dict[str, str]:
    return {
        "name": card.name,
        "address": card.address or "",
        "email": card.email or "",
        "country": card.country or "",
        "language": card.language or "",
        "note": card.note,
    }


def _changed(new: NewCustomer, card: Card) -> NewCustomer:
    """What differs from the card; the rest stays empty, which leaves it as it is."""
    given = _given(card)
    same = {
        one.name: ""
        for one in fields(new)
        if one.name in given and one.name != "name" and getattr(new, one.name) == given[one.name]
    }
    return replace(new, **same)  # type: ignore[arg-type]
