"""A line of the list: a call, or somebody who is to be called back; and what stands in its columns."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from callcenter import clock
from callcenter.desk.views import CallBackRow, Callee, CallRow
from callcenter.i18n import N_, _, fill, say, time_text

from ..widgets.ledger import Cell, Column
from ..widgets.words import in_or_over

COLUMNS = (
    Column(N_("Call"), 11, priority=9),
    Column(N_("When"), 10, priority=9),
    Column(N_("Who"), 14, grow=3, priority=9),
    Column(N_("Number"), 17, priority=8),
    Column(N_("Came of it"), 14, grow=1, priority=7),
    Column(N_("Agent"), 8, grow=1, priority=5),
    Column(N_("Case"), 8, priority=4),
    Column(N_("Talked"), 8, priority=3, right=True),
    Column(N_("Queue"), 10, grow=1, priority=2),
    Column(N_("Note"), 16, grow=4, priority=1),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of both."""

    call: CallRow | None = None
    back: CallBackRow | None = None

    @property
    def key(self) -> Hashable:
        """What stays the same when it is read anew."""
        if self.call is not None:
            return "call", self.call.call_id
        return "back", self.back.call_back_id if self.back else 0

    @property
    def line(self) -> CallRow | CallBackRow:
        """The row itself, for what both have."""
        found = self.call or self.back
        assert found is not None, "an entry is one of both"
        return found

    @property
    def who(self) -> str:
        """The name, else the number."""
        return self.line.customer or self.line.phone_text or _("withheld")

    @property
    def callee(self) -> Callee:
        """Whom one would ring."""
        if self.call is not None:
            return Callee(call_id=self.call.call_id)
        return Callee(call_back_id=self.back.call_back_id if self.back else None)

    @property
    def is_to_do(self) -> bool:
        """Whether somebody has to see to it: missed, or to be called back."""
        return self.back is not None or (self.call is not None and self.call.to_do)


def cells(entry: Entry) -> Sequence[Cell]:
    """The line as it stands at this moment."""
    return _call(entry.call) if entry.call is not None else _back(entry.back) if entry.back else ()


def _call(row: CallRow) -> Sequence[Cell]:
    return (
        _mark(row),
        time_text(row.ringing_at) if row.ringing_at else "-",
        row.customer or ("-", "over"),
        row.phone_text or (_("withheld"), "over"),
        _came(row),
        row.agent or ("-", "over"),
        row.case_number,
        talked(row.answered_at, row.ended_at),
        row.queue,
        row.note,
    )


def _mark(row: CallRow) -> Cell:
    """What is to be done about it, else who rang."""
    if row.to_do:
        return _("! missed"), "late"
    if row.call_back_at is not None:
        return fill(_("→ {at}"), {"at": time_text(row.call_back_at)}), "soon"
    if row.state in ("ringing", "answered"):
        return say(f"call_state.{row.state}"), "accent"
    return say(f"direction.{row.direction}"), "over"


def _came(row: CallRow) -> Cell:
    """What somebody said of it, else how it ended where that isn't plain."""
    if row.code:
        return say(f"wrap_up.{row.code}")
    if row.state == "missed":
        return say(f"call_cause.{row.cause}") if row.cause else "", "over"
    if row.state == "ended" and row.answered_at is None:
        return say("call_cause.no_answer"), "over"
    return ""


def _back(row: CallBackRow) -> Sequence[Cell]:
    now = clock.now()
    return (
        (_("! call back"), "soon") if row.at <= now else (_("call back"), ""),
        time_text(row.at),
        row.customer or ("-", "over"),
        row.phone_text,
        _stands(row, now),
        row.agent or _("anyone"),
        row.case_number,
        "",
        "",
        row.note or say(f"call_back_kind.{row.kind}"),
    )


def _stands(row: CallBackRow, now: datetime) -> Cell:
    """Who rings them already, that they want no calls, or how far off it is."""
    if row.taken_by:
        return fill(_("{by} rings"), {"by": row.taken_by}), "over"
    return (_("! wants none"), "late") if row.do_not_call else in_or_over(row.at, now)


def talked(answered: datetime | None, ended: datetime | None) -> str:
    """Minutes and seconds; "" where nobody talked or it goes on."""
    if answered is None or ended is None:
        return ""
    minutes, seconds = divmod(int((ended - answered).total_seconds()), 60)
    return f"{minutes}:{seconds:02}"
