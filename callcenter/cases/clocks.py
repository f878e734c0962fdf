"""The two clocks of a case, as walks over working time less the pauses.

The point's clock stands still while customer or parts are waited for, the customer's only while the customer
is. Nothing is counted up: waits are stored from and to, figures are computed from them. A pause takes away
just the working time within it, so a night within a pause, or two pauses at once, never count twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from callcenter.cases.words import ClockKind, WaitFor

_WINDOW = timedelta(days=28)
# A calendar that names no working time for so long is taken to have no more.
_IDLE_FOR_EVER = timedelta(days=2 * 366)
_STOPS = {
    ClockKind.POINT: frozenset({WaitFor.CUSTOMER, WaitFor.PARTS}),
    ClockKind.CUSTOMER: frozenset({WaitFor.CUSTOMER}),
}

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, its end not included; an end of None means that it goes on."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch in which a case waited, and for what."""

    wait_for: WaitFor
    start: datetime
    end: datetime | None = None


class Calendar(Protocol):
    """When a clock runs."""

    def intervals(self, start: datetime, end: datetime) -> Iterable[Span]:
        """The working intervals that touch ``start`` to ``end``, in order, as aware UTC datetimes.

        There may be several a day; they may reach beyond the two ends. Daylight saving is the calendar's
        affair: an interval in UTC has its true length.
        """


class RoundTheClock:
    """A calendar without nights and holidays."""

    def intervals(self, start: datetime, end: datetime) -> Iterable[Span]:
        """The whole stretch."""
        return ((start, end),)


ROUND_THE_CLOCK = RoundTheClock()


def stops(clock: ClockKind, wait_for: WaitFor) -> bool:
    """Whether a clock stands still while this is waited for."""
    return wait_for in _STOPS[clock]


def pauses(clock: ClockKind, waits: Iterable[Wait]) -> tuple[Interval, ...]:
    """The pauses of a clock: those waits that stop it."""
    return tuple(Interval(wait.start, wait.end) for wait in waits if stops(clock, wait.wait_for))


def elapsed(
    start: datetime,
    end: datetime,
    pauses: Iterable[Interval] = (),
    calendar: Calendar = ROUND_THE_CLOCK,
) -> timedelta:
    """Return the working time from ``start`` to ``end`` less the pauses.

    Args:
        start: when the clock was started.
        end: until when it is read; usually now. Before ``start`` nothing has elapsed.
        pauses: in any order; they may overlap, lie outside, and still go on.
        calendar: when the clock runs.
    """
    spans = _running(_working(calendar, start, end), _merged(pauses, end))
    return sum((till - since for since, till in spans), timedelta())


def due(
    start: datetime,
    target: timedelta,
    pauses: Iterable[Interval] = (),
    calendar: Calendar = ROUND_THE_CLOCK,
) -> datetime | None:
    """Return the first moment at which the target is used up.

    Args:
        start: when the clock was started.
        target: the working time allowed; nothing or less is due at once.
        pauses: in any order; they may overlap, lie outside, and still go on.
        calendar: when the clock runs.

    Returns:
        the moment; None while a pause that still goes on keeps the clock from getting there (it stands still
        and nobody knows until when), or where the calendar has no more working time. A target that was used
        up before such a pause stays due when it was: waiting doesn't undo lateness.
    """
    if target <= timedelta():
        return start
    stopped = list(pauses)
    stands_still_from = min((pause.start for pause in stopped if pause.end is None), default=None)
    left = target
    for since, till in _running(_working(calendar, start, stands_still_from), _merged(stopped, None)):
        if left <= till - since:
            return since + left
        left -= till - since
    return None


def days_without(
    received_at: datetime | None, handed_back_at: datetime | None, now: datetime, zone: tzinfo = UTC
) -> int:
    """Return for how many days the customer has been without the item; waits for parts count too.

    Args:
        received_at: when the item was handed over; None while it was not.
        handed_back_at: when it came back; None while it did not.
        now: the time.
        zone: whose calendar days are counted: handed over on Monday and back on Tuesday is one day.
    """
    if received_at is None:
        return 0
    back = handed_back_at or now
    return max(0, (back.astimezone(zone).date() - received_at.astimezone(zone).date()).days)


def _merged(pauses: Iterable[Interval], end: datetime | None) -> Sequence[Span]:
    """The pauses in order and apart; those that go on last until ``end``, without one they are left out."""
    merged: list[Span] = []
    for since, till in sorted((p.start, p.end or end or p.start) for p in pauses):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(till, merged[-1][1]))
        elif since < till:
            merged.append((since, till))
    return merged


def _working(calendar: Calendar, start: datetime, end: datetime | None) -> Iterator[Span]:
    """Working time from ``start`` to ``end``, cut at both; without an end, until the calendar has no more."""
    done, window, last = start, start, start
    while (end is None and window - last <= _IDLE_FOR_EVER) or (end is not None and window < end):
        close = window + _WINDOW if end is None else min(window + _WINDOW, end)
        for since, till in calendar.intervals(window, close):
            span = max(since, done), min(till, close)
            if span[0] < span[1]:
                yield span
                done = last = span[1]
        window = close


def _running(working: Iterable[Span], pauses: Sequence[Span]) -> Iterator[Span]:
    """The working spans with the pauses cut out; both are in order, so one look at each is enough."""
    first = 0
    for since, till in working:
        while first < len(pauses) and pauses[first][1] <= since:
            first += 1
        rest = since
        for stop, go in pauses[first:]:
            if stop >= till:
                break
            if rest < stop:
                yield rest, stop
            rest = go
        if rest < till:
            yield rest, till
