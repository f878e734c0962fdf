"""The routing service: a small real server of our own, right, slow, broken and away."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from callcenter.dispatch.by_road import by_road
from callcenter.dispatch.judging import Applicant
from callcenter.dispatch.ranking import Board
from callcenter.dispatch.views import Wish
from callcenter.points.roads import Roads, Way
from callcenter.points.views import PointFacts
from tests.seats import MONDAY

HERE = (31.2, 121.5)
NEAR, FAR = (31.21, 121.5), (31.22, 121.5)


class Service(http.server.BaseHTTPRequestHandler):
    """Answers what ``server.says`` is: a JSON value, bytes, a status, or "stall"; counts what it was asked."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        if server.says == "stall":
            while not server.let_go.wait(0.02):
                try:
                    self.wfile.write(b"H")
                except OSError:
                    return
            return
        status = server.says if isinstance(server.says, int) else 200
        body = server.says if isinstance(server.says, bytes) else json.dumps(server.says).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.says, server.let_go = [], None, threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def roads(service: Any, timeout_s: float = 5.0, time: Time | None = None) -> Roads:
    return Roads(f"http://127.0.0.1:{service.server_port}", "driving", timeout_s, time=time or Time())


def table(metres: list[float | None], seconds: list[float | None]) -> dict[str, Any]:
    return {"code": "Ok", "distances": [[0, *metres]], "durations": [[0, *seconds]]}


def test_ways_are_asked_for_once_and_remembered(service: Any) -> None:
    service.says, asked = table([3100.4, None], [480.0, None]), roads(service)
    for _ in range(2):
        assert asked.ways(HERE, [NEAR, FAR]) == (Way(3100.4, 480.0), None), "no road leads to the second"
    assert service.asked == [
        "/table/v1/driving/121.5000,31.2000;121.5000,31.2100;121.5000,31.2200"
        "?sources=0&annotations=duration%2Cdistance"
    ]
    service.says = table([9.0], [1.0])
    assert asked.ways(HERE, [NEAR, (31.3, 121.5)]) == (Way(3100.4, 480.0), Way(9.0, 1.0)), "only what is new"
    assert service.asked[1].count(";") == 1


@pytest.mark.parametrize(
    "says",
    [500, b"<html>", {"code": "NoTable"}, [], table([1.0, 2.0], [1.0, 2.0]), {"code": "Ok", "durations": [[0, 1]]},
     table(["x"], [1.0])],  # type: ignore[list-item]
    ids=["500", "no JSON", "not Ok", "a list", "of another size", "no distances", "words for numbers"],
)  # fmt: skip
def test_a_service_that_is_wrong_is_left_alone_for_a_while(service: Any, says: Any) -> None:
    time, service.says = Time(), says
    asked = roads(service, time=time)
    assert asked.ways(HERE, [NEAR]) is None
    assert asked.ways(HERE, [NEAR]) is None
    assert len(service.asked) == 1, "it isn't waited for a second time"
    time.now, service.says = 11.0, table([3100.0], [480.0])
    assert asked.ways(HERE, [NEAR]) == (Way(3100.0, 480.0),)


def test_a_slow_one_and_one_that_is_not_there(service: Any) -> None:
    service.says = "stall"
    assert roads(service, timeout_s=0.1).ways(HERE, [NEAR]) is None
    assert Roads("http://127.0.0.1:9", "driving", 5.0).ways(HERE, [NEAR]) is None


def point(point_id: int, metres: float, place: tuple[float, float]) -> Applicant:
    return Applicant(
        PointFacts(
            point_id=point_id, external_id=None, name=f"P{point_id}", address="", city="", country="CN",
            lat=place[0], lon=place[1], place_quality="exact", phone=None, emergency_phone=None, webhook=None,
            opening_hours=None, daily_capacity=None, area_km=2.0, timezone="Asia/Shanghai", active=True,
            metres=metres, abilities={"way": frozenset({"on_site"})},
        )
    )  # fmt: skip


def board() -> Board:
    made = Board(Wish(way="on_site", lat=HERE[0], lon=HERE[1]), MONDAY)
    made.add(point(1, 1100.0, NEAR))
    made.add(point(2, 1900.0, FAR))
    return made


def test_the_ranking_goes_by_road(service: Any) -> None:
    service.says = table([8000.0, 3100.0], [900.0, 480.0])
    found = by_road(board(), roads(service))
    assert [(row.point_id, row.metres, row.minutes, row.by_road) for row in found.rows] == [
        (2, 3100.0, 8, True), (1, 8000.0, 15, True),
    ], "the river lies between; how far a point drives is still its circle"  # fmt: skip
    assert found.note is None
    assert found.rows[0].reasons[0].code == "reason.nearest"


def test_without_an_answer_the_straight_line_stands_and_says_so(service: Any) -> None:
    service.says = 500
    found = by_road(board(), roads(service))
    assert [(row.point_id, row.metres, row.minutes, row.by_road) for row in found.rows] == [
        (1, 1100.0, None, False), (2, 1900.0, None, False),
    ]  # fmt: skip
    assert found.note is not None
    assert found.note.code == "roads.silent"
    plain = by_road(board(), None)
    assert ([row.by_road for row in plain.rows], plain.note) == ([None, None], None)
