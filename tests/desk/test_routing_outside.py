"""Routing asks two services of the house, both optional: roads, and a geocoder; the desk holds nothing open."""

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from callcenter.cases.views import PlaceSaid
from callcenter.desk.agent import AgentDesk


class Service(http.server.BaseHTTPRequestHandler):
    """A geocoder and a routing service in one: the farther of two points is the nearer by road."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        said: Any = [{"lat": "31.2", "lon": "121.5"}]
        if self.path.startswith("/table"):
            said = {"code": "Ok", "distances": [[0, 9000, 3100]], "durations": [[0, 900, 480]]}
        body = json.dumps(said).encode()
        self.send_response(200 if server.well else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.well = [], True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def desk_of(house: Any, service: Any) -> AgentDesk:
    url, settings = f"http://127.0.0.1:{service.server_port}", house.settings
    house.settings = replace(
        settings,
        roads=MappingProxyType(dict(settings.roads) | {"url": url}),
        geocoder=MappingProxyType(dict(settings.geocoder) | {"url": url}),
    )
    house.desks.clear()
    desk: AgentDesk = house.desk()
    return desk


def test_an_address_nobody_knows_is_placed_and_the_points_are_ranked_by_road(
    house: Any, service: Any
) -> None:
    desk = desk_of(house, service)
    near, far = house.point("near", lat=31.21, lon=121.5), house.point("far", lat=31.22, lon=121.5)
    logged = house.log(place=PlaceSaid(text="Xqzzvyk 77"))
    wish = desk.wish_of(logged.case_id)
    assert (wish.lat, wish.lon, wish.placed_by) == (31.2, 121.5, "geocoder")
    found = desk.propose(wish)
    assert [(row.point_id, row.minutes) for row in found.rows] == [(far, 8), (near, 15)]
    assert found.note is not None
    assert found.note.code == "place.by_geocoder"
    desk.wish_of(logged.case_id)
    assert len([path for path in service.asked if path.startswith("/search")]) == 1, "it is remembered"


def test_both_away_is_as_without_them_and_said(house: Any, service: Any) -> None:
    service.well, desk = False, desk_of(house, service)
    near, far = house.point("near", lat=31.21, lon=121.5), house.point("far", lat=31.22, lon=121.5)
    nowhere = house.log(place=PlaceSaid(text="Xqzzvyk 77"))
    assert desk.wish_of(nowhere.case_id).lat is None
    placed = house.log(place=PlaceSaid(text="here", lat=31.2, lon=121.5))
    found = desk.propose(desk.wish_of(placed.case_id))
    assert [row.point_id for row in found.rows] == [near, far]
    assert found.note is not None
    assert found.note.code == "roads.silent"
