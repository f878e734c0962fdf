"""Cells of files: what a person would read, and nothing that may mean two things."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.errors import Invalid
from callcenter.points.countries import country
from callcenter.store.bulk import cells
from callcenter.store.bulk.days import day

DAYS = st.dates(date(1900, 3, 1), date(2100, 12, 31))


@given(DAYS)
def test_a_day_is_read_in_each_of_its_forms(when: date) -> None:
    forms = [
        f"{when:%Y-%m-%d}", f"{when.year}/{when.month}/{when.day}", f"{when:%Y%m%d}", f"{when.year}年{when.month}月{when.day}日",
        f"{when:%d.%m.%Y}", f"{when:%d %B %Y}", f"{when:%b %d, %Y}", f"{when:%Y-%m-%d} 00:00:00", f"{when:%Y-%m-%d}T10:00:00Z",
    ]  # fmt: skip
    assert {day(form) for form in forms} == {when}
    serial = (when - date(1899, 12, 30)).days
    if serial >= 10_000:
        assert day(str(serial)) == when


@given(DAYS)
def test_a_day_with_slashes_is_read_only_when_it_can_be_but_one(when: date) -> None:
    if when.day > 12 or when.day == when.month:
        assert day(f"{when:%d/%m/%Y}") == day(f"{when:%m/%d/%Y}") == when
    else:
        with pytest.raises(Invalid, match="may be two dates"):
            day(f"{when:%d/%m/%Y}")


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "yesterday",
        "2026年3月",
        "1899-01-01",
        "12345678901",
        "99/99/2020",
        "0 foo 2020",
    ],
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(Invalid, match=r"is no date\. Write it like 2026-03-02"):
        day(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("¥1,280.50", (128050, "CNY")), ("1.280,50 €", (128050, "EUR")), ("USD 12", (1200, "USD")), ("12.8万", (12_800_000, "CNY")),
        ("1 280.5 元", (128050, "CNY")), ("1280", (128000, "CNY")), ("0.125", (13, "CNY")), ("$5", (500, "USD")), ("HK$ 5", (500, "HKD")),
        ("１２８０", (128000, "CNY")), ("1'280.00", (128000, "CNY")), ("1,280,000", (128_000_000, "CNY")),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: tuple[int, str]) -> None:
    assert cells.money("CNY", text) == amount


@given(st.integers(0, 10**12))
def test_an_amount_comes_back_as_it_was_written(hundredths: int) -> None:
    written = f"{hundredths // 100:,}.{hundredths % 100:02}"
    assert cells.money("CNY", written)[0] == cells.money("CNY", f"¥{written}")[0] == hundredths


@pytest.mark.parametrize(("text", "sentence"), [
    ("1.280", "may be a thousand or a fraction"), ("-5", "is below zero"), ("free", "is no number"), ("9" * 30, "is too large"),
])  # fmt: skip
def test_what_is_no_amount(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        cells.money("CNY", text)


@given(st.floats(-180, 180, allow_subnormal=False))
def test_degrees(value: float) -> None:
    assert cells.degrees(f"{value:.6f}") == pytest.approx(value, abs=1e-6)
    assert cells.degrees(f"{abs(value):.6f}° {'S' if value < 0 else 'N'}") == pytest.approx(value, abs=1e-6)


def test_other_cells() -> None:
    assert cells.degrees("31°13'49\"N") == pytest.approx(31.230278, abs=1e-6)
    assert cells.years("2019-2021; 2023") == [2019, 2020, 2021, 2023]
    assert cells.listed("Buick； Chevrolet|buick, ") == ("buick", "Chevrolet")
    assert [cells.yes(text) for text in ("Yes", "是", "0", "否")] == [True, True, False, False]
    assert [cells.language(text) for text in ("zh-Hans-CN", "English", "de_DE", "粤语")] == [
        "zh_CN",
        "en",
        "de",
        "zh_HK",
    ]
    assert [country(text) for text in ("cn", "CHN", "中国", "U.S.A.", "EIRE", "Deutschland", "英国")] == [
        "CN",
        "CN",
        "CN",
        "US",
        "IE",
        "DE",
        "GB",
    ]
    for read, text, sentence in (
        (cells.yes, "maybe", "“maybe” is neither yes nor no. Write yes or no."),
        (cells.currency, "yuan", "“yuan” is no currency. Write three letters, like CNY."),
        (cells.years, "2023-2019", "“2023-2019” are no model years. Write them like 2019-2021; 2023."),
    ):
        with pytest.raises(Invalid) as refused:
            read(text)
        assert str(refused.value) == sentence
    with pytest.raises(Invalid, match="is in miles"):
        cells.kilometres("3,000 miles")


@given(st.text(max_size=30))
def test_readers_refuse_or_read_and_never_break(text: str) -> None:
    readers = (
        day,
        cells.number,
        cells.kilometres,
        cells.degrees,
        cells.years,
        cells.yes,
        cells.language,
        cells.email,
        cells.web_address,
        cells.currency,
        country,
    )
    for reader in readers:
        with contextlib.suppress(Invalid):
            reader(text)
