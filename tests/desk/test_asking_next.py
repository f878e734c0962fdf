"""A point that doesn't answer: the next best one is asked by itself, up to a limit, then a person."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callcenter.cases.models import Case
from callcenter.desk.system import SystemDesk
from callcenter.dispatch import answers
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.views import Choice
from callcenter.errors import Changed, Invalid
from callcenter.outbox.models import Message
from callcenter.people.models import Agent
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store.adding import add_missing
from callcenter.store.events import Actor
from callcenter.store.models import Event, Lease
from tests.seats import key

PLACE = {"place_city": "上海", "place_lat": 31.23, "place_lon": 121.47}
HOOK = "https://point.example/hook"


def point(house: Any, name: str, km: float = 0.0, **more: Any) -> int:
    """A point so far north of the place, open from 8 to 18."""
    values: dict[str, Any] = {
        "lat": 31.23 + km / 111.2, "lon": 121.47, "timezone": "Asia/Shanghai",
        "opening_hours": "Mo-Su 08:00-18:00", "area_km": 200.0,
    }  # fmt: skip
    point_id: int = house.add(ServicePoint(name=name, **values | more))
    for way in ("bring_in", "on_site", "roadside"):
        house.add(PointAbility(point_id=point_id, kind="way", value=way))
    return point_id


def row_of_points(house: Any, *names: str, **more: Any) -> list[int]:
    return [point(house, name, km, **more) for km, name in enumerate(names, start=1)]


def send(house: Any, case_id: int, point_id: int, *, override: str = "") -> int:
    """Send as an agent does: by the list that is proposed."""
    desk = house.desk()
    listed = desk.propose(desk.wish_of(case_id))
    choice = Choice(point_id, listed, override=override)
    sent: int = desk.dispatch(key(), case_id, desk.case(case_id).version, choice).dispatch_id
    return sent


def sent(house: Any, point_id: int, *, told: bool = True, **about: Any) -> int:
    """A case that a point was offered, by phone where it has no address; returns the case's id."""
    logged = house.log(**{"way": "bring_in"} | about)
    with house.store.write() as connection:
        connection.execute(Case.__table__.update().where(Case.id == logged.case_id).values(**PLACE))
    dispatch_id = send(house, logged.case_id, point_id)
    if told:
        house.desk().told_point(key(), dispatch_id, "Xiao Liu", "told")
    return int(logged.case_id)


def system(house: Any, **more: Any) -> SystemDesk:
    return SystemDesk(house.store, replace(house.settings, **more))


def deliver(house: Any, case_id: int) -> None:
    """The message of the live offer arrives."""

    def arrived(connection: Any) -> None:
        live = Dispatch.state.in_(("queued", "failed"))  # type: ignore[attr-defined]
        whose = Dispatch.case_id == case_id
        connection.execute(
            Dispatch.__table__.update().where(whose, live).values(state="delivered", delivered_at=house.now)
        )  # type: ignore[attr-defined]
        connection.execute(
            Message.__table__.update()
            .where(Message.done_at.is_(None))
            .values(state="delivered", attempts=1, done_at=house.now)
        )  # type: ignore[attr-defined, union-attr]

    house.inside(arrived)


def asked(house: Any, case_id: int) -> list[tuple[int, str]]:
    rows = sorted(house.rows(Dispatch), key=lambda one: one.id)
    return [(one.point_id, one.state.value) for one in rows if one.case_id == case_id]


def last_lines(house: Any, case_id: int, count: int) -> list[str]:
    return house.lines(case_id)[-count:]


def test_the_next_best_is_asked_and_the_timeline_says_why(house: Any) -> None:
    near, next_one = row_of_points(house, "永达浦东", "永达张江")
    case_id = sent(house, near)
    house.later(hours=4)
    assert system(house).keep_dates() == 1
    assert asked(house, case_id) == [(near, "expired"), (next_one, "by_phone")]
    assert last_lines(house, case_id, 3) == [
        "永达浦东 did not answer by 06:40",
        "永达浦东 did not answer in time: tell them that the offer is withdrawn",
        "asked next (2 of 3): 永达张江, nearest that may, 2.0 km",
    ]
    assert system(house).keep_dates() == 0
    view = house.desk().case(case_id)
    assert (view.state, view.where, view.dispatch.asked, view.dispatch.asked_of) == (
        "routed",
        "永达张江",
        2,
        3,
    )
    (row,) = house.desk().queue("all").rows
    assert (row.offer, row.asked, row.asked_of) == ("to_tell", 2, 3)


