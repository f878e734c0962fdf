import csv
import gzip
import os
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.errors import Invalid
from callcenter.points.hours import Hours, normalise, parse

DATA = (
    Path(os.environ.get("CALLCENTER_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "service_points"
)

# Zone, the day on which its clocks go forward, the day on which they go back.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29), date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),
    ("Asia/Shanghai", date(2026, 3, 29), date(2026, 10, 25)),
]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "osm"),
    [
        ("Mon: 10-9; Tue: 10-9; Sun: 11-7", "Mo-Tu 10:00-21:00; Su 11:00-19:00"),
        ("Mon: 10-9; Fri: 9-10; Sat: 8-11:59", "Mo 10:00-21:00; Fr 09:00-22:00; Sa 08:00-23:59"),
        ("Mon: 10-9; Sat: 9-1; Sun: 12:30-5", "Mo 10:00-21:00; Sa 09:00-13:00; Su 12:30-17:00"),
        ("Mon-Sun: 0-11:59", "24/7"),
        ("9:00-18:00", "9:00-18:00"),
        ("08:30—17:30", "Mo-Su 08:30-17:30"),
        ("Mo-Fr 9-18", "Mo-Fr 09:00-18:00"),
        ("Mo-Fr 09.00-18.00 Uhr", "Mo-Fr 09:00-18:00"),
        ("Mo-Do 8-17, Fr 8-12, So geschlossen", "Mo-Th 08:00-17:00; Fr 08:00-12:00"),
        ("lundi au vendredi 9h00-12h30 14h-18h", "Mo-Fr 09:00-12:30,14:00-18:00"),
        ("24 hours", "24/7"),
        ("全天24小时", "24/7"),
        ("7x24小时", "24/7"),
        ("周一至周五 9:00-18:00", "Mo-Fr 09:00-18:00"),
        ("周一至五 8:30-12:00 13:30-17:30，周六日休息", "Mo-Fr 08:30-12:00,13:30-17:30"),
        ("营业时间：周一到周日 8：30－20：00", "Mo-Su 08:30-20:00"),
        ("上午9点到下午5点半", "Mo-Su 09:00-17:30"),
        ("工作日 9:00-18:00 周末 10:00-16:00 节假日休息", "Mo-Fr 09:00-18:00; Sa-Su 10:00-16:00; PH off"),
        ("Mon-Fri 9am-5:30pm, Sat 10 a.m. - 2 p.m.", "Mo-Fr 09:00-17:30; Sa 10:00-14:00"),
        ("Mon - Fri: noon to midnight", "Mo-Fr 12:00-24:00"),
        ("Fri-Mon 18-2", "Mo 18:00-26:00; Fr-Su 18:00-26:00"),
        ("10pm-6am", "Mo-Su 22:00-30:00"),
        ("1-5pm", "Mo-Su 13:00-17:00"),
        ("9-5pm", "Mo-Su 09:00-17:00"),
        ("We-Fr 13:00-18:00 Sa 12:00-18:00", "We-Fr 13:00-18:00; Sa 12:00-18:00"),
        ("Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-18:00; PH off"),
        ("Mon closed", "off"),
    ],
)
def test_forms(given: str, osm: str) -> None:
    assert normalise(given) == osm


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "foo",
        "9",
        "Mo-",
        "Mo-Fr 25-26",
        "9:75-18",
        "+423 232 48 18",
        "Mo-Fr 9-20; Su 9",
        "by appointment",
        "9-",
        "9 10",
        "9-12-15",
        "-",
        "Mo 9-Fr 10",
        "9-18 Mon",
        "三",
    ],
)
def test_no_known_form(given: str) -> None:
    assert normalise(given) is None


@given(st.text(alphabet="MoTuSa周一至五下午0129:-;, .pmh半点", max_size=30) | st.text(max_size=20))
@settings(max_examples=300)
def test_any_text_is_read_or_refused_and_stays_as_read(text: str) -> None:
    osm = normalise(text)
    if osm is not None:
        assert normalise(osm) == osm
        parse(text, timezone="Europe/Berlin").intervals(at("2026-03-28"), at("2026-03-31"))


# --- errors --------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid, match='"Seasonal" are in no known form: write them like Mo-Fr 09:00-18:00'):
        parse("Seasonal", timezone="UTC")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Invalid, match="is no time zone we know"):
        parse("24/7", timezone=zone)


def test_naive_times_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        parse("24/7", timezone="UTC").open_at(datetime(2026, 1, 1))  # noqa: DTZ001


# --- answers -------------------------------------------------------------------------------------


def test_shop_in_shanghai_asked_in_utc() -> None:
    shop = parse("周一至周五 9:00-18:00", country="CN", timezone="Asia/Shanghai")
    monday = at("2026-03-02T09:00", "Asia/Shanghai")
    assert not shop.open_at(monday - timedelta(seconds=1))
    assert shop.open_at(monday)
    assert shop.closes_at(monday) == at("2026-03-02T18:00", "Asia/Shanghai")
    assert shop.closes_at(monday - timedelta(hours=1)) is None
    assert shop.next_opening(at("2026-03-06T18:00", "Asia/Shanghai")) == at(
        "2026-03-09T09:00", "Asia/Shanghai"
    )
    assert shop.next_opening(monday + timedelta(hours=1)) == monday + timedelta(hours=1)
    assert shop.day(date(2026, 3, 2)) == [(time(9), time(18))]
    assert shop.day(date(2026, 3, 7)) == []


def test_public_holidays_of_the_country() -> None:
    text, day = "Mo-Fr 09:00-18:00; PH off", date(2026, 7, 14)
    assert parse(text, country="fr", timezone="Europe/Paris").day(day) == []
    assert parse(text, country="DE", timezone="Europe/Berlin").day(day) == [(time(9), time(18))]
    assert parse(text, country="XX", timezone="Europe/Paris").day(day) == [(time(9), time(18))]


