"""The gazetteer's file: opened late, read only, one connection a thread.

The standard ``sqlite3`` is used here and not ``store.sqlite``: the file is immutable, so none of the faults
of older SQLite libraries with several writers can touch it, and the gazetteer works without a store.
"""

import sqlite3
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from callcenter.points import gazetteer_keys as keys
from callcenter.points.views import Place

FILE = Path(__file__).with_name("gazetteer.sqlite3")

_local = threading.local()


class Area(NamedTuple):
    """A region of a country, in one time zone."""

    country: str
    code: str
    name: str
    zh: str
    timezone: str


class Country(NamedTuple):
    """A country, with the zone of most of its people and the patterns of its postcodes."""

    number: int
    code: str
    name: str
    zh: str | None
    timezone: str | None
    population: int
    shapes: frozenset[str]


def query(statement: str, values: tuple[Any, ...] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a SELECT."""
    store: sqlite3.Connection | None = getattr(_local, "store", None)
    if store is None:
        # immutable: no lock files, no look for a journal; works from a read-only installation.
        store = _local.store = sqlite3.connect(f"{FILE.as_uri()}?immutable=1", uri=True)
    return store.execute(statement, values).fetchall()


@cache
def areas() -> list[Area]:
    """Every region, by its number."""
    return [Area(*row) for row in query("SELECT cc, code, name, zh, zone FROM area ORDER BY id")]


@cache
def countries() -> dict[str, Country]:
    """Every country by its ISO code, the most populous first."""
    rows = query(
        "SELECT id, cc, name, zh, zone, population, shapes FROM country ORDER BY population DESC, cc"
    )
    return {row[1]: Country._make((*row[:6], frozenset(row[6].split()))) for row in rows}


@cache
def region_names() -> dict[tuple[str, str], str]:
    """(country, name of the region) to its name in Chinese, where one is known."""
    return {(area.country, area.name): area.zh for area in areas() if area.zh}


@cache
def simpler() -> dict[int, str]:
    """Traditional Chinese signs to simplified ones, for ``str.translate``."""
    return {ord(traditional): simplified for traditional, simplified in query("SELECT * FROM sign")}


@lru_cache(maxsize=64)
def _rows(chunk: int) -> list[tuple[str, ...]]:
    ((packed,),) = query("SELECT packed FROM city WHERE id = ?", (chunk,))
    return keys.unpack_cities(packed)


def city(at: int) -> Place:
    """Return the city with this number."""
    name, chinese, lat, lon, people, area = _rows(at // keys.CITY_CHUNK)[at % keys.CITY_CHUNK]
    where = areas()[int(area or 0)]
    return Place(
        name=name,
        admin="" if where.name == name else where.name,
        country=where.country,
        lat=int(lat or 0) / keys.CITY_SCALE,
        lon=int(lon or 0) / keys.CITY_SCALE,
        timezone=where.timezone,
        kind="city",
        zh=chinese or None,
        population=int(people or 0),
    )


def position(at: int) -> tuple[float, float]:
    """Return latitude and longitude of the city with this number, in degrees."""
    row = _rows(at // keys.CITY_CHUNK)[at % keys.CITY_CHUNK]
    return int(row[2] or 0) / keys.CITY_SCALE, int(row[3] or 0) / keys.CITY_SCALE


def city_country(at: int) -> str:
    """Return the country of the city with this number."""
    return areas()[int(_rows(at // keys.CITY_CHUNK)[at % keys.CITY_CHUNK][5] or 0)].country