def test_after_the_limit_a_person_decides(house: Any) -> None:
    points = row_of_points(house, "a", "b", "c", "d")
    case_id = sent(house, points[0])
    for _ in range(5):
        house.later(days=2)
        system(house).keep_dates()
        for row in house.rows(Dispatch):
            if row.state == "by_phone" and not row.told_whom:
                house.desk().told_point(key(), row.id, "Li", "told")
    assert asked(house, case_id) == [(one, "expired") for one in points[:3]]
    assert house.lines(case_id).count("nobody took it, 3 asked: choose another point or ring one") == 1
    view = house.desk().case(case_id)
    assert (view.state, view.dispatch.nobody) == ("new", 3)
    (row,) = house.desk().queue("all").rows
    assert (row.offer, row.asked) == ("nobody", 3)
    assert house.desk("王芳").counts().untaken == 1
    assert house.desk("李雷").counts().untaken == 0
    house.later(minutes=1)
    sent(house, points[0])
    assert house.desk("王芳").counts().untaken == 1
    boss = house.desk("李雷")
    house.desks["boss"] = replace(boss, me=replace(boss.me, roles=("agent", "supervisor")))
    assert house.desk("boss").counts().untaken == 1


def test_a_person_may_ask_anybody_again_and_a_round_begins(house: Any) -> None:
    points = row_of_points(house, "a", "b", "c")
    case_id = sent(house, points[0])
    house.later(days=2)
    system(house, points_asked=1).keep_dates()
    assert [one for one, _ in asked(house, case_id)] == points[:1]
    house.later(minutes=1)
    with pytest.raises(Invalid):
        send(house, case_id, points[0])
    again = send(house, case_id, points[0], override="caller_wish")
    assert (house.desk().counts().untaken, house.desk().case(case_id).dispatch.nobody) == (0, 0)
    house.desk().told_point(key(), again, "Li", "told")
    house.later(days=2)
    system(house).keep_dates()
    assert [one for one, _ in asked(house, case_id)] == [points[0], points[0], points[1]]
    assert house.desk().case(case_id).dispatch.asked == 2


def test_a_changed_case_asks_everybody_again(house: Any) -> None:
    points = row_of_points(house, "a", "b")
    case_id = sent(house, points[0])
    house.later(days=2)
    system(house, points_asked=1).keep_dates()
    assert house.desk().wish_of(case_id).exclude == (points[0],)
    house.inside(lambda connection: connection.exec_driver_sql("UPDATE \"case\" SET priority='high'"))
    assert house.desk().wish_of(case_id).exclude == ()


def test_without_any_other_point_a_person_decides(house: Any) -> None:
    (only,) = row_of_points(house, "a")
    point(house, "far", 150.0)
    case_id = sent(house, only)
    house.later(days=2)
    assert system(house).expire() == 1
    assert asked(house, case_id) == [(only, "expired")]
    assert last_lines(house, case_id, 1) == ["nobody took it, 1 asked: choose another point or ring one"]


def test_a_house_may_want_it_only_shown(house: Any) -> None:
    points = row_of_points(house, "a", "b")
    case_id, quiet = sent(house, points[0]), system(house, points_asked=0)
    house.later(days=2)
    assert (quiet.expire(), quiet.keep_dates(), quiet.keep_dates()) == (0, 1, 0)
    assert asked(house, case_id) == [(points[0], "by_phone")]
    assert last_lines(house, case_id, 1)[0].endswith(": ask them")


def test_whom_nobody_rang_is_not_silent(house: Any) -> None:
    points = row_of_points(house, "a", "b")
    case_id = sent(house, points[0], told=False)
    house.later(days=2)
    assert (system(house).keep_dates(), system(house).keep_dates()) == (1, 0)
    assert asked(house, case_id) == [(points[0], "by_phone")]
    assert last_lines(house, case_id, 1)[0].startswith("nobody had told a by ")
    (row,) = house.desk().queue("all").rows
    assert (row.offer, house.desk().counts().untaken) == ("untold", 0)


def test_an_emergency_does_not_rest_on_nobody_ringing(house: Any) -> None:
    near = point(house, "near", 1)
    point(house, "by phone", 2)
    point(house, "shut", 3, webhook=HOOK, opening_hours="Mo-Su 20:00-22:00")
    hears = point(house, "hears", 4, webhook=HOOK)
    case_id = sent(house, near, told=False, way="roadside")
    house.later(minutes=10)
    assert system(house).expire() == 0
    house.later(seconds=10)
    assert system(house).expire() == 1
    assert asked(house, case_id) == [(near, "withdrawn"), (hears, "queued")]
    assert last_lines(house, case_id, 2)[0] == "taken away from near: nobody told them in time"
    (live,) = [one for one in house.rows(Dispatch) if one.point_id == hears]
    assert (live.held_until, live.answer_due_at) == (house.now, house.now + timedelta(minutes=10))
    causes = {one["name"]: one["cause"]["code"] for one in live.reasons["rejected"]}
    assert causes["by phone"] == "cause.only_by_phone"


def test_an_emergency_that_no_machine_hears_of_is_shown_to_people(house: Any) -> None:
    near, _ = row_of_points(house, "near", "by phone")
    case_id = sent(house, near, told=False, safety_answer="yes", way="roadside")
    house.later(minutes=11)
    assert (system(house).keep_dates(), system(house).keep_dates()) == (1, 0)
    assert asked(house, case_id) == [(near, "by_phone")]
    assert house.desk().counts().untaken == 1
    assert last_lines(house, case_id, 1)[0].endswith("ring them now")