def test_never_closing_and_never_open() -> None:
    always, never = parse("24/7", timezone="Asia/Tokyo"), parse("off", timezone="Asia/Tokyo")
    now = at("2026-05-05T12:34:56")
    assert (always.next_opening(now), always.closes_at(now)) == (now, None)
    assert always.intervals(now, now + timedelta(days=40)) == [(now, now + timedelta(days=40))]
    assert always.day(date(2026, 5, 5)) == [(time(0), time(0))]
    assert (never.next_opening(now), never.closes_at(now), never.day(date(2026, 5, 5))) == (None, None, [])


def test_only_by_appointment_is_not_open() -> None:
    shop = parse('Mo-Fr 08:00-12:00 || "by appointment"', timezone="Europe/Berlin")
    assert not shop.open_at(at("2026-03-02T15:00", "Europe/Berlin"))


def test_hours_after_midnight_belong_to_the_day_they_begin() -> None:
    bar = parse("Th-Sa 22:00-04:00", timezone="Europe/Berlin")
    assert bar.day(date(2026, 3, 5)) == [(time(22), time(4))]
    assert bar.day(date(2026, 3, 8)) == []
    week_end = parse("Mo 00:00-24:00; Tu 00:00-12:00", timezone="Europe/Berlin")
    assert week_end.day(date(2026, 3, 2)) == [(time(0), time(0))]
    assert week_end.day(date(2026, 3, 3)) == [(time(0), time(12))]


def test_a_season_far_away_is_found() -> None:
    shop = parse("Jul-Aug 10:00-18:00", timezone="America/New_York")
    assert shop.next_opening(at("2026-09-01T12:00")) == at("2027-07-01T10:00", "America/New_York")


def test_hours_in_the_gap_begin_when_it_ends() -> None:
    shop = parse("02:30-10:00", timezone="Europe/Berlin")
    assert shop.intervals(at("2026-03-29"), at("2026-03-29T12:00")) == [
        (at("2026-03-29T01:00"), at("2026-03-29T08:00"))
    ]


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    shop = parse("02:00-02:30", timezone="Europe/Berlin")
    first, second = at("2026-10-25T00:00"), at("2026-10-25T01:00")
    half = timedelta(minutes=30)
    assert shop.intervals(first, first + timedelta(hours=4)) == [
        (first, first + half),
        (second, second + half),
    ]


def test_asked_twice_it_is_read_once() -> None:
    a = parse("Mo-Fr 9-18", country="DE", timezone="Europe/Berlin")
    assert a is parse("Mo-Fr 9-18", country="de", timezone="Europe/Berlin")
    assert a == Hours("Mo-Fr 09:00-18:00", "DE", "Europe/Berlin")


minutes = st.integers(0, 95).map(lambda quarter: quarter * 15)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[0])
@given(opens=minutes, closes=minutes, spring=st.booleans(), seconds=st.integers(-86_400, 2 * 86_400))
@settings(max_examples=60)
def test_open_is_what_the_clock_on_the_wall_says(
    change: tuple[str, date, date], opens: int, closes: int, spring: bool, seconds: int
) -> None:
    name, forward, back = change
    zone = ZoneInfo(name)
    if opens == closes:
        return
    shop = parse(f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}", timezone=name)
    midnight = datetime.combine(forward if spring else back, time(), zone).astimezone(UTC)
    when = midnight + timedelta(seconds=seconds)

    def wall_says(instant: datetime) -> bool:
        wall = instant.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        return opens <= minute < closes if opens < closes else minute >= opens or minute < closes

    runs = shop.intervals(midnight - timedelta(days=2), midnight + timedelta(days=4))
    assert all(begin < end for begin, end in runs)
    assert all(a[1] < b[0] for a, b in pairwise(runs))
    assert shop.open_at(when) == wall_says(when) == any(begin <= when < end for begin, end in runs)
    opening = shop.next_opening(when)
    assert opening is not None
    assert wall_says(opening)
    assert opening == (when if wall_says(when) else min(begin for begin, _ in runs if begin >= when))
    if wall_says(when):
        assert shop.closes_at(when) == next(end for begin, end in runs if begin <= when < end)


# --- real data -----------------------------------------------------------------------------------


def _column(name: str) -> set[str]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return {row["opening_hours"] for row in csv.DictReader(file)} - {""}


@pytest.mark.skipif(not DATA.exists(), reason="the shared data isn't here")
@pytest.mark.parametrize(
    ("name", "refused_at_most"), [("service_points.csv.gz", 0.0), ("opening_hours_osm_real.csv.gz", 0.02)]
)
def test_real_hours_are_read_or_refused_cleanly(name: str, refused_at_most: float) -> None:
    given, refused = _column(name), []
    for text in given:
        try:
            hours = parse(text, country="US", timezone="America/New_York")
        except Invalid as error:
            refused.append(text)
            assert text in str(error)  # noqa: PT017 - both ways are right, and counted
        else:
            hours.intervals(at("2026-03-01"), at("2026-03-15"))
    assert len(given) > 50
    assert len(refused) <= refused_at_most * len(given), refused


@pytest.mark.skipif(not DATA.exists(), reason="the shared data isn't here")
def test_no_real_shop_is_open_for_an_hour_only() -> None:
    for text in _column("service_points.csv.gz"):
        for begin, end in parse(text, timezone="America/New_York").intervals(
            at("2026-06-01T07:00"), at("2026-06-08T07:00")
        ):
            assert end - begin >= timedelta(hours=4), text
