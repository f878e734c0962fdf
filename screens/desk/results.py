"""The desk field, and the rows that it finds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from callcenter.i18n import N_, Phrase, _, fill, ngettext, say

from ..commands import Acts, Command
from ..widgets.field import Field
from ..widgets.ledger import Cell, Column, Ledger

if TYPE_CHECKING:
    from textual import events

    from callcenter.desk.views import LookupAnswer, LookupRow

    from .screen import DeskScreen

FIELD = N_("Field")
CARD = N_("open card")
COLUMNS = (
    Column(N_("Who"), 23, grow=3, priority=9),
    Column(N_("Place"), 10, grow=1, priority=6),  # tells equal names apart, also at 80 columns
    Column(N_("What"), 20, grow=3, priority=4),
    Column(N_("Open"), 10, grow=1, priority=5),
    Column(N_("Why"), 26, grow=2, priority=8),
)


class FindField(Acts, Field):
    """The field: arrows move in the rows below it while it keeps the focus."""

    ACTIONS = (
        Command("find.take", "enter", N_("open card"), N_("Open the row under the cursor"), 95, FIELD,
                when=lambda self: self.desk.may_take),
        Command("find.down", "down", N_("next row"), N_("Next row"), 40, FIELD,
                when=lambda self: self.desk.may_choose),
        Command("find.up", "up", N_("row above"), N_("Row above; in an empty field what stood there last"),
                0, FIELD),
    )  # fmt: skip

    @property
    def desk(self) -> DeskScreen:
        """The screen, which acts at once: the next key may belong elsewhere already."""
        return cast("DeskScreen", self.screen)

    async def _on_key(self, event: events.Key) -> None:
        """``/`` leads here and is no text when one is here already, nor is ``?`` alone: it asks for help."""
        if event.character in {"/", "?"} and self.selected_text == self.value:
            event.stop()
            event.prevent_default()
            if event.character == "?":
                await self.app.run_action("help")
            return
        await super()._on_key(event)

    def action_take(self) -> None:
        """Enter."""
        self.desk.enter_in_field()

    def action_down(self) -> None:
        """The next row."""
        self.desk.step(1)

    def action_up(self) -> None:
        """The row above."""
        self.desk.step(-1)

    def label_of(self, command: Command) -> str:
        """Enter says what it opens."""
        if command.id == "find.take":
            rows = self.desk.rows
            here = rows.row if rows.display else None
            return _("to the card") if self.desk.wanted is not None else label_for(here)
        return super().label_of(command)


class Rows(Ledger["LookupRow"]):
    """What was found."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, cells, key=row_key, choose=N_("open card"), id="rows")


def row_key(row: LookupRow) -> tuple[str, object]:
    """What stays the same while one types on."""
    return row.kind, row.customer_id or row.case_id or row.item_id or row.e164


def cells(row: LookupRow) -> tuple[Cell, ...]:
    """A row of the list, in its columns."""
    why: Cell = (_("maybe twice · ") + say(row.why), "soon") if row.double else (say(row.why), "over")
    if row.kind == "new":
        return (_("+ new customer"), "accent"), "", (row.e164 or "", "strong"), "", why
    if row.kind == "item":
        gone = _("nobody owns it now") if row.earlier_owner else _("no owner on file")
        return (gone, "over"), "", (_(", ").join(row.items), "strong"), "", why
    if row.kind == "case":
        case = fill(_("case {number}"), {"number": row.case_number})
        who = f"{case}  {row.name}".rstrip()
        return (who, "strong"), row.place, row.summary, say(f"case_state.{row.case_state}"), why
    name = f"{row.name} {row.latin}" if row.latin and row.latin != row.name else row.name
    if row.contact:
        name = fill(_("{contact}, for {name}"), {"contact": row.contact, "name": row.name})
    opened = _(", ").join(row.open_cases)
    return (
        (name, "strong"),
        row.place,
        _(", ").join(row.items),
        (opened or "-", "" if opened else "over"),
        why,
    )


def label_for(row: LookupRow | None) -> str:
    """What Enter does with a row, for the footer."""
    kinds = {"case": N_("open case"), "new": N_("new customer"), "item": N_("what next…")}
    return _(kinds.get(row.kind, CARD) if row is not None else CARD)


def note(answer: LookupAnswer) -> str:
    """How the search went, for the end of the field's line."""
    found = [row for row in answer.rows if row.kind != "new"]
    if answer.single is not None:
        matched = answer.number_text or answer.single.case_number
        return _(" · ").join(part for part in (matched, _("exact, single")) if part)
    count = len(found)
    words = fill(
        ngettext("{count} match", "{count} match", count), {"count": f"{count}{'+' if answer.more else ''}"}
    )
    return _(" · ").join(part for part in (answer.number_text, words if count else _("not on file")) if part)


def with_new(answer: LookupAnswer) -> LookupAnswer:
    """The answer with a last row that offers a new customer where several share the number."""
    number = answer.number.e164 if answer.number is not None and answer.number.valid else ""
    if not number or answer.single is not None or any(row.kind == "new" for row in answer.rows):
        return answer
    from callcenter.desk.views import LookupRow

    new = LookupRow("new", Phrase("why.new", {"number": number}), False, phones=(number,), e164=number)
    return replace(answer, rows=(*answer.rows, new))
