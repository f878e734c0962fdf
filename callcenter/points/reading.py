"""Reading service points as facts: two statements, however many."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.points.geometry import metres
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.views import PointFacts
from callcenter.reading import is_zone

_COLUMNS = (
    ServicePoint.external_id, ServicePoint.name, ServicePoint.address, ServicePoint.city,
    ServicePoint.country, ServicePoint.lat, ServicePoint.lon, ServicePoint.place_quality, ServicePoint.phone,
    ServicePoint.emergency_phone, ServicePoint.webhook, ServicePoint.email, ServicePoint.opening_hours,
    ServicePoint.daily_capacity, ServicePoint.area_km, ServicePoint.timezone, ServicePoint.active,
)  # fmt: skip


def facts(
    connection: Connection,
    ids: Iterable[int],
    *,
    lat: float | None = None,
    lon: float | None = None,
    distances: Mapping[int, float] | None = None,
) -> tuple[PointFacts, ...]:
    """Read points with their abilities, in the order of ``ids``; those that aren't there are left out.

    Args:
        connection: for reading.
        ids: at most some thousand.
        lat: latitude of the place to measure from, degrees; None: distances stay unknown.
        lon: longitude of that place.
        distances: metres already measured, by id.
    """
    wanted = list(ids)
    can = _abilities(connection, wanted)
    columns = [col(ServicePoint.id).label("point_id"), *(col(one) for one in _COLUMNS)]
    found = {}
    for row in connection.execute(select(*columns).where(col(ServicePoint.id).in_(wanted))):
        known = row._asdict()
        far = (distances or {}).get(row.point_id)
        if far is None and None not in (lat, lon, row.lat, row.lon):
            far = metres(lat or 0.0, lon or 0.0, row.lat, row.lon)
        known |= {"address": row.address or "", "city": row.city or "", "metres": far}
        known["timezone"] = known_zone(row.timezone)
        found[row.point_id] = PointFacts(**known, abilities=can.get(row.point_id, {}))
    return tuple(found[one] for one in wanted if one in found)


def known_zone(name: str) -> str:
    """A point's zone; UTC where this machine doesn't know it: one point must not stop the ranking of all."""
    return name if is_zone(name) else "UTC"


def _abilities(connection: Connection, ids: list[int]) -> Mapping[int, Mapping[str, frozenset[str]]]:
    found: dict[int, dict[str, frozenset[str]]] = {}
    rows = connection.execute(
        select(col(PointAbility.point_id), col(PointAbility.kind), col(PointAbility.value)).where(
            col(PointAbility.point_id).in_(ids)
        )
    )
    for point_id, kind, value in rows:
        own = found.setdefault(point_id, {})
        own[kind.value] = own.get(kind.value, frozenset()) | {value}
    return found
