"""Two at the same thing at the same moment: one does it, the other hears of it or finds it done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers.models import Phone, Purchase, Repair
from callcenter.callers.views import NewCustomer
from callcenter.calls.models import WrapUp
from callcenter.calls.views import Callee, Noted
from callcenter.cases.models import Alarm, Case
from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError, Changed
from callcenter.people.models import Agent, Team
from callcenter.people.sign_in import sit_down
from callcenter.store.models import Event
from tests.seats import key
from tests.writers.seat import choice


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment; returns what each returned, or the sentence it ended with."""
    ready = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        ready.wait(30)
        try:
            return work()
        except CallcenterError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def verbs(house: Any) -> list[str]:
    return [event.verb for event in house.rows(Event)]


def in_progress(house: Any, **about: Any) -> int:
    logged = house.desk().log(key(), house.intake(way="bring_in", **about), today(house, house.point()))
    house.desk().told_point(key(), logged.dispatch_id, "Li", "accepted")
    house.move(logged.case_id, "receive")
    return int(logged.case_id)


def today(house: Any, point: int) -> Any:
    made = choice(point)
    rows = tuple(replace(row, work_on=house.now.date()) for row in made.proposal.rows)
    return replace(made, proposal=replace(made.proposal, rows=rows))


def test_two_who_sit_down_as_one_are_one(house: Any) -> None:
    seated = at_once(*[lambda: sit_down(house.store, "new", house.now).agent_id] * 6)
    assert len(set(seated)) == 1
    assert (len(house.rows(Agent)), len(house.rows(Team))) == (1, 1)


def test_of_two_moves_one_is_made_and_the_other_hears_who_made_it(house: Any) -> None:
    case_id = in_progress(house)
    version = house.desk().case(case_id).version
    desks = [house.desk(login) for login in ("王芳", "李雷", "韩梅梅")]
    done = at_once(
        *(
            lambda desk=desk: desk.move(key(), case_id, version, "wait", house.details(wait_for="parts"))
            for desk in desks
        )
    )
    made = [one for one in done if one == version + 1]
    told = [one for one in done if isinstance(one, Changed)]
    assert (len(made), len(told)) == (1, 2)
    by = desks[done.index(version + 1)].me.name
    assert {one.params["by"] for one in told} == {by}


def test_a_job_number_makes_one_repair_whoever_writes_it(house: Any) -> None:
    customer = house.customer()
    item = house.car(customer)
    first = in_progress(house, customer_id=customer, item_id=item)
    second = in_progress(house, customer_id=customer, item_id=item)
    house.inside(lambda connection: _at_one_point(connection, first, second))
    details = house.details(outcome="repaired", work="battery replaced", job_no="J-7")
    done = at_once(
        *(
            lambda one=one: house.desk().move(key(), one, house.desk().case(one).version, "resolve", details)
            for one in (first, second)
        )
    )
    assert [type(one) for one in done] == [int, int]
    assert len(house.rows(Repair)) == 1


def _at_one_point(connection: Connection, first: int, second: int) -> None:
    point = connection.execute(select(col(Case.point_id)).where(col(Case.id) == first)).scalar_one()
    connection.execute(update(Case).where(col(Case.id) == second).values(point_id=point))


def test_two_workers_keep_a_date_once(house: Any) -> None:
    silent = house.log().case_id
    house.move(silent, "solve_on_phone", outcome="advised")
    missed = in_progress_expected(house)
    unanswered = house.desk().log(key(), house.intake(way="bring_in"), today(house, house.point()))
    house.later(days=30)
    systems = [SystemDesk(house.store, house.settings) for _ in range(3)]
    done = at_once(*(system.keep_dates for system in systems))
    assert sum(done) == 3
    assert [verbs(house).count(verb) for verb in ("case.closed", "case.date_missed", "dispatch.untold")] == [
        1
    ] * 3
    assert house.desk().case(silent).state == "closed"
    assert house.desk().case(missed).state == "expected"
    assert house.desk().case(unanswered.case_id).state == "routed"


def in_progress_expected(house: Any) -> int:
    logged = house.desk().log(key(), house.intake(way="bring_in"), today(house, house.point()))
    promised = house.now + timedelta(hours=3)
    house.desk().told_point(key(), logged.dispatch_id, "Li", "accepted", promised_at=promised)
    return int(logged.case_id)


