"""By when a point must answer: in its opening hours, but in an emergency within minutes, day and night."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.cases.models import Case
from callcenter.cases.words import Priority
from callcenter.dispatch.answer_time import answer_by
from callcenter.points.hours import parse
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings

WEEK = "Mo-Fr 09:00-18:00"
FRIDAY = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
"""16:00 in Shanghai."""


def due(since: datetime, hours: str | None = WEEK, **about: object) -> str:
    said = {"priority": "normal", "way": "bring_in", "safety": False} | about
    case = Case(**said | {"priority": Priority(said["priority"])})
    point = ServicePoint(name="永达浦东", opening_hours=hours, timezone="Asia/Shanghai", country="CN")
    at = answer_by(case, point, since, Settings()) + timedelta(hours=8)
    return f"{at:%a %H:%M}"


@pytest.mark.parametrize(
    ("hours", "about", "by"),
    [
        (WEEK, {"priority": "high"}, "Fri 17:00"),
        (WEEK, {"priority": "normal"}, "Mon 11:00"),
        (WEEK, {"priority": "low"}, "Mon 15:00"),
        (WEEK, {"priority": "urgent"}, "Fri 16:15"),
        ("Mo-Th 09:00-18:00", {"priority": "urgent"}, "Mon 09:15"),
        (WEEK, {"safety": True}, "Fri 16:10"),
        ("Mo-Th 09:00-18:00", {"way": "roadside", "priority": "low"}, "Fri 16:10"),
        ("24/7", {"priority": "normal"}, "Fri 20:00"),
        (None, {"priority": "normal"}, "Fri 20:00"),
        ("by chance", {"priority": "normal"}, "Fri 20:00"),
        ("off", {"priority": "normal"}, "Fri 20:00"),
    ],
)
def test_by_when(hours: str | None, about: dict[str, object], by: str) -> None:
    assert due(FRIDAY, hours, **about) == by


@given(
    st.integers(0, 330 * 24 * 60).map(lambda minutes: FRIDAY + timedelta(minutes=minutes)),
    st.integers(1, 60 * 50),
    st.sampled_from([WEEK, "Mo-Su 22:00-04:00", "24/7", "Sa 10:00-12:00", "Mo-Fr 08:00-12:00,13:00-17:00"]),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
)
def test_so_long_has_it_been_open_then(since: datetime, minutes: int, hours: str, zone: str) -> None:
    length, point = timedelta(minutes=minutes), parse(hours, timezone=zone)
    until = point.open_for(since, length)
    if until is None:
        return
    assert sum(((end - begin) for begin, end in point.intervals(since, until)), timedelta()) == length
