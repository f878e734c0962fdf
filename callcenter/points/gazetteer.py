"""Where a city or postcode lies, offline: the shipped, read-only gazetteer.

Made from GeoNames data (https://www.geonames.org, CC BY 4.0) by ``gazetteer_build``; see docs/gazetteer.md.
"""

import re

from callcenter.points import gazetteer_cities as cities
from callcenter.points.gazetteer_file import countries, query
from callcenter.points.gazetteer_postcodes import by_postcode
from callcenter.points.views import Place

_HAN = re.compile("[\u3400-\u9fff]")
_LONGEST = 200


def find(text: str, *, country: str | None = None, limit: int = 8) -> list[Place]:
    """Find a city or a postcode, as one types.

    Cities by any name the sources have, in any script, without accents, by their beginning; ``Paris, TX``
    and ``Paris France`` narrow it down; Chinese addresses are taken apart (``上海浦东``,
    ``广东省广州市天河区``). The source holds few districts of cities: where one is missing the city
    comes, with the district in ``unmatched``. Postcodes whole or by their beginning; where the source
    knows an area only (``SW1A`` of ``SW1A 1AA``, or a neighbouring Chinese code), that comes, again with
    the rest in ``unmatched``.

    Args:
        text: what was typed.
        country: ISO code; only places there.
        limit: how many at most.

    Returns:
        Places, best first: exact before partial, large before small; none for a text of no use.
    """
    text = " ".join(text[:_LONGEST].split())
    country = country.upper() if country else None
    if _HAN.search(text):
        return cities.by_han(text, country, limit)[:limit]
    if any(sign.isdigit() for sign in text):
        return by_postcode(text, country, limit)[:limit]
    return cities.by_words(text, country, limit)[:limit]


def nearest_city(lat: float, lon: float, *, country: str | None = None) -> Place:
    """Return the city nearest to a point.

    Args:
        lat: latitude, degrees, WGS 84.
        lon: longitude, degrees.
        country: ISO code; only cities there, unless the gazetteer has none.
    """
    code = country.upper() if country else None
    return cities.nearest(lat, lon, code if code in countries() else None)


def zone_at(lat: float, lon: float) -> str:
    """Return the IANA time zone of a point: that of the nearest city, so roughly near borders."""
    return nearest_city(lat, lon).timezone


def country_zone_default(country: str) -> str | None:
    """Return the IANA zone in which most people of a country live; None where the country isn't known."""
    known = countries().get(country.upper())
    return known.timezone if known else None


def about() -> dict[str, str]:
    """Return the file's own notes: attribution, licence, sources."""
    return dict(query("SELECT key, value FROM about"))
