"""What the points room tells others: frozen read models."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """A city or a postcode area on the map.

    Attributes:
        name: the city's name, or the postcode as the gazetteer writes it followed by its town.
        admin: the region's name or code; where the source names no region, its largest city, or empty.
        country: ISO 3166 code.
        lat: latitude, degrees, WGS 84.
        lon: longitude, degrees.
        timezone: IANA name.
        kind: what it is.
        zh: the name in Chinese, simplified where the source has it so; None where it has none.
        population: inhabitants; 0 where unknown and for postcodes.
        unmatched: the part of the text asked for that is not in the gazetteer (a district, the end of a
            postcode): the place is then only the nearest thing known.
    """

    name: str
    admin: str
    country: str
    lat: float
    lon: float
    timezone: str
    kind: Literal["city", "postcode"]
    zh: str | None = None
    population: int = 0
    unmatched: str = ""
