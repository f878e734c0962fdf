"""The card: all of a caller on one screen, nothing masked sent, an earlier owner never named."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from callcenter.callers.card import card
from callcenter.callers.models import Customer, Phone, Purchase, Repair
from callcenter.callers.views import Card
from callcenter.errors import NotFound
from callcenter.store.store import Store

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
HOME = "+862158881234"


@pytest.fixture
def read(store: Store) -> Callable[..., Card]:
    def found(customer_id: int, *, calling: str | None = None, verified: bool = False) -> Card:
        with store.read() as connection:
            return card(
                connection, customer_id, calling=calling, verified_at=NOW if verified else None, today=TODAY
            )

    return found


def item(found: Card, item_id: int) -> Any:
    return next(each for each in found.items if each.item_id == item_id)


def test_who_it_is(read: Any, family: Any) -> None:
    found = read(family.wang, calling=HOME)
    assert (found.name, found.latin, found.tier) == ("王小明", "Wang Xiaoming", "gold")
    assert found.place == "上海市浦东新区"
    assert found.note == "prefers evenings"
    calling = next(phone for phone in found.phones if phone.calling)
    assert (calling.text, calling.kind, calling.also) == ("+86 21 5888 1234", "home", ("李梅",))


def test_nothing_masked_is_anywhere_in_the_card(read: Any, family: Any) -> None:
    whole = repr(read(family.wang, calling=HOME))
    for secret in (
        "世纪大道",
        "1201",
        "xm.wang",
        "5678",
        "13912345678",
        "31.234567",
        "121.512345",
        "68000",
        "42000",
    ):
        assert secret not in whole
    assert "5888 1234" in whole  # the number of this call


def test_a_card_opened_without_a_call_masks_every_number(read: Any, family: Any) -> None:
    whole = repr(read(family.wang))
    assert "1234 5678" not in whole
    assert "5888 1234" not in whole
    internal = read(family.intern)
    assert [phone.text for phone in internal.phones] == ["••••"]
    assert "8012" not in repr(internal)


def test_a_verified_caller_sees_it_all(read: Any, family: Any) -> None:
    found = read(family.wang, calling=HOME, verified=True)
    assert (found.address, found.email) == ("世纪大道 8 号 1201", "xm.wang@example.com")
    assert found.phones[0].text == "+86 139 1234 5678"
    assert found.lat == pytest.approx(31.234567)
    costs = {repair.received_on: (repair.cost, repair.currency) for repair in found.repairs}
    assert costs[date(2025, 3, 2)] == (68000, "CNY")


def test_what_may_be_asked_is_what_is_on_file(read: Any, family: Any) -> None:
    asked = ("ask.street", "ask.serial", "ask.month_bought", "ask.plate", "ask.email", "ask.other_phone")
    assert read(family.wang, calling=HOME).ask == asked
    assert read(family.intern).ask == ()
    assert read(family.brien, calling="+35312345678").ask == ()  # the car was sold


def test_what_they_own_now_comes_first_and_what_was_sold_last(read: Any, family: Any) -> None:
    found = read(family.wang)
    assert [each.item_id for each in found.items] == [family.fridge, family.car, family.sold]
    sold = item(found, family.sold)
    assert sold.owned_until == date(2023, 3, 1)
    assert (sold.terms, sold.recalls) == ((), ())
    assert item(found, family.car).proven
    assert not item(found, family.fridge).proven


def test_warranty_by_term_judged_today(read: Any, family: Any) -> None:
    maker, extended = item(read(family.wang), family.car).terms
    assert (maker.kind, maker.years, maker.over) == ("maker", 3, True)
    assert (extended.kind, extended.until_km, extended.over) == ("extended", 60_000, True)  # by kilometres
    (part,) = item(read(family.wang), family.fridge).terms
    assert (part.kind, part.covers, part.over) == ("part", "compressor", False)


def test_open_recalls_of_the_unit_only(read: Any, family: Any) -> None:
    assert [recall.component for recall in item(read(family.wang), family.car).recalls] == ["fuel pump"]


def test_repairs_newest_first_with_where_and_what(read: Any, family: Any) -> None:
    first = read(family.wang).repairs[0]
    assert (first.received_on, first.where, first.work) == (
        date(2025, 3, 2),
        "永达浦东",
        "throttle body cleaned",
    )
    assert (first.cost, first.cost_masked) == (None, True)


def test_an_earlier_owner_is_never_shown_but_the_car_s_past_is(read: Any, family: Any) -> None:
    found = read(family.wang, verified=True)
    car = item(found, family.car)
    assert car.earlier_owners == 1
    past = next(repair for repair in found.repairs if repair.received_on == date(2021, 8, 1))
    assert past.complaint == "old"
    assert (past.cost, past.currency, past.cost_masked) == (None, None, True)
    for theirs in ("O'Brien", "353", "99900", "7654321", "EUR"):
        assert theirs not in repr(found)


def test_the_next_owner_is_never_shown_either(read: Any, family: Any) -> None:
    for found in (read(family.wang, verified=True), read(family.brien, verified=True)):
        assert "of the next" not in repr(found)
        assert "John Smith" not in repr(found)
    assert "王小明" not in repr(read(family.brien, verified=True))
    assert [repair.received_on for repair in read(family.brien).repairs] == [date(2021, 8, 1)]


def test_without_dates_an_earlier_owner_s_payments_stay_hidden(read: Any, store: Store, family: Any) -> None:
    with store.write() as connection:
        mine = (col(Purchase.item_id) == family.car, col(Purchase.customer_id) == family.wang)
        connection.execute(update(Purchase).where(*mine).values(bought_on=None))
        connection.execute(update(Repair).where(col(Repair.cost) == 68000).values(received_on=None))
    costs = [repair.cost for repair in read(family.wang, verified=True).repairs]
    assert 99900 not in costs
    assert 68000 not in costs  # of an unknown day: it may have been the earlier owner's
    assert 42000 in costs


def test_a_fault_that_came_back_is_counted(read: Any, family: Any) -> None:
    (repeat,) = read(family.wang).repeats
    assert (repeat.item_id, repeat.symptom, repeat.times) == (family.car, "engine.stalls", 2)


def test_a_merged_customer_s_id_gives_the_survivor(read: Any, store: Store, family: Any, build: Any) -> None:
    with store.write() as connection:
        twice = build.customer(connection, "又并", merged_into_id=family.gone)
    assert read(family.gone).customer_id == family.wang
    assert read(twice).customer_id == family.wang


def test_a_contact_s_number_names_them_and_an_ended_one_is_gone(read: Any, family: Any) -> None:
    found = read(family.firm)
    assert [contact.name for contact in found.contacts] == ["赵刚"]
    assert {phone.contact for phone in found.phones} == {"", "赵刚"}


def test_a_retired_number_is_not_on_the_card(read: Any, family: Any) -> None:
    assert read(family.former).phones == ()
    assert read(family.now).phones[0].also == ()


def test_flags_are_those_that_are_up(read: Any, store: Store, family: Any) -> None:
    with store.write() as connection:
        up = {"hard_of_hearing": True, "dangerous_dog": False}
        connection.execute(update(Customer).where(col(Customer.id) == family.li).values(flags=up))
    assert read(family.li).flags == ("hard_of_hearing",)


def test_the_statements_do_not_grow_with_what_is_owned(
    read: Any, store: Store, family: Any, build: SimpleNamespace, count: Callable[[Callable[[], object]], int]
) -> None:
    few = count(lambda: read(family.wang, calling=HOME))
    with store.write() as connection:
        for each in range(60):
            made = build.item(connection, family.wang, "Haier", f"X-{each}", bought_on=date(2025, 1, 1))
            build.put(connection, Repair, item_id=made, received_on=TODAY)
            build.put(
                connection,
                Phone,
                customer_id=family.wang,
                raw=f"1390000{each:04}",
                reversed=f"{each:04}"[::-1],
            )
    many = count(lambda: read(family.wang, calling=HOME))
    assert few == many == count(lambda: read(family.intern)) == 8
    assert len(read(family.wang).items) == 63


def test_nobody_of_that_id(read: Any) -> None:
    with pytest.raises(NotFound, match="There is no customer 999 on file"):
        read(999)
