"""The times at which a point can see somebody: open, not full, not twice, not too soon."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.dispatch.slots import LEAD, LONGEST, SHORTEST, Room, Times, free
from callcenter.points import hours as opening

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ("Mo-Fr 08:00-18:00", "Mo-Su 09:00-12:00,13:30-17:00", "24/7", "Mo-Sa 22:00-04:00", "Sa 10:00-10:20")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe")
MONDAY = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)


def room(
    hours: str, capacity: int | None, zone: str = "Asia/Shanghai", *, booked: tuple[Times, ...] = ()
) -> Room:
    return Room(opening.parse(hours, timezone=zone), capacity, {}, booked)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(HOURS), st.one_of(st.none(), st.integers(1, 40)), st.sampled_from(ZONES),
    st.integers(0, 365 * 24 * 60), st.data(),
)  # fmt: skip
def test_every_time_lies_within_the_hours_and_goes_when_it_is_booked(
    hours: str, capacity: int | None, zone: str, minutes: int, data: st.DataObject
) -> None:
    now = MONDAY + timedelta(minutes=minutes)
    here = room(hours, capacity, zone)
    found = free(here, now)
    assert all(now + LEAD <= begin < end for begin, end in found)
    assert all(SHORTEST <= end - begin <= LONGEST for begin, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    for begin, end in found:
        assert (begin, end) in here.hours.intervals(begin, end)
    if found:
        taken = data.draw(st.sampled_from(found))
        full = Room(here.hours, capacity, {}, (taken,) * (capacity or 1))
        left = free(full, now)
        assert set(left) == set(found) - {taken}


def test_a_point_for_five_a_day_has_five_times_of_two_hours() -> None:
    found = free(room("Mo-Fr 08:00-18:00", 5), MONDAY, days=2)
    tuesday = [one for one in found if one[0].astimezone(SHANGHAI).day == 3]
    assert [one[0].astimezone(SHANGHAI).hour for one in tuesday] == [8, 10, 12, 14, 16]


def test_a_day_whose_room_is_taken_has_none() -> None:
    day = MONDAY.astimezone(SHANGHAI).date() + timedelta(days=1)
    here = Room(opening.parse("Mo-Fr 08:00-18:00", timezone="Asia/Shanghai"), 3, {day: 3}, ())
    assert day not in {one[0].astimezone(SHANGHAI).date() for one in free(here, MONDAY)}
