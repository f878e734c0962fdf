"""When a point can see a customer: its opening hours, cut by what it can take on a day. Pure rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callcenter.points.hours import Hours

LEAD = timedelta(hours=2)
"""So much time at least lies between booking and coming."""
DAYS = 7
"""For so many days times are offered, unless more are asked for."""
SHORTEST, USUAL, LONGEST = timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)
_STEP = timedelta(minutes=15)

Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Room:
    """What a point can take, and what it has."""

    hours: Hours
    capacity: int | None
    """New jobs a day; None: not limited, then there is one appointment an hour."""
    taken: Mapping[date, int]
    """The jobs it has on each day."""
    booked: Sequence[Times]
    """Its appointments."""


def free(room: Room, now: datetime, *, days: int = DAYS, lead: timedelta = LEAD) -> tuple[Times, ...]:
    """Return the times at which a point can still see somebody, in UTC, in order.

    The day's capacity is spread over its opening hours; a day that is full has none.

    Args:
        room: the point's hours and what it has.
        now: aware; nothing earlier than ``lead`` after it is free.
        days: how many days, today included.
        lead: how long it takes to come.
    """
    first = now.astimezone(ZoneInfo(room.hours.timezone)).date()
    found = (slot for ahead in range(days) for slot in _of_day(room, first + timedelta(days=ahead)))
    return tuple(slot for slot in found if slot[0] >= now + lead)


def _of_day(room: Room, day: date) -> Iterator[Times]:
    if room.capacity is not None and room.taken.get(day, 0) >= room.capacity:
        return
    opened = room.hours.intervals(*_bounds(day, room.hours.timezone))
    length = length_of(sum((end - begin for begin, end in opened), timedelta()), room.capacity)
    slots = [slot for interval in opened for slot in _cut(interval, length)]
    beside = _beside(len(slots), room.capacity)
    for slot in slots:
        if sum(_overlap(slot, one) for one in room.booked) < beside:
            yield slot


def length_of(opened: timedelta, capacity: int | None) -> timedelta:
    """How long one appointment is, where so many must fit into the hours of a day; in quarters of an hour."""
    if not capacity:
        return USUAL
    even = opened // capacity
    return min(max(even - even % _STEP, SHORTEST), LONGEST)


def _beside(slots: int, capacity: int | None) -> int:
    """How many may come at the same time: more than one only where the day has too few hours for all."""
    return -(-capacity // slots) if capacity and slots else 1


def _cut(interval: Times, length: timedelta) -> Iterator[Times]:
    begin, end = interval
    while begin + length <= end:
        yield begin, begin + length
        begin += length


def _overlap(one: Times, other: Times) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _bounds(day: date, zone: str) -> Times:
    midnights = (datetime.combine(day + timedelta(days=more), time(), ZoneInfo(zone)) for more in (0, 1))
    begin, end = (one.astimezone(UTC) for one in midnights)
    return begin, end
