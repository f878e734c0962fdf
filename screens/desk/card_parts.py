"""The lower part of the card: open cases, what they own, the repairs of one item, closed cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from callcenter.i18n import _, fill, local, say, time_text

from ..widgets.words import MASK, clauses, day, due, money, month, span, term, times
from .lines import Block, Line, Piece, columns, pack

if TYPE_CHECKING:
    from callcenter.desk.views import Card, ItemView, OpenCaseView, RepairView

SIGN = 2
"""Cells in front of a row for the cursor's sign."""
FULL = 100
"""Cells from which an open case says all of it."""
LEAST = 26
"""Cells for the summary of an open case."""
LEAST_NARROW = 16
"""The same where who has it and until when would be cut."""
FEW = 6
"""So many items have an empty line between them."""
WhatCode = Callable[[str], str]
"""The words of a category code; a text that is no code comes back as it is."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something on the card that the cursor can stand on."""

    kind: str
    """open, item or closed."""
    case: OpenCaseView | None = None
    item: ItemView | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What stays the same when the card is read anew."""
        return ("case", self.case.case_id) if self.case else ("item", self.item.item_id if self.item else 0)

    @property
    def item_id(self) -> int | None:
        """The item it is about."""
        return self.case.item_id if self.case else self.item.item_id if self.item else None


def stops(card: Card) -> tuple[Stop, ...]:
    """Everything the cursor visits, in the order of the screen."""
    return (
        *(Stop("open", case=one) for one in card.open_cases),
        *(Stop("item", item=one) for one in card.items),
        *(Stop("closed", case=one) for one in card.closed_cases),
    )


def open_blocks(card: Card, now: datetime, width: int) -> list[Block]:
    """The open cases, one a line, in aligned columns; the narrow ones without their age."""
    wide = width >= FULL
    rows = [_open_cells(one, now, wide) for one in card.open_cases]
    limit = max((cell_len(row[3][0]) for row in rows), default=0)
    said = max((cell_len(row[2][0]) for row in rows), default=0)
    age = max((cell_len(row[4][0]) for row in rows), default=0) if wide else 0
    room = width - SIGN - 9 - limit - age - (4 if age else 3) * 2
    where = min(said, max(room - (LEAST if wide else LEAST_NARROW), room // 2))
    widths = (9, room - where, where, limit, age)
    return [Block((columns(row, widths, right=(4,)),), index) for index, row in enumerate(rows)]


def _open_cells(one: OpenCaseView, now: datetime, wide: bool) -> tuple[Piece, ...]:
    words, tone = due(one.due_at, now)
    if not wide and one.due_at is not None:
        words = time_text(one.due_at)
    return (
        (one.number, "strong"),
        (f"! {one.summary}", "late") if one.safety else (one.summary, ""),
        (_standing(one, now), ""),
        (f"! {words}" if tone == "late" else words, tone),
        (span(now - one.logged_at), "over"),
    )


def _standing(one: OpenCaseView, now: datetime) -> str:
    """How a case stands: "with 永达浦东, expected today 14:30"."""
    with_whom = fill(_("with {where}"), {"where": one.where}) if one.where else ""
    if one.expected_at is None:
        state = say(f"case_state.{one.state}")
    else:
        same = local(one.expected_at).date() == local(now).date()
        at = fill(_("today {at}"), {"at": time_text(one.expected_at)}) if same else time_text(one.expected_at)
        state = fill(_("expected {at}"), {"at": at})
    return clauses(with_whom, state)


def item_blocks(card: Card, width: int, first: int, what: WhatCode) -> list[Block]:
    """What they own: two or more lines an item.

    Args:
        card: whose.
        width: of a line.
        first: the number of the first item's stop.
        what: words of a category.
    """
    room = width - SIGN
    plate = 10 if any(item.plate for item in card.items) else 0
    serial = min(17, max((len(item.serial or "") for item in card.items), default=0))
    name = room - sum(size + 2 for size in (plate, serial) if size)
    apart = ((),) if len(card.items) <= FEW else ()
    return [
        Block((*_item_lines(card, item, (name, plate, serial), room, what), *apart), first + index)
        for index, item in enumerate(card.items)
    ]


def _item_lines(
    card: Card, item: ItemView, widths: Sequence[int], room: int, what: WhatCode
) -> tuple[Line, ...]:
    tone = "over" if item.owned_until else "strong"
    cells = ((item.name, tone), (item.plate or "", ""), (item.serial or "", "over"))
    return (columns(cells, widths), *pack(_item_facts(card, item, what), room))


def _item_facts(card: Card, item: ItemView, what: WhatCode) -> list[Piece]:
    gone = (
        [(fill(_("theirs until {day}"), {"day": day(item.owned_until)}), "over")] if item.owned_until else []
    )
    recalls = [
        (fill(_("! recall open: {component}"), {"component": what(one.component)}), "soon")
        for one in item.recalls
    ]
    again = [
        (fill(_("{times}: {what}"), {"times": times(one.times), "what": what(one.symptom)}), "soon")
        for one in card.repeats
        if one.item_id == item.item_id
    ]
    covered = [(term(one), "over" if one.over else "") for one in item.terms]
    none = [] if covered or gone else [(_("no warranty on file"), "over")]
    return [*gone, *recalls, *again, *covered, *none, (_bought(item), "over"), (_known(item), "over")]


def _bought(item: ItemView) -> str:
    values = {"month": month(item.bought_on), "retailer": item.retailer or ""}
    if item.bought_on and item.retailer:
        bought = fill(_("bought {month} at {retailer}"), values)
    elif item.bought_on:
        bought = fill(_("bought {month}"), values)
    else:
        bought = fill(_("bought at {retailer}"), values) if item.retailer else ""
    proof = "" if item.proven else _("on file, not proven")
    return clauses(bought, proof)


def _known(item: ItemView) -> str:
    km = fill(_("{km:,} km"), {"km": item.km}) if item.km else ""
    same_year = item.bought_on is not None and item.bought_on.year == item.model_year
    year = str(item.model_year) if item.model_year and not same_year else ""
    used = _("had an earlier owner") if item.earlier_owners else ""
    return clauses(year, km, used)


def closed_blocks(card: Card, width: int, first: int) -> list[Block]:
    """The latest closed cases, dim."""
    widths = (9, width - SIGN - 9 - 2 - 10 - 2, 10)
    return [
        Block(
            (columns(((one.number, "over"), (one.summary, "over"), (_closed_on(one), "over")), widths),),
            first + index,
        )
        for index, one in enumerate(card.closed_cases)
    ]


def _closed_on(one: OpenCaseView) -> str:
    return day(local(one.closed_at or one.logged_at).date())


def repairs_of(card: Card, item_id: int | None) -> tuple[RepairView, ...]:
    """The repairs of one item, newest first; of all items where none is named."""
    return tuple(one for one in card.repairs if item_id is None or one.item_id == item_id)


def repair_lines(repairs: Sequence[RepairView], width: int, what: WhatCode) -> list[Line]:
    """Repairs in aligned columns: more of them the wider it is."""
    return [_repair_line(one, width, what) for one in repairs]


def _repair_line(one: RepairView, width: int, what: WhatCode) -> Line:
    when = (_when(one.handed_back_on or one.received_on), "")
    cost = MASK if one.cost_masked else money(one.cost, one.currency)
    cover = say(f"repair_cover.{one.cover}") if one.cover else ""
    fault = one.complaint or (what(one.symptom) if one.symptom else what(one.component or ""))
    if width >= 96:
        km = fill("{km:,}", {"km": one.km}) if one.km else ""
        room = width - 10 - 8 - 9 - 12 - 6 * 2
        share = room * 3 // 10
        widths = (10, room - 2 * share, share, share, 8, 9, 12)
        cells: tuple[Piece, ...] = (
            when, (one.where, ""), (fault, ""), (one.work, ""), (km, "over"), (cost, ""), (cover, "over"),
        )  # fmt: skip
        return columns(cells, widths, right=(4, 5))
    paid = cover if cost in ("", MASK) and one.cover and one.cover != "paid" else cost or cover
    room = width - 10 - 9 - 3 * 2
    cells = (when, (one.where, ""), (one.work or fault, ""), (paid, ""))
    return columns(cells, (10, room * 2 // 5, room - room * 2 // 5, 9), right=(3,))


def _when(on: date | None) -> str:
    return day(on) or _("undated")
