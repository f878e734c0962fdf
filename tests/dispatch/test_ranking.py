"""The ranking against brute force, and what it says of each point."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dispatch.judging import Applicant, judge
from callcenter.dispatch.ranking import rank
from callcenter.dispatch.views import Candidate, Proposal, Wish
from callcenter.i18n import say
from callcenter.points.geometry import metres
from callcenter.points.views import PointFacts

MONDAY = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)  # 10:40 in Shanghai
TODAY = date(2026, 3, 2)
HERE = (31.2304, 121.4737)


def point(point_id: int, km: float = 1.0, **more: Any) -> Applicant:
    abilities = {
        "way": frozenset(more.pop("ways", ["bring_in"])),
        "skill": frozenset(more.pop("skills", ["engine"])),
        "brand": frozenset(more.pop("brands", [])),
        "authorised": frozenset(more.pop("authorised", [])),
        "language": frozenset(more.pop("languages", [])),
    }
    taken, same = more.pop("taken", {}), more.pop("same_fault_days", None)
    values: dict[str, Any] = {
        "external_id": None,
        "name": f"P{point_id}",
        "address": "",
        "city": "",
        "country": "CN",
        "lat": HERE[0],
        "lon": HERE[1],
        "place_quality": "exact",
        "phone": None,
        "emergency_phone": None,
        "webhook": None,
        "opening_hours": "Mo-Su 08:00-18:00",
        "daily_capacity": None,
        "area_km": None,
        "timezone": "Asia/Shanghai",
        "active": True,
        "metres": km * 1000,
    }
    facts = PointFacts(point_id, **(values | more), abilities={k: v for k, v in abilities.items() if v})
    return Applicant(facts, taken, same)


def wish(**more: Any) -> Wish:
    return Wish(**({"way": "bring_in", "skill": "engine", "lat": HERE[0], "lon": HERE[1]} | more))


def ids(rows: tuple[Candidate, ...]) -> list[int]:
    return [row.point_id for row in rows]


def causes(proposal: Proposal) -> dict[int, str]:
    return {row.point_id: row.cause.code for row in proposal.rejected if row.cause}


def told(proposal: Proposal) -> list[str]:
    return [say(row.cause) for row in proposal.rejected if row.cause]


def test_nearest_that_may_comes_first() -> None:
    found = rank([point(1, 3.1), point(2, 6.4), point(3, 1.2, skills=["glass"])], wish(), MONDAY)
    assert ids(found.rows) == [1, 2]
    assert [say(reason) for reason in found.rows[0].reasons] == ["nearest that may"]
    assert [say(reason) for reason in found.rows[1].reasons] == ["3.3 km farther"]
    assert [say(match) for match in found.rows[0].matches] == ["engine"]
    assert causes(found) == {3: "cause.no_skill"}
    assert found.at == MONDAY


@pytest.mark.parametrize(
    ("more", "asked", "sentence"),
    [
        ({"authorised": ["haier"]}, {"brand": "Buick", "authorised": True}, "not authorised for Buick"),
        ({"brands": ["haier"]}, {"brand": "Buick"}, "not for Buick"),
        ({"skills": ["glass"]}, {}, "does no such work"),
        ({"ways": ["mail_in"]}, {}, "not this way: bring in"),
        ({"active": False}, {}, "takes no cases at present"),
        ({}, {"exclude": (1,)}, "declined or did not answer"),
        ({"ways": ["on_site"], "area_km": 0.4}, {"way": "on_site"}, "drives only 0 km"),
        ({"daily_capacity": 0}, {}, "full for two weeks"),
        ({"opening_hours": "off"}, {}, "closed for two weeks"),
        ({"same_fault_days": 40}, {}, "repaired this same fault 40 days ago"),
        ({"daily_capacity": 1, "taken": {TODAY: 1}}, {}, "full until Tue"),
        ({"opening_hours": "We-Fr 08:00-18:00"}, {}, "closed until Wed"),
        (
            {"daily_capacity": 1, "taken": {TODAY + timedelta(days=n): 1 for n in range(9)}},
            {},
            "full until 2026-03-11",
        ),
    ],
)
def test_a_nearer_one_says_why_it_is_not_the_first(
    more: dict[str, Any], asked: dict[str, Any], sentence: str
) -> None:
    other = point(2, 1.5, ways=["bring_in", "on_site"], authorised=["buick"])
    found = rank([point(1, 1.0, **more), other], wish(**asked), MONDAY)
    assert ids(found.rows)[0] == 2
    assert told(found) == [sentence]
    # One that could do it, only later or worse, may still be chosen with a reason.
    assert (1 in ids(found.rows)) == (sentence.startswith(("full until", "closed until", "repaired")))


def test_brands_in_any_case_and_points_without_brands_serve_all() -> None:
    candidates = [
        point(1, 1, brands=["buick"]),
        point(2, 2),
        point(3, 3, authorised=["buick"], brands=["opel"]),
    ]
    found = rank(candidates, wish(brand=" BUICK "), MONDAY)
    assert ids(found.rows) == [1, 2, 3]
    assert [[say(one) for one in row.matches][1:] for row in found.rows] == [
        ["BUICK"],
        ["all brands"],
        ["BUICK authorised"],
    ]


def test_warranty_needs_an_authorised_point() -> None:
    found = rank(
        [point(1, 1, brands=["buick"]), point(2, 9, authorised=["buick"])],
        wish(brand="Buick", authorised=True),
        MONDAY,
    )
    assert ids(found.rows) == [2]
    assert "authorised for Buick" in [say(one) for one in found.rows[0].reasons]


def test_today_goes_before_a_nearer_one_of_tomorrow_within_ten_kilometres() -> None:
    full = {"daily_capacity": 1, "taken": {TODAY: 1}}
    near, far = (
        rank([point(1, 1, **full), point(2, 10.9)], wish(), MONDAY),
        rank([point(1, 1, **full), point(2, 11.2)], wish(), MONDAY),
    )
    assert (ids(near.rows), told(near)) == ([2, 1], ["full until Tue"])
    assert [one.code for one in near.rows[0].reasons] == ["reason.sooner"]
    assert ids(far.rows) == [1, 2]
    assert far.rows[0].work_on == TODAY + timedelta(days=1)


def test_the_usual_one_wins_only_where_they_are_alike() -> None:
    alike = rank([point(1, 3.0), point(2, 3.04)], wish(usual_point_id=2), MONDAY)
    assert ids(alike.rows) == [2, 1]
    assert "reason.usual" in [one.code for one in alike.rows[0].reasons]
    farther = rank([point(1, 3.0), point(2, 3.2)], wish(usual_point_id=2), MONDAY)
    assert ids(farther.rows) == [1, 2]


def test_the_usual_one_says_why_not_however_far() -> None:
    candidates = [*(point(n, n) for n in range(1, 12)), point(50, 400.0, skills=["glass"])]
    found = rank(candidates, wish(usual_point_id=50), MONDAY)
    assert causes(found) == {50: "cause.no_skill"}
    able = rank([*candidates[:-1], point(50, 400.0)], wish(usual_point_id=50), MONDAY)
    assert told(able) == ["399.0 km farther"]


def test_the_callers_language_breaks_a_tie() -> None:
    found = rank([point(1, 3.0), point(2, 3.0, languages=["zh-hans"])], wish(language="zh_CN"), MONDAY)
    assert ids(found.rows) == [2, 1]


def test_at_most_six_are_rejected_the_nearest_and_the_usual_one() -> None:
    unable = [point(n, n / 10, skills=["glass"]) for n in range(1, 10)]
    found = rank([*unable, point(20, 5)], wish(usual_point_id=9), MONDAY)
    assert sorted(causes(found)) == [1, 2, 3, 4, 5, 9]


def test_roadside_needs_an_open_door_or_an_emergency_number() -> None:
    night = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # 2:00 in Shanghai
    ways = {"ways": ["roadside"], "area_km": 100}
    candidates = [
        point(1, 2, **ways),
        point(2, 8, emergency_phone="110", **ways),
        point(3, 9, opening_hours="24/7", **ways),
        point(4, 5, opening_hours=None, **ways),
    ]
    found = rank(candidates, wish(way="roadside"), night)
    assert ids(found.rows) == [2, 3, 4]
    assert causes(found) == {1: "cause.closed_now", 4: "cause.hours_unknown"}
    assert "emergency number" in [say(one) for one in found.rows[0].reasons]
    assert found.rows[0].work_on == date(2026, 3, 3)


def test_safety_goes_to_an_open_one_but_never_to_nobody() -> None:
    night = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
    both = rank([point(1, 2), point(2, 60, opening_hours="24/7")], wish(safety=True), night)
    assert (ids(both.rows), causes(both)) == ([2, 1], {1: "cause.closed_now"})
    assert ids(rank([point(1, 2)], wish(safety=True), night).rows) == [1]


def test_hours_are_told() -> None:
    evening = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # 19:00 in Shanghai
    shut = rank(
        [point(1, 1), point(2, 2, opening_hours="08:00-20:00"), point(3, 3, opening_hours=None)],
        wish(),
        evening,
    )
    by_id = {row.point_id: row for row in shut.rows}
    assert by_id[1].opens_at == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert by_id[2].closes_at == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert by_id[3].open is None
    assert "opening hours unknown" in [say(one) for one in by_id[3].reasons]


def test_by_mail_distance_hardly_counts() -> None:
    full = {"daily_capacity": 1, "taken": {TODAY: 1}}
    mail = {"ways": ["mail_in"]}
    found = rank([point(1, 5, **mail, **full), point(2, 90, **mail)], wish(way="mail_in"), MONDAY)
    assert ids(found.rows) == [2, 1]


def test_nothing_asked_distance_alone_counts() -> None:
    candidates = [
        point(1, 2, skills=[], opening_hours="off"),
        point(2, 1, daily_capacity=0, ways=[]),
        point(3, 3),
    ]
    found = rank(candidates, Wish(lat=HERE[0], lon=HERE[1], usual_point_id=3, language="en"), MONDAY)
    assert (ids(found.rows), found.rejected) == ([2, 1, 3], ())


SPRING = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("local", "hours", "day", "open_now"),
    [
        ("2026-03-29T01:59", "Mo-Su 02:00-03:00", "2026-03-30", False),  # an hour that isn't there that day
        ("2026-03-29T01:30", "Mo-Su 02:30-04:00", "2026-03-29", False),
        ("2026-10-25T01:30", "Mo-Su 02:00-03:00", "2026-10-25", False),
        ("2026-10-24T23:30", "Mo-Su 22:00-04:00", "2026-10-24", True),
        ("2026-10-25T03:30", "Mo-Su 22:00-04:00", "2026-10-25", True),
        ("2026-12-31T23:59", "Mo-Su 09:00-17:00; PH off", "2027-01-02", False),
    ],
)
def test_the_day_of_the_work_across_the_change_of_clocks(
    local: str, hours: str, day: str, open_now: bool
) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=SPRING).astimezone(UTC)
    judged = judge(point(1, opening_hours=hours, timezone="Europe/Berlin", country="DE"), wish(), at)
    assert (judged.work_on.isoformat(), judged.open) == (day, open_now)


def test_each_point_lives_in_its_own_day() -> None:
    at = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    east, west = (point(n, timezone=zone, opening_hours="24/7") for n, zone in enumerate(zones, start=1))
    days = {row.point_id: row.work_on for row in rank([east, west], wish(skill=""), at).rows}
    assert days == {1: date(2026, 3, 3), 2: date(2026, 3, 1)}


# ── Against brute force ─────────────────────────────────────────────────────────────────────────────────────

lats = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 89.999, -89.999, 0.0]))
lons = st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0, 179.999, -179.999, 0.0]))
HOURS = (None, "24/7", "Mo-Fr 09:00-17:00", "Sa-Su 22:00-04:00", "off", "Mo-Su 00:00-02:30")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia")
NEVER = frozenset({"cause.no_skill", "cause.no_way", "cause.full", "cause.closed"})


@st.composite
def applicants(draw: st.DrawFn, here: tuple[float, float]) -> list[Applicant]:
    made = []
    for point_id in range(1, draw(st.integers(1, 14)) + 1):
        near = draw(st.booleans())
        lat = max(-90.0, min(90.0, here[0] + draw(st.floats(-0.2, 0.2)))) if near else draw(lats)
        lon = here[1] if near else draw(lons)
        made.append(
            point(
                point_id,
                metres(*here, lat, lon) / 1000,
                lat=lat,
                lon=lon,
                skills=draw(st.sampled_from([["engine"], ["engine"], ["glass"]])),
                opening_hours=draw(st.sampled_from(HOURS)),
                timezone=draw(st.sampled_from(ZONES)),
                daily_capacity=draw(st.sampled_from([None, 1, 2, 0])),
                taken={TODAY + timedelta(days=n): draw(st.integers(0, 2)) for n in range(-1, 4)},
                same_fault_days=draw(st.sampled_from([None, None, None, 40])),
            )
        )
    return made


SPRING_WEEKS = datetime(2026, 2, 27, tzinfo=UTC)
moments = st.integers(0, 37 * 24 * 60).map(lambda minutes: SPRING_WEEKS + timedelta(minutes=minutes))
cases = st.tuples(lats, lons).flatmap(lambda here: st.tuples(st.just(here), applicants(here)))


@given(cases, moments, st.booleans(), st.integers(1, 4))
def test_as_brute_force_says(
    case: tuple[tuple[float, float], list[Applicant]], at: datetime, safety: bool, limit: int
) -> None:
    here, made = case
    asked = wish(lat=here[0], lon=here[1], safety=safety, usual_point_id=3)
    found = rank(made, asked, at, limit)
    judged = [judge(one, asked, at) for one in made]
    able = [one for one in judged if one.cause is None]

    def order(one: Any) -> Any:
        facts = one.applicant.facts
        return (round(one.score, 1), facts.point_id != 3, facts.metres, facts.point_id)

    best = sorted(able, key=order)
    expected = [one.applicant.facts.point_id for one in best]
    assert ids(found.rows) == expected[:limit]
    assert all(row.reasons for row in found.rows)
    assert all(row.cause and say(row.cause) for row in found.rejected)
    # Whatever is nearer than the first says why, or is as near as the screen shows and only less usual.
    if found.rows and len(found.rejected) < 6:
        first = judge(next(one for one in made if one.facts.point_id == expected[0]), asked, at)
        alike = {one.applicant.facts.point_id for one in able if round(one.score, 1) == round(first.score, 1)}
        nearer = {one.facts.point_id for one in made if (one.facts.metres or 0) < (found.rows[0].metres or 0)}
        assert nearer - alike <= set(ids(found.rejected))


@given(cases, moments)
def test_nothing_asked_is_nearest_first(
    case: tuple[tuple[float, float], list[Applicant]], at: datetime
) -> None:
    here, made = case
    found = rank(made, Wish(lat=here[0], lon=here[1]), at, 20)
    assert ids(found.rows) == [
        one.facts.point_id for one in sorted(made, key=lambda one: (one.facts.metres, one.facts.point_id))
    ]


@given(cases, moments, st.integers(0, 20))
def test_more_capacity_never_worsens_a_points_place(
    case: tuple[tuple[float, float], list[Applicant]], at: datetime, which: int
) -> None:
    here, made = case
    at_place = which % len(made)
    before = made[at_place]
    roomier = replace(before, facts=replace(before.facts, daily_capacity=None))
    asked = wish(lat=here[0], lon=here[1])
    old, new = judge(before, asked, at), judge(roomier, asked, at)
    assert new.cause is None or new.cause == old.cause or new.cause.code == "cause.closed"
    if old.cause is None:
        assert (new.cause, new.score <= old.score, new.work_on <= old.work_on) == (None, True, True)
    places = [
        ids(rank([*made[:at_place], one, *made[at_place + 1 :]], asked, at, 20).rows)
        for one in (before, roomier)
    ]
    point_id = before.facts.point_id
    if point_id in places[0]:
        assert places[1].index(point_id) <= places[0].index(point_id)
