"""Tables of service points, and of places that were looked up."""

from datetime import datetime

from sqlalchemy import Index

from callcenter.points.words import AbilityKind, PlaceQuality
from callcenter.store.columns import Row, code, external, key, number, plain, ref


class ServicePoint(Row, table=True):
    """A place that takes cases."""

    __tablename__ = "service_point"
    __table_args__ = (Index("ix_service_point_lat_lon", "lat", "lon"),)

    id: int | None = key()
    external_id: str | None = external()
    name: str
    address: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = plain(optional=True)
    lat: float | None = None
    lon: float | None = None
    """Degrees, WGS 84; None where the place is unknown."""
    place_quality: PlaceQuality = code(PlaceQuality, default=PlaceQuality.EXACT)
    phone: str | None = None
    emergency_phone: str | None = None
    email: str | None = None
    webhook: str | None = None
    opening_hours: str | None = None
    """OSM opening_hours; None: hours unknown."""
    opening_hours_said: str | None = None
    """As the file had it."""
    daily_capacity: int | None = None
    """New jobs a day; None: not limited."""
    area_km: float | None = None
    """How far it drives for on-site, pick-up and roadside; None: no limit known."""
    timezone: str = plain(default="UTC")
    active: bool = True
    version: int = 1


class PointAbility(Row, table=True):
    """One thing a point does: a way, brand, authorised brand, skill or language."""

    __tablename__ = "point_ability"
    __table_args__ = (
        Index("ix_point_ability_kind_value_point_id", "kind", "value", "point_id"),
        {"sqlite_with_rowid": False},
    )

    point_id: int = number(primary_key=True, foreign_key="service_point.id")
    kind: AbilityKind = code(AbilityKind, primary_key=True)
    value: str = plain(primary_key=True)
    """Case-folded; a point without brand rows serves every brand."""


class Geocode(Row, table=True):
    """What the geocoder answered, by the hash of what was asked: no address is kept."""

    __tablename__ = "geocode"

    asked: str = plain(primary_key=True)
    lat: float | None = None
    """Degrees, WGS 84; None: it knows no such place."""
    lon: float | None = None
    at: datetime


class ServicePointSecret(Row, table=True):
    """A secret that signs messages to a point; encrypted, because it must sign (``outbox.secrets``)."""

    __tablename__ = "service_point_secret"

    id: int | None = key()
    point_id: int = ref("service_point.id", index=True)
    sealed: str = plain()
    made_at: datetime
    retires_at: datetime | None = None
    """From when on it signs no more by itself: another one took its place."""
    revoked_at: datetime | None = None
