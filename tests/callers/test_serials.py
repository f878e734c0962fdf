"""Serials, VINs, plates, IMEIs, and what a query could be."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.callers import serials
from callcenter.callers.serials import Kind, looks_like

# The check digit's own example in 49 CFR 565 and the two that are known for it.
GOOD = ["1M8GDM9AXKP042788", "11111111111111111", "1HGCM82633A004352"]
VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def test_a_serial_is_compared_without_its_signs() -> None:
    assert serials.normalise(" sn-4711 / 22ａ．９\u200b") == "SN471122A9"
    assert serials.normalise("٤٧") == "47"
    assert serials.normalise("S0NY-1OO") != serials.normalise("SONY-I00")
    assert serials.serial_key("S0NY-1OO") == serials.serial_key("sony i00") == "S0NY100"


def test_a_plate_is_compared_without_its_signs() -> None:
    assert serials.plate_key("沪A·12345") == serials.plate_key(" 沪a 12345") == "沪A12345"
    assert serials.plate_key("B-MW 1234") == "BMW1234"
    assert serials.plate_key("А123ВС77") == "A123BC77"


@pytest.mark.parametrize("vin", GOOD[::2])
def test_check_digits_of_known_vins(vin: str) -> None:
    assert serials.is_vin(vin)
    assert serials.vin_check_ok(f" {vin[:3].lower()}-{vin[3:]}")
    assert not serials.vin_check_ok(vin[:-1] + ("1" if vin[-1] != "1" else "2"))


def test_what_is_no_vin() -> None:
    for text in (GOOD[0][:-1], GOOD[0] + "1", GOOD[0].replace("8", "O"), GOOD[1], "A" * 17, ""):
        assert not serials.is_vin(text)
        assert not serials.vin_check_ok(text)
        assert serials.vin_year(text, 2027) is None
    with pytest.raises(ValueError, match="VIN"):
        serials.with_vin_check("1234")


@given(st.text(VIN_SIGNS, min_size=15, max_size=15))
def test_a_filled_check_digit_is_right(rest: str) -> None:
    vin = serials.with_vin_check(f"L{rest[:7]}X1{rest[8:]}")
    assert serials.vin_check_ok(vin)
    assert (vin[:8], vin[9:]) == (f"L{rest[:7]}", f"1{rest[8:]}")


def test_the_model_year_of_a_vin() -> None:
    assert serials.vin_year("1HGCM82633A004352", 2027) == 2003
    assert serials.vin_year(serials.with_vin_check("LSVAA418XL2123456"), 2027) == 2020
    assert serials.vin_year(serials.with_vin_check("LSVAA418XL2123456"), 2019) == 1990
    assert serials.vin_year(serials.with_vin_check("LSVAA418XX2123456"), 2027) == 1999
    assert serials.vin_year(serials.with_vin_check("LSVAA418XU2123456"), 2027) is None


def test_imei() -> None:
    assert serials.imei_ok("49-015420-323751-8")
    assert not serials.imei_ok("490154203237517")
    assert not serials.imei_ok("49015420323751")


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("13812345678", {"phone", "serial", "case"}),
        ("5678", {"phone", "serial", "case"}),
        ("４８２１－７", {"phone", "serial", "case"}),
        ("021-58881234 转 8012", {"phone"}),
        ("+86 138 1234 5678", {"phone"}),
        ("li 13812345678", {"phone", "name", "serial"}),
        ("case no. 4821-7", {"case"}),
        ("工单号: 4821-7", {"case"}),
        ("1HGCM82633A004352", {"vin", "serial"}),
        ("1hgcm 82633 a0o4352", {"vin", "serial"}),
        ("沪A·12345", {"plate"}),
        ("B-MW 1234", {"plate", "serial", "name"}),
        ("SN-4711-22A7", {"serial"}),
        ("王小明", {"name"}),
        ("wxm", {"name"}),
        ("O’Brien, Seán", {"name"}),
        ("3M", {"name"}),
        ("", set()),
        (" -- ", set()),
    ],
)
def test_what_a_query_could_be(query: str, kinds: set[Kind]) -> None:
    assert looks_like(query) >= kinds
    if "phone" not in kinds:
        assert "phone" not in looks_like(query)
    if "name" not in kinds:
        assert "name" not in looks_like(query)


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    assert looks_like(text) or not serials.normalise(text)
    assert serials.serial_key(serials.normalise(text)) == serials.serial_key(text)
    serials.imei_ok(text)
    serials.vin_year(text, 2027)


def test_real_vins(shared_data: Path) -> None:
    with gzip.open(shared_data / "customers" / "us_vins_listed.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert all(serials.vin_check_ok(row["vin"]) for row in rows)
    assert all(serials.with_vin_check(row["vin"]) == row["vin"] for row in rows)
    same = sum(serials.vin_year(row["vin"], 2027) == int(row["year"]) for row in rows)
    assert same / len(rows) > 0.99  # one listing gives the year it was sold
