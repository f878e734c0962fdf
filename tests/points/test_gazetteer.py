import importlib.util
import os
import sqlite3
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.points import gazetteer, gazetteer_file, gazetteer_keys
from callcenter.points.gazetteer import country_zone_default, find, nearest_city, zone_at
from callcenter.points.geometry import metres

DATA = Path(os.environ.get("CALLCENTER_TEST_DATA", Path(__file__).parents[3] / "shared" / "data")) / "geo"


@pytest.mark.parametrize(
    ("text", "name", "country", "zone"),
    [
        ("Shanghai", "Shanghai", "CN", "Asia/Shanghai"),
        ("shang", "Shanghai", "CN", "Asia/Shanghai"),
        ("上海市", "Shanghai", "CN", "Asia/Shanghai"),
        ("广州", "Guangzhou", "CN", "Asia/Shanghai"),
        ("廣州", "Guangzhou", "CN", "Asia/Shanghai"),
        ("纽约", "New York City", "US", "America/New_York"),
        ("东京", "Tokyo", "JP", "Asia/Tokyo"),
        ("臺北", "Taipei", "TW", "Asia/Taipei"),
        ("Москва", "Moscow", "RU", "Europe/Moscow"),
        ("  new   YORK ", "New York City", "US", "America/New_York"),
        ("Paris", "Paris", "FR", "Europe/Paris"),
        ("Paris, TX", "Paris", "US", "America/Chicago"),
        ("Paris Texas", "Paris", "US", "America/Chicago"),
        ("Paris, France", "Paris", "FR", "Europe/Paris"),
        ("London, ON", "London", "CA", "America/Toronto"),
        ("sao pau", "São Paulo", "BR", "America/Sao_Paulo"),
        ("Muenchen", "Munich", "DE", "Europe/Berlin"),
        ("Koln", "Köln", "DE", "Europe/Berlin"),
        ("St. Gallen", "Sankt Gallen", "CH", "Europe/Zurich"),
    ],
)
def test_cities(text: str, name: str, country: str, zone: str) -> None:
    best = find(text)[0]
    assert (best.name, best.country, best.timezone, best.kind, best.unmatched) == (
        name,
        country,
        zone,
        "city",
        "",
    )


def test_large_cities_come_first_and_a_country_narrows_down() -> None:
    first, *others = find("Paris")
    assert (first.country, first.zh) == ("FR", "巴黎")
    assert first.population > 2_000_000
    assert any(place.country == "US" and place.admin == "TX" for place in others)
    assert {place.country for place in find("Paris", country="us")} == {"US"}
    assert len(find("san", limit=3)) == 3


@pytest.mark.parametrize(
    ("text", "name", "unmatched"),
    [
        ("上海浦东", "Pudong", ""),
        ("浦东新区", "Pudong", ""),
        ("广东省广州市天河区", "Guangzhou", "天河区"),
        ("杭州市西湖区", "Hangzhou", "西湖区"),
        ("中国江苏省苏州市", "Suzhou", ""),
        ("内蒙古自治区呼和浩特市", "Hohhot", ""),
        ("重庆", "Chongqing", ""),
    ],
)
def test_chinese_addresses_give_the_district_or_say_what_is_missing(
    text: str, name: str, unmatched: str
) -> None:
    best = find(text)[0]
    assert (best.name, best.country, best.unmatched) == (name, "CN", unmatched)


def test_a_region_that_does_not_fit_is_given_back() -> None:
    assert {place.unmatched for place in find("Paris, Nowhere")} == {"Nowhere"}


@pytest.mark.parametrize(
    ("text", "country", "name", "near", "unmatched"),
    [
        ("75001", "FR", "75001 Paris", (48.86, 2.34), ""),
        ("75001 Paris", None, "75001 Paris", (48.86, 2.34), ""),
        ("TX 75001", None, "75001 Addison", (32.96, -96.84), ""),
        ("90210", "US", "90210 Beverly Hills", (34.09, -118.41), ""),
        ("D-10115 Berlin", None, "10115 Berlin", (52.53, 13.38), ""),
        ("100-0001", "JP", "100-0001 Chiyoda", (35.68, 139.75), ""),
        ("1000001", "JP", "100-0001 Chiyoda", (35.68, 139.75), ""),
        ("518000", "CN", "518000 Shenzhen", (22.55, 114.1), ""),
        ("200120", "CN", "200000 Shanghai", (31.2, 121.5), "120"),
        ("SW1A 1AA", None, "SW1A Westminster Abbey", (51.5, -0.13), "1AA"),
        ("sw1a 1aa", "gb", "SW1A Westminster Abbey", (51.5, -0.13), "1AA"),
        ("E1 1AA", None, "E1 Mile End Road", (51.52, -0.06), "1AA"),
        ("1012 AB", None, "1012 Amsterdam", (52.37, 4.9), "AB"),
    ],
)
def test_postcodes(
    text: str, country: str | None, name: str, near: tuple[float, float], unmatched: str
) -> None:
    best = find(text, country=country)[0]
    assert (best.name, best.kind, best.unmatched) == (name, "postcode", unmatched)
    assert metres(best.lat, best.lon, *near) < 15_000


