"""Points in the order of their distance: exact against brute force, at the poles and across the antimeridian."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert

from callcenter.points.geometry import metres
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.nearest import by_distance, has, has_none
from callcenter.points.words import AbilityKind
from callcenter.store.store import Store

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def fill(store: Store, places: list[tuple[float, float]]) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM point_ability")
        connection.exec_driver_sql("DELETE FROM service_point")
        rows = [
            {
                "id": n,
                "name": f"P{n}",
                "lat": lat,
                "lon": lon,
                "timezone": "UTC",
                "active": True,
                "version": 1,
            }
            for n, (lat, lon) in enumerate(places, start=1)
        ]
        if rows:
            connection.execute(insert(ServicePoint), rows)
            connection.execute(
                insert(PointAbility),
                [{"point_id": n, "kind": "way", "value": "bring_in"} for n in range(1, len(rows) + 1, 2)],
            )


def brute(places: list[tuple[float, float]], here: tuple[float, float]) -> list[tuple[float, int]]:
    return sorted((metres(*here, lat, lon), n) for n, (lat, lon) in enumerate(places, start=1))


def read(store: Store, here: tuple[float, float], **more: Any) -> list[tuple[float | None, int]]:
    with store.read() as connection:
        return [(one.metres, one.point_id) for page in by_distance(connection, *here, **more) for one in page]


lats = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 89.99, -89.99, 0.0]))
lons = st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 180.0, 179.99, -179.99]))
places = st.tuples(lats, lons)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(places, max_size=25), places, st.integers(1, 7))
def test_as_brute_force_says(
    store: Store, there: list[tuple[float, float]], here: tuple[float, float], page: int
) -> None:
    fill(store, there)
    assert read(store, here, page=page) == brute(there, here)


def test_across_the_antimeridian_and_at_the_pole(store: Store) -> None:
    fill(store, [(-17.0, 179.9), (-17.0, -179.9), (-17.0, 179.0), (89.9, 10.0), (89.9, -170.0)])
    assert [n for _, n in read(store, (-17.0, -179.99))][:3] == [1, 2, 3] or [
        n for _, n in read(store, (-17.0, -179.99))
    ][:3] == [2, 1, 3]
    assert {n for _, n in read(store, (90.0, 0.0))[:2]} == {4, 5}


def test_only_those_that_can(store: Store) -> None:
    fill(store, [(1.0, 1.0), (1.0, 1.1), (1.0, 1.2)])
    assert [n for _, n in read(store, (1.0, 1.0), where=has(AbilityKind.WAY, "BRING_IN "))] == [1, 3]
    assert [n for _, n in read(store, (1.0, 1.0), where=has_none(AbilityKind.WAY))] == [2]
    assert [n for _, n in read(store, (1.0, 1.0), within_metres=15_000)] == [1, 2]


def test_points_of_unknown_place_are_left_out(store: Store) -> None:
    fill(store, [(1.0, 1.0)])
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE service_point SET lat=NULL, lon=NULL")
    assert read(store, (1.0, 1.0)) == []


def test_the_first_page_takes_three_statements(store: Store) -> None:
    fill(store, [(1.0 + n / 1000, 1.0) for n in range(200)])
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with store.read() as connection:
        page = next(by_distance(connection, 1.0, 1.0))
    assert len(page) == 48
    assert len([one for one in asked if one.startswith("SELECT")]) == 3
    assert page[0].abilities == {"way": frozenset(["bring_in"])}
