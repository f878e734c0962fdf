"""Files that still know two ids of a customer who was merged: both lead to the survivor, again and again."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from callcenter.callers.models import Contact, Customer, Phone, Purchase
from tests.seats import key

ONE = {"id": "K1", "name": "王小明", "phones": "139 1234 5678", "city": "上海市", "consent_marketing": "no"}
OTHER = {"id": "K2", "name": "王晓明", "phones": "139 1234 5678; 021 5888 1234", "city": "杭州市",
         "email": "old@example.cn", "contact_name": "李梅", "consent_marketing": "yes"}  # fmt: skip


@pytest.fixture
def two(house: Any, office: Any) -> tuple[int, int]:
    """K1 and K2 on file, and K2 merged into K1."""
    assert office.sums(office.read("customers", ONE, OTHER)) == (2, 0, 0, 0)
    desk = house.desk()
    ids = desk.entry_id("K1"), desk.entry_id("K2")
    into, gone = ((each, desk.card(each).version) for each in ids)
    desk.merge(key(), into, gone)
    return ids


def row(office: Any, customer_id: int) -> Any:
    with office.desk.store.read() as connection:
        table = Customer.__table__.c  # type: ignore[attr-defined]
        return connection.execute(select(*table).where(col(Customer.id) == customer_id)).one()


def test_the_same_file_again_changes_nothing_and_brings_nobody_back(office: Any, two: Any) -> None:
    before = office.counts()
    assert office.sums(office.read("customers", ONE, OTHER)) == (0, 0, 2, 0)
    now = office.counts()
    assert {name: now[name] for name in ("customer", "phone", "contact", "consent")} == {
        name: before[name] for name in ("customer", "phone", "contact", "consent")
    }
    assert row(office, two[1]).merged_into_id == two[0]
    assert row(office, two[0]).city == "上海市"


def test_what_the_file_says_new_of_the_old_id_reaches_the_survivor_once(office: Any, two: Any) -> None:
    news = OTHER | {"email": "new@example.cn", "phones": "139 1234 5678; 138 0000 1111"}
    assert office.sums(office.read("customers", ONE, news)) == (0, 1, 1, 0)
    assert row(office, two[0]).email == "new@example.cn"
    assert row(office, two[0]).name == "王小明"
    numbers = [each.e164 for each in office.rows(Phone) if each.customer_id == two[0]]
    assert sorted(numbers) == ["+8613800001111", "+8613912345678", "+862158881234"]
    assert office.sums(office.read("customers", ONE, news)) == (0, 0, 2, 0)


def test_one_new_number_in_both_rows_is_put_on_file_once(office: Any, two: Any) -> None:
    both = [each | {"phones": "138 0000 1111", "contact_name": "陈静"} for each in (ONE, OTHER)]
    office.read("customers", *both)
    assert [each.e164 for each in office.rows(Phone)].count("+8613800001111") == 1
    assert [each.name for each in office.rows(Contact)].count("陈静") == 1


def test_what_is_bought_under_the_old_id_is_the_survivors(office: Any, two: Any) -> None:
    bought = {"id": "P1", "customer_id": "K2", "brand": "Haier", "product": "BCD-470", "serial": "B00X7K2M91"}
    assert office.sums(office.read("purchases", bought)) == (1, 0, 0, 0)
    assert office.sums(office.read("purchases", bought)) == (0, 0, 1, 0)
    assert [each.customer_id for each in office.rows(Purchase)] == [two[0]]


def test_a_dry_run_says_the_same(office: Any, two: Any) -> None:
    news = OTHER | {"email": "new@example.cn"}
    assert office.sums(office.read("customers", ONE, news, dry_run=True)) == (0, 1, 1, 0)
    assert row(office, two[0]).email == "old@example.cn"


def test_the_list_of_customers_holds_the_survivor_only(office: Any, two: Any) -> None:
    target = office.folder / "customers.csv"
    office.desk.export("customers", str(target))
    text = target.read_text(encoding="utf-8-sig")
    assert "王小明" in text
    assert "王晓明" not in text
