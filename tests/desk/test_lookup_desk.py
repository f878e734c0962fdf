"""The desk's door to callers: the field over callers and cases, the card with what the cases know, and its writes."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from callcenter import i18n
from callcenter.callers.models import Item, Purchase, Repair, Verification
from callcenter.callers.views import NewCustomer
from callcenter.cases.numbers import parse
from callcenter.errors import CallcenterError, Changed, Invalid, NotFound
from callcenter.store.models import Change, Counter, Event, EventWords
from tests.desk.conftest import House, key

MOBILE = "+8613912345678"


@pytest.fixture
def wang(house: House) -> int:
    new = NewCustomer(
        "王小明", ("139 1234 5678", "021 5888 1234"), email="wang@example.com", address="世纪大道 8 号", city="上海",
    )  # fmt: skip
    return house.desk().new_customer(key(), new)


def events(house: House, verb: str) -> list[Any]:
    with house.store.read() as connection:
        found = (
            select(col(Event.params), col(Event.entity), col(Event.entity_id), col(EventWords.words))
            .outerjoin(EventWords, col(EventWords.event_id) == col(Event.id))
            .where(col(Event.verb) == verb)
        )
        return list(connection.execute(found))


# --- the field ---


def test_of_those_who_share_a_number_the_one_with_an_open_case_comes_first(house: House) -> None:
    desk = house.desk()
    names = ("李梅", "王小明", "王大力")
    ids = {name: desk.new_customer(key(), NewCustomer(name, ("021 5888 1234",))) for name in names}
    assert [row.name for row in desk.find("02158881234").rows] == list(names)
    house.log(customer_id=ids["王小明"])
    assert [row.name for row in desk.find("02158881234").rows] == ["王小明", "李梅", "王大力"]


def test_a_case_number_is_exact_and_single(house: House, wang: int) -> None:
    logged = house.log(customer_id=wang)
    for text in (
        logged.number,
        logged.number.replace("-", ""),
        f"case no. {logged.number}",
        f"工单 {logged.number}",
    ):
        answer = house.desk().find(text)
        assert [(row.kind, row.case_id) for row in answer.rows] == [("case", logged.case_id)]
        assert answer.single == answer.rows[0]
    row = answer.rows[0]
    assert (row.case_number, row.name, row.case_state, row.why.code) == (
        logged.number,
        "王小明",
        "new",
        "why.case",
    )


def test_a_slip_in_a_case_number_finds_no_other_case(house: House, wang: int) -> None:
    number = house.log(customer_id=wang).number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert [row for row in house.desk().find(wrong).rows if row.kind == "case"] == []


def test_digits_that_are_a_case_and_the_end_of_a_number_list_both(house: House) -> None:
    with house.store.write() as connection:
        connection.execute(insert(Counter).values(name="case", value=4820))
    logged = house.log()
    ends = house.desk().new_customer(key(), NewCustomer("尾号", (f"138 000{parse(logged.number)}",)))
    answer = house.desk().find(logged.number)
    assert [(row.kind, row.case_id or row.customer_id) for row in answer.rows] == [
        ("case", logged.case_id),
        ("customer", ends),
    ]
    assert answer.single is None


def test_a_row_tells_the_open_cases(house: House, wang: int) -> None:
    first = house.log(customer_id=wang)
    done = house.log(customer_id=wang)
    house.move(done.case_id, "cancel", reason="double")
    (row,) = house.desk().find("139 1234 5678").rows
    assert row.open_cases == (first.number,)


def test_a_case_logged_with_nothing_but_a_number_is_found_by_it(house: House) -> None:
    logged = house.log(caller="137 1111 2222")
    rows = house.desk().find("13711112222").rows
    assert [(row.kind, row.case_number) for row in rows] == [("case", logged.number), ("new", "")]


def test_the_number_asked_for_is_read_by_the_house_s_region(house: House) -> None:
    (found,) = house.desk().phone("139 1234 5678 转 8")
    assert (found.e164, found.extension) == (MOBILE, "8")
    assert house.desk().phone("(212) 555-0123", "US")[0].e164 == "+12125550123"


# --- the card ---


def test_a_card_tells_open_cases_the_last_contact_and_the_promise(house: House, wang: int) -> None:
    car = house.car(wang)
    logged = house.log(customer_id=wang, item_id=car, category="engine.stalls")
    desk = house.desk()
    house.later(minutes=5)
    desk.chaser(key(), logged.case_id, "王小明", "a lift to the garage", "we look")
    by = house.now + timedelta(hours=3)
    house.later(seconds=1)
    desk.promise(key(), logged.case_id, "call back", by)
    card = desk.card(wang)
    assert [(case.number, case.state, case.item_id) for case in card.open_cases] == [
        (logged.number, "new", car)
    ]
    assert card.last
    assert (card.last.agent, card.last.promise, card.last.promise_by) == ("王芳", "call back", by)
    assert card.last.case_number == logged.number
    assert i18n.say(card.last.what).startswith("promised by")


def test_the_last_contact_of_a_fresh_case_is_what_was_said(house: House, wang: int) -> None:
    assert house.desk().card(wang).last is None
    logged = house.log(customer_id=wang)
    last = house.desk().card(wang).last
    assert last
    assert (i18n.say(last.what), last.case_number) == ("logged by 王芳", logged.number)
    assert last.words


def test_a_repair_of_a_case_names_it_and_counts_once(house: House, wang: int) -> None:
    car = house.car(wang)
    logged = house.log(customer_id=wang, item_id=car, category="engine.stalls")
    again = house.log(customer_id=wang, item_id=car, category="engine.stalls")
    stalls: Any = {"item_id": car, "symptom": "engine.stalls", "component": "engine"}
    house.add(Repair(case_id=logged.case_id, received_on=date(2026, 3, 1), **stalls))
    house.add(Repair(received_on=date(2025, 3, 1), **stalls))
    card = house.desk().card(wang)
    assert [repair.case_number for repair in card.repairs] == [logged.number, None]
    assert [(each.symptom, each.times) for each in card.repeats] == [("engine.stalls", 3)]
    house.move(again.case_id, "cancel", reason="double")
    assert house.desk().card(wang).repeats[0].times == 2
    assert [case.number for case in house.desk().card(wang).closed_cases] == [again.number]


def test_what_a_sold_car_does_later_is_nobody_s_repeat(house: House, wang: int) -> None:
    car = house.car(wang)
    for _ in range(2):
        house.log(customer_id=wang, item_id=car, category="engine.stalls")
    li = house.desk().new_customer(key(), NewCustomer("李梅"))
    house.desk().new_owner(key(), car, li)
    assert house.desk().card(wang).repeats == ()
    assert house.desk().card(li).repeats[0].times == 2


def test_a_verified_caller_is_open_for_half_an_hour_to_this_agent_only(house: House, wang: int) -> None:
    house.car(wang, serial="B00X7K2M91")
    desk, other = house.desk(), house.desk("李雷")
    assert desk.card(wang).address is None
    desk.verify(key(), wang, ["ask.street", "ask.serial"])
    card = desk.card(wang)
    assert (card.address, card.verified_at) == ("世纪大道 8 号", house.now)
    assert other.card(wang).verified_at is None
    house.later(minutes=29)
    assert desk.card(wang).verified_at
    house.later(minutes=2)
    assert desk.card(wang).address is None


def test_verifying_keeps_which_details_and_never_the_answers(house: House, wang: int) -> None:
    house.desk().verify(key(), wang, ["ask.street", "ask.email", "ask.street"])
    (row,) = house.rows(Verification)
    assert row.matched == ["ask.street", "ask.email"]
    (event,) = events(house, "customer.verified")
    assert (event.params, event.words) == ({"matched": ["ask.street", "ask.email"]}, None)
    assert i18n.say(i18n.Phrase("customer.verified", event.params)) == "verified by street, e-mail"


@pytest.mark.parametrize(
    ("matched", "sentence"),
    [
        (["ask.street"], "Two details must match to verify a caller. Ask one more."),
        (["ask.street", "ask.street"], "Two details must match to verify a caller. Ask one more."),
        ([], "Two details must match to verify a caller. Ask one more."),
        (["ask.street", "ask.plate"], "number plate can't be asked: it isn't on file. Ask something else."),
    ],
)
def test_too_little_or_what_is_not_on_file_verifies_nobody(
    house: House, wang: int, matched: list[str], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        house.desk().verify(key(), wang, matched)
    assert i18n.sentence(refused.value) == sentence
    assert house.rows(Verification) == []


@pytest.mark.parametrize(
    ("code", "said", "fits"),
    [
        ("ask.street", "世纪大道", True),
        ("ask.street", "世纪大道8号", True),
        ("ask.street", "南京路", False),
        ("ask.street", "8", False),
        ("ask.street", "", False),
        ("ask.email", "Wang@Example.com ", True),
        ("ask.email", "", False),
        ("ask.serial", "boox 7k2m91", True),
        ("ask.serial", "2M91", True),
        ("ask.serial", "91", False),
        ("ask.plate", "沪a12345", True),
        ("ask.plate", "", False),
        ("ask.month_bought", "May 2022", True),
        ("ask.month_bought", "2022年5月", True),
        ("ask.month_bought", "2022", False),
        ("ask.month_bought", "June 2022", False),
        ("ask.other_phone", "1234", True),
        ("ask.other_phone", "34", False),
        ("ask.other_phone", "9999", False),
    ],
)
def test_an_answer_is_compared_without_being_shown(
    house: House, wang: int, code: str, said: str, fits: bool
) -> None:
    item = house.add(Item(brand="Haier", product="BCD-470", serial="B00X7K2M91", plate="沪A·12345"))
    house.add(Purchase(item_id=item, customer_id=wang, bought_on=date(2022, 5, 10)))
    assert house.desk().answer_fits(wang, code, said) is fits
    assert said == "" or said not in repr(events(house, "customer.verified"))


def test_the_number_one_calls_from_proves_nothing(house: House, wang: int) -> None:
    desk = house.desk()
    assert desk.answer_fits(wang, "ask.other_phone", "5678")
    assert not desk.answer_fits(wang, "ask.other_phone", "5678", calling=MOBILE)
    assert desk.answer_fits(wang, "ask.other_phone", "5888 1234", calling=MOBILE)
    assert not desk.answer_fits(wang, "ask.month_bought", "9" * 5000)


def test_there_is_no_other_question(house: House, wang: int) -> None:
    with pytest.raises(Invalid, match="can't be asked"):
        house.desk().answer_fits(wang, "ask.birthday", "1990")


# --- what an agent puts right ---


def test_a_new_customer_is_found_at_once_and_told_to_all(house: House, wang: int) -> None:
    desk = house.desk()
    assert desk.find("139 1234 5678").single
    assert [row.customer_id for row in desk.find("wang xiaoming").rows] == [wang]
    (event,) = events(house, "customer.added")
    assert (event.entity_id, event.words, event.params) == (wang, "王小明", {})
    assert ("customer", wang) in {(row.entity, row.entity_id) for row in house.rows(Change)}


def test_the_same_request_makes_one_customer(house: House) -> None:
    request = key()
    first = house.desk().new_customer(request, NewCustomer("李梅"))
    assert house.desk().new_customer(request, NewCustomer("李梅")) == first
    assert len(events(house, "customer.added")) == 1


def test_a_customer_may_have_nothing_but_a_name_or_an_odd_number(house: House) -> None:
    desk = house.desk()
    one = desk.new_customer(key(), NewCustomer("Nobody Special", ("12", "ask the porter")))
    assert [phone.text for phone in desk.card(one).phones] == ["••", "••• ••• ••••••"]


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (NewCustomer("  "), "A customer needs a name. Write what they go by."),
        (NewCustomer("A", kind="dog"), "A customer is a person or a firm, not dog."),
    ],
)
def test_a_customer_without_a_name_or_of_no_kind_is_refused(
    house: House, new: NewCustomer, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        house.desk().new_customer(key(), new)
    assert i18n.sentence(refused.value) == sentence


def test_an_edit_keeps_what_is_left_empty_and_adds_numbers(house: House, wang: int) -> None:
    desk = house.desk()
    desk.edit_customer(key(), wang, 1, NewCustomer("王晓明", ("137 0000 1111", "139 1234 5678"), city="苏州"))
    desk.verify(key(), wang, ["ask.street", "ask.email"])
    card = desk.card(wang)
    assert (card.name, card.latin, card.place, card.address, card.version) == (
        "王晓明", "Wang Xiaoming", "苏州", "世纪大道 8 号", 2,
    )  # fmt: skip
    assert [phone.text for phone in card.phones][-1] == "+86 137 0000 1111"
    assert len(card.phones) == 3
    assert desk.find("王晓明").rows[0].why.code == "why.name"
    (event,) = events(house, "customer.edited")
    assert set(event.params["fields"]) == {"detail.name", "detail.city", "detail.phones"}
    assert event.words == "王小明 → 王晓明"


def test_two_agents_never_overwrite_each_other(house: House, wang: int) -> None:
    house.desk().edit_customer(key(), wang, 1, NewCustomer("", note="prefers evenings"))
    with pytest.raises(Changed, match="王小明 was changed by 王芳 meanwhile"):
        house.desk("李雷").edit_customer(key(), wang, 1, NewCustomer("", note="deaf"))
    assert house.desk().card(wang).note == "prefers evenings"


def test_not_this_person_and_after_all(house: House, wang: int) -> None:
    desk = house.desk()
    desk.not_this_person(key(), wang, MOBILE)
    answer = desk.find("139 1234 5678")
    assert [(row.kind, row.exact) for row in answer.rows] == [("customer", False), ("new", False)]
    assert i18n.say(answer.rows[0].why) == "had this number until 2026-03-02"
    (event,) = events(house, "customer.number_retired")
    assert MOBILE not in repr(event.params)
    assert event.words == MOBILE
    with pytest.raises(NotFound):
        desk.not_this_person(key(), wang, MOBILE)
    desk.this_person_after_all(key(), wang, MOBILE)
    assert desk.find("139 1234 5678").single
    with pytest.raises(NotFound) as refused:
        desk.this_person_after_all(key(), wang, MOBILE)
    assert "+86 139 1234 5678 is not such a number of this customer" in i18n.sentence(refused.value)


def test_an_item_with_a_new_owner_keeps_its_past_and_hides_the_earlier_one(house: House, wang: int) -> None:
    car = house.car(wang, serial="LSGJA52U8EH123450", serial_key="LSGJA52U8EH123450")
    house.add(Repair(item_id=car, received_on=date(2025, 1, 1), cost=4200, currency="CNY", complaint="noise"))
    desk = house.desk()
    li = desk.new_customer(
        key(), NewCustomer("李梅", ("138 0013 8000",), email="li@example.com", address="南京路 1")
    )
    desk.new_owner(key(), car, li)
    desk.verify(key(), li, ["ask.street", "ask.serial"])
    card = desk.card(li)
    assert [(item.item_id, item.earlier_owners) for item in card.items] == [(car, 1)]
    assert card.repairs[0].complaint == "noise"
    for theirs in ("王小明", "5678", "wang@", "4200"):
        assert theirs not in repr(card)
    assert desk.card(wang).items[0].owned_until == date(2026, 3, 2)
    assert [row.customer_id for row in desk.find("LSGJA52U8EH123450").rows] == [li]
    (event,) = events(house, "item.new_owner")
    assert (event.entity_id, event.params) == (car, {"customer_id": li, "earlier": [wang]})
    with pytest.raises(Invalid, match="Buick Excelle is theirs already"):
        desk.new_owner(key(), car, li)


@pytest.mark.parametrize(
    "call",
    [
        lambda desk: desk.card(999),
        lambda desk: desk.answer_fits(999, "ask.street", "x"),
        lambda desk: desk.verify(key(), 999, ["ask.street", "ask.email"]),
        lambda desk: desk.edit_customer(key(), 999, 1, NewCustomer("x")),
        lambda desk: desk.new_owner(key(), 999, 999),
        lambda desk: desk.not_this_person(key(), 999, MOBILE),
    ],
)
def test_nobody_there_is_said_in_a_sentence(house: House, call: Any) -> None:
    with pytest.raises(NotFound) as refused:
        call(house.desk())
    assert isinstance(refused.value, CallcenterError)
    assert i18n.sentence(refused.value).endswith(("again.", "file."))
