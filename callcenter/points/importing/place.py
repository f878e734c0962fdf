"""Where a point of a file lies: its coordinates if they can be true, else its city or postcode."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.points import gazetteer
from callcenter.points.datum import to_wgs84
from callcenter.points.gazetteer_file import region_names
from callcenter.points.geometry import metres
from callcenter.points.views import Place
from callcenter.points.words import PlaceQuality
from callcenter.store.bulk import cells
from callcenter.store.bulk.rows import FileRow, House

FAR_METRES = 100_000.0
"""Farther than this from its city a point's coordinates are not believed."""
_ABROAD_METRES = 300_000.0
_AT_ZERO = 0.01

_SAME_ZONE_METRES = 20_000.0
_TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})
"""Countries of their own in the gazetteer, which American files have as states."""
_HAN = re.compile("[\u3400-\u9fff]")

_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies and in which zone.

    Attributes:
        lat: degrees, WGS 84; None where the place is unknown.
        lon: degrees.
        quality: how far they can be trusted.
        zone: IANA name.
    """

    lat: float | None
    lon: float | None
    quality: PlaceQuality
    zone: str


@dataclass(frozen=True, slots=True)
class _Around:
    """What the gazetteer knows of a city or postcode: the best place first.

    Attributes:
        places: all that it may mean.
        sure: whether region or postcode leave no doubt which one it is.
    """

    places: tuple[Place, ...]
    sure: bool

    def near(self, lat: float, lon: float) -> bool:
        return any(metres(lat, lon, each.lat, each.lon) <= FAR_METRES for each in self.places)

    def zone(self, lat: float, lon: float) -> str:
        """The zone there: that of a place close by, which spares a search."""
        for each in self.places:
            if metres(lat, lon, each.lat, each.lon) <= _SAME_ZONE_METRES:
                return each.timezone
        return gazetteer.zone_at(lat, lon)


def locate(row: FileRow, country: str | None, house: House) -> Located:
    """Find out where a point lies; what is odd about it becomes a warning of the row.

    Args:
        row: with city, region, postcode, lat, lon, datum and timezone.
        country: its ISO code, if known.
        house: for the zone of last resort.

    Raises:
        Invalid: a datum or time zone that isn't one.
    """
    datum, zone = row.text("datum") or "", row.read("timezone", time_zone)
    to_wgs84(0.0, 0.0, _checked(row, datum))
    around = _around(country, row.text("city") or "", row.text("region") or "", row.text("postcode") or "")
    pair = _coordinates(row)
    found = _believed(row, pair, datum, country, around) if pair else None
    if found:
        return Located(*found, PlaceQuality.EXACT, zone or around.zone(*found))
    if around.places:
        best = around.places[0]
        if pair is None and not (row.text("lat") or row.text("lon")):
            row.warn("lat", N_("no coordinates. The centre of {place} is used."), place=best.name)
        return Located(best.lat, best.lon, PlaceQuality.CITY, zone or best.timezone)
    row.warn(
        "city",
        N_("the place isn't known: no coordinates, city or postcode that we know. It is found by name only."),
    )
    fallback = gazetteer.country_zone_default(country) if country else None
    return Located(None, None, PlaceQuality.NONE, zone or fallback or house.zone)


def time_zone(text: str) -> str:
    """An IANA zone.

    Raises:
        Invalid: it isn't one.
    """
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(
            N_("“{given}” is no time zone we know. Write one like Asia/Shanghai."), given=text
        ) from error


def _checked(row: FileRow, datum: str) -> str:
    def known(text: str) -> str:
        to_wgs84(0.0, 0.0, text)
        return text

    return row.read("datum", known) or datum


def _coordinates(row: FileRow) -> _Pair | None:
    lat, lon = row.lenient("lat", cells.degrees), row.lenient("lon", cells.degrees)
    if lat is None or lon is None:
        if (lat is None) != (lon is None):
            row.warn("lat", N_("one coordinate of two is missing. Both are left out."))
        return None
    if abs(lat) < _AT_ZERO and abs(lon) < _AT_ZERO:
        row.warn("lat", N_("the coordinates are 0, 0, in the Gulf of Guinea. They are left out."))
        return None
    return lat, lon


def _believed(row: FileRow, pair: _Pair, datum: str, country: str | None, around: _Around) -> _Pair | None:
    """The coordinates in WGS 84 if they may be true, as they are or swapped."""
    fits = _fits(country, around)
    for lat, lon in (pair, pair[::-1]):
        if abs(lat) <= 90 and abs(lon) <= 180:
            true = to_wgs84(lat, lon, datum)
            if fits(*true):
                if (lat, lon) != pair:
                    row.warn(
                        "lat", N_("latitude and longitude are swapped. They are taken the other way round.")
                    )
                return true
    if abs(pair[0]) > 90 or abs(pair[1]) > 180:
        row.warn(
            "lat", N_("“{lat}, {lon}” is no place on the map. It is left out."), lat=pair[0], lon=pair[1]
        )
    elif around.places:
        best = around.places[0]
        row.warn(
            "lat", N_("the coordinates lie {km} km from {place}. The centre of {place} is used."),
            km=round(metres(*pair, best.lat, best.lon) / 1000), place=best.name,
        )  # fmt: skip
    else:
        row.warn("lat", N_("the coordinates lie outside {country}. They are left out."), country=country)
    return None


def _fits(country: str | None, around: _Around) -> Callable[[float, float], bool]:
    def fits(lat: float, lon: float) -> bool:
        if country is None or around.near(lat, lon):
            return True
        if around.places and around.sure:
            return False
        nearest = gazetteer.nearest_city(lat, lon, country=country)
        return nearest.country == country and metres(lat, lon, nearest.lat, nearest.lon) <= _ABROAD_METRES

    return fits


@lru_cache(maxsize=16_384)
def _around(country: str | None, city: str, region: str, postcode: str) -> _Around:
    country = region.upper() if country == "US" and region.upper() in _TERRITORIES else country
    by_postcode = [
        place
        for place in (gazetteer.find(postcode, country=country, limit=3) if postcode and country else ())
        if place.kind == "postcode" and not place.unmatched
    ]
    found = _cities(country, city, region) if city else []
    sure = bool(by_postcode) or any(not place.unmatched for place in found)
    return _Around((*by_postcode, *found), sure)


def _cities(country: str | None, city: str, region: str) -> list[Place]:
    """The cities of that name, in that region where it has one; Chinese names stand region first."""
    if _HAN.search(city):
        whole = gazetteer.find(f"{region}{city}", country=country) if region else []
        return whole or [each for each in gazetteer.find(city, country=country) if _lies_in(each, region)]
    narrowed = f"{city}, {region}" if region else city
    return [place for place in gazetteer.find(narrowed, country=country) if _key(place.name) == _key(city)]


def _lies_in(place: Place, region: str) -> bool:
    """Whether a Chinese city lies in the province that a file names; two signs tell all provinces apart."""
    province = region_names().get((place.country, place.admin), "")
    return not region or not province or province[:2] == region[:2]


def _key(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())
