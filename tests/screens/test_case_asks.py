"""What short forms ask for becomes a value, or a sentence that names the field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.errors import Invalid
from screens.widgets.asks import Ask

COST, KM = Ask("cost", "Cost", "amount"), Ask("km", "Kilometres", "whole")


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("680", 68_000),
        ("680.5", 68_050),
        ("¥1,280.50", 128_050),
        ("￥680元", 68_000),
        ("0", 0),
        ("EUR 12.05", 1_205),
    ],
)
def test_amounts(text: str, hundredths: int) -> None:
    assert COST.read(text) == hundredths


@pytest.mark.parametrize("text", ["abc", "-5", "1.234", "12.345,00", "1 or 2", "6,80"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(Invalid) as found:
        COST.read(text)
    assert found.value.params["field"] == "cost"
    assert str(found.value) == f"“{text}” is no amount. Type it as 680 or 680.50."


@given(st.integers(0, 99_999_999))
def test_every_amount_reads_back(hundredths: int) -> None:
    assert COST.read(f"{hundredths // 100}.{hundredths % 100:02}") == hundredths
    assert COST.read(f"{hundredths // 100:,}.{hundredths % 100:02}") == hundredths


@given(st.integers(0, 999_999_999))
def test_whole_numbers(number: int) -> None:
    assert KM.read(str(number)) == KM.read(f"{number:,}") == KM.read(f"{number} km") == number


def test_empty_ones() -> None:
    assert COST.read(" ") is None
    assert Ask("note", "Note").read(" ") == ""
    with pytest.raises(Invalid):
        Ask("note", "Note", needed=True).read(" ")
    only = Ask("reason", "Why", only=("answer", "declined"))
    assert only.asked({"answer": "declined"})
    assert not only.asked({"answer": "accepted"})
