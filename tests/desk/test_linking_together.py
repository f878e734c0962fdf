"""Several agents merge, split and link the same cases at once: one after the other, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from callcenter import i18n
from callcenter.cases.joint.views import Split
from callcenter.cases.models import Case, CaseLink
from callcenter.desk.checking.check import check
from callcenter.errors import CallcenterError, Changed
from tests.seats import key


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What came of each; they start together."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait(60)
        try:
            return work()
        except CallcenterError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def sound(house: Any) -> None:
    found = check(house.store, house.settings)
    assert [i18n.say(fault) for fault in found if "name" not in fault.code] == []


def test_two_who_merge_the_same_cases_each_into_the_other(house: Any) -> None:
    wang, mei = house.desk(), house.desk("李梅")
    for _ in range(5):
        one, other = house.log(), house.log()
        done = at_once(
            lambda one=one, other=other: wang.merge_cases(key(), one.case_id, 1, other.case_id, 1),
            lambda one=one, other=other: mei.merge_cases(key(), other.case_id, 1, one.case_id, 1),
        )
        assert sum(isinstance(each, Changed) for each in done) == 1, done
    assert len(house.rows(CaseLink)) == 5
    assert sum(row.close_reason == "merged" for row in house.rows(Case)) == 5
    sound(house)


def test_a_ring_of_merges_and_a_split_at_once(house: Any) -> None:
    wang = house.customer()
    cases = [house.log(customer_id=wang).case_id for _ in range(4)]
    desks = [house.desk(f"agent {number}") for number in range(5)]

    def merge(place: int) -> Any:
        into, other = cases[place], cases[(place + 1) % 4]
        return desks[place].merge_cases(key(), into, 1, other, 1)

    done = at_once(
        *(lambda place=place: merge(place) for place in range(4)),
        lambda: desks[4].split_case(key(), cases[0], 1, Split("The radio is silent")),
    )
    made = [each for each in done if not isinstance(each, CallcenterError)]
    assert 1 <= len(made) <= 2, done
    sound(house)


def test_one_key_pressed_twice_at_once_merges_once(house: Any) -> None:
    one, other = house.log(), house.log()
    desk = house.desk()
    done = at_once(*[lambda: desk.merge_cases("k", one.case_id, 1, other.case_id, 1)] * 2)
    assert done[0] == done[1]
    sound(house)


def test_a_merge_that_leads_nowhere_is_found(house: Any) -> None:
    from sqlalchemy import delete

    one, other = house.log(), house.log()
    house.desk().merge_cases(key(), one.case_id, 1, other.case_id, 1)
    house.inside(lambda connection: connection.execute(delete(CaseLink)))
    found = [i18n.say(fault) for fault in check(house.store, house.settings)]
    assert f"case {other.number} is closed as merged, but its number leads nowhere" in found
