"""Distances in the list of points: by road with its minutes, about right where no road is known, plain without."""

from dataclasses import replace

from callcenter.desk.views import Candidate
from screens.send.points import BY_ROAD, COLUMNS, cells
from tests.seats import MONDAY

POINT = Candidate(
    point_id=1, external_id=None, name="永达浦东", city="上海", address="", phone=None, metres=3100.0, open=True,
    opens_at=None, closes_at=None, room=None, capacity=None, work_on=MONDAY.date(), matches=(), reasons=(),
)  # fmt: skip


def test_a_row_has_as_many_cells_as_its_list_has_columns() -> None:
    assert (len(cells(POINT)), cells(POINT)[1]) == (len(COLUMNS), "3.1")
    for row, said in (
        (replace(POINT, by_road=True, minutes=8), ("3.1", "8")),
        (replace(POINT, by_road=False), ("≈ 3.1", "-")),
    ):
        assert (len(cells(row)), cells(row)[1:3]) == (len(BY_ROAD), said)
