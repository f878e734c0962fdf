"""The desk field finds whoever a text may mean, best first, says why, and guesses nothing away."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection

from callcenter import i18n
from callcenter.callers import lookup, numbers_on_file
from callcenter.callers.views import LookupAnswer, LookupRow
from callcenter.store.store import Store
from tests.plans import plan


@pytest.fixture
def find(store: Store) -> Callable[..., LookupAnswer]:
    def found(text: str, limit: int = 20) -> LookupAnswer:
        with store.read() as connection:
            return lookup.find(connection, text, "CN", limit)

    return found


def whys(answer: LookupAnswer) -> list[tuple[int | None, str]]:
    return [(row.customer_id, row.why.code) for row in answer.rows]


def says(row: LookupRow) -> str:
    return i18n.say(row.why)


@pytest.mark.parametrize(
    "text",
    [
        "13912345678",
        "139 1234 5678",
        "+86 139-1234-5678",
        "0086 13912345678",
        "139\u00a01234\u00a05678",
        "１３９１２３４５６７８",
        "13912345678 call after six",
        "tel 139.1234.5678 王小明",
    ],
)
def test_a_number_in_any_spelling_is_exact_and_single(find: Any, family: Any, text: str) -> None:
    answer = find(text)
    assert whys(answer) == [(family.wang, "why.exact_number")]
    assert answer.single == answer.rows[0]
    assert says(answer.rows[0]) == "mobile, exact number"
    assert answer.number.e164 == "+8613912345678"


def test_a_shared_number_lists_everybody_and_opens_nobody(find: Any, family: Any) -> None:
    answer = find("021 5888 1234")
    assert {row.customer_id for row in answer.rows} == {family.wang, family.li}
    assert all(row.exact and says(row) == "home, exact number" for row in answer.rows)
    assert answer.single is None


def test_two_numbers_in_one_text_find_the_holders_of_both(find: Any, family: Any) -> None:
    answer = find("139 1234 5678 / 138 0013 8000")
    assert {row.customer_id for row in answer.rows} == {family.wang, family.li}
    assert answer.single is None


def test_last_digits_are_never_exact_and_show_no_more_than_was_typed(find: Any, family: Any) -> None:
    answer = find("5678")
    assert {family.wang, family.brien, family.muller, family.firm} == {row.customer_id for row in answer.rows}
    assert not any(row.exact for row in answer.rows)
    assert answer.single is None
    assert find("345678").single is None  # also when only few end so
    for row in answer.rows:
        assert row.why.code == "why.last_digits"
        assert "1234 5678" not in " ".join(row.phones)
        assert "13912345678" not in "".join(
            char for number in row.phones for char in number if char.isdigit()
        )


def test_digits_among_words_are_taken_for_the_end_of_a_number(find: Any, family: Any) -> None:
    assert (family.wang, "why.last_digits") in whys(find("尾号 5678"))


def test_a_local_number_finds_those_with_its_area_code(find: Any, family: Any) -> None:
    assert {row.customer_id for row in find("5888 1234").rows} == {family.wang, family.li}


def test_a_whole_number_finds_one_kept_without_its_area_code(
    find: Any, store: Store, build: SimpleNamespace
) -> None:
    with store.write() as connection:
        local = build.customer(connection, "本地", "6777 4321")
    answer = find("021 6777 4321")
    assert whys(answer) == [(local, "why.last_digits"), (None, "why.new")]


def test_a_foreign_number_without_its_country_is_found_by_its_end(find: Any, family: Any) -> None:
    assert (family.smith, "why.last_digits") in whys(find("２１２ ５５５ 0123"))


def test_the_extension_asked_for_comes_first_and_the_others_after(
    find: Any, store: Store, family: Any, build: SimpleNamespace
) -> None:
    with store.write() as connection:
        other = build.customer(connection, "同楼", "021 6888 0000 转 8013")
    answer = find("021-68880000 转 8013")
    assert whys(answer) == [(other, "why.exact_extension"), (family.firm, "why.exact_number")]
    assert answer.single is None
    assert find("021 6888 0000 ext. 8012").rows[0].contact == "赵刚"


def test_an_internal_number_is_found_as_it_is(find: Any, family: Any) -> None:
    answer = find("8012")
    assert (family.intern, "why.exact_number") in whys(answer)


def test_a_reissued_number_belongs_to_who_has_it_and_tells_who_had_it(find: Any, family: Any) -> None:
    answer = find("13611112222")
    assert whys(answer) == [(family.now, "why.exact_number"), (family.former, "why.number_until")]
    assert not answer.rows[1].exact
    assert says(answer.rows[1]) == "had this number until 2025-06-01"
    assert answer.single == answer.rows[0]


def test_a_number_that_only_was_somebody_s_offers_a_new_customer(
    find: Any, store: Store, family: Any
) -> None:
    with store.write() as connection:
        numbers_on_file.retire(connection, family.now, "+8613611112222", date(2026, 1, 1))
    answer = find("13611112222")
    assert [row.kind for row in answer.rows] == ["customer", "customer", "new"]
    assert answer.single is None


def test_an_unknown_number_offers_a_new_customer_with_it(find: Any) -> None:
    answer = find("137 1234 5999")
    assert [(row.kind, row.e164) for row in answer.rows] == [("new", "+8613712345999")]
    assert answer.single is None
    assert find("0").rows == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("王小明", "why.name"),
        ("小明", "why.name_part"),
        ("王", "why.name_part"),
        ("wang xiaoming", "why.pinyin"),
        ("Xiaoming Wang", "why.pinyin"),
        ("wangxiaoming", "why.pinyin"),
        ("wang xiaom", "why.pinyin"),
        ("wxm", "why.initials"),
        ("wang xaioming", "why.typo"),
        ("王晓明", "why.sound"),
    ],
)
def test_a_chinese_name_in_every_way_it_is_asked_for(find: Any, family: Any, text: str, why: str) -> None:
    answer = find(text)
    assert whys(answer) == [(family.wang, why)]
    assert answer.single is None


@pytest.mark.parametrize(
    ("text", "whose", "why"),
    [
        ("Sean O'Brien", "brien", "why.name"),
        ("obrien sean", "brien", "why.name"),
        ("JURGEN muller", "muller", "why.name"),
        ("müller", "muller", "why.name_part"),
        ("mul", "muller", "why.name_part"),
        ("muler jurgen", "muller", "why.typo"),
        ("jon smith", "smith", "why.typo"),
        ("smiht", "smith", "why.typo"),
    ],
)
def test_a_name_without_accents_swapped_or_with_one_slip(
    find: Any, family: Any, text: str, whose: str, why: str
) -> None:
    assert whys(find(text)) == [(getattr(family, whose), why)]


def test_a_contact_leads_to_whom_they_speak_for(find: Any, family: Any) -> None:
    answer = find("赵刚")
    assert whys(answer) == [(family.firm, "why.contact")]
    assert answer.rows[0].contact == "赵刚"
    assert answer.single is None


def test_nothing_is_like_nonsense(find: Any) -> None:
    assert find("qqqqq").rows == ()
    assert find("").rows == ()
    assert find("   ").rows == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [("lsgja52u8eh123450", "why.vin"), ("沪a 12345", "why.plate"), ("BOOX-7K2M91", "why.serial")],
)
def test_what_is_written_on_the_unit_is_exact_and_single(find: Any, family: Any, text: str, why: str) -> None:
    answer = find(text)
    assert whys(answer) == [(family.wang, why)]
    assert answer.single
    assert answer.single.item_id in (family.car, family.fridge)


def test_the_beginning_of_a_vin_finds_it_without_opening(find: Any, family: Any) -> None:
    answer = find("LSGJA52U")
    assert whys(answer) == [(family.wang, "why.vin_begins")]
    assert answer.single is None


def test_a_serial_names_its_owner_and_never_an_earlier_one(find: Any, family: Any) -> None:
    assert whys(find("TV-000777")) == [(family.smith, "why.serial")]
    assert "O'Brien" not in repr(find("LSGJA52U8EH123450"))
    orphan = find("MID4455667").rows[0]
    assert (orphan.kind, orphan.customer_id, orphan.item_id) == ("item", None, family.orphan)
    assert orphan.earlier_owner
    assert orphan.name == ""


def test_a_merged_customer_is_found_as_the_survivor(find: Any, family: Any) -> None:
    assert whys(find("135 9999 0000")) == [(family.wang, "why.exact_number")]
    assert {row.customer_id for row in find("王小明").rows} == {family.wang}


def test_other_numbers_are_masked_in_the_list(find: Any, family: Any) -> None:
    assert find("139 1234 5678").rows[0].phones == ("+8613912345678", "+86 21 5888 ••••")
    assert find("王小明").rows[0].phones == ("+86 139 1234 ••••", "+86 21 5888 ••••")


def test_a_row_tells_place_tier_and_the_newest_items(find: Any, family: Any) -> None:
    row = find("139 1234 5678").rows[0]
    assert (row.place, row.tier, row.external_id) == ("上海市浦东新区", "gold", "C-1")
    assert row.items == ("Haier BCD-470", "Buick Excelle 1.6")  # and not the television that was sold


def test_more_than_the_limit_is_said(find: Any) -> None:
    answer = find("5678", limit=2)
    assert len(answer.rows) == 2
    assert answer.more


@pytest.mark.parametrize(
    "text", ["13912345678", "5678", "王小明", "wang xaioming", "LSGJA52U8EH123450", "qqqq zzzz"]
)
def test_it_takes_a_small_number_of_statements_whatever_is_asked(
    store: Store, count: Callable[[Callable[[], object]], int], text: str
) -> None:
    def call() -> None:
        with store.read() as connection:
            lookup.find(connection, text, "CN")

    assert count(call) <= 12


def test_every_probe_uses_an_index(store: Store) -> None:
    """At a million customers a scan would be seen by everybody."""
    from sqlalchemy import event

    plans: list[str] = []

    def explain(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            plans.extend(plan(connection, statement, parameters).split(" | "))

    event.listen(store.engine, "before_cursor_execute", explain)
    for text in (
        "13912345678",
        "5678",
        "021 6888 0000 转 8012",
        "wang xaioming",
        "王晓明",
        "沪A12345",
        "LSGJA52U8",
    ):
        with store.read() as connection:
            lookup.find(connection, text, "CN")
    event.remove(store.engine, "before_cursor_execute", explain)
    assert plans
    # What is materialised first is small: the rows of those who are shown.
    small = ("SCAN anon_", "SCAN (", "SCAN CONSTANT ROW")
    assert [step for step in plans if step.startswith("SCAN") and not step.startswith(small)] == []
    assert [step for step in plans if "Seq Scan" in step] == []
