"""A merge while others write on the same customers: nothing is lost, nothing stays behind, one of two wins."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest

from callcenter.callers.merging import merge
from callcenter.callers.models import CustomerMerge, Verification
from callcenter.desk.views import NewCustomer
from callcenter.errors import CallcenterError, Changed
from callcenter.store import references
from tests.seats import key

ROUNDS = 4


def together(*works: Callable[[], Any]) -> list[CallcenterError | None]:
    """Let all begin in the same moment; what each was refused with, or None."""
    barrier, ended = Barrier(len(works)), dict[int, CallcenterError | None]()

    def run(place: int, work: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            work()
            ended[place] = None
        except CallcenterError as error:
            ended[place] = error

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(ended) == len(works), "somebody broke, or waits for ever"
    return [ended[place] for place in range(len(works))]


def two(house: Any) -> tuple[int, int]:
    desk = house.desk()
    one, other = (
        desk.new_customer(
            key(), NewCustomer("王小明", ("139 1234 5678", "138 0000 1111"), email="w@example.cn")
        )
        for _ in range(2)
    )
    return one, other


def left(house: Any, customer_id: int) -> int:
    """What still hangs on a customer, but for the numbers that both hold."""
    with house.store.read() as connection:
        columns = [column for column in merge.columns() if column.table.name != "phone"]
        return sum(references.count(connection, column, customer_id) for column in columns)


def merging(house: Any, login: str, into: int, gone: int) -> Callable[[], Any]:
    desk = house.desk(login)
    seen = [(each, desk.card(each).version) for each in (into, gone)]
    return lambda: desk.merge(key(), *seen)


@pytest.mark.parametrize("turned", [False, True], ids=["older stays", "newer stays"])
def test_what_is_written_meanwhile_ends_at_the_survivor(house: Any, turned: bool) -> None:
    li, zhao = house.desk("李梅"), house.desk("赵敏")
    car = house.car(house.customer("前车主"))
    for _ in range(ROUNDS):
        one, other = two(house)[:: -1 if turned else 1]
        refused = together(
            merging(house, "王芳", one, other),
            lambda gone=other: li.log(key(), house.intake(customer_id=gone)),
            lambda gone=other: zhao.verify(key(), gone, ["ask.email", "ask.other_phone"]),
        )
        assert refused == [None, None, None]
        assert left(house, other) == 0
        card = house.desk().card(one)
        assert len(card.open_cases) == 1
        assert [row.customer_id for row in house.rows(Verification)][-1] == one
    house.desk().new_owner(key(), car, other)
    assert left(house, other) == 0


def test_of_two_who_merge_the_same_two_one_wins_and_the_other_is_told(house: Any) -> None:
    for _ in range(ROUNDS):
        one, other = two(house)
        refused = together(merging(house, "王芳", one, other), merging(house, "李梅", other, one))
        assert [type(each) for each in refused if each] == [Changed]
        live = [row for row in house.rows(CustomerMerge) if {row.survivor_id, row.merged_id} == {one, other}]
        assert len(live) == 1


def test_an_edit_and_a_merge_never_run_over_each_other(house: Any) -> None:
    desk = house.desk("李梅")
    for _ in range(ROUNDS):
        one, other = two(house)
        version = desk.card(other).version
        refused = together(
            merging(house, "王芳", one, other),
            lambda gone=other, seen=version: desk.edit_customer(key(), gone, seen, NewCustomer("王晓敏")),
        )
        assert [type(each) for each in refused if each] == [Changed]


def test_a_chain_grows_while_its_end_is_written_on(house: Any) -> None:
    li = house.desk("李梅")
    for _ in range(ROUNDS):
        one, other = two(house)
        third = house.desk().new_customer(key(), NewCustomer("王小明", ("139 1234 5678",)))
        merging(house, "王芳", one, other)()
        refused = together(
            merging(house, "王芳", third, one),
            lambda gone=other: li.log(key(), house.intake(customer_id=gone)),
        )
        assert refused == [None, None]
        assert left(house, one) == left(house, other) == 0
