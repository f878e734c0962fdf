"""Whatever points answer, or don't: nobody is asked twice in a round, and every case ends taken or with a person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.desk.checking.check import check
from callcenter.desk.system import SystemDesk
from callcenter.dispatch import answers, lifecycle
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.rounds import ABOUT
from callcenter.dispatch.views import Choice
from callcenter.errors import CallcenterError
from callcenter.outbox.models import Message
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store.events import Actor
from callcenter.store.models import Event
from tests.seats import key

LIMIT = 3
HOOK = "https://point.example/hook"
POINTS = st.lists(
    st.fixed_dictionaries(
        {
            "webhook": st.sampled_from([None, HOOK]),
            "daily_capacity": st.sampled_from([None, 1]),
            "opening_hours": st.sampled_from([None, "24/7", "Mo-Su 08:00-18:00"]),
        }
    ),
    min_size=1,
    max_size=6,
)
STEPS = (
    "turn",
    "turn",
    "hours",
    "days",
    "deliver",
    "fail",
    "tell",
    "accept",
    "refuse",
    "decline",
    "send",
    "change",
)
STEPS += ("wait", "resume", "fill")


class Walk:
    """One case, and all that may happen to it."""

    def __init__(self, house: Any, points: list[dict[str, Any]], way: str) -> None:
        self.house, self.system = house, SystemDesk(house.store, replace(house.settings, points_asked=LIMIT))
        self.run(update(ServicePoint).values(active=False))
        self.points = [self._point(km, about) for km, about in enumerate(points)]
        self.case_id = self._case(way)
        self.full = 0

    def _point(self, km: int, about: dict[str, Any]) -> int:
        place = {"lat": 31.23 + km / 111.2, "lon": 121.47, "timezone": "Asia/Shanghai"}
        point_id: int = self.house.add(ServicePoint(name=f"p{km}", **place, **about))
        for way in ("bring_in", "roadside"):
            self.house.add(PointAbility(point_id=point_id, kind="way", value=way))
        return point_id

    def _case(self, way: str) -> int:
        case_id: int = self.house.log(way=way).case_id
        self.run(update(Case).where(col(Case.id) == case_id).values(place_lat=31.23, place_lon=121.47))
        return case_id

    def run(self, statement: Any) -> None:
        self.house.inside(lambda connection: connection.execute(statement))

    def offers(self) -> list[Any]:
        rows = [one for one in self.house.rows(Dispatch) if one.case_id == self.case_id]
        return sorted(rows, key=lambda one: one.id)

    def state(self) -> str:
        return str(self.house.desk().case(self.case_id).state)

    def step(self, step: str) -> None:
        with suppress(CallcenterError):  # not possible just now
            getattr(self, f"_{step}")()

    def _live(self) -> Any:
        found = [one for one in self.offers() if one.state in lifecycle.LIVE]
        return found[0] if found else Dispatch(id=0, case_id=0, point_id=0)

    def _turn(self) -> None:
        self.system.keep_dates(at=self.house.now)

    def _hours(self) -> None:
        self.house.later(hours=5)

    def _days(self) -> None:
        self.house.later(days=1, minutes=1)

    def _deliver(self) -> None:
        self._moved("queued", "dispatch.delivered", state="delivered", delivered_at=self.house.now)

    def _fail(self) -> None:
        self._moved("queued", "dispatch.failed", state="failed")

    def _moved(self, was: str, verb: str, **values: Any) -> None:
        """What the outbox records after an attempt."""
        offer = self._live()
        if offer.id and offer.state == was:
            self.run(
                update(Dispatch)
                .where(col(Dispatch.id) == offer.id)
                .values(**values, version=offer.version + 1)
            )
            done = {"state": "delivered" if verb.endswith("delivered") else "failed", "attempts": 1}
            whose = (col(Message.about_id) == offer.id, col(Message.done_at).is_(None))
            self.run(update(Message).where(*whose).values(**done, done_at=self.house.now))
            row = {"at": self.house.now, "actor": "system", "verb": verb, "entity": "dispatch"}
            self.house.add(Event(**row, entity_id=offer.id, case_id=self.case_id, params={}))

    def _tell(self) -> None:
        self.house.desk().told_point(key(), self._live().id, "Li", "told")

    def _accept(self) -> None:
        self.house.desk().told_point(key(), self._live().id, "Li", "accepted")

    def _decline(self) -> None:
        self.house.desk().told_point(key(), self._live().id, "Li", "declined", reason="no_parts")

    def _refuse(self) -> None:
        offer = self._live()
        self.house.inside(lambda connection: answers.declined(
            connection, Actor("point"), offer.id, "no_parts", at=self.house.now,
            settings=self.house.settings))  # fmt: skip

    def _send(self) -> None:
        desk = self.house.desk()
        listed = desk.propose(desk.wish_of(self.case_id))
        if listed.rows and self.state() == "new":
            version = desk.case(self.case_id).version
            desk.dispatch(key(), self.case_id, version, Choice(listed.rows[0].point_id, listed))

    def _change(self) -> None:
        self.run(update(Case).where(col(Case.id) == self.case_id).values(priority="high"))

    def _wait(self) -> None:
        self.house.move(self.case_id, "wait", wait_for="customer")

    def _resume(self) -> None:
        self.house.move(self.case_id, "resume")

    def _fill(self) -> None:
        """Another case takes room."""
        self.full += 1
        other = self.house.log().case_id
        point_id = self.points[self.full % len(self.points)]
        row = {"case_id": other, "way": "bring_in", "work_on": self.house.now.date(), "state": "accepted"}
        moments = dict.fromkeys(("queued_at", "held_until"), self.house.now)
        self.run(
            Dispatch.__table__.insert().values(
                point_id=point_id, reasons={}, rank=1, version=1, **row, **moments
            )
        )  # type: ignore[attr-defined]
        self.run(update(Case).where(col(Case.id) == other).values(state="accepted", point_id=point_id))

    def rounds(self) -> list[list[int]]:
        """Who was asked in each round."""
        found: list[list[int]] = []
        about = None
        for one in self.offers():
            if one.agent_id is not None or one.reasons[ABOUT] != about:
                found.append([])
            about = one.reasons[ABOUT]
            found[-1].append(one.point_id)
        return found

    def rest(self) -> None:
        """Nobody does anything any more but the worker, and the outbox."""
        if self.state() == "waiting":
            self._resume()
        for _ in range(2 * LIMIT + 2):
            self._deliver()
            self._days()
            self._turn()


@trying(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POINTS, st.lists(st.sampled_from(STEPS), max_size=14), st.sampled_from(["bring_in", "roadside"]))
def test_nobody_is_asked_twice_and_every_case_ends_somewhere(
    house: Any, points: list[dict[str, Any]], steps: list[str], way: str
) -> None:
    walk = Walk(house, points, way)
    walk.step("send")
    for step in steps:
        walk.step(step)
        assert sum(one.state in lifecycle.LIVE for one in walk.offers()) <= 1
    walk.rest()
    for asked in walk.rounds():
        assert len(set(asked)) == len(asked) <= LIMIT
    view, ends = house.desk().case(walk.case_id), walk.offers()[-1:]
    taken = view.state in ("accepted", "expected")
    by_phone = view.state == "routed" and ends[0].state == "by_phone" and not ends[0].told_whom
    told = view.dispatch is not None and view.dispatch.nobody > 0
    by_hand = not ends or (ends[0].state == "declined" and ends[0].told_whom)
    assert taken or by_phone or (view.state == "new" and (told or by_hand)), (view.state, walk.offers())


def at_once(*works: Callable[[], Any]) -> list[Any]:
    ready = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        ready.wait(30)
        try:
            return work()
        except CallcenterError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


AT_ONCE: dict[str, Callable[[Walk, Any], Any]] = {
    "accept": lambda walk, offer: walk.house.desk("李雷").told_point(key(), offer.id, "Li", "accepted"),
    "refuse": lambda walk, offer: walk._refuse(),
    "cancel": lambda walk, offer: walk.house.move(walk.case_id, "cancel", reason="solved", login="李雷"),
    "wait": lambda walk, offer: walk.house.move(walk.case_id, "wait", wait_for="customer", login="李雷"),
    "resolve": lambda walk, offer: walk.house.move(walk.case_id, "send_elsewhere", reason="x", login="李雷"),
}


@pytest.mark.parametrize("other", AT_ONCE)
def test_two_workers_and_somebody_else_at_the_same_moment(house: Any, other: str) -> None:
    walk = Walk(house, [{"webhook": HOOK}] * 4, "bring_in")
    house.desk("李雷")
    walk.step("send")
    walk.step("deliver")
    house.later(days=1)
    offer = walk._live()
    workers = [SystemDesk(house.store, house.settings) for _ in range(2)]
    at_once(workers[0].expire, lambda: AT_ONCE[other](walk, offer), workers[1].expire)
    walk.step("turn")
    asked = [one.point_id for one in walk.offers()]
    assert len(set(asked)) == len(asked) <= 2
    live = [one for one in walk.offers() if one.state in lifecycle.LIVE]
    assert len(live) == (walk.state() not in ("cancelled", "new"))
    assert check(house.store, house.settings) == ()


def test_two_workers_that_both_think_ask_one(house: Any) -> None:
    from callcenter.cases import taxonomy
    from callcenter.dispatch import rerouting
    from callcenter.store import again

    walk = Walk(house, [{"webhook": HOOK}] * 4, "bring_in")
    walk.step("send")
    walk.step("deliver")
    house.later(days=1)
    with house.store.read() as connection:
        thought = rerouting.think(
            connection, walk._live().id, at=house.now, settings=house.settings, taxonomy=taxonomy.load(None)
        )
    done = at_once(*[lambda: again.write(house.store, lambda connection: rerouting.carry_out(
        connection, thought, at=house.now, settings=house.settings))] * 4)  # fmt: skip
    assert done.count(True) == 1
    assert len(walk.offers()) == 2
