"""Service points in the order of their distance from a place: exact, page by page, by plain B-trees.

A growing box over the index on latitude and longitude gives ids and coordinates (nothing else is touched),
haversine sorts them, and only the pages that are taken are read in full.
"""

from collections.abc import Iterator
from heapq import heapify, heappop
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, not_, or_, select
from sqlmodel import col

from callcenter.points import reading
from callcenter.points.geometry import Box, boxes, metres
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.views import PointFacts
from callcenter.points.words import AbilityKind

PAGE = 48
_START_METRES = 25_000.0


def has(kind: AbilityKind, value: str) -> ColumnElement[bool]:
    """The condition that a point has an ability, in any case of letters."""
    return _any(kind, col(PointAbility.value) == value.strip().casefold())


def has_none(kind: AbilityKind) -> ColumnElement[bool]:
    """The condition that a point names nothing of a kind."""
    return not_(_any(kind))


def _any(kind: AbilityKind, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(col(PointAbility.point_id)).where(
            col(PointAbility.point_id) == col(ServicePoint.id), col(PointAbility.kind) == kind, *more
        )
    )


def by_distance(
    connection: Connection,
    lat: float,
    lon: float,
    *,
    where: ColumnElement[bool] | None = None,
    within_metres: float | None = None,
    page: int = PAGE,
) -> Iterator[tuple[PointFacts, ...]]:
    """Yield pages of points, nearest first, to the end of the world; points of unknown place are left out.

    Args:
        connection: for reading.
        lat: latitude of the place, degrees, WGS 84.
        lon: longitude of the place, degrees.
        where: a condition on ``ServicePoint``, best one of ``has`` and ``has_none``.
        within_metres: nothing farther is read.
        page: how many points a page has.
    """
    for found in _rings(connection, lat, lon, where, within_metres):
        heapify(found)  # the nearest few of thousands are wanted: no need to sort them all
        nearest = iter(lambda found=found: heappop(found) if found else None, None)  # type: ignore[misc]
        while part := list(islice(nearest, page)):
            distances = {point_id: far for far, point_id in part}
            yield reading.facts(connection, distances, distances=distances)


def _rings(
    connection: Connection,
    lat: float,
    lon: float,
    where: ColumnElement[bool] | None,
    within_metres: float | None,
) -> Iterator[list[tuple[float, int]]]:
    """Distances and ids in rings about the place, each ring beyond the last."""
    beyond = -1.0
    limit = float("inf") if within_metres is None else within_metres
    for box in boxes(lat, lon, _START_METRES):
        rows = connection.execute(_in_box(box, where))
        measured = ((metres(lat, lon, north or 0.0, east or 0.0), one or 0) for one, north, east in rows)
        yield [(far, one) for far, one in measured if beyond < far <= min(box.radius_metres, limit)]
        beyond = box.radius_metres
        if beyond >= limit:
            return


def _in_box(box: Box, where: ColumnElement[bool] | None) -> Select[int | None, float | None, float | None]:
    bounds: list[ColumnElement[bool]] = [col(ServicePoint.lat).between(box.south, box.north)]
    if box.spans:
        bounds.append(or_(*(col(ServicePoint.lon).between(*span) for span in box.spans)))
    else:
        bounds.append(col(ServicePoint.lon).is_not(None))
    if where is not None:
        bounds.append(where)
    return select(col(ServicePoint.id), col(ServicePoint.lat), col(ServicePoint.lon)).where(and_(*bounds))
