"""The points that can take a case, best first, with what a caller asks: how far, open, room, why, why not."""

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from callcenter import clock
from callcenter.desk.views import Candidate, Proposal
from callcenter.i18n import N_, Phrase, _, fill, local, say, time_text, weekday

from ..guard import Guarded
from ..widgets.ledger import Cell, Column, Ledger

COLUMNS = (
    Column(N_("Where to"), 14, grow=2, priority=9),
    Column(N_("km"), 4, priority=9, right=True),
    Column(N_("today"), 15, priority=8),
    Column(N_("room"), 10, priority=8),
    Column(N_("why"), 22, grow=3, priority=7),
    Column(N_("fits"), 24, priority=4),
    Column(N_("city"), 22, grow=1, priority=3),
    Column(N_("telephone"), 16, priority=2),
)
BY_ROAD = (
    COLUMNS[0],
    Column(N_("km"), 6, priority=9, right=True),
    Column(N_("min"), 4, priority=8, right=True),
    *COLUMNS[2:],
)
"""The columns where there is a routing service; "≈" is the straight line, or a guess at the road."""
SAID_ELSEWHERE = frozenset({"reason.farther", "reason.open_now", "reason.hours_unknown", "reason.authorised"})
"""Reasons that another column says as well; they stand only where there is no other."""
LAST = ("reason.authorised", "reason.language")
"""What may be cut off first."""
LOOKING, NONE, NO_PLACE, UNREAD = "looking", "none", "no_place", ""
_STATES = {
    LOOKING: N_("looking for points…"),
    NONE: N_("No point may take this as it stands. Change way or cover, or keep it without sending."),
    NO_PLACE: N_("Where is it? Key p: a city or a postcode, then the nearest come first."),
}


def kilometres(metres: float | None) -> str:
    """A distance: 3.1, 128; "?" where it is unknown."""
    if metres is None:
        return "?"
    km = metres / 1000
    return f"{km:.1f}" if km < 100 else f"{km:.0f}"


def distance(row: Candidate) -> str:
    """How far a point is: 3.1; ≈ 2.4 where there is a routing service, but not for this one."""
    far = kilometres(row.metres)
    return f"≈ {far}" if row.by_road is False and row.metres is not None else far


def minutes(row: Candidate) -> tuple[str, ...]:
    """How long it takes, in the list with that column."""
    if row.by_road is None:
        return ()
    return ("-" if row.minutes is None else str(row.minutes),)


def open_text(row: Candidate) -> Cell:
    """Whether it is open: "to 18:00", "opens Tue 08:00", or that nobody knows."""
    if row.open is None:
        return _("hours unknown"), "over"
    if row.open:
        return fill(_("to {at}"), {"at": time_text(row.closes_at)}) if row.closes_at else _("always open")
    return (fill(_("opens {at}"), {"at": time_text(row.opens_at)}) if row.opens_at else _("not open")), "soon"


def room_text(row: Candidate, today: date) -> Cell:
    """What it can still take on the day of the work: "3 of 8", "Tue 6 of 6"."""
    room = fill(_("{room} of {capacity}"), {"room": row.room, "capacity": row.capacity})
    if row.room is None or row.capacity is None:
        room = ""
    if row.work_on == today:
        return room or "-"
    day = weekday(row.work_on) if 0 < (row.work_on - today).days < 7 else f"{row.work_on:%m-%d}"
    return f"{day} {room}".strip(), "soon"


def telling(row: Candidate, rows: Sequence[Candidate]) -> list[Phrase]:
    """The reasons that tell a row from the others; what every row says, or another column, is left out.

    Args:
        row: the point.
        rows: all that stand in the list.
    """
    common = set(LAST) if len(rows) > 1 else set()
    for one in rows:
        common &= {reason.code for reason in one.reasons}
    left = [one for one in row.reasons if one.code not in common | SAID_ELSEWHERE]
    left.sort(key=lambda one: one.code in LAST)
    return left or [one for one in row.reasons if one.code not in common][:1]


