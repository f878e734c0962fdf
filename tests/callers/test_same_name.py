"""Who is the same by name, and who only shares a number: families, couples, branches."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.callers.firm_names import is_firm
from callcenter.callers.same_name import Likeness, likeness

SAME, WRITTEN, SOUND, SLIP, PART = (Likeness[name] for name in ("SAME", "WRITTEN", "SOUND", "SLIP", "PART"))


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("王小明", "王小明", SAME),
        ("王小明先生", "王小明", SAME),
        ("Hans Müller", "hans  MULLER", SAME),
        ("Jean-Pierre Roux", "Jean Pierre Roux", SAME),
        ("王小明", "Wang Xiaoming", WRITTEN),
        ("Xiaoming Wang", "王小明", WRITTEN),
        ("Wang Xiao Ming", "王小明", WRITTEN),
        ("吕布", "Lyu Bu", WRITTEN),
        ("欧阳娜娜", "Ouyang Nana", WRITTEN),
        ("김민준", "Kim Min-jun", WRITTEN),
        ("Smith, John", "John Smith", WRITTEN),
        ("Müller Hans", "Hans Mueller", WRITTEN),
        ("O'Brien Pat", "Pat OBrien", WRITTEN),
        ("Dr. Eva Stone", "Stone Eva", WRITTEN),
        ("Иван Петров", "Петров Иван", WRITTEN),
        ("王小明", "王晓明", SOUND),
        ("陳小明", "陈小明", SOUND),
        ("John Smith", "Jon Smith", SLIP),
        ("Katherine Jones", "Catherine Jones", SLIP),
        ("Philipp Braun", "Filip Braun", SLIP),
        ("Mohammed Ali", "Mohamed Ali", SLIP),
        ("Thomas Schmidt", "Thomas Schmitt", SLIP),
        ("Sara Kim", "Sarah Kim", SLIP),
        ("J. Smith", "John Smith", PART),
        ("Jose Luis Perez", "José Pérez", PART),
        ("Maria Garcia", "Maria Garcia Lopez", PART),
    ],
)
def test_the_same_person(one: str, other: str, how: Likeness) -> None:
    assert likeness(one, other) is how
    assert likeness(other, one) is how


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王小明", "王小红"),
        ("王建国", "王建华"),
        ("王小明", "王明"),
        ("王先生", "王小明"),
        ("Wang Xiaohong", "Wang Xiaodong"),
        ("Li Wei", "Li Mei"),
        ("John Smith", "Jane Smith"),
        ("John Smith", "Joan Smith"),
        ("Maria Garcia", "Mario Garcia"),
        ("Paul Weber", "Paula Weber"),
        ("Aleksandr Ivanov", "Aleksandra Ivanova"),
        ("Ana Sofia Ruiz", "Ana Lucia Ruiz"),
        ("Nguyễn Văn An", "Nguyễn Văn Anh"),
        ("Mr Smith", "Mrs Smith"),
        ("Herr Müller", "Frau Müller"),
        ("王先生", "王女士"),
        ("John Smith Jr", "John Smith"),
        ("John & Mary Smith", "John Smith"),
        ("Smith", "John Smith"),
        ("Smith", "Smyth"),
        ("", ""),
        ("...", "---"),
    ],
)
def test_a_family_or_anybody(one: str, other: str) -> None:
    assert likeness(one, other) is None
    assert likeness(other, one) is None


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Müller GmbH", "Mueller GmbH & Co. KG", WRITTEN),
        ("Autohaus Schneider", "Autohaus Schneider S.A.", SAME),
        ("上海永达汽车有限公司", "上海永达汽车", SAME),
        ("上海永达汽车有限公司", "永达汽车", PART),
        ("株式会社日立", "日立", SAME),
        ("Taxi 1 Ltd", "Taxi 2 Ltd", None),
        ("DHL Berlin GmbH", "DHL München GmbH", None),
        ("Siemens AG", "Siemens Energy AG", None),
        ("永达汽车浦东店", "永达汽车虹桥店", None),
        ("永达汽车浦东店", "永达汽车", None),
    ],
)
def test_firms_by_name_without_their_legal_form(one: str, other: str, how: Likeness | None) -> None:
    assert likeness(one, other, firms=True) is how
    assert likeness(other, one, firms=True) is how


def test_a_legal_form_tells_a_firm() -> None:
    assert is_firm("Müller GmbH")
    assert is_firm("上海永达汽车有限公司")
    assert not is_firm("Ag Nes")
    assert not is_firm("王公")


NAMES = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(
            [
                "王",
                "李",
                "小",
                "明",
                "红",
                "John",
                "Jon",
                "Mary",
                "Mr",
                "GmbH",
                "1",
                "Jr",
                "&",
                "Müller",
                "Li",
                "Wei",
                "さ",
                "김",
            ]
        ),
        max_size=4,
    ).map(" ".join),
)


@given(NAMES, NAMES, st.booleans())
def test_it_is_the_same_both_ways_and_everybody_is_like_themselves(one: str, other: str, firms: bool) -> None:
    assert likeness(one, other, firms=firms) == likeness(other, one, firms=firms)
    assert likeness(one, one, firms=firms) in (SAME, None)


def test_families_of_a_hundred_countries_are_not_taken_for_one(shared_data: Path) -> None:
    """Two of one surname with other forenames, as the country has them: hardly ever proposed."""
    people = [
        (a, b, s) for fore, sur, roll in _countries(shared_data) for a, b, s in _families(fore, sur, roll)
    ]
    taken = [each for each in people if likeness(f"{each[0]} {each[2]}", f"{each[1]} {each[2]}") is not None]
    assert len(people) > 3000
    assert len(taken) <= len(people) // 1000, taken


def test_one_person_with_a_slip_or_in_another_order_is_found(shared_data: Path) -> None:
    slips, orders, count = 0, 0, 0
    for fore, sur, roll in _countries(shared_data):
        for _ in range(10):
            first, last = roll.choice(fore), roll.choice(sur)
            if len(last) > 4:
                at, count = roll.randrange(1, len(last) - 1), count + 1
                slips += likeness(f"{first} {last}", f"{first} {last[:at]}{last[at + 1 :]}") is not None
                orders += likeness(f"{first} {last}", f"{last}, {first}") is not None
    assert count > 300
    assert orders == count
    assert slips > 0.9 * count


def test_chinese_names_and_their_pinyin_are_one_and_families_are_not(shared_data: Path) -> None:
    rows = _rows(shared_data, "chinese_full_names_pinyin.csv.gz")[:1500]
    found = [likeness(row["name"], row["western_order"]) for row in rows]
    assert sum(each is not None for each in found) >= len(rows) - 2
    people = [row["name"] for row in rows if row["surname"] == "王"]
    pairs = [(a, b) for a, b in pairwise(people) if a != b]
    assert sum(likeness(a, b) is not None for a, b in pairs) <= len(pairs) // 100


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / "names" / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _countries(folder: Path) -> Iterator[tuple[list[str], list[str], Random]]:
    """Forenames and surnames of each country that has both, in Latin letters."""
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(folder, "names_by_country.csv.gz"):
        names[row["country"]][row["kind"]].append(row["romanized"])
    for country, kinds in sorted(names.items()):
        if len(kinds) > 1:
            yield kinds["forename"], kinds["surname"], Random(country)


def _families(fore: list[str], sur: list[str], roll: Random) -> Iterator[tuple[str, str, str]]:
    for _ in range(100):
        one, other = roll.choice(fore), roll.choice(fore)
        if one != other:
            yield one, other, roll.choice(sur)