def test_what_cannot_be_delivered_goes_to_the_next_when_its_time_is_up(house: Any) -> None:
    near, _ = row_of_points(house, "near", "next", webhook="http://127.0.0.1:9/hook")
    case_id = sent(house, near, told=False)
    house.inside(lambda connection: connection.exec_driver_sql("UPDATE dispatch SET state='failed'"))
    assert system(house).expire() == 0
    house.later(days=1)
    assert system(house).expire() == 1
    assert [state for _, state in asked(house, case_id)] == ["withdrawn", "queued"]
    assert "taken away from near: the offer could not be delivered" in house.lines(case_id)


def test_who_was_told_by_message_is_told_of_its_end_by_message(house: Any) -> None:
    near, _ = row_of_points(house, "near", "next", webhook=HOOK)
    case_id = sent(house, near, told=False)
    deliver(house, case_id)
    house.later(hours=5)
    assert system(house).expire() == 1
    assert [one.kind for one in house.rows(Message)] == [
        "dispatch.offered", "dispatch.withdrawn", "dispatch.offered",
    ]  # fmt: skip
    assert not [line for line in house.lines(case_id) if "tell them" in line]


def test_a_point_that_declines_by_itself_makes_way_for_the_next(house: Any) -> None:
    near, next_one = row_of_points(house, "near", "next", webhook=HOOK)
    case_id = sent(house, near, told=False)
    deliver(house, case_id)
    (offer,) = house.rows(Dispatch)
    house.inside(lambda connection: answers.declined(
        connection, Actor("point", None, "near"), offer.id, "no_parts", at=house.now, settings=house.settings))  # fmt: skip
    assert (system(house).expire(), system(house).expire()) == (1, 0)
    assert asked(house, case_id) == [(near, "declined"), (next_one, "queued")]
    assert last_lines(house, case_id, 2) == [
        "declined by near: no parts", "asked next (2 of 3): next, nearest that may, 2.0 km",
    ]  # fmt: skip


def test_who_noted_a_refusal_by_phone_chooses_himself(house: Any) -> None:
    near, _ = row_of_points(house, "near", "next")
    case_id = sent(house, near)
    (offer,) = house.rows(Dispatch)
    house.desk().told_point(key(), offer.id, "Li", "declined", reason="no_parts")
    house.later(days=3)
    assert system(house).expire() == 0
    assert [one for one, _ in asked(house, case_id)] == [near]


def test_after_a_wait_the_point_has_its_whole_time_again(house: Any) -> None:
    near, _ = row_of_points(house, "near", "next")
    case_id = sent(house, near)
    house.move(case_id, "wait", wait_for="customer", reason="on holiday")
    house.later(days=3)
    assert system(house).expire() == 0
    house.move(case_id, "resume")
    assert system(house).expire() == 1
    assert asked(house, case_id) == [(near, "by_phone")]
    house.later(hours=4)
    assert system(house).expire() == 1
    assert asked(house, case_id)[0] == (near, "expired")


def test_a_point_that_filled_up_since_is_passed_over(house: Any) -> None:
    near, full, free = row_of_points(house, "near", "full", "free", daily_capacity=1)
    case_id = sent(house, near)
    house.later(hours=4)
    desk = system(house)
    thought = desk_thinks(desk, house, case_id)
    assert thought.choice is not None
    assert thought.choice.point_id == full
    sent(house, full, told=False)
    with pytest.raises(Changed):
        house.inside(lambda connection: carry_out(connection, thought, house))
    assert asked(house, case_id) == [(near, "by_phone")]
    assert desk.expire() == 1
    assert asked(house, case_id)[-1] == (free, "by_phone")


def desk_thinks(desk: SystemDesk, house: Any, case_id: int) -> Any:
    from callcenter.cases import taxonomy
    from callcenter.dispatch import rerouting

    (offer,) = [one for one in house.rows(Dispatch) if one.case_id == case_id]
    with house.store.read() as connection:
        return rerouting.think(
            connection, offer.id, at=house.now, settings=desk.settings, taxonomy=taxonomy.load(None)
        )


def carry_out(connection: Any, thought: Any, house: Any) -> bool:
    from callcenter.dispatch import rerouting

    return rerouting.carry_out(connection, thought, at=house.now, settings=house.settings)


def test_one_worker_at_a_time_and_nobody_is_held_up_for_long_by_one_that_died(house: Any) -> None:
    near, _ = row_of_points(house, "near", "next")
    sent(house, near)
    house.later(hours=4)
    until = house.now + timedelta(seconds=30)
    house.inside(lambda connection: add_missing(
        connection, Lease, [{"name": "asking", "holder": "dead", "until": until, "fence": 1}]))  # fmt: skip
    assert system(house).expire() == 0
    house.later(seconds=30)
    assert system(house).expire() == 1
    assert len(house.rows(Agent)) == 1
    assert [event.actor for event in house.rows(Event) if event.verb == "case.asked_next"] == ["system"]
