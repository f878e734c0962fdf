"""What the points room tells others: frozen read models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What is known of a service point, with how far it is from the place asked about."""

    point_id: int
    external_id: str | None
    name: str
    address: str
    city: str
    country: str | None
    lat: float | None
    lon: float | None
    place_quality: str
    phone: str | None
    emergency_phone: str | None
    webhook: str | None
    opening_hours: str | None
    """OSM opening_hours; None: hours unknown."""
    daily_capacity: int | None
    area_km: float | None
    timezone: str
    active: bool
    abilities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By kind (``way``, ``brand``, ``authorised``, ``skill``, ``language``), case-folded."""
    email: str | None = None
    metres: float | None = None
    """None: no place was asked about, or the point's is unknown."""
    straight_metres: float | None = None
    """As the crow flies, where ``metres`` is by road, or a guess at it."""
    by_road: bool | None = None
    """Whether ``metres`` is by road; None: no routing service was asked."""
    seconds: float | None = None
    """How long it takes by road."""

    def can(self, kind: str, value: str) -> bool:
        """Whether it has an ability, in any case of letters."""
        return value.strip().casefold() in self.abilities.get(kind, frozenset())


@dataclass(frozen=True, slots=True)
class SecretView:
    """A secret that signs messages to a point, without the secret itself."""

    secret_id: int
    point_id: int
    made_at: datetime
    retires_at: datetime | None
    """From when on it signs no more by itself: another one took its place."""
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret that has just been made: the only time that it is shown."""

    secret_id: int
    point_id: int
    secret: str = field(repr=False)
