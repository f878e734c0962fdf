"""Chinese map datums: GCJ-02 (Amap, Tencent, Google in China) and BD-09 (Baidu) to WGS 84 and back.

China's maps are shifted by 50 to 700 m. The shift is unpublished by its makers; the formulas here are the
widely reproduced ones: eviltransform (github.com/googollee/eviltransform, MIT, with the constants of
the Krasovsky 1940 ellipsoid) and, for BD-09, coordtransform (github.com/wandergis/coordtransform, MIT).
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin, sqrt

from callcenter.errors import Invalid
from callcenter.i18n import N_

_A = 6_378_245.0  # Krasovsky 1940, semi-major axis, metres
_E2 = 0.006_693_421_622_965_943_23  # its squared eccentricity
_BD = pi * 3000.0 / 180.0
_ROUNDS = 8  # the shift hardly changes from place to place: each round gains three digits

Point = tuple[float, float]


def in_china(lat: float, lon: float) -> bool:
    """Whether the shift applies: the rough rectangle that all implementations use, in degrees."""
    return 0.8293 <= lat <= 55.8271 and 72.004 <= lon <= 137.8347


def wgs84_to_gcj02(lat: float, lon: float) -> Point:
    """Shift WGS 84 degrees to GCJ-02; unchanged outside China."""
    if not in_china(lat, lon):
        return lat, lon
    north, east = _shift(lat, lon)
    return lat + north, lon + east


def gcj02_to_wgs84(lat: float, lon: float) -> Point:
    """Take the shift off again, by iteration, to well under a metre; unchanged outside China."""
    return _undone(wgs84_to_gcj02, lat, lon)


def gcj02_to_bd09(lat: float, lon: float) -> Point:
    """Shift GCJ-02 degrees to Baidu's BD-09; unchanged outside China."""
    if not in_china(lat, lon):
        return lat, lon
    reach = hypot(lat, lon) + 0.000_02 * sin(lat * _BD)
    turn = atan2(lat, lon) + 0.000_003 * cos(lon * _BD)
    return reach * sin(turn) + 0.006, reach * cos(turn) + 0.0065


def bd09_to_gcj02(lat: float, lon: float) -> Point:
    """Take Baidu's own shift off again, by iteration; unchanged outside China."""
    return _undone(gcj02_to_bd09, lat, lon)


def bd09_to_wgs84(lat: float, lon: float) -> Point:
    """Take both shifts off BD-09 degrees; unchanged outside China."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lat, lon))


def to_wgs84(lat: float, lon: float, datum: str) -> Point:
    """Return WGS 84 degrees of a point given in any of the three datums.

    Args:
        lat: latitude, degrees.
        lon: longitude, degrees.
        datum: ``wgs84``, ``gcj02`` or ``bd09``, in any case; empty means ``wgs84``.

    Raises:
        Invalid: another datum.
    """
    name = datum.strip().lower().replace("-", "").replace("_", "") or "wgs84"
    if name not in _TO_WGS84:
        raise Invalid(
            N_("{given} is no datum we know: write wgs84, gcj02 or bd09"), field="datum", given=datum
        )
    return _TO_WGS84[name](lat, lon)


_TO_WGS84: dict[str, Callable[[float, float], Point]] = {
    "wgs84": lambda lat, lon: (lat, lon),
    "gcj02": gcj02_to_wgs84,
    "bd09": bd09_to_wgs84,
}


def _undone(shift: Callable[[float, float], Point], lat: float, lon: float) -> Point:
    if not in_china(lat, lon):
        return lat, lon
    back_lat, back_lon = lat, lon
    for _ in range(_ROUNDS):
        there_lat, there_lon = shift(back_lat, back_lon)
        back_lat += lat - there_lat
        back_lon += lon - there_lon
    return back_lat, back_lon


def _shift(lat: float, lon: float) -> Point:
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = lat / 180.0 * pi
    magic = 1 - _E2 * sin(phi) ** 2
    return (
        north * 180.0 / ((_A * (1 - _E2)) / (magic * sqrt(magic)) * pi),
        east * 180.0 / (_A / sqrt(magic) * cos(phi) * pi),
    )
