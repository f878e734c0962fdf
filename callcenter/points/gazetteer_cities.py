"""Cities by name, and the city nearest to a point."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from callcenter.points import gazetteer_keys as keys
from callcenter.points.gazetteer_file import (
    areas,
    city,
    city_country,
    countries,
    position,
    query,
    region_names,
    simpler,
)
from callcenter.points.gazetteer_names import US_STATES
from callcenter.points.geometry import Box, boxes, metres
from callcenter.points.views import Place

_TOP = "\U0010ffff"
_EXACT = 40  # what an exact name is worth in ranks: as much as sixteen times the people
_POOL = 150  # how many are looked at where a region or country narrows the search
_NEAR_METRES = 150_000.0
_HAN_WASTE = re.compile("^(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|新区|省|市|区|县)+")
_HAN_STOPS = re.compile("[\\s,，、]+")
_ALSO = {"GB": ("UK", "Great Britain", "England"), "US": ("USA",), "KR": ("South Korea",), "CZ": ("Czechia",)}


def by_words(text: str, country: str | None, limit: int) -> list[Place]:
    """Find a name, or a name and then a region or country, with or without a comma."""
    if "," in text:
        name, *told = (part.strip() for part in text.split(","))
        return _narrowed(_cities(name, country, _POOL), [part for part in told if part])
    found = _cities(text, country, limit) or _name_then_region(text.split(), country)
    return found or next(filter(None, (_cities(name, country, limit) for name in _spelt_else(text))), [])


def _spelt_else(text: str) -> Iterator[str]:
    """Muenchen for München, St. Gallen for Sankt Gallen."""
    yield re.sub("([aou])e", r"\1", text.lower())
    for long in ("saint", "sankt"):
        yield re.sub(r"^st\b\.?", long, text.lower())


def _name_then_region(words: list[str], country: str | None) -> list[Place]:
    for at in range(len(words) - 1, 0, -1):
        told = " ".join(words[at:])
        found = [
            place
            for place in _cities(" ".join(words[:at]), country, _POOL, exact=True)
            if within(place, told)
        ]
        if found:
            return found
    return []


def _narrowed(places: list[Place], told: list[str]) -> list[Place]:
    """Keep the places that fit what was told; a part that fits none is given back as unmatched."""
    for part in told:
        fitting = [place for place in places if within(place, part)]
        places = fitting or [replace(place, unmatched=part) for place in places]
    return places


def within(place: Place, told: str) -> bool:
    """Whether the words name the country or region of a place."""
    return keys.fold(told) in _names_over(place.country, place.admin)


@lru_cache(maxsize=4096)
def _names_over(country: str, admin: str) -> frozenset[str]:
    """The names of a country and region, folded."""
    about = countries()[country]
    names = [
        about.code,
        about.name,
        about.zh,
        *_ALSO.get(country, ()),
        admin,
        region_names().get((country, admin)),
    ]
    names += [US_STATES.get(admin)] if country == "US" else []
    return frozenset(keys.fold(name) for name in names if name)


def by_han(text: str, country: str | None, limit: int) -> list[Place]:
    """Find a name in Chinese characters, or the city and district at the head of an address."""
    plain = _HAN_STOPS.sub("", text).translate(simpler()).removeprefix("中国")
    found = _cities(_HAN_STOPS.sub("", text), country, limit) or _cities(plain, country, limit)
    if found:
        return found
    rest = _without_province(plain)
    for at in range(len(rest), 1, -1):
        heads = _cities(rest[:at], country, 1, exact=True)
        if heads:
            return _district(heads[0], _HAN_WASTE.sub("", rest[at:]), limit)
    return []


def _without_province(text: str) -> str:
    """Drop a province where a city follows it; 上海 is both, and stays."""
    name = next((name for name in _provinces() if text.startswith(name)), "")
    rest = _HAN_WASTE.sub("", text[len(name) :])
    return (
        rest
        if name
        and any(_cities(rest[:at], "CN", 1, exact=True) for at in (2, 3, 4))
        and not _cities(name, "CN", 1, exact=True)
        else text
    )


@cache
def _provinces() -> frozenset[str]:
    return frozenset(area.zh for area in areas() if area.zh)


def _district(head: Place, tail: str, limit: int) -> list[Place]:
    if not tail:
        return [head]
    near = [
        place
        for place in _cities(tail, head.country, _POOL, exact=True)
        if metres(place.lat, place.lon, head.lat, head.lon) < _NEAR_METRES
    ]
    return near[:limit] or [replace(head, unmatched=tail)]


def _cities(name: str, country: str | None, limit: int, *, exact: bool = False) -> list[Place]:
    """Cities whose name is, or begins with, this one; best first."""
    key = keys.fold(name)
    short = len(key) < 2 and not "\u3400" <= key <= "\u9fff"
    if not key or short or (country and country not in countries()):
        return []
    ranked: dict[int, int] = {}
    hits = [(rank - _EXACT, at) for rank, at in _hits(key, key, country, limit)]
    hits += [] if exact else _hits(key + "\0", key + _TOP, country, limit)
    for rank, at in hits:
        ranked[at] = min(rank, ranked.get(at, rank))
    return [city(at) for at in sorted(ranked, key=lambda at: (ranked[at], at))[:limit]]


def _hits(first: str, last: str, country: str | None, limit: int) -> list[tuple[int, int]]:
    """(rank, city) of the words in a range, the largest first. A city may have several words there."""
    statement = "SELECT rank / 256, city FROM word WHERE key BETWEEN :first AND :last"
    values: dict[str, str | int] = {"first": first, "last": last, "limit": 3 * limit}
    if country:
        statement += " AND rank % 256 = :country"
        values["country"] = countries()[country].number
    return [(row[0], row[1]) for row in query(f"{statement} ORDER BY rank, city LIMIT :limit", values)]


def nearest(lat: float, lon: float, country: str | None) -> Place:
    """Return the city nearest to a point, in a country where it has cities."""
    wanted = country if country and countries()[country].population else None
    for box in boxes(lat, lon, start_metres=10_000):
        cities = [at for at in _inside(box) if wanted in (None, city_country(at))]
        if cities:
            far, at = min((metres(lat, lon, *position(at)), at) for at in cities)
            if far <= box.radius_metres:
                return city(at)
    raise AssertionError("the last box is the whole globe")


def _inside(box: Box) -> Iterator[int]:
    """The cities in a box, by way of the degree squares that it touches."""
    south, north = (min(179, int(lat + 90)) for lat in (box.south, box.north))
    for band in range(south - 90, north - 89):
        for west, east in box.spans or ((-180.0, 180.0),):
            ends = keys.cell(band, west), keys.cell(band, east)
            ((first, last),) = query("SELECT min(first), max(last) FROM cell WHERE id BETWEEN ? AND ?", ends)
            if first is not None:
                yield from (at for at in range(first, last + 1) if box.holds(*position(at)))
