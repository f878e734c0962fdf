from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from callcenter.cases.clocks import (
    ROUND_THE_CLOCK,
    Calendar,
    Interval,
    Span,
    Wait,
    days_without,
    due,
    elapsed,
    pauses,
    stops,
)
from callcenter.cases.words import ClockKind, WaitFor

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


class Daily:
    """The same hours each working day in a zone, several a day."""

    def __init__(self, zone: ZoneInfo, *hours: tuple[time, time], weekdays: int = 7) -> None:
        self.zone, self.hours, self.weekdays = zone, hours, weekdays

    def intervals(self, start: datetime, end: datetime) -> Iterable[Span]:
        day = start.astimezone(self.zone).date()
        while day <= end.astimezone(self.zone).date():
            for since, till in self.hours if day.weekday() < self.weekdays else ():
                yield self._utc(day, since), self._utc(day, till)
            day += timedelta(days=1)

    def _utc(self, day: object, hour: time) -> datetime:
        return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=self.zone).astimezone(UTC)


class Never:
    def intervals(self, start: datetime, end: datetime) -> Iterable[Span]:
        return ()


SHOP = Daily(ZoneInfo("UTC"), (time(9), time(12)), (time(13), time(18)))
BERLIN_SHOP = Daily(BERLIN, (time(9), time(12)), (time(13), time(18)), weekdays=5)
BERLIN_NIGHTS = Daily(BERLIN, (time(0, 30), time(4)), (time(22), time(23, 59)))
CALENDARS: list[Calendar] = [ROUND_THE_CLOCK, SHOP, BERLIN_SHOP, BERLIN_NIGHTS]


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(f"2026-{text}")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def between(*ends: str) -> Interval:
    return Interval(*map(at, ends))


# Around both changes of the clocks in Berlin in 2026: 29 March and 25 October.
MOMENTS = st.builds(
    lambda first, later: at(first) + later,
    st.sampled_from(["03-23T00:00", "10-19T00:00"]),
    st.timedeltas(timedelta(), timedelta(days=11)),
)
LENGTHS = st.timedeltas(timedelta(seconds=1), timedelta(days=3))
TARGETS = st.timedeltas(timedelta(seconds=1), timedelta(days=4))


@st.composite
def stories(draw: st.DrawFn) -> tuple[datetime, list[Interval]]:
    start = draw(MOMENTS)
    offsets = st.timedeltas(timedelta(days=-2), timedelta(days=8))
    stretches = draw(st.lists(st.tuples(offsets, LENGTHS), max_size=5))
    return start, [Interval(start + begin, start + begin + length) for begin, length in stretches]


CASES = st.tuples(stories(), st.sampled_from(CALENDARS))


@pytest.mark.parametrize(
    ("stretches", "hours"),
    [
        ([], 8),
        ([between("03-02T10:00", "03-02T11:00")], 7),
        # The lunch break and the night within a pause are nobody's working time.
        ([between("03-02T11:00", "03-02T14:00")], 6),
        ([between("03-02T17:00", "03-03T10:00")], 7),
        ([between("03-01T00:00", "03-02T09:00")], 8),
        # Two at once count once, in whatever order.
        ([between("03-02T10:30", "03-02T12:00"), between("03-02T10:00", "03-02T11:00")], 6),
        ([between("03-02T10:00", "03-02T17:00"), between("03-02T11:00", "03-02T12:00")], 2),
        # One that goes on, and goes on beside another.
        ([Interval(at("03-02T15:00"))], 5),
        ([Interval(at("03-02T15:00")), between("03-02T14:00", "03-02T16:00")], 4),
        ([between("03-02T12:00", "03-02T11:00")], 8),
    ],
)
def test_a_day_with_a_lunch_break(stretches: list[Interval], hours: int) -> None:
    assert elapsed(at("03-02T00:00"), at("03-03T00:00"), stretches, SHOP) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "hours", "stretches", "expected"),
    [
        ("03-02T09:00", 2, [], "03-02T11:00"),
        ("03-02T09:00", 3, [], "03-02T12:00"),
        ("03-02T11:00", 2, [], "03-02T14:00"),
        ("03-02T17:30", 1, [], "03-03T09:30"),
        ("03-02T20:00", 9, [], "03-04T10:00"),
        ("03-02T09:00", 4, [between("03-02T10:00", "03-02T13:30")], "03-02T16:30"),
        ("03-02T09:00", 0, [], "03-02T09:00"),
    ],
)
def test_due_walks_over_working_time(
    start: str, hours: float, stretches: list[Interval], expected: str
) -> None:
    assert due(at(start), hours * HOUR, stretches, SHOP) == at(expected)


def test_round_the_clock_is_plain_addition() -> None:
    assert due(at("03-02T09:00"), timedelta(days=100)) == at("03-02T09:00") + timedelta(days=100)
    assert due(at("03-02T09:00"), timedelta(days=3000)) == at("03-02T09:00") + timedelta(days=3000)


def test_a_clock_that_stands_still_has_no_due_time_unless_it_was_late_before() -> None:
    waiting = [Interval(at("03-02T11:00"))]
    assert due(at("03-02T09:00"), 3 * HOUR, waiting, SHOP) is None
    assert due(at("03-02T09:00"), 1 * HOUR, waiting, SHOP) == at("03-02T10:00")
    assert due(at("03-02T09:00"), 2 * HOUR, waiting, SHOP) == at("03-02T11:00")
    assert due(at("03-02T12:00"), 1 * HOUR, waiting) is None


def test_a_calendar_without_working_time_makes_nothing_due() -> None:
    assert due(at("03-02T09:00"), HOUR, (), Never()) is None
    assert elapsed(at("03-02T09:00"), at("06-02T09:00"), (), Never()) == timedelta()


