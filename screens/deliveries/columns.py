"""What stands in the columns of the two lists, and what their last line says of the row under the cursor."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from callcenter import clock
from callcenter.desk.views import AttemptView, ToTell, Undelivered
from callcenter.i18n import N_, _, fill, say, time_text

from ..case.timeline import moment
from ..queue.columns import rough
from ..widgets.ledger import Cell, Column

UNDELIVERED = (
    Column(N_("Case"), 9, priority=9),
    Column(N_("To"), 12, grow=2, priority=9),
    Column(N_("Message"), 10, priority=8),
    Column(N_("Waits"), 8, priority=9, right=True),
    Column(N_("Next try"), 12, priority=9),
    Column(N_("Why"), 18, grow=4, priority=9),
    Column(N_("Tries"), 5, priority=6, right=True),
    Column(N_("What"), 18, grow=3, priority=5),
    Column(N_("Agent"), 8, grow=1, priority=4),
)
TO_TELL = (
    Column(N_("Case"), 8, priority=9),
    Column(N_("Service point"), 10, grow=2, priority=9),
    Column(N_("telephone"), 16, priority=9),
    Column(N_("Tell them"), 10, priority=9),
    Column(N_("Now"), 10, priority=8),
    Column(N_("Due"), 10, priority=9),
    Column(N_("What"), 18, grow=3, priority=5),
    Column(N_("Agent"), 8, grow=1, priority=4),
)
ATTEMPTS = (
    Column(N_("When"), 16, priority=9),
    Column(N_("Answer"), 8, priority=9, right=True),
    Column(N_("Took"), 9, priority=9, right=True),
    Column(N_("What came of it"), 30, grow=1, priority=9),
)
UNSENT = timedelta(minutes=1)
"""A message that stands so long after its time: no worker is there."""
_KINDS = {"dispatch.offered": N_("offer"), "dispatch.withdrawn": N_("withdrawal")}
_FAULTS = (
    (re.compile(r"the receiver answered (?P<status>\d+)"), N_("the receiver answered {status}")),
    (re.compile(r"no answer within (?P<seconds>[\d.]+) s"), N_("no answer within {seconds} s")),
    (re.compile(r"(?P<host>\S+) is not known"), N_("{host} is not known")),
    (re.compile(r".*Connection refused"), N_("nobody listens there")),
)
"""Faults that everybody meets, by how the log has them."""


def undelivered_cells(row: Undelivered) -> Sequence[Cell]:
    """A message that did not arrive."""
    now = clock.now()
    waits = rough(now - row.since)
    return (
        case_cell(row),
        row.to,
        kind_words(row),
        (fill(_("! {span}"), {"span": waits}), "late") if row.late else waits,
        next_cell(row, now),
        why(row, now),
        str(row.attempts),
        row.summary,
        row.agent or ("-", "over"),
    )


def to_tell_cells(row: ToTell) -> Sequence[Cell]:
    """A point that must be rung."""
    return (
        case_cell(row),
        row.point,
        row.point_phone or ("-", "over"),
        _("it is over") if row.ended else _("an offer"),
        open_cell(row),
        due_cell(row, clock.now()),
        row.summary,
        row.agent or ("-", "over"),
    )


def attempt_cells(row: AttemptView) -> Sequence[Cell]:
    """One try."""
    took = fill(_("{seconds} s"), {"seconds": f"{row.milliseconds / 1000:.1f}"})
    came = (fault(row.error), "late") if row.error else _("it arrived")
    return moment(row.at, clock.now()), "-" if row.status is None else str(row.status), took, came


def case_cell(row: Undelivered | ToTell) -> Cell:
    """The number, with a sign where it is about safety."""
    return (f"▲ {row.case_number}", "late") if row.safety else row.case_number or "-"


def kind_words(row: Undelivered) -> str:
    """What kind of message it is, else how it leaves."""
    return _(_KINDS[row.kind]) if row.kind in _KINDS else say(f"channel.{row.channel}")


def next_cell(row: Undelivered, now: datetime) -> Cell:
    """When it is tried again, or that it isn't."""
    if row.next_at is None:
        return _("! failed"), "late"
    if row.next_at <= now:
        return _("now")
    return fill(_("in {span}"), {"span": rough(row.next_at - now)})


def why(row: Undelivered, now: datetime) -> Cell:
    """What the last try met; where it should long have been tried, that nobody sends."""
    if row.next_at is not None and row.next_at <= now - UNSENT:
        return _("! no worker runs"), "late"
    return fault(row.last_error)


def fault(said: str) -> str:
    """What a try met, in the reader's words where everybody knows the fault."""
    for pattern, words in _FAULTS:
        if found := pattern.fullmatch(said):
            return fill(_(words), found.groupdict())
    return said


def open_cell(row: ToTell) -> Cell:
    """Whether anybody is there now."""
    if row.open is None:
        return _("unknown"), "over"
    if row.open:
        return fill(_("to {at}"), {"at": time_text(row.closes_at)}) if row.closes_at else _("always open")
    return _("closed"), "soon"


def due_cell(row: ToTell, now: datetime) -> Cell:
    """By when they must have been rung."""
    if row.due_at is None:
        return "-"
    if row.late:
        return fill(_("! {span}"), {"span": rough(now - row.due_at)}), "late"
    return fill(_("in {span}"), {"span": rough(row.due_at - now)})


def of_undelivered(row: Undelivered) -> str:
    """The whole of what the columns have no room for."""
    tried = fill(_("tried {attempts} times since {at}"),
                 {"attempts": row.attempts, "at": time_text(row.since)})  # fmt: skip
    parts = (row.summary, tried if row.attempts else "", fault(row.last_error), row.destination)
    return " · ".join(part for part in parts if part)


def of_to_tell(row: ToTell) -> str:
    """The same for a point to be rung."""
    emergency = fill(_("emergency {number}"), {"number": row.emergency_phone}) if row.emergency_phone else ""
    opens = fill(_("opens {at}"), {"at": time_text(row.opens_at)}) if row.opens_at else ""
    due = fill(_("by {at}"), {"at": time_text(row.due_at)}) if row.due_at else ""
    return " · ".join(part for part in (row.summary, due, opens, emergency) if part)
