import json
from typing import Any

FIELDS = ["customer_id", "external_id", "name", "phones", "why", "exact"]


def test_who_has_this_number(run: Any) -> None:
    (row,) = run("lookup", "０１３９ 1234 5678"[1:], "--json").json
    assert list(row) == FIELDS
    assert row == {
        "customer_id": 1,
        "external_id": "C1",
        "name": "王小明",
        "phones": ["+8613912345678", "+86 21 5888 ••••"],
        "why": "exact_number",
        "exact": True,
    }


def test_people_read_a_table_with_headings(run: Any) -> None:
    said = run("lookup", "wang xiaoming")
    assert said.lines[0].startswith("Customer  Name")
    assert "王小明" in said.lines[1]
    assert "沪" not in said.lines[0]


def test_nobody_is_status_1_and_says_so(run: Any) -> None:
    assert run("lookup", "Zebulon").out == (
        "Nothing on file fits. Try fewer letters, the last digits, or a serial number.\n"
    )
    unknown = run("lookup", "13700001111")
    assert (unknown.status, unknown.out) == (1, "Nobody on file has +8613700001111.\n")
    assert run("lookup", "13700001111", "--json").json == []


def test_a_case_number_finds_its_customer(run: Any) -> None:
    number = run("case", "log", "stalls at the lights", "--customer", 1, "--json").json["number"]
    (row,) = run("lookup", number, "--json").json
    assert (row["customer_id"], row["external_id"], row["why"]) == (1, "C1", "case")


def test_many_questions_get_a_line_each_whatever_they_hold(run: Any) -> None:
    odd = b"\xff\xfe\n\0\nSELECT '%_\"\n" + b"7" * 300_000 + b"\n\xef\xbb\xbf\n"
    said = run("lookup", "-", stdin=b"13912345678\n" + odd + "王小明\n".encode())
    answers = [json.loads(line) for line in said.lines]
    assert said.status == 0
    assert [len(answer) for answer in answers] == [1, 0, 0, 0, 0, 0, 1]


def test_the_card_shows_the_whole_caller_to_a_script(run: Any) -> None:
    card = run("card", "C1", "--json").json
    assert card["customer_id"] == 1
    assert [item["name"] for item in card["items"]] == ["Buick Excelle"]
    assert card == run("card", "1", "--json").json


def test_the_card_in_plain_text_masks_what_is_not_verified(run: Any) -> None:
    run("case", "log", "stalls at the lights", "--customer", 1)
    said = run("card", "1").out
    assert "+86 139 1234 ••••" in said
    assert "OWNS  Buick Excelle  沪A·12345" in said
    assert "OPEN  1001-9  stalls at the lights  new" in said
    assert "Not verified: ask " in said


def test_no_such_customer(run: Any) -> None:
    assert run("card", "C99").refused() == "There is no customer C99 on file. Look them up again."


def test_a_limit_must_be_a_number_of_rows(run: Any) -> None:
    for wrong in ("0", "-1", "x", "1000000000000"):
        assert run("lookup", "王", f"--limit={wrong}").refused(2) == (
            f"argument --limit: takes a whole number from 1 to 100000, not {wrong}. See: callcenter lookup --help"
        )
