"""A service point with a computer of its own: what it is sent, and when."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from callcenter.points.models import ServicePoint
from callcenter.store.store import Store

POINT = "永达浦东"
SETTINGS = "hold_seconds = {hold}\nallow_private_addresses = true\n"
SitDown = Callable[..., Any]


class Garage:
    """The point's computer: an HTTP server on this machine that says yes and keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        garage = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                garage.got.append((self.headers["webhook-id"], json.loads(body)))
                self.send_response(202)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_words: Any) -> None:
                """Quietly."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/offers"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def garage(store: Path) -> Iterator[Garage]:
    """The computer of 永达浦东."""
    made = Garage()
    house = Store(store)
    with house.write() as connection:
        connection.execute(
            update(ServicePoint).where(col(ServicePoint.name) == POINT).values(webhook=made.address)
        )
    house.close()
    yield made
    made.server.shutdown()
    made.server.server_close()


def offered(seat: Any) -> str:
    """Log a case of 周建国 and send it to the first point; its number."""
    seat.sees("Ready for a call").says("138 1234 0001", then="exact, single").press("enter", then="n log")
    seat.press("n", then="What happens")
    seat.says("热车后熄火，周建国 13812340001 说的", then="Engine › stalls").press("tab", then="y yes")
    seat.press("y", then="yes, asked").sees(lambda _terminal: POINT in seat.pointed_at)
    seat.press("enter", then="您的工单号是")
    return str(seat.case_number)


def test_the_offer_goes_out_after_the_hold_and_names_nobody(sit_down: SitDown, garage: Garage) -> None:
    seat = sit_down(settings=SETTINGS.format(hold=1))
    number = offered(seat)
    seat.sees("✓ 永达浦东: delivered")

    ((key, body),) = garage.got
    assert key
    assert body["type"] == "dispatch.offered"
    data = body["data"]
    assert (data["case"], data["category"], data["brand"], data["way"]) == (
        number, "engine.stalls", "Volkswagen", "bring_in",
    )  # fmt: skip
    said = json.dumps(body, ensure_ascii=False)
    for private in ("周建国", "Jianguo", "1234 0001", "12340001", "张杨路", "628弄", "200122", "66218"):
        assert private not in said
    assert "热车后熄火" in data["description"]


def test_taken_back_within_the_hold_nothing_leaves(sit_down: SitDown, garage: Garage) -> None:
    seat = sit_down(settings=SETTINGS.format(hold=4))
    number = offered(seat)
    seat.sees("takes it back").press("t", then="taken back: it has not left")
    seat.sees("Where to", number)

    seat.sees(lambda _terminal: POINT in seat.pointed_at).press("enter", then="您的工单号是")
    seat.sees("✓ 永达浦东: delivered")
    assert [body["type"] for _key, body in garage.got] == ["dispatch.offered"], "the second one only"