def test_a_postcode_of_several_countries_gives_them_all() -> None:
    assert {"US", "FR"} <= {place.country for place in find("75001")}
    assert {"RO", "CN"} <= {place.country for place in find("200120")}


def test_a_postcode_is_found_as_one_types() -> None:
    begun = find("7500", country="FR")
    assert len(begun) == 8
    assert all(place.name.startswith("7500") for place in begun)


@pytest.mark.parametrize("text", ["", " ", "x", "zzzzqq", "1", "12", "!!!", ",", ", TX", "Paris" * 100])
def test_nothing_is_found(text: str) -> None:
    assert find(text) == []


def test_an_unknown_country_has_no_places() -> None:
    assert find("Paris", country="XX") == find("75001", country="XX") == []


@given(
    st.text(max_size=30) | st.text(alphabet="0123456789 -AB,上海市新区", max_size=15),
    st.sampled_from([None, "CN", "GB"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_places_on_the_globe(text: str, country: str | None) -> None:
    found = find(text, country=country)
    assert len(found) <= 8
    for place in found:
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert country in (None, place.country)
        assert ZoneInfo(place.timezone)


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (31.23, 121.47, "Asia/Shanghai"),
        (40.71, -74.0, "America/New_York"),
        (-16.8, 179.99, "Pacific/Fiji"),
        (-16.8, -179.99, "Pacific/Fiji"),
        (89.9, 0.0, "Arctic/Longyearbyen"),
        (48.85, 2.35, "Europe/Paris"),
    ],
)
def test_zone_of_a_point(lat: float, lon: float, zone: str) -> None:
    assert zone_at(lat, lon) == zone


def test_nearest_city_is_the_nearest_of_all() -> None:
    count = gazetteer_file.query("SELECT max(last) FROM cell")[0][0] + 1
    positions = [gazetteer_file.position(at) for at in range(count)]
    for lat, lon in [(52.1, 11.6), (-17.5, 179.95), (66.5, -179.9), (-40.0, -120.0), (21.3, -157.9)]:
        best = nearest_city(lat, lon)
        assert metres(lat, lon, best.lat, best.lon) == min(metres(lat, lon, *there) for there in positions)


def test_nearest_city_of_a_country() -> None:
    assert nearest_city(47.56, 7.59).country == "CH"
    assert nearest_city(47.56, 7.59, country="de").country == "DE"


def test_default_zone_of_a_country() -> None:
    assert country_zone_default("cn") == "Asia/Shanghai"
    assert country_zone_default("US") == "America/New_York"
    assert country_zone_default("XX") is None


def test_the_file_names_its_source_and_cannot_be_written() -> None:
    assert "GeoNames" in gazetteer.about()["attribution"]
    assert "CC BY 4.0" in gazetteer.about()["attribution"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        gazetteer_file.query("DELETE FROM about")


def test_threads_ask_at_the_same_time() -> None:
    told: list[str] = []
    threads = [threading.Thread(target=lambda: told.append(find("Shanghai")[0].name)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["Shanghai"] * 8


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[0-9]{2}[A-Z]?-?[0-9]{3}", fullmatch=True),
            st.text("abcé ", max_size=8),
            st.integers(-90_000, 90_000),
            st.integers(-180_000, 180_000),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_packed_postcodes_come_back(rows: list[tuple[str, str, int, int]]) -> None:
    folded, written, rest = gazetteer_keys.unpack_codes(gazetteer_keys.pack(rows))
    assert written == [row[0] for row in rows]
    assert folded == [gazetteer_keys.fold_postcode(row[0]) for row in rows]
    for at, (_code, town, lat, lon) in enumerate(rows):
        _town, there_lat, there_lon = gazetteer_keys.unpack_row(rest, at)
        assert (there_lat, there_lon) == (lat / 1000, lon / 1000)
        if town:
            assert _town == town


@pytest.mark.slow
@pytest.mark.skipif(
    not DATA.exists() or not importlib.util.find_spec("pyarrow"), reason="needs the GeoNames sets and pyarrow"
)
def test_the_same_sets_give_the_same_file(tmp_path: Path) -> None:
    from callcenter.points.gazetteer_build import build

    one, two = tmp_path / "one.sqlite3", tmp_path / "two.sqlite3"
    build(DATA, one)
    build(DATA, two)
    assert one.read_bytes() == two.read_bytes()
