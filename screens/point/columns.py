"""The list of a service point: which case stands first, and what stands in the columns."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from callcenter import clock
from callcenter.i18n import N_, _, fill, say, time_text

from ..queue.columns import rough
from ..widgets.ledger import Cell, Column
from ..widgets.words import in_or_over

if TYPE_CHECKING:
    from callcenter.desk.views import PointCase

COLUMNS = (
    Column(N_("Case"), 8, priority=9),
    Column("", 8, priority=9),
    Column(N_("Answer, ready"), 16, priority=9),
    Column(N_("What"), 16, grow=4, priority=9),
    Column(N_("State"), 13, priority=8),
    Column(N_("Item"), 14, grow=3, priority=7),
    Column(N_("Way"), 9, priority=6),
    Column(N_("District"), 10, grow=2, priority=5),
    Column(N_("Day"), 10, priority=4),
    Column(N_("Time wished"), 14, grow=1, priority=3),
    Column(N_("Who pays"), 12, priority=2),
)
_FAR = datetime.max.replace(tzinfo=UTC)


def ordered(cases: "Iterable[PointCase]") -> "list[PointCase]":
    """Offers first, the next to answer before all; then what was accepted, the next to be ready first."""
    return sorted(cases, key=_place)


def _place(case: "PointCase") -> tuple[bool, bool, datetime, int]:
    asked = "accept" in case.can
    at = case.answer_due_at if asked else case.expected_at
    return not asked, not asked and is_done(case), at or _FAR, case.dispatch_id


def is_done(case: "PointCase") -> bool:
    """Whether the work is done, and at most the item is still here."""
    return case.case_state in ("resolved", "closed")


def cells(case: "PointCase") -> Sequence[Cell]:
    """The row as it stands at this moment."""
    offer, now = case.offer, clock.now()
    if offer is None:
        return (case.number, *[""] * (len(COLUMNS) - 1))
    return (
        case.number,
        flag(case),
        when_cell(case, now),
        what(case),
        state_cell(case, now),
        item(case),
        say(f"way.{offer.way}"),
        offer.district,
        offer.work_on,
        offer.time_wished or "",
        say(f"cover.{offer.cover}") if offer.cover else "",
    )


def what(case: "PointCase") -> str:
    """The fault in the reader's words, else the kind of the case."""
    offer = case.offer
    return "" if offer is None else offer.category_name or say(f"case_kind.{offer.kind}")


def item(case: "PointCase") -> str:
    """What it is about: Buick Excelle 2017."""
    offer = case.offer
    if offer is None:
        return ""
    return (
        " ".join(filter(None, (offer.brand, offer.product, str(offer.model_year or "")))) or offer.line or ""
    )


def flag(case: "PointCase") -> Cell:
    """Why it goes before others: safety, or its priority."""
    offer = case.offer
    if offer is not None and offer.safety:
        return _("▲ safety"), "late"
    if offer is not None and offer.priority in ("urgent", "high"):
        return say(f"priority.{offer.priority}"), "strong"
    return ""


def when_cell(case: "PointCase", now: datetime) -> Cell:
    """By when to answer; of an accepted case, when it is to be ready."""
    if "accept" in case.can:
        return _far(case.answer_due_at, now)
    if case.expected_at is None or is_done(case):
        return "-", "over"
    return _far(case.expected_at, now) if case.case_state == "expected" else time_text(case.expected_at)


def _far(at: datetime | None, now: datetime) -> Cell:
    if at is None:
        return "-", "over"
    tone = in_or_over(at, now)[1]
    words = fill(_("! over by {span}") if tone == "late" else _("in {span}"), {"span": rough(abs(at - now))})
    return (words, tone) if tone else words


def state_words(case: "PointCase") -> str:
    """Where it stands."""
    if "accept" in case.can:
        return _("to answer")
    return say(f"case_state.{case.case_state}") if case.case_state else say(f"dispatch_state.{case.state}")


def state_cell(case: "PointCase", now: datetime) -> Cell:
    """The same for the list: what waits for an answer stands out."""
    if "accept" in case.can:
        late = case.answer_due_at is not None and case.answer_due_at < now
        return state_words(case), "late" if late else "strong"
    return (state_words(case), "over") if is_done(case) or case.case_state == "waiting" else state_words(case)
