"""Numbers are kept as written, compared as E.164, retired and restored, never twice."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from callcenter.callers import names_on_file, numbers_on_file
from callcenter.callers.models import NameToken, Phone, TokenDelete
from callcenter.callers.numbers_on_file import read_numbers
from callcenter.store.store import Store


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("139 1234 5678", [("139 1234 5678", "+8613912345678", None, "mobile")]),
        ("021-58881234 转 12", [("021-58881234 转 12", "+862158881234", "12", "home")]),
        ("+1 (212) 555-0123 x9", [("+1 (212) 555-0123 x9", "+12125550123", "9", "other")]),
        ("8012", [("8012", None, None, "other")]),
        ("5888 1234", [("5888 1234", None, None, "other")]),
        ("ask the neighbour", [("ask the neighbour", None, None, "other")]),
        ("  ", []),
    ],
)
def test_a_field_is_kept_as_written_and_compared_as_e164(raw: str, kept: list[Any]) -> None:
    found = read_numbers(raw, "CN")
    assert [(each.raw, each.e164, each.extension, each.kind) for each in found] == kept


def test_two_numbers_in_one_field_are_two() -> None:
    found = read_numbers("13912345678/13800138000", "CN", firm=True)
    assert [each.e164 for each in found] == ["+8613912345678", "+8613800138000"]


def test_the_reversed_digits_carry_the_country_where_there_is_one() -> None:
    assert read_numbers("021 5888 1234", "CN")[0].reversed == "432188851268"
    assert read_numbers("5888 1234", "CN")[0].reversed == "43218885"


def test_a_firm_s_fixed_line_is_a_work_number() -> None:
    assert read_numbers("021 5888 1234", "CN", firm=True)[0].kind == "work"


@given(st.text(max_size=40))
def test_whatever_is_written_is_kept(raw: str) -> None:
    found = read_numbers(raw, "CN")
    assert bool(found) == bool(raw.strip())
    assert all(each.reversed.isascii() and (each.reversed.isdigit() or not each.reversed) for each in found)


def phones(store: Store, customer_id: int) -> list[Any]:
    with store.read() as connection:
        mine = select(col(Phone.e164), col(Phone.held_to), col(Phone.position), col(Phone.confirmed_at))
        return list(
            connection.execute(mine.where(col(Phone.customer_id) == customer_id).order_by(col(Phone.id)))
        )


def test_a_number_held_already_is_not_written_twice(store: Store, family: Any) -> None:
    with store.write() as connection:
        again = [*read_numbers("139 1234 5678", "CN"), *read_numbers("137 0000 1111", "CN")]
        assert numbers_on_file.add(connection, family.wang, again) == 1
    assert [(row.e164, row.position) for row in phones(store, family.wang)] == [
        ("+8613912345678", 0),
        ("+862158881234", 1),
        ("+8613700001111", 2),
    ]


def test_retired_restored_and_confirmed(store: Store, family: Any) -> None:
    day, at = date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC)
    with store.write() as connection:
        assert len(numbers_on_file.retire(connection, family.wang, "+8613912345678", day)) == 1
        assert numbers_on_file.retire(connection, family.wang, "+8613912345678", day) == ()
        assert numbers_on_file.retire(connection, family.wang, "+8613800138000", day) == ()  # 李梅's
    assert phones(store, family.wang)[0].held_to == day
    with store.write() as connection:
        assert len(numbers_on_file.restore(connection, family.wang, "+8613912345678")) == 1
        assert numbers_on_file.restore(connection, family.wang, "+8613912345678") == ()
        numbers_on_file.confirm(connection, family.wang, "+8613912345678", at)
    assert (phones(store, family.wang)[0].held_to, phones(store, family.wang)[0].confirmed_at) == (None, at)


def test_a_retired_number_that_comes_back_begins_anew(store: Store, family: Any) -> None:
    with store.write() as connection:
        numbers_on_file.add(connection, family.former, read_numbers("136 1111 2222", "CN"))
    assert [row.held_to for row in phones(store, family.former)] == [date(2025, 6, 1), None]


def test_names_in_bulk_leave_what_is_there(store: Store, family: Any) -> None:
    def tokens() -> set[str]:
        with store.read() as connection:
            mine = select(col(NameToken.token)).where(col(NameToken.customer_id) == family.intern)
            return set(connection.execute(mine).scalars())

    before = tokens()
    known: set[str] = set()
    with store.write() as connection:
        names = [(family.intern, 0, "内线前台"), (family.intern, 0, "Reception")] * 3
        names_on_file.index_names(connection, names, known=known)
    assert tokens() == before | {"reception"}
    with store.read() as connection:
        mine = select(col(TokenDelete.key)).where(col(TokenDelete.token) == "reception")
        assert {"eception", "reception"} <= set(connection.execute(mine).scalars())
    with store.write() as connection:
        names_on_file.reindex(connection, family.intern, 0, ("Front Desk", None))
    assert tokens() == {"front", "desk"}


def test_chinese_names_in_latin_letters() -> None:
    assert names_on_file.latin_of("王小明") == "Wang Xiaoming"
    assert names_on_file.latin_of("尉迟恭") == "Yuchi Gong"
    assert names_on_file.latin_of("吕伟") == "Lü Wei"
    assert names_on_file.latin_of("永达汽车租赁有限公司") is None
    assert names_on_file.latin_of("Seán O'Brien") is None


def test_real_numbers_are_kept_as_the_numbering_plans_read_them(shared_data: Path) -> None:
    import csv
    import gzip

    with gzip.open(
        shared_data / "phones" / "phone_variants_all_regions.csv.gz", "rt", encoding="utf-8"
    ) as file:
        rows = [row for row in csv.DictReader(file) if row["variant"] == "e164"][:300]
    assert rows
    for row in rows:
        (number,) = read_numbers(row["raw"], row["region"])
        assert number.e164 == row["e164_expected"]
        assert number.reversed == row["e164_expected"][:0:-1]
