import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.cases.numbers import case_number, grouped, parse, show

COUNTERS = st.integers(1, 10**9)


def test_a_number_is_a_counter_and_a_check_digit() -> None:
    assert case_number(4821) == "48217"
    assert show("48217") == "4821-7"
    with pytest.raises(ValueError, match="begins at 1"):
        case_number(0)


@pytest.mark.parametrize(
    "text",
    [
        "4821-7",
        "48217",
        "  4821 - 7 ",
        "case" + " " * 5000 + "4821" + " " * 5000 + "-7",
        "48 21 7",
        "４８２１－７",
        "4821–7",
        "٤٨٢١-٧",
        "#4821-7",
        "case 4821-7",
        "Case no. 4821-7",
        "CASE #4821-7",
        "工单4821-7",
        "工单号：4821-7",
        "单号 48217",
    ],
)
def test_the_spellings_people_use(text: str) -> None:
    assert parse(text) == "48217"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "4821-8",
        "482-17",
        "48217-",
        "-48217",
        "+48217",
        "048217",
        "AB 48217",
        "48217 x12",
        "４８２１",
        "0000",
        "4821.7",
        "²²",
    ],
)
def test_what_is_no_case_number(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (case_number(7), "7 - "),
        ("48217", "48 21 - 7"),
        (case_number(48210), "482 10 - "),
        (case_number(482105), "482 105 - "),
        (case_number(4821057), "482 10 57 - "),
    ],
)
def test_read_aloud_in_groups(number: str, said: str) -> None:
    assert grouped(number).startswith(said)


@given(COUNTERS)
def test_what_is_shown_or_said_is_understood(counter: int) -> None:
    number = case_number(counter)
    assert parse(number) == parse(show(number)) == parse(grouped(number)) == number
    assert all(len(group) <= 3 for group in re.split(r" - | ", grouped(number)))


@settings(max_examples=60)
@given(COUNTERS)
def test_each_wrong_digit_and_each_swap_of_neighbours_is_caught(counter: int) -> None:
    number = case_number(counter)
    for at, right in enumerate(number):
        for wrong in set("0123456789") - {right}:
            assert parse(number[:at] + wrong + number[at + 1 :]) is None
        swapped = number[:at] + number[at + 1 : at + 2] + right + number[at + 2 :]
        assert swapped == number or parse(swapped) is None


@settings(max_examples=60)
@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    number = parse(text)
    assert number is None or parse(show(number)) == number
