"""The made-up rows of the store's benchmarks: the same again, streamed, and fit for the import."""

import csv
import tracemalloc
from itertools import islice
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from benchmarks.store import generate, made
from benchmarks.store.lands import LANDS
from callcenter.callers import names, phones, serials
from callcenter.callers.importing.customers import Customers
from callcenter.callers.importing.purchases import Purchases
from callcenter.callers.importing.repairs import Repairs
from callcenter.points.importing.points import Points


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path) -> None:
    for folder, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate.generate(tmp_path / folder, seed, 60)
    names = ("customers.csv", "purchases.csv", "repairs.csv")
    same = [
        (tmp_path / "one" / name).read_bytes() == (tmp_path / "again" / name).read_bytes() for name in names
    ]
    other = [
        (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in names
    ]
    assert same == [True] * 3
    assert other == [False] * 3


def test_a_row_does_not_depend_on_how_many_there_are() -> None:
    assert list(generate.customers(1, 5)) == list(islice(generate.customers(1, 10**9), 5))


def test_rows_stream_and_nothing_is_remembered() -> None:
    rows = generate.customers(3, 10**9)
    list(islice(rows, 500))
    tracemalloc.start()
    for _ in islice(rows, 5000):
        pass
    grown, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 200_000


def test_every_number_is_valid_and_read_as_meant_however_it_is_written() -> None:
    for number in range(1500):
        one = made.person(1, number)
        for each in one.phones:
            assert phonenumbers.is_valid_number(phonenumbers.parse(each.e164)), each
            found = phones.candidates(each.written, one.land.code)
            assert found
            assert found[0].e164 == each.e164, (each, one.land.code)


def test_numbers_are_nobody_elses_but_of_a_household() -> None:
    holders: dict[str, set[int]] = {}
    for number in range(20_000):
        for each in made.person(1, number).phones:
            holders.setdefault(each.e164, set()).add(number)
    shared = [whose for whose in holders.values() if len(whose) > 1]
    assert len(shared) == 20_000 / 50
    assert all(max(whose) - min(whose) == 1 for whose in shared)
    assert 1.25 < sum(map(len, holders.values())) / 20_000 < 1.35


def test_people_of_all_scripts_and_countries_are_there() -> None:
    people = [made.person(1, number) for number in range(2000)]
    assert {one.land.code for one in people} == {land.code for land in LANDS}
    letters = "".join(one.name for one in people)
    for script in ("王", "山", "김", "И", "Π", "ح", "ğ", "ễ", "ß", "ł"):
        assert script in letters


def test_the_vocabulary_of_names_is_a_large_one() -> None:
    found = set[str]().union(*(names.tokens(made.person(1, number).name) for number in range(5000)))
    assert len(found) > 8000


def test_serials_are_nobody_elses_and_vins_have_their_check_digit() -> None:
    bought = [made.bought(1, number) for number in range(3000)]
    assert len({one.serial for one in bought}) == 3000
    assert all(serials.vin_check_ok(one.serial) for one in bought if one.product.has_vin)


@pytest.mark.parametrize(
    ("file", "kind"),
    [("customers", Customers), ("purchases", Purchases), ("repairs", Repairs), ("points", Points)],
)
def test_headings_are_the_imports_own(file: str, kind: Any) -> None:
    headings = getattr(generate, file.upper())
    assert set(headings) <= set(kind.headings)
    assert set(kind.needed) <= set(headings)


def test_files_have_as_many_rows_as_they_say(tmp_path: Path) -> None:
    written = generate.generate(tmp_path, 1, 50)
    assert written == {"points.csv": 40, "customers.csv": 50, "purchases.csv": 100, "repairs.csv": 150}
    for name, count in written.items():
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.DictReader(file)) == count
