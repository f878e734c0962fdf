"""Who is proposed as a duplicate, over a card and over the whole store."""

from pathlib import Path
from typing import Any

import pytest

from callcenter import i18n
from callcenter import settings as house_settings
from callcenter.callers import duplicates
from callcenter.callers.models import Customer
from callcenter.desk.agent import open_agent_desk
from callcenter.desk.views import Duplicate, NewCustomer
from tests.seats import key

NUMBER = "139 1234 5678"


def new(house: Any, name: str, *numbers: str, **more: str) -> int:
    made: int = house.desk().new_customer(key(), NewCustomer(name, numbers or (NUMBER,), **more))
    return made


def pairs(rows: tuple[Duplicate, ...]) -> list[tuple[int, int]]:
    return [(row.one.customer_id, row.other.customer_id) for row in rows]


def why(row: Duplicate) -> str:
    return f"{row.sure}: {', '.join(map(i18n.say, row.why))}"


def test_a_family_a_firms_branches_and_an_earlier_holder_are_not_proposed(house: Any) -> None:
    for name in ("王小明", "王小红", "李梅", "永达汽车浦东店", "永达汽车虹桥店"):
        new(house, name)
    gone = new(house, "王晓明")
    house.desk().not_this_person(key(), gone, "+8613912345678")
    new(house, "王小明", "138 0000 1111")
    assert house.desk().duplicates().rows == ()


def test_it_says_why_and_how_surely(house: Any) -> None:
    one = new(house, "John Smith", NUMBER, "021 5888 1234", email="js@example.com", address="12 High Street")
    for name, more in (
        ("john smith", {"email": "JS@example.com"}),
        ("Smith, John", {"address": "12, High Street"}),
        ("Jon Smith", {}),
        ("J. Smith", {}),
        ("Jane Smith", {"email": "js@example.com"}),
    ):
        new(house, name, **more)
    told = {row.other.name: why(row) for row in house.desk().doubles(one)}
    assert told == {
        "john smith": "surely: same name, same number, same e-mail",
        "Smith, John": "likely: same name, written otherwise, same number, same address",
        "Jon Smith": "perhaps: name but for a slip, same number",
        "J. Smith": "perhaps: name in part, same number",
    }
    assert [row.sure for row in house.desk().doubles(one)] == ["surely", "likely", "perhaps", "perhaps"]


def test_a_pair_that_shares_two_numbers_is_told_once(house: Any) -> None:
    one = new(house, "王小明", NUMBER, "021 5888 1234")
    other = new(house, "王小明", "021 5888 1234", NUMBER)
    page = house.desk().duplicates()
    assert pairs(page.rows) == [(one, other)]
    assert why(page.rows[0]) == "surely: same name, 2 same numbers"
    assert page.rows[0].number == "+86 139 1234 ••••"[: len(page.rows[0].number)]


def test_the_merged_and_those_said_apart_are_left_out(house: Any) -> None:
    ids = [new(house, "王小明") for _ in range(3)]
    desk = house.desk()
    assert pairs(desk.duplicates().rows) == [(ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2])]
    desk.not_same(key(), ids[0], ids[1])
    into, gone = ((each, desk.card(each).version) for each in (ids[0], ids[2]))
    desk.merge(key(), into, gone)
    assert desk.duplicates().rows == ()
    assert desk.doubles(ids[2]) == ()


def test_pages_hold_everything_once(house: Any) -> None:
    """As many numbers as three pages hold, each shared by two; the surest only when asked so."""
    for index in range(9):
        number = f"139 1234 {index:04}"
        new(house, "王小明", number)
        new(house, "王小明" if index % 3 else "王晓明", number)
    desk, found, after = house.desk(), [], ""
    while True:
        page = desk.duplicates(after, 4)
        found += pairs(page.rows)
        if page.after is None:
            break
        after = page.after
    assert len(found) == len(set(found)) == 9
    assert len(desk.duplicates(sure="likely").rows) == 6
    assert desk.duplicates(sure="surely").rows == ()


def test_of_a_number_that_very_many_share_neighbours_by_name_are_compared(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "_MANY", 5)
    for town in [
        "Aachen",
        "Bremen",
        "Coburg",
        "Dresden",
        "Essen",
        "Fulda",
        "Goslar",
        "Hamburg",
        "Ingolstadt",
        "Jena",
        "Kiel",
    ]:
        new(house, f"Branch {town}")
    twice = new(house, "Branch Essen")
    rows = house.desk().duplicates().rows
    assert [row.other.customer_id for row in rows] == [twice]


def test_rows_of_a_lookup_say_that_a_caller_may_be_there_twice(house: Any) -> None:
    one, other, third = (new(house, name) for name in ("王小明", "王晓明", "李梅"))
    rows = {row.customer_id: row.double for row in house.desk().find(NUMBER).rows if row.customer_id}
    assert rows == {one: True, other: True, third: False}
    house.desk().not_same(key(), one, other)
    assert not any(row.double for row in house.desk().find(NUMBER).rows)


def test_a_customer_without_a_number_or_who_is_not_there_has_no_doubles(house: Any) -> None:
    alone = house.add(Customer(name="王小明", created_at=house.now))
    assert house.desk().doubles(alone) == house.desk().doubles(4711) == ()


def test_the_demo_holds_two_to_try_it_on_and_no_family_among_them(demo_store: Path) -> None:
    desk = open_agent_desk(house_settings.load(environment={}, store=str(demo_store), agent="wangfang"))
    assert [why(row) for row in desk.duplicates().rows] == [
        "surely: same name, written otherwise, same number, same address, same e-mail",
        "likely: same name, written otherwise, same number",
    ]
    desk.store.close()
