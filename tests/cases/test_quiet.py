"""Nobody is told anything at night on their own clock, wherever they are and whatever the clock does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.cases.telling.quiet import is_quiet, loud_from

ZONES = (
    "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC",
    "America/St_Johns", "Asia/Kathmandu",
)  # fmt: skip
# Days on which clocks jump are what may go wrong.
JUMPS = (
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
)
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(JUMPS), st.integers(-2 * 86_400, 2 * 86_400), st.sampled_from(ZONES), MINUTES, MINUTES)
def test_a_message_leaves_at_once_or_at_the_end_of_the_quiet(
    day: datetime, seconds: int, zone: str, begins: time, ends: time
) -> None:
    at = day + timedelta(seconds=seconds)
    leaves = loud_from(at, zone, begins, ends)
    assert not is_quiet(leaves, zone, begins, ends)
    assert timedelta() <= leaves - at <= timedelta(hours=26)
    if leaves != at:
        assert is_quiet(at, zone, begins, ends)
        assert is_quiet(leaves - timedelta(seconds=1), zone, begins, ends)


def test_the_night_of_the_customer_counts_not_that_of_the_house() -> None:
    evening_in_berlin = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
    night = (time(21), time(8))
    assert loud_from(evening_in_berlin, "America/New_York", *night) == evening_in_berlin
    leaves = loud_from(evening_in_berlin, "Europe/Berlin", *night).astimezone(ZoneInfo("Europe/Berlin"))
    assert (leaves.date().day, leaves.time()) == (3, time(8))


def test_no_quiet_hours_where_none_are_set() -> None:
    at = datetime(2026, 3, 2, 3, tzinfo=UTC)
    assert loud_from(at, "UTC", time(8), time(8)) == at
