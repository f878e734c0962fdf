"""Warranty terms: the last day and kilometre are covered, leap days lose nobody a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.callers import terms

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
years = st.integers(1, 30)


@given(days, st.integers(-500, 500))
def test_the_last_day_is_covered_and_the_next_is_not(until: date, offset: int) -> None:
    day = until + timedelta(days=offset)
    assert terms.is_over(until, None, day, None) == (offset > 0)


@given(st.integers(0, 500_000), st.integers(-1000, 1000))
def test_the_last_kilometre_is_covered_and_the_next_is_not(until_km: int, more: int) -> None:
    assert terms.is_over(None, until_km, date(2026, 1, 1), until_km + more) == (more > 0)


@given(days, days)
def test_unknown_kilometres_never_end_a_term(until: date, day: date) -> None:
    assert terms.is_over(until, 10, day, None) == terms.is_over(until, None, day, None)


@given(days, years)
def test_whole_years_are_told_whether_the_end_is_the_eve_or_the_anniversary(start: date, count: int) -> None:
    end = terms.anniversary(start, count)
    assert terms.whole_years(start, end) == count
    assert terms.whole_years(start, end - timedelta(days=1)) == count


@given(days, st.integers(1, 9000))
def test_years_are_told_only_where_they_are_whole(start: date, length: int) -> None:
    told = terms.whole_years(start, start + timedelta(days=length))
    assert told is None or abs(length - told * 365.25) < 3


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2024, 2, 29), date(2028, 2, 28), 4),
        (date(2022, 1, 1), date(2024, 12, 31), 3),
        (date(2022, 5, 10), date(2025, 1, 9), None),
        (date(2022, 5, 10), date(2022, 5, 10), None),
        (date(2022, 5, 10), date(2021, 5, 10), None),
        (None, date(2025, 1, 1), None),
        (date(2025, 1, 1), None, None),
    ],
)
def test_years_of_a_term(start: date | None, end: date | None, told: int | None) -> None:
    assert terms.whole_years(start, end) == told


def test_running_terms_have_begun_and_are_not_over() -> None:
    day = date(2026, 3, 2)
    over = terms.judge("maker", from_on=date(2022, 1, 1), until_on=date(2024, 12, 31), day=day)
    ahead = terms.judge("extended", from_on=date(2027, 1, 1), until_on=date(2028, 1, 1), day=day)
    part = terms.judge("part", covers="compressor", until_on=date(2030, 1, 1), day=day)
    whole = terms.judge("legal", until_on=date(2026, 3, 2), day=day)
    assert terms.running([over, ahead, part, whole], day) == (whole, part)


def test_terms_are_shown_whole_unit_first() -> None:
    day = date(2026, 3, 2)
    part = terms.judge("part", covers="compressor", until_on=date(2025, 1, 1), day=day)
    endless = terms.judge("legal", day=day)
    maker = terms.judge("maker", until_on=date(2026, 1, 1), day=day)
    assert terms.in_order([part, endless, maker]) == (maker, endless, part)
