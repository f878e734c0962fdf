"""The proposal from the store: as exact as ranking everything, in a handful of statements."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from callcenter.callers.models import Repair
from callcenter.cases.taxonomy import load
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.dispatch.judging import Applicant
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.proposal import propose
from callcenter.dispatch.ranking import rank
from callcenter.dispatch.room import taken
from callcenter.dispatch.views import Proposal, Wish
from callcenter.dispatch.wishes import wish_of_case, wish_of_intake
from callcenter.points import reading
from callcenter.points.models import PointAbility, ServicePoint

HERE = {"lat": 31.2304, "lon": 121.4737}


def find(world: Any, wish: Wish, limit: int = 8) -> Proposal:
    with world.store.read() as connection:
        return propose(connection, wish, world.at, limit)


def ids(proposal: Proposal) -> list[int]:
    return [row.point_id for row in proposal.rows]


def causes(proposal: Proposal) -> dict[int, str]:
    return {row.point_id: row.cause.code for row in proposal.rejected if row.cause}


def scatter(world: Any, count: int, seed: int) -> None:
    chance = random.Random(seed)
    points, abilities = [], []
    for n in range(1, count + 1):
        wide = chance.choice([0.05, 0.3, 3.0, 60.0])
        points.append(
            {
                "id": n,
                "name": f"P{n}",
                "lat": max(-90.0, min(90.0, HERE["lat"] + chance.uniform(-wide, wide))),
                "lon": HERE["lon"] + chance.uniform(-wide, wide) * 0.9,
                "opening_hours": chance.choice([None, "24/7", "Mo-Fr 09:00-17:00", "Tu-Su 10:00-12:00"]),
                "daily_capacity": chance.choice([None, 0, 1, 2]),
                "area_km": chance.choice([None, 5.0, 50.0, 500.0]),
                "timezone": "Asia/Shanghai",
                "active": chance.random() < 0.95,
                "version": 1,
            }
        )
        for kind, values, odds in (
            ("way", ("bring_in", "on_site", "mail_in", "roadside"), 0.6),
            ("skill", ("engine", "brakes"), 0.5),
            ("brand", ("buick", "haier"), 0.3),
            ("authorised", ("buick", "haier"), 0.2),
        ):
            abilities += [
                {"point_id": n, "kind": kind, "value": value} for value in values if chance.random() < odds
            ]
    with world.store.write() as connection:
        connection.execute(insert(ServicePoint), points)
        connection.execute(insert(PointAbility), abilities)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"skill": "engine"},
        {"way": "bring_in", "skill": "brakes", "brand": "Buick"},
        {"way": "on_site", "brand": "Haier", "authorised": True},
        {"way": "roadside", "skill": "engine", "safety": True},
        {"way": "mail_in", "brand": "haier", "usual_point_id": 7},
        {"way": "bring_in", "skill": "engine", "exclude": (1, 2, 3), "usual_point_id": 9},
    ],
)
def test_as_exact_as_ranking_every_point(world: Any, asked: dict[str, Any]) -> None:
    scatter(world, 700, seed=len(str(asked)))
    wish = Wish(**asked, **HERE)
    found = find(world, wish)
    with world.store.read() as connection:
        everything = reading.facts(connection, range(1, 701), **HERE)
        jobs = taken(connection, range(1, 701), world.at)
    expected = rank([Applicant(one, jobs.get(one.point_id, {})) for one in everything], wish, world.at)
    assert found.rows == expected.rows
    assert found.rejected == expected.rejected


def test_a_handful_of_statements(world: Any) -> None:
    scatter(world, 700, seed=1)
    asked: list[str] = []
    event.listen(world.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    find(
        world,
        Wish(skill="engine", brand="Buick", way="bring_in", item_id=1, category="engine.stalls", **HERE),
    )
    assert len([one for one in asked if one.startswith("SELECT")]) <= 12


def test_room_is_what_live_dispatches_leave(world: Any) -> None:
    full, other = world.point(daily_capacity=1), world.point("泰安维修", lat=31.25, daily_capacity=4)
    for point, state in ((full, "accepted"), (other, "queued"), (other, "declined")):
        world.add(
            Dispatch(
                case_id=world.case(),
                point_id=point,
                state=state,
                way="bring_in",
                work_on=date(2026, 3, 2),
                queued_at=world.at,
                held_until=world.at,
            )
        )
    found = find(world, Wish(way="bring_in", **HERE))
    assert [(row.point_id, row.room, row.capacity) for row in found.rows] == [(other, 3, 4), (full, 1, 1)]
    assert causes(found) == {full: "cause.full_until"}


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd"])
def test_a_zone_nobody_knows_stops_nobody_elses_ranking(world: Any, zone: str) -> None:
    odd, sound = world.point("odd", timezone=zone), world.point("sound")
    found = find(world, Wish(way="bring_in", **HERE))
    assert {row.point_id: row.timezone for row in found.rows} == {odd: "UTC", sound: "Asia/Shanghai"}


def test_without_a_place(world: Any) -> None:
    world.point(abilities={"way": ["mail_in"]}, daily_capacity=1)
    world.point("泰安维修", abilities={"way": ["mail_in"]}, daily_capacity=5)
    world.point("浦东快修")
    asked = find(world, Wish(way="bring_in"))
    assert (asked.rows, asked.place_unknown) == ((), True)
    by_mail = find(world, Wish(way="mail_in"))
    assert (ids(by_mail), by_mail.place_unknown) == ([2, 1], True)
    assert [reason.code for reason in by_mail.rows[0].reasons] == ["reason.room"]


def test_who_repaired_this_same_fault_lately_is_not_the_first(world: Any) -> None:
    near, far = world.point(), world.point("泰安维修", lat=31.26)
    done = world.at.date() - timedelta(days=40)
    world.add(Repair(item_id=1, point_id=near, symptom="engine.stalls", handed_back_on=done))
    world.add(
        Repair(item_id=1, point_id=far, symptom="engine.stalls", handed_back_on=done - timedelta(days=51))
    )
    found = find(world, Wish(way="bring_in", item_id=1, category="engine.stalls", **HERE))
    assert ids(found) == [far, near]
    (rejected,) = found.rejected
    assert rejected.cause is not None
    assert (rejected.point_id, rejected.cause.params) == (near, {"days": 40})
    other = find(world, Wish(way="bring_in", item_id=1, category="brakes.noise", **HERE))
    assert ids(other) == [near, far]


def test_the_wish_of_a_case(world: Any) -> None:
    usual = world.point()
    world.add(Repair(item_id=1, point_id=usual, received_on=date(2025, 1, 1)))
    case = world.case(cover="warranty", way=None)
    with world.store.read() as connection:
        wish = wish_of_case(connection, case, load())
    assert wish == Wish(
        way="bring_in",
        lat=31.2304,
        lon=121.4737,
        skill="engine",
        brand="Buick",
        authorised=True,
        line="car",
        item_id=1,
        category="engine.stalls",
        language="zh",
        usual_point_id=usual,
    )


def test_those_that_declined_are_not_asked_again_this_round(world: Any) -> None:
    case = world.case()
    for state, answered in (("declined", True), ("expired", False)):
        world.add(
            Dispatch(
                case_id=case,
                point_id=world.point(state, abilities={"way": ["bring_in"], "skill": ["engine"]}),
                state=state,
                way="bring_in",
                work_on=date(2026, 3, 2),
                queued_at=world.at,
                held_until=world.at,
                answered_at=world.at if answered else None,
            )
        )
    world.point("taker", lat=31.3, abilities={"way": ["bring_in"], "skill": ["engine"]})
    with world.store.read() as connection:
        wish = wish_of_case(connection, case, load())
    assert wish.exclude == (1, 2)
    found = find(world, wish)
    assert (ids(found), causes(found)) == ([3], {1: "cause.declined", 2: "cause.declined"})


def test_the_wish_of_a_form(world: Any) -> None:
    intake = Intake(
        kind="fault",
        description="刹车失灵",
        caller="13912345678",
        line="fridge",
        brand="Haier",
        category="engine.stalls",
        cover="paid",
        place=PlaceSaid(city="上海"),
    )
    with world.store.read() as connection:
        wish = wish_of_intake(connection, intake, load())
    assert wish.safety
    assert (wish.brand, wish.way, wish.authorised) == ("Haier", "on_site", False)
    assert wish.lat is not None
    assert abs(wish.lat - 31.2) < 0.5
