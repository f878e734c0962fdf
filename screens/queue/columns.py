"""What stands in the columns of a queue, and what its foot counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from callcenter import clock
from callcenter.desk.views import QueueRow
from callcenter.i18n import N_, _, fill, ngettext, say

from ..case.timeline import moment
from ..widgets.ledger import Cell, Column
from ..widgets.words import in_or_over, span

COLUMNS = (
    Column(N_("Case"), 8, priority=9),
    Column("", 8, priority=9),
    Column(N_("What"), 22, grow=4, priority=9),
    Column(N_("Due"), 16, priority=8),
    Column(N_("State"), 13, priority=7),
    Column(N_("Who"), 10, grow=2, priority=6),
    Column(N_("Where"), 12, grow=2, priority=5),
    Column(N_("Agent"), 8, grow=1, priority=4),
    Column(N_("Age"), 12, priority=3, right=True),
    Column(N_("Tier"), 8, priority=2),
    Column(N_("Item"), 18, grow=2, priority=1),
    Column(N_("Expected"), 10, priority=0),
)


def cells(row: QueueRow) -> Sequence[Cell]:
    """The row as it stands at this moment."""
    now = clock.now()
    return (
        row.number,
        flag(row),
        row.summary,
        due_cell(row, now),
        state_cell(row, now),
        row.customer,
        row.where or ("-", "over"),
        row.agent or ("-", "over"),
        span(now - row.logged_at),
        "" if row.tier in ("", "standard") else say(f"tier.{row.tier}"),
        row.item,
        moment(row.expected_at, now) if row.expected_at and row.expected_at < now else _soon(row.expected_at),
    )


def _soon(at: datetime | None) -> str:
    from callcenter.i18n import time_text

    return time_text(at) if at else ""


def flag(row: QueueRow) -> Cell:
    """Why it goes before others: an alarm nobody has seen, safety, or its priority."""
    if row.alarm:
        return _("▲ alarm"), "late"
    if row.safety:
        return _("▲ safety"), "late"
    if row.priority in ("urgent", "high"):
        return say(f"priority.{row.priority}"), "strong"
    return ""


def due_cell(row: QueueRow, now: datetime) -> Cell:
    """How far off its due time is: amber when soon, with a sign when it is over."""
    if row.state == "resolved":
        return "-", "over"
    if row.due_at is None:
        return _("stands still"), "over"
    tone = in_or_over(row.due_at, now)[1]
    words = fill(_("! over by {span}") if tone == "late" else _("in {span}"),
                 {"span": rough(abs(row.due_at - now))})  # fmt: skip
    return (words, tone) if tone else words


def rough(length: timedelta) -> str:
    """A length of time as a list needs it: 40 min, 2 h 23, 14 h, 3 d."""
    if length < timedelta(hours=10):
        return span(length)
    days, rest = divmod(length, timedelta(days=1))
    hours = {"hours": rest // timedelta(hours=1)}
    return fill(_("{days} d"), {"days": days}) if days else fill(_("{hours} h"), hours)


def state_cell(row: QueueRow, now: datetime) -> Cell:
    """Where it stands; an expected day that is over has a sign."""
    words = _("sent") if row.state == "routed" else say(f"case_state.{row.state}")
    if row.state == "expected" and row.expected_at is not None and row.expected_at < now:
        return fill(_("! {state}"), {"state": words}), "late"
    if row.state == "new" and row.offer == "nobody":
        return _("! not taken"), "late"
    if row.state == "routed" and row.asked and not row.offer:
        return fill(_("asked {asked} of {of}"), {"asked": row.asked, "of": row.asked_of})
    if row.state == "routed" and row.offer in _OFFERS:
        sign, tone = _OFFERS[row.offer]
        return _(sign), tone
    return (words, "over") if row.state in ("waiting", "resolved") else words


_OFFERS = {
    "failed": (N_("! not sent on"), "late"),
    "unanswered": (N_("! no answer"), "late"),
    "to_tell": (N_("tell by phone"), "soon"),
    "untold": (N_("! not told"), "late"),
}
"""What ails an offer, in the width of the column."""


def totals(rows: Sequence[QueueRow], more: bool, now: datetime) -> list[tuple[str, str]]:
    """The foot of a queue: words and tone of each figure.

    Args:
        rows: what is loaded.
        more: whether there is another page.
        now: the time.
    """
    tones = [in_or_over(row.due_at, now)[1] for row in rows if row.due_at and row.state != "resolved"]
    if not rows:
        return []
    count = f"{len(rows)}{'+' if more else ''}"
    figures = [(fill(ngettext("{count} case", "{count} cases", len(rows)), {"count": count}), "")]
    for number, words, tone in (
        (sum(row.alarm for row in rows), N_("▲ alarms {count}"), "late"),
        (sum(row.safety for row in rows), N_("safety {count}"), "late"),
        (tones.count("late"), N_("! overdue {count}"), "late"),
        (tones.count("soon"), N_("due soon {count}"), "soon"),
        (sum(row.state == "new" for row in rows), N_("not sent {count}"), ""),
        (sum(row.state == "waiting" for row in rows), N_("waiting {count}"), "over"),
        (sum(row.state == "resolved" for row in rows), N_("to close {count}"), "over"),
    ):
        if number:
            figures.append((fill(_(words), {"count": number}), tone))
    return figures
