"""The geocoder: a small real server of our own; asked once for an address, at most once a second."""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from callcenter.points import geocoder
from callcenter.points.asking import Unanswered
from callcenter.points.geocoder import Address, Geocoder, Known
from callcenter.points.models import Geocode
from callcenter.store.store import Store
from tests.seats import MONDAY

FARM = Address("Hof Nirgendwo 3, Altmark", "DE")


class Service(http.server.BaseHTTPRequestHandler):
    """Answers what ``server.says`` is: a JSON value or a status."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append((self.path, self.headers["user-agent"]))
        body = json.dumps(server.says).encode()
        self.send_response(server.says if isinstance(server.says, int) else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.says = [], [{"lat": "52.6", "lon": "11.8", "display_name": "Hof"}]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(service: Any) -> str:
    return f"http://127.0.0.1:{service.server_port}"


def test_what_is_asked_and_how_often(service: Any) -> None:
    asked = Geocoder(address_of(service), 5.0)
    assert asked.find(FARM) == Known(52.6, 11.8)
    (path, agent), query = service.asked[0], parse_qs(urlsplit(service.asked[0][0]).query)
    assert (urlsplit(path).path, agent) == ("/search", "callcenter")
    assert query == {"format": ["jsonv2"], "q": [FARM.text], "limit": ["1"], "countrycodes": ["de"]}
    with pytest.raises(Unanswered):
        asked.find(FARM)
    assert len(service.asked) == 1, "a second has not passed"


@pytest.mark.parametrize(
    "says", [500, {"error": "x"}, [{}], [{"lat": "x", "lon": "1"}], [{"lat": 91, "lon": 1}]]
)
def test_an_answer_that_is_none(service: Any, says: Any) -> None:
    service.says = says
    with pytest.raises(Unanswered):
        Geocoder(address_of(service), 5.0).find(FARM)


def test_nobody_there_and_no_such_place(service: Any) -> None:
    with pytest.raises(Unanswered):
        Geocoder("http://127.0.0.1:9", 5.0).find(FARM)
    service.says = []
    assert Geocoder(address_of(service), 5.0).find(FARM) == Known(None, None)


def test_it_is_remembered_without_the_address_and_forgotten(store: Store) -> None:
    with store.write() as connection:
        geocoder.keep(connection, FARM, Known(52.6, 11.8), MONDAY)
        geocoder.keep(connection, FARM, Known(1.0, 1.0), MONDAY)
        geocoder.keep(connection, Address("nowhere"), Known(None, None), MONDAY)
    with store.read() as connection:
        assert geocoder.known(connection, Address("hof  nirgendwo 3, ALTMARK", "de")) == Known(52.6, 11.8)
        assert geocoder.known(connection, Address("nowhere")) == Known(None, None)
        assert geocoder.known(connection, Address("elsewhere")) is None
        rows = connection.execute(Geocode.__table__.select()).all()  # type: ignore[attr-defined]
    assert not any("nirgend" in str(row).lower() for row in rows)
    with store.write() as connection:
        geocoder.keep(connection, Address("new"), Known(0.0, 0.0), MONDAY + timedelta(days=91))
        assert geocoder.known(connection, FARM) is None
