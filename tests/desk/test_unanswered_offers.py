"""A point that doesn't answer is seen by whoever looks, until somebody does something about it."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callcenter.cases.views import Logged
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.i18n import Phrase
from callcenter.outbox.models import Message
from tests.plans import plan


def key() -> str:
    return uuid.uuid4().hex


def sent(house: Any, **point: Any) -> Logged:
    point_id = house.point("永达浦东", **point)
    row = Candidate(
        point_id=point_id, external_id=None, name="永达浦东", city="上海", address="", phone=None, metres=3100.0,
        open=True, opens_at=None, closes_at=None, room=None, capacity=None, work_on=house.now.date(),
        matches=(), reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    logged: Logged = house.desk().log(key(), house.intake(), Choice(point_id, Proposal((row,), ())))
    return logged


def ails(house: Any, login: str = "王芳") -> list[str]:
    return [row.offer for row in house.desk(login).queue("all").rows]


def figures(house: Any) -> tuple[int, int, int]:
    counts = house.desk().counts()
    return counts.by_phone, counts.undelivered, counts.unanswered


def test_told_by_phone_and_no_answer(house: Any) -> None:
    logged, system = sent(house), SystemDesk(house.store, replace(house.settings, points_asked=0))
    assert (ails(house), figures(house)) == (["to_tell"], (1, 0, 0))
    house.desk().told_point(key(), logged.dispatch_id, "Xiao Liu", "told")
    assert (ails(house, "李雷"), figures(house), system.keep_dates()) == ([""], (0, 0, 0), 0)
    house.later(hours=4)
    assert (ails(house, "李雷"), figures(house)) == (["unanswered"], (0, 0, 1))
    assert (system.keep_dates(), system.keep_dates()) == (1, 0)
    assert house.lines(logged.case_id)[-1] == "永达浦东 had not answered by 06:40: ask them"
    assert house.desk().case(logged.case_id).state == "routed"
    house.desk().told_point(key(), logged.dispatch_id, "Xiao Liu", "accepted")
    assert (ails(house), figures(house)) == ([""], (0, 0, 0))


def test_what_could_not_be_delivered(house: Any) -> None:
    logged = sent(house, webhook="http://127.0.0.1:9/hook")
    system = SystemDesk(house.store, house.settings)
    for _attempt in range(12):
        house.later(days=2)
        system.work_outbox(at=house.now)
    assert (ails(house, "李雷"), figures(house)) == (["failed"], (0, 1, 0))
    house.desk().by_phone(key(), logged.dispatch_id)
    assert ails(house) == ["to_tell"]


def test_a_case_that_waits_needs_no_answer(house: Any) -> None:
    logged, system = sent(house), SystemDesk(house.store, house.settings)
    house.move(logged.case_id, "wait", wait_for="customer", reason="on holiday")
    house.later(hours=9)
    assert system.keep_dates() == 0
    house.move(logged.case_id, "resume")
    assert system.keep_dates() == 1


def test_late_offers_are_found_by_the_index_of_live_ones(house: Any) -> None:
    from callcenter.dispatch.silence import _late

    with house.store.read() as connection:
        statement = str(_late(house.now).compile(connection, compile_kwargs={"literal_binds": True}))
        assert "live" in plan(connection, statement)


@pytest.mark.parametrize("gone", [False, True])
def test_who_has_the_offer_hears_of_its_end_though_the_address_is_gone(house: Any, gone: bool) -> None:
    logged = sent(house, webhook="https://point.example/hook")

    def delivered(connection: Any) -> None:
        connection.exec_driver_sql("UPDATE message SET state='delivered', attempts=1, done_at=next_at")
        connection.exec_driver_sql("UPDATE dispatch SET state='delivered', delivered_at=held_until")
        if gone:
            connection.exec_driver_sql("UPDATE service_point SET webhook=NULL")

    house.inside(delivered)
    house.now += timedelta(minutes=1)
    house.move(logged.case_id, "cancel", reason="solved by itself")
    kinds = [row.kind for row in house.rows(Message)]
    by_phone = [line for line in house.lines(logged.case_id) if "tell them by phone" in line]
    assert (len(kinds), len(by_phone)) == ((1, 1) if gone else (2, 0))
