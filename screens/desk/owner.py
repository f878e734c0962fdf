"""An item that has changed hands: who has it now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from callcenter.i18n import N_, _, fill

from ..base import CallcenterScreen
from ..widgets.choose import Choice
from .asking import OneLine

if TYPE_CHECKING:
    from callcenter.desk.views import ItemView, LookupAnswer, LookupRow

NEW = "new"
MOST = 8


def ask_new_owner(
    screen: CallcenterScreen[None],
    item: ItemView,
    theirs: int,
    given: Callable[[int], None],
    new: Callable[[str], None],
) -> None:
    """Ask whose the item is now, look them up, and give it to them.

    Args:
        screen: the desk.
        item: what has changed hands.
        theirs: the customer who had it.
        given: gets the id of who has it now.
        new: gets what was typed, when they aren't on file.
    """

    def typed(text: str | None) -> None:
        if text:
            found = partial(_who, screen, item, theirs, given, partial(new, text))
            screen.ask(lambda desk: desk.find(text, limit=MOST + 1), found, group="owner")

    screen.app.push_screen(OneLine(N_("New owner"), N_("their number or name"), item.name), typed)


def ask_what_of(
    screen: CallcenterScreen[None], row: LookupRow, owner: Callable[[], None], log: Callable[[], None]
) -> None:
    """Ask what to do with an item that nobody owns now.

    Args:
        screen: the desk.
        row: the item as it was found.
        owner: a new customer owns it.
        log: a case about it.
    """
    choices = (
        Choice("owner", _("new customer who owns it"), "c"),
        Choice("log", _("log a case about it"), "l"),
    )
    question = fill(_("{item} has no owner now."), {"item": _(", ").join(row.items)})
    screen.choose(question, choices, lambda code: owner() if code == "owner" else log())


def _who(
    screen: CallcenterScreen[None],
    item: ItemView,
    theirs: int,
    given: Callable[[int], None],
    new: Callable[[], None],
    answer: LookupAnswer,
) -> None:
    people = [row for row in answer.rows if row.kind == "customer" and row.customer_id != theirs][:MOST]
    choices = [*(Choice(str(row.customer_id), _named(row)) for row in people),
               Choice(NEW, _("a new customer"), "c")]  # fmt: skip

    def chosen(code: str) -> None:
        if code == NEW:
            new()
            return
        customer_id, request = int(code), str(uuid4())
        name = next(row.name for row in people if row.customer_id == customer_id)
        screen.do(
            lambda desk: desk.new_owner(request, item.item_id, customer_id),
            lambda _done: given(customer_id),
            told=fill(_("{item} is {name}'s now"), {"item": item.name, "name": name}),
        )

    screen.choose(fill(_("Who has {item} now?"), {"item": item.name}), choices, chosen)


def _named(row: LookupRow) -> str:
    return " ".join(part for part in (row.name, row.latin, row.place) if part)
