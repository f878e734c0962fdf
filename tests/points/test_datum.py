import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.errors import Invalid
from callcenter.points import datum
from callcenter.points.geometry import metres

chinese = st.tuples(st.floats(18.2, 53.5), st.floats(73.6, 134.7))

# eviltransform's own published tests: wgs84 lat, lon -> gcj02 lat, lon.
KNOWN = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),  # Shanghai
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),  # Shenzhen
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),  # Beijing
]


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_known_gcj02(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert metres(*datum.wgs84_to_gcj02(*wgs), *gcj) < 0.1
    assert metres(*datum.to_wgs84(*gcj, "gcj02"), *wgs) < 0.1


def test_known_bd09() -> None:
    # The pair in coordtransform's README: bd09 116.404, 39.915.
    assert metres(*datum.bd09_to_gcj02(39.915, 116.404), 39.90865673957631, 116.39762729119315) < 1


@given(chinese)
def test_round_trip_gcj02(point: tuple[float, float]) -> None:
    assert metres(*datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(*point)), *point) < 0.01


@given(chinese)
def test_round_trip_bd09(point: tuple[float, float]) -> None:
    there = datum.gcj02_to_bd09(*datum.wgs84_to_gcj02(*point))
    assert metres(*datum.to_wgs84(*there, "BD-09"), *point) < 0.01
    assert 50 < metres(*there, *point) < 3000


@pytest.mark.parametrize("point", [(48.8566, 2.3522), (40.7128, -74.0060), (-33.87, 151.21), (0.0, 0.0)])
@pytest.mark.parametrize("kind", ["wgs84", "gcj02", "bd09", ""])
def test_outside_china_nothing_moves(point: tuple[float, float], kind: str) -> None:
    assert datum.to_wgs84(*point, kind) == point


def test_wgs84_is_left_alone_in_china() -> None:
    assert datum.to_wgs84(31.2, 121.5, "WGS84") == (31.2, 121.5)


def test_another_datum_is_refused() -> None:
    with pytest.raises(Invalid, match="nad27 is no datum we know: write wgs84, gcj02 or bd09"):
        datum.to_wgs84(31, 121, "nad27")
