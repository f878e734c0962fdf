import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIELDS = ["raw", "e164", "extension", "region", "valid"]


def test_numbers_of_a_text_come_best_first_with_these_fields(run: Any) -> None:
    found = run("phone", "call 139 1234 5678 ext 4 or 021-58881234", "--json").json
    assert [list(one) for one in found] == [FIELDS, FIELDS]
    assert [(one["e164"], one["extension"]) for one in found] == [
        ("+8613912345678", "4"),
        ("+862158881234", None),
    ]


def test_the_region_is_of_numbers_that_name_none(run: Any) -> None:
    assert run("phone", "030 1234567", "--region", "de", "--json").json[0]["e164"] == "+49301234567"


def test_people_read_the_number_as_it_is_dialled(run: Any) -> None:
    assert run("phone", "13912345678").lines == ["+8613912345678  +86 139 1234 5678  CN"]


def test_no_number_is_status_1(run: Any) -> None:
    assert (run("phone", "none here").status, run("phone", "none here").out) == (
        1,
        "No telephone number in this text.\n",
    )
    assert run("phone", "none here", "--json").json == []


def test_a_wrong_region_is_one_sentence(run: Any) -> None:
    said = run("phone", "1", "--region", "Germany").refused(2)
    assert said == "--region takes a country's two letters such as CN, not Germany."


def test_a_line_each_with_or_without_a_region(run: Any) -> None:
    said = run("phone", "-", stdin=b"13912345678\r\nde\t030 1234567\n\nTel:\t13912345678")
    answers = [json.loads(line) for line in said.lines]
    assert said.status == 0
    assert [[one["e164"] for one in answer] for answer in answers] == [
        ["+8613912345678"],
        ["+49301234567"],
        [],
        ["+8613912345678"],
    ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=80).filter(lambda line: b"\n" not in line), max_size=5))
def test_any_bytes_get_a_line_each(run: Any, lines: Any) -> None:
    said = run("phone", "-", stdin=b"".join(line + b"\n" for line in lines))
    assert len([json.loads(line) for line in said.out.split("\n")[:-1]]) == len(lines)


def test_neither_phone_nor_category_makes_a_store(run: Any, place: Any, tmp_path: Any) -> None:
    missing = tmp_path / "not" / "made.sqlite3"
    assert run("phone", "13912345678", "--store", missing).status == 0
    assert run("category", "suggest", "熄火", "--store", missing).status == 0
    assert not missing.parent.exists()
