"""Which units a recall names: brand, product, serials and years, and better no word than a wrong one."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from callcenter.callers.models import Recall, RecallItem
from callcenter.callers.recalls import Scope, Unit, covers, name_new_items, name_units, serial_fits
from callcenter.store.store import Store

CAR = Unit("Buick", "Excelle 1.6", "LSGJA52U8EH123450", 2022)


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        (Scope("buick"), True),
        (Scope("BUICK ", ["excelle"]), True),
        (Scope("Buick", ["Excelle 1.6"]), True),
        (Scope("Buick", ["Exc"]), False),
        (Scope("Buick", ["Regal", "Excelle"]), True),
        (Scope("Haier"), False),
        (Scope("Buick", years=[2021, 2022]), True),
        (Scope("Buick", years=[2019]), False),
        (Scope("Buick", serials=["LSGJA52U*"]), True),
        (Scope("Buick", serials=["lsgja52u8eh123000..LSGJA52U8EH123999"]), True),
        (Scope("Buick", serials=["LSGJA52U8EH123450"]), True),
        (Scope("Buick", serials=["LSGJA52U8EH12345"]), False),
        (Scope("Buick", serials=["*"]), False),
        (Scope("Buick", ["Regal"], years=[2022]), False),
    ],
)
def test_what_a_recall_names(scope: Scope, named: bool) -> None:
    assert covers(scope, CAR) == named


def test_a_unit_without_the_serial_or_year_asked_for_is_not_named() -> None:
    unknown = Unit("Buick", "Excelle")
    assert covers(Scope("Buick"), unknown)
    assert not covers(Scope("Buick", serials=["LSG*"]), unknown)
    assert not covers(Scope("Buick", years=[2022]), unknown)


@given(st.integers(0, 99999), st.integers(0, 99999), st.integers(0, 99999))
def test_a_range_names_both_its_ends_and_counts_up(first: int, last: int, at: int) -> None:
    said = f"A{first}..A{last}"
    assert serial_fits(said, f"A{at}") == (first <= at <= last)


def test_the_units_named_are_written_once(store: Store, family: Any, build: SimpleNamespace) -> None:
    def named(recall: int) -> set[int]:
        with store.read() as connection:
            mine = select(col(RecallItem.item_id)).where(col(RecallItem.recall_id) == recall)
            return set(connection.execute(mine).scalars())

    with store.write() as connection:
        recall = build.put(connection, Recall, brand="Haier", products=["BCD-470"], component="cord")
        assert name_units(connection, recall) == 1
        assert name_units(connection, recall) == 0
        later = build.item(connection, family.li, "HAIER", "BCD-470", bought_on=date(2026, 1, 1))
        other = build.item(connection, family.li, "Haier", "BCD-471")
        assert name_new_items(connection, [later, other, family.fridge]) == 1
    assert named(recall) == {family.fridge, later}
