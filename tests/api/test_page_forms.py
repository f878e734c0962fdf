"""Amounts, kilometres and times as people type them on the page of a link: read, or refused in one sentence."""

import pytest

from callcenter.api.page_forms import _cost, _km, _time
from callcenter.errors import Invalid

AMOUNTS = {
    "": None, "380": 38_000, "380.5": 38_050, "380,50": 38_050, "1,234.50": 123_450, "1 234": 123_400,
    "12,345": 1_234_500, "0": 0,
}  # fmt: skip


@pytest.mark.parametrize(("given", "hundredths"), AMOUNTS.items())
def test_amounts(given: str, hundredths: int | None) -> None:
    assert _cost(given) == hundredths


@pytest.mark.parametrize("given", ["-1", "1.234,50", "3.805", "free", "NaN", "1e400", "9" * 12])
def test_what_is_no_amount(given: str) -> None:
    with pytest.raises(Invalid, match="is no amount"):
        _cost(given)


def test_kilometres_and_times() -> None:
    assert (_km("56,000"), _km(" "), _km("12 000")) == (56_000, None, 12_000)
    assert _time("2026-03-02T14:30", "Asia/Shanghai").isoformat() == "2026-03-02T14:30:00+08:00"
    assert _time("2026-03-02 14:30", "UTC").isoformat() == "2026-03-02T14:30:00+00:00"
    for given in ("-5", "far", "1" * 12):
        with pytest.raises(Invalid, match="kilometres"):
            _km(given)
    with pytest.raises(Invalid, match="is no time"):
        _time("tomorrow", "UTC")