def test_an_offer_expires_once_or_is_answered(house: Any) -> None:
    logged = house.desk().log(key(), house.intake(way="bring_in"), today(house, house.point()))
    house.later(days=1)
    system = SystemDesk(house.store, house.settings)
    done = at_once(
        system.expire,
        lambda: house.desk("李雷").told_point(key(), logged.dispatch_id, "Li", "accepted"),
        system.expire,
    )
    answered = not isinstance(done[1], CallcenterError)
    assert done[0] + done[2] + answered == 1
    assert house.desk().case(logged.case_id).state == ("accepted" if answered else "new")


def test_an_item_gets_one_new_owner(house: Any) -> None:
    item, buyer = house.car(house.customer()), house.customer("李静")
    done = at_once(*[lambda: house.desk().new_owner(key(), item, buyer)] * 3)
    assert sum(isinstance(one, CallcenterError) for one in done) == 2
    assert len([one for one in house.rows(Purchase) if one.owned_until is None]) == 1


def test_a_number_is_retired_once(house: Any) -> None:
    customer = house.desk().new_customer(key(), NewCustomer(name="王小明", phones=("13912345678",)))
    done = at_once(*[lambda: house.desk().not_this_person(key(), customer, "+8613912345678")] * 3)
    assert sum(isinstance(one, CallcenterError) for one in done) == 2
    assert verbs(house).count("customer.number_retired") == 1
    assert len(house.rows(Phone)) == 1


def test_of_two_corrections_one_is_made_and_the_other_hears_who_made_it(house: Any) -> None:
    customer = house.desk().new_customer(key(), NewCustomer(name="王小明"))
    desks = [house.desk("王芳"), house.desk("李雷")]
    done = at_once(
        *(
            lambda desk=desk: desk.edit_customer(
                key(), customer, 1, NewCustomer(name="王小明", city=desk.me.name)
            )
            for desk in desks
        )
    )
    (error,) = [one for one in done if one is not None]
    assert isinstance(error, Changed)
    assert error.params["by"] == desks[done.index(None)].me.name


def test_an_alarm_is_seen_by_whoever_is_first(house: Any) -> None:
    house.add(Alarm(case_id=house.log().case_id, raised_at=house.now, sign="smoke"))
    (alarm,) = house.rows(Alarm)
    at_once(
        *(lambda login=login: house.desk(login).acknowledge(key(), alarm.id) for login in ("王芳", "李雷"))
    )
    assert verbs(house).count("alarm.acknowledged") == 1


def test_an_older_draft_never_replaces_a_newer(house: Any) -> None:
    at_once(
        *(
            lambda n=n: house.desk().keep_draft(
                "note", "case:1", {"words": n}, at=house.now + timedelta(seconds=n)
            )
            for n in range(6)
        )
    )
    assert house.desk().draft("note", "case:1").body == {"words": 5}


@pytest.mark.parametrize("again", [1, 2])
def test_a_request_that_failed_may_be_made_again(house: Any, again: int) -> None:
    request = key()
    with pytest.raises(CallcenterError):
        house.desk().note(request, 99, "nowhere")
    case_id = house.log().case_id
    for _ in range(again):
        house.desk().note(request, case_id, "here")
    assert verbs(house).count("case.noted") == 1


def test_of_two_who_take_a_call_back_one_rings(house: Any) -> None:
    desks = [house.desk(login) for login in ("王芳", "李雷", "韩梅梅")]
    callee, at = Callee(number="139 1234 5678"), house.now + timedelta(minutes=1)
    made = desks[0].call_back(key(), callee, at, anyone=True).call_back_id
    done = at_once(*(lambda desk=desk: desk.take_call_back(key(), made) for desk in desks))
    assert sorted(type(one).__name__ for one in done) == ["Changed", "Changed", "NoneType"]
    by = desks[done.index(None)].me.name
    assert {one.params["by"] for one in done if one is not None} == {by}


def test_a_wrap_up_said_at_once_from_two_consoles_is_one(house: Any) -> None:
    desk = house.desk()
    call = desk.note_call(key(), Noted(number="139 1234 5678"))
    at_once(*(lambda code=code: desk.wrap_up(key(), call, code) for code in ("solved", "logged", "spam")))
    assert len(house.rows(WrapUp)) == 1
