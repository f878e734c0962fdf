"""The timeline of a case as lines: when, what, and the words of whoever said something."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from callcenter import i18n
from callcenter.desk.views import TimelineRow
from callcenter.i18n import _, fill, say

from ..widgets.paper import wrapped

WHEN = 5
"""Cells of the column of times, at least."""
LATE = frozenset({"alarm.raised", "alarm.raised_by_symptom", "dispatch.failed", "dispatch.withdrawal_failed"})
"""What somebody must see among all the rest."""
SIGN = "! "


def moment(at: datetime, now: datetime) -> str:
    """When something was: 9:02 today, "Tue 9:02" within six days, else the date."""
    here, today = i18n.local(at), i18n.local(now).date()
    days = (today - here.date()).days
    clock_time = f"{here.hour}:{here:%M}"
    if days == 0:
        return clock_time
    return f"{i18n.weekday(here)} {clock_time}" if 0 < days < 7 else f"{here:%Y-%m-%d}"


def sentence(row: TimelineRow, name_of: Callable[[str], str]) -> str:
    """What happened, in the reader's words, with what was said.

    Args:
        row: one event.
        name_of: gives the words of a category's code.
    """
    category = str(row.what.params.get("category", ""))
    said = say(row.what, category=name_of(category)) if category else say(row.what)
    said = f"{row.of} {said}" if row.of else said
    return fill(_("{what}: {words}"), {"what": said, "words": row.said}) if row.said else said


def lines(
    rows: Sequence[TimelineRow],
    now: datetime,
    name_of: Callable[[str], str],
    late: Style,
    dim: Style,
    width: int,
    console: Console,
) -> list[Text]:
    """The timeline, oldest first, wrapped at a width in cells."""
    column = max([WHEN, *(cell_len(moment(row.at, now)) for row in rows)])
    return [line for row in rows for line in _row(row, now, name_of, late, dim, column, width, console)]


def _row(
    row: TimelineRow,
    now: datetime,
    name_of: Callable[[str], str],
    late: Style,
    dim: Style,
    column: int,
    width: int,
    console: Console,
) -> Iterator[Text]:
    when = moment(row.at, now)
    head = Text(" " * (column - cell_len(when)) + when + "  ", dim)
    warns = row.what.code in LATE
    said = sentence(row, name_of)
    what = Text((SIGN if warns else "") + said, late if warns else "")
    if row.who and row.who not in said:
        what.append(f"  {row.who}", dim)
    yield from wrapped(head, what, width, console)


def news(
    before: Sequence[TimelineRow], after: Sequence[TimelineRow], me: str, name_of: Callable[[str], str]
) -> tuple[str, str] | None:
    """Who else changed the case since it was read, and what the newest of it was; None where nobody did.

    Args:
        before: the timeline as it stood on the screen.
        after: as it stands now.
        me: the agent's own name: what one did oneself is no news.
        name_of: gives the words of a category's code.
    """
    seen = max((row.event_id for row in before), default=0)
    others = [row for row in after if row.event_id > seen and row.who != me and not row.of]
    return (others[-1].who, sentence(others[-1], name_of)) if others else None
