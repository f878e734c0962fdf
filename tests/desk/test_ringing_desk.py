"""Calls that ring at a desk: for whom, who it is, what is open; and the one agent who takes it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from callcenter.callers.models import Phone
from callcenter.callers.phones import reverse
from callcenter.calls.models import Call
from callcenter.calls.views import CallEvent
from callcenter.cases.views import PlaceSaid
from callcenter.desk.agent import AgentDesk
from callcenter.desk.system import SystemDesk
from callcenter.errors import Changed, MoveRefused, NotFound
from callcenter.people.models import Queue
from tests.seats import key

WANG, HOME, NOBODY = "+8613912345678", "+862158881234", "+8613700009999"


class Exchange:
    """The telephone system of a house."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.desk = SystemDesk(
            house.store, replace(house.settings, extensions={"201": "王芳", "202": "李静"})
        )

    def rings(
        self, number: str, call_id: str = "c1", *, type: str = "ringing", ago: float = 0, **more: Any
    ) -> int:
        at = self.house.now - timedelta(seconds=ago)
        event = CallEvent(
            source="zammad", call_id=call_id, type=type, direction="in", number=number, at=at, **more
        )
        return self.desk.record_call(event, at=at)

    def holds(self, customer_id: int, number: str, **more: Any) -> None:
        with self.house.store.write() as connection:
            row = {"customer_id": customer_id, "raw": number, "e164": number, "reversed": reverse(number)}
            connection.execute(insert(Phone).values(**row, **more))


@pytest.fixture
def exchange(house: Any) -> Exchange:
    return Exchange(house)


def shown(desk: AgentDesk) -> list[tuple[int, str]]:
    return [(ring.call_id, ring.state) for ring in desk.ringing()]


def test_a_ring_says_who_it_is_and_what_is_most_urgent(house: Any, exchange: Exchange) -> None:
    wang = house.customer()
    exchange.holds(wang, WANG)
    house.log(customer_id=wang)
    urgent = house.log(customer_id=wang, description="brakes fail, smoke", safety_answer="parked",
                       contact_phone=WANG, place=PlaceSaid("峨山路91弄28号", city="上海"))  # fmt: skip
    call = exchange.rings(WANG)
    (ring,) = house.desk("王芳").ringing()
    assert (ring.call_id, ring.state, ring.caller, ring.mine) == (call, "ringing", "+86 139 1234 5678", False)
    assert [one.name for one in ring.who] == ["王小明"]
    assert ring.cases == 2
    assert ring.case is not None
    assert ring.case.number == urgent.number
    assert ring.since == house.now


def test_several_who_share_a_number_are_candidates_and_a_case_may_hang_on_the_number_alone(
    house: Any, exchange: Exchange
) -> None:
    for name in ("王小明", "李梅"):
        exchange.holds(house.customer(name), HOME)
    case = house.log(customer_id=None, caller=NOBODY)
    exchange.rings(HOME, "c1", ago=2)
    exchange.rings(NOBODY, "c2", ago=1)
    exchange.rings("", "c3")
    withheld, nobody, two = house.desk().ringing()
    assert [one.name for one in two.who] == ["王小明", "李梅"]
    assert two.who[0].why is not None
    assert (nobody.who, nobody.cases, nobody.case and nobody.case.number) == ((), 1, case.number)
    assert (withheld.caller, withheld.who, withheld.cases) == ("", (), 0)


def test_it_rings_for_the_agent_it_names_else_for_the_queue_until_it_is_over(
    house: Any, exchange: Exchange
) -> None:
    wang, li = house.desk("王芳"), house.desk("李静")
    with house.store.write() as connection:
        connection.execute(insert(Queue).values(name="Elsewhere"))
    named = exchange.rings(WANG, "c1", agent="201", ago=4)
    queued = exchange.rings(WANG, "c2", queue="Service", ago=3)
    exchange.rings(WANG, "c3", queue="Elsewhere", ago=2)
    exchange.rings(WANG, "c4", ago=400)  # nobody took it, and its end was never told
    assert shown(wang) == [(queued, "ringing"), (named, "ringing")]
    assert shown(li) == [(queued, "ringing")]
    exchange.rings(WANG, "c2", type="answered", agent="202")
    assert shown(wang) == [(named, "ringing")]
    assert shown(li) == [(queued, "answered")], "it goes on with whoever answered"
    exchange.rings(WANG, "c2", type="ended")
    exchange.rings(WANG, "c1", type="ended", cause="cancelled")
    assert (shown(wang), shown(li)) == ([], [])


def test_one_agent_takes_a_call_and_the_other_is_told_who_has_it(house: Any, exchange: Exchange) -> None:
    wang, li = house.desk("王芳"), house.desk("李静")
    call, request = exchange.rings(WANG), key()
    taken = wang.take_call(request, call)
    assert wang.take_call(request, call) == taken
    assert wang.take_call(key(), call) == taken, "it is theirs already"
    assert (shown(wang), shown(li)) == ([(call, "ringing")], [])
    with pytest.raises(Changed, match="王芳 has this call already"):
        li.take_call(key(), call)
    with pytest.raises(NotFound):
        li.take_call(key(), 999)
    over = exchange.rings(WANG, "c2")
    exchange.rings(WANG, "c2", type="ended", cause="cancelled")
    with pytest.raises(MoveRefused, match="over"):
        li.take_call(key(), over)


def test_of_many_who_take_it_at_once_exactly_one_has_it(house: Any, exchange: Exchange) -> None:
    desks = [house.desk(f"agent{n}") for n in range(4)]
    call = exchange.rings(WANG)

    def take(desk: AgentDesk) -> str:
        try:
            desk.take_call(key(), call)
        except Changed as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(len(desks)) as pool:
        said = list(pool.map(take, desks))
    assert said.count("") == 1
    winner = desks[said.index("")].me.name
    assert set(said) == {"", f"{winner} has this call already."}


def test_a_call_is_tied_to_its_customer_and_to_the_case_that_is_logged_in_it(
    house: Any, exchange: Exchange
) -> None:
    desk, wang, li = house.desk(), house.customer(), house.customer("李梅")
    call = exchange.rings(NOBODY)
    desk.call_customer(key(), call, wang)
    logged = house.log(customer_id=li, call_id=call)
    lone = exchange.rings(NOBODY, "c2")
    without = house.log(customer_id=None, caller="", call_id=lone)
    with house.store.read() as connection:
        rows = connection.execute(
            select(col(Call.customer_id), col(Call.case_id)).order_by(col(Call.id))
        ).all()
    assert rows == [(wang, logged.case_id), (None, without.case_id)]
    assert (
        desk.case(without.case_id).caller.startswith("+86 137") or "137" in desk.case(without.case_id).caller
    )
    house.log(customer_id=li, call_id=999)  # nothing is lost with a call that is on file no more
    for refused in (
        lambda: desk.call_customer(key(), call, 999),
        lambda: desk.call_customer(key(), call, wang, 999),
    ):
        with pytest.raises(NotFound):
            refused()


def test_who_needs_no_whole_numbers_finds_the_caller_all_the_same(house: Any, exchange: Exchange) -> None:
    exchange.holds(house.customer(), WANG)
    call = exchange.rings(WANG)
    assert (single := house.desk().find_caller(call).single) is not None
    assert single.e164 == WANG
    house.settings = replace(house.settings, full_numbers="admin")
    masked = house.desk("李静")
    (ring,) = masked.ringing()
    found = masked.find_caller(call)
    assert "5678" not in ring.caller + repr(found)
    assert found.single is not None
    assert found.single.name == "王小明"
