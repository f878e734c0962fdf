from itertools import pairwise
from math import asin, atan2, cos, degrees, pi, radians, sin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from callcenter.points.geometry import EARTH_RADIUS_METRES, box_around, boxes, metres

lats = st.floats(-90, 90) | st.sampled_from([-90.0, 90.0, 89.9999, -89.9, 0.0])
lons = st.floats(-180, 180) | st.sampled_from([-180.0, 180.0, 179.9999, -179.9999, 0.0])
shares = st.floats(0, 1)


def travelled(lat: float, lon: float, bearing: float, far: float) -> tuple[float, float]:
    """Where one stands after `far` metres on a great circle (Williams, Aviation Formulary)."""
    angle, phi, theta = far / EARTH_RADIUS_METRES, radians(lat), radians(bearing)
    there = asin(max(-1.0, min(1.0, sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(theta))))
    turn = atan2(sin(theta) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(there))
    return degrees(there), (lon + degrees(turn) + 540) % 360 - 180


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((52.5200, 13.4050), (48.1372, 11.5756), 504.2),  # Berlin, Munich
        ((31.2304, 121.4737), (39.9042, 116.4074), 1067.3),  # Shanghai, Beijing
        ((0, 179.5), (0, -179.5), 111.195),
        ((90, 0), (90, 137), 0),
        ((90, 0), (-90, 0), 20015.115),
    ],
)
def test_known_distances(here: tuple[float, float], there: tuple[float, float], km: float) -> None:
    assert metres(*here, *there) / 1000 == pytest.approx(km, rel=1e-3, abs=1e-6)


@given(lats, lons, lats, lons)
def test_distance_is_symmetric_and_bounded(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    there = metres(lat1, lon1, lat2, lon2)
    assert 0 <= there <= pi * EARTH_RADIUS_METRES + 1
    assert there == pytest.approx(metres(lat2, lon2, lat1, lon1), abs=1e-3)


@settings(max_examples=400)
@given(lats, lons, st.floats(1, 21_000_000), st.floats(0, 360), shares)
@example(89.5, 0.0, 60_000.0, 90.0, 1.0)
@example(-17.7, 179.9, 40_000.0, 90.0, 1.0)
@example(70.0, -179.99, 2_100_000.0, 300.0, 1.0)
def test_all_within_the_radius_lies_in_the_box(
    lat: float, lon: float, radius: float, bearing: float, share: float
) -> None:
    box = box_around(lat, lon, radius)
    there = travelled(lat, lon, bearing, radius * share)
    if metres(lat, lon, *there) <= radius:
        assert box.holds(*there)


@given(lats, lons)
def test_boxes_grow_to_the_whole_globe(lat: float, lon: float) -> None:
    grown = list(boxes(lat, lon))
    assert all(a.radius_metres < b.radius_metres for a, b in pairwise(grown))
    assert grown[-1].all_longitudes
    assert (grown[-1].south, grown[-1].north) == (-90, 90)
    assert len(grown) < 10
    for box in grown:
        assert -90 <= box.south <= box.north <= 90
        assert all(-180 <= west <= east <= 180 for west, east in box.spans)


def test_box_over_the_antimeridian_is_split() -> None:
    box = box_around(-17.7, 179.9, 40_000)
    assert box.crosses_antimeridian
    (west, end), (start, east) = box.spans
    assert (end, start) == (180, -180)
    assert west < 179.9
    assert -180 < east < -179
    assert box.holds(-17.7, -179.9)
    assert not box.holds(-17.7, 0)


def test_near_a_pole_there_is_no_bound_on_longitude() -> None:
    box = box_around(89.9, 12, 40_000)
    assert box.all_longitudes
    assert box.spans == ()
    assert box.north == 90
    assert box.holds(89.95, -168)


@pytest.mark.parametrize(("start", "factor"), [(0, 2), (-1, 2), (1000, 1)])
def test_boxes_that_would_not_grow_are_refused(start: float, factor: float) -> None:
    with pytest.raises(ValueError, match="boxes need"):
        next(boxes(0, 0, start, factor))