@pytest.mark.parametrize(("day", "hours"), [("03-29", 2.5), ("10-25", 4.5), ("03-30", 3.5)])
def test_a_night_in_which_the_clocks_change_has_its_true_length(day: str, hours: float) -> None:
    night = Daily(BERLIN, (time(0, 30), time(4)))
    start = at(f"{day}T00:00").replace(tzinfo=BERLIN).astimezone(UTC)
    assert elapsed(start, start + 8 * HOUR, (), night) == hours * HOUR


def test_opening_hours_stay_at_nine_when_the_clocks_change() -> None:
    friday = at("03-27T17:00").replace(tzinfo=BERLIN)
    monday = due(friday.astimezone(UTC), 2 * HOUR, (), BERLIN_SHOP)
    assert monday is not None
    assert f"{monday.astimezone(BERLIN):%a %H:%M}" == "Mon 10:00"


@settings(max_examples=150)
@given(CASES, TARGETS)
def test_what_is_due_is_when_the_target_has_elapsed(
    case: tuple[tuple[datetime, list[Interval]], Calendar], target: timedelta
) -> None:
    (start, stretches), calendar = case
    moment = due(start, target, stretches, calendar)
    assert moment is not None
    assert elapsed(start, moment, stretches, calendar) == target
    just_before = moment - timedelta(microseconds=1)
    assert elapsed(start, just_before, stretches, calendar) == target - timedelta(microseconds=1)


@settings(max_examples=150)
@given(CASES, TARGETS, st.timedeltas(timedelta(), timedelta(days=4)), LENGTHS)
def test_a_pause_moves_what_is_due_by_just_its_working_length(
    case: tuple[tuple[datetime, list[Interval]], Calendar],
    target: timedelta,
    later: timedelta,
    length: timedelta,
) -> None:
    (start, stretches), calendar = case
    pause = Interval(start + later, start + later + length)
    before = due(start, target, stretches, calendar)
    after = due(start, target, [*stretches, pause], calendar)
    assert before is not None
    assert after is not None
    assert pause.end is not None
    assert after >= before
    if pause.start >= before:
        assert after == before
    else:
        taken = elapsed(pause.start, pause.end, stretches, calendar)
        assert elapsed(before, after, stretches, calendar) == taken


@settings(max_examples=150)
@given(CASES, st.lists(st.timedeltas(timedelta(days=-1), timedelta(days=12)), min_size=2, max_size=6))
def test_the_clock_never_runs_backwards_nor_faster_than_time(
    case: tuple[tuple[datetime, list[Interval]], Calendar], offsets: Sequence[timedelta]
) -> None:
    (start, stretches), calendar = case
    ends = [start + offset for offset in sorted(offsets)]
    read = [elapsed(start, end, stretches, calendar) for end in ends]
    for (earlier, less), (later, more) in zip(
        zip(ends, read, strict=True), zip(ends[1:], read[1:], strict=True), strict=False
    ):
        assert timedelta() <= more - less <= later - earlier
        assert more - less == elapsed(max(start, earlier), later, stretches, calendar)


@settings(max_examples=100)
@given(CASES, LENGTHS)
def test_neither_order_nor_cuts_nor_repeats_of_pauses_matter(
    case: tuple[tuple[datetime, list[Interval]], Calendar], length: timedelta
) -> None:
    (start, stretches), calendar = case
    assume(stretches)
    end = start + 3 * length
    cut = [
        Interval(p.start, p.start + length / 2) for p in stretches if p.end and p.start + length / 2 < p.end
    ]
    other = [*reversed(stretches), *cut, stretches[0]]
    assert elapsed(start, end, other, calendar) == elapsed(start, end, stretches, calendar)


@settings(max_examples=100)
@given(CASES, TARGETS, TARGETS)
def test_an_open_pause_stops_the_clock_there_and_nowhere_else(
    case: tuple[tuple[datetime, list[Interval]], Calendar], target: timedelta, later: timedelta
) -> None:
    (start, stretches), calendar = case
    open_pause = Interval(start + later)
    without = due(start, target, stretches, calendar)
    assert without is not None
    expected = without if without <= open_pause.start else None
    assert due(start, target, [*stretches, open_pause], calendar) == expected
    stopped = elapsed(start, open_pause.start, stretches, calendar)
    assert elapsed(start, start + timedelta(days=20), [*stretches, open_pause], calendar) == stopped


def test_whose_clock_stops_for_what() -> None:
    waits = [
        Wait(WaitFor.PARTS, at("03-02T09:00"), at("03-02T10:00")),
        Wait(WaitFor.CUSTOMER, at("03-02T11:00")),
    ]
    assert pauses(ClockKind.POINT, waits) == (
        between("03-02T09:00", "03-02T10:00"),
        Interval(at("03-02T11:00")),
    )
    assert pauses(ClockKind.CUSTOMER, waits) == (Interval(at("03-02T11:00")),)
    assert not stops(ClockKind.CUSTOMER, WaitFor.PARTS)


def test_days_without_the_item_are_days_of_the_customers_calendar() -> None:
    monday, tuesday = at("03-02T15:30"), at("03-03T01:00")
    shanghai = ZoneInfo("Asia/Shanghai")
    assert days_without(None, None, tuesday) == 0
    assert days_without(monday, None, tuesday) == 1
    assert days_without(monday, at("03-02T18:00"), tuesday) == 0
    assert days_without(monday, at("03-02T18:00"), tuesday, shanghai) == 1
    assert days_without(monday, at("03-12T18:00"), at("04-01T00:00")) == 10
    assert days_without(tuesday, None, monday) == 0
