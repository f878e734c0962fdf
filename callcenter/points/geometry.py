"""Distances on the globe, and growing boxes to search it through plain B-tree indexes."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin, sqrt

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius (2a + b) / 3 of the WGS 84 ellipsoid: IUGG, Moritz, "Geodetic Reference System 1980"."""

_HALF_WAY_ROUND = pi * EARTH_RADIUS_METRES
_MARGIN_DEGREES = 1e-7  # about 1 cm: keeps rounding from shaving a point off the rim


@dataclass(frozen=True, slots=True)
class Box:
    """A search box in degrees that holds every point within ``radius_metres`` of its centre.

    ``west > east`` says that the box crosses the 180th meridian; use ``spans`` in a query.
    """

    south: float
    north: float
    west: float
    east: float
    radius_metres: float

    @property
    def all_longitudes(self) -> bool:
        """The box goes right round the globe, so a query needs no bound on longitude."""
        return self.west == -180.0 and self.east == 180.0

    @property
    def crosses_antimeridian(self) -> bool:
        """The box lies on both sides of the 180th meridian."""
        return self.west > self.east

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The longitudes as (west, east) pairs, each with west <= east: none, one or two bounds to query.

        Empty where the box spans all longitudes.
        """
        if self.all_longitudes:
            return ()
        if self.crosses_antimeridian:
            return ((self.west, 180.0), (-180.0, self.east))
        return ((self.west, self.east),)

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the point (degrees, -180 <= lon <= 180) lies in the box or on its rim."""
        return self.south <= lat <= self.north and (
            self.all_longitudes or any(west <= lon <= east for west, east in self.spans)
        )


def metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance of two points in metres, by the haversine formula.

    R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), 159. Against the ellipsoid
    the error is below 0.6 %.

    Args:
        lat1: latitude of the first point, degrees, WGS 84.
        lon1: longitude of the first point, degrees.
        lat2: latitude of the second point, degrees.
        lon2: longitude of the second point, degrees.
    """
    up = sin(radians(lat2 - lat1) / 2)
    over = sin(radians(lon2 - lon1) / 2)
    chord = up * up + cos(radians(lat1)) * cos(radians(lat2)) * over * over
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(min(1.0, chord)))


def box_around(lat: float, lon: float, radius_metres: float) -> Box:
    """Return the smallest latitude-longitude box that holds all within a radius.

    The width is asin(sin(r) / cos(lat)): the circle is widest off its centre's parallel (J. P. Matuschek,
    "Finding Points Within a Distance of a Latitude/Longitude Using Bounding Coordinates").

    Args:
        lat: latitude of the centre, degrees.
        lon: longitude of the centre, degrees; any turn, it is brought into -180..180.
        radius_metres: how far to look.
    """
    angle = min(pi, radius_metres / EARTH_RADIUS_METRES)
    up = degrees(angle) + _MARGIN_DEGREES
    south, north = max(-90.0, lat - up), min(90.0, lat + up)
    if lat - up <= -90.0 or lat + up >= 90.0:
        return Box(south, north, -180.0, 180.0, radius_metres)
    over = degrees(asin(min(1.0, sin(angle) / cos(radians(lat))))) + 2 * _MARGIN_DEGREES
    over += over * _MARGIN_DEGREES  # near a pole the slope is steep: a relative margin too
    if over >= 180.0:
        return Box(south, north, -180.0, 180.0, radius_metres)
    return Box(south, north, _wrapped(lon - over), _wrapped(lon + over), radius_metres)


def boxes(lat: float, lon: float, start_metres: float = 40_000, factor: float = 2.5) -> Iterator[Box]:
    """Yield growing boxes about a point; the last one is the whole globe.

    A search takes a box, sorts what it holds by ``metres`` and may stop once enough lies within
    ``radius_metres``: nothing outside the box can be nearer.

    Args:
        lat: latitude of the centre, degrees.
        lon: longitude of the centre, degrees.
        start_metres: radius of the first box.
        factor: how much wider each next one is; above 1.

    Raises:
        ValueError: the start isn't positive or the factor not above 1.
    """
    if start_metres <= 0 or factor <= 1:
        raise ValueError("boxes need a positive start and a factor above 1")
    radius = start_metres
    while radius < _HALF_WAY_ROUND / 2:
        yield box_around(lat, lon, radius)
        radius *= factor
    yield Box(-90.0, 90.0, -180.0, 180.0, _HALF_WAY_ROUND)


def _wrapped(lon: float) -> float:
    return lon if -180.0 <= lon <= 180.0 else (lon + 180.0) % 360.0 - 180.0