def cells(row: Candidate, rows: Sequence[Candidate] = ()) -> tuple[Cell, ...]:
    """A point in columns."""
    today = local(clock.now()).date()
    return (
        row.name,
        distance(row),
        *minutes(row),
        open_text(row),
        room_text(row, today),
        _(", ").join(say(reason) for reason in telling(row, rows)),
        _(", ").join(say(match) for match in row.matches),
        row.city,
        row.phone or "",
    )


class Beneath(Guarded, Widget):
    """Under the list: nearer ones that may not and why, or what the list waits for."""

    COMPONENT_CLASSES = {"beneath--over", "beneath--soon"}

    def __init__(self) -> None:
        super().__init__()
        self.rejected: tuple[Candidate, ...] = ()
        self.state = LOOKING
        self.note: Phrase | None = None
        """What must be known of the list as a whole."""

    def render(self) -> Text:
        """At most the lines there are; whole entries only."""
        text = Text(end="", overflow="fold")
        if self.state:
            text.append(
                "  " + _(_STATES[self.state]), self._style("over" if self.state == LOOKING else "soon")
            )
            if not self.rejected:
                return text
            text.append("\n")
        if self.note is not None:
            text.append(f"  {say(self.note)}", self._style("soon"))
            text.append("\n" if self.rejected else "")
        return text.append(self._not_line(), self._style("over"))

    def _not_line(self) -> str:
        """Such as "not: 浦东快修 1.2 km, no engine work · …", as many as fit."""
        line, above = "  " + _("not:") + " ", bool(self.state) + (self.note is not None)
        lines = max(1, self.size.height - above)
        room = self.size.width * lines - 4
        for index, one in enumerate(self.rejected):
            cause = say(one.cause) if one.cause else ""
            values = {"name": one.name, "km": distance(one), "cause": cause}
            part = (" · " if index else "") + fill(_("{name} {km} km, {cause}"), values)
            if cell_len(line + part) > room:
                return line + (" …" if index else part)
            line += part
        return line if self.rejected else ""

    def _style(self, tone: str) -> str:
        return str(self.get_component_rich_style(f"beneath--{tone}"))


class PointsList(Guarded, Vertical):
    """The list and the line beneath it. ``show`` keeps the cursor on its point."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.proposal: Proposal | None = None
        self.ledger: Ledger[Candidate] = Ledger(
            COLUMNS,
            lambda row: cells(row, self.ledger.rows),
            key=lambda row: row.point_id,
            choose=N_("send"),
            id="points",
        )
        self.beneath = Beneath()

    def compose(self) -> ComposeResult:
        """List, then what is beneath."""
        yield self.ledger
        yield self.beneath

    def _cells(self, row: Candidate) -> tuple[Cell, ...]:
        return cells(row, self.ledger.rows)

    @property
    def first(self) -> Candidate | None:
        """The point that is proposed."""
        return self.proposal.rows[0] if self.proposal and self.proposal.rows else None

    def show(self, proposal: Proposal) -> None:
        """Another answer of routing; until the agent moves, the cursor stands on the first."""
        moved = self.ledger.cursor > 0
        self.proposal = proposal
        roads = any(row.by_road is not None for row in proposal.rows)
        self.ledger.columns = BY_ROAD if roads else COLUMNS
        self.ledger.set_rows(proposal.rows)
        if not moved:
            self.ledger.move_to(0)
        self.beneath.rejected, self.beneath.note = proposal.rejected, proposal.note
        self.beneath.state = NO_PLACE if proposal.place_unknown else UNREAD if proposal.rows else NONE
        self.ledger.refresh(layout=True)
        self.beneath.refresh()

    def looking(self) -> None:
        """Said only while there is nothing yet."""
        if self.proposal is None:
            self.beneath.state = LOOKING
            self.beneath.refresh()
