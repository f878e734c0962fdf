"""One attempt against a real server on this machine, and addresses that may not be sent to."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.outbox import sms
from callcenter.outbox.deliver import deliver, is_private
from callcenter.outbox.views import Claimed, Result

AT = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
Seen = list[tuple[dict[str, str], bytes]]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers with the status that its path names; /stall and /drip answer when they are let go."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.seen.append(({k.lower(): v for k, v in self.headers.items()}, body))  # type: ignore[attr-defined]
        if self.path == "/drip":
            while not self.server.let_go.wait(0.02):  # type: ignore[attr-defined]
                try:
                    self.wfile.write(b"H")
                except OSError:
                    return
        if self.path == "/stall":
            self.server.let_go.wait(60)  # type: ignore[attr-defined]
            return
        status = int(self.path.strip("/"))
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:9/private")
        if self.server.retry_after:  # type: ignore[attr-defined]
            self.send_header("Retry-After", self.server.retry_after)  # type: ignore[attr-defined]
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Any]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.seen, server.let_go, server.retry_after = [], threading.Event(), ""  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.let_go.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def send(url: str, **more: Any) -> Result:
    message = Claimed(
        1, "msg_1", url, "dispatch.offered", {"type": "x", "data": {"b": "刹车", "a": 1}}, "dispatch", 1, 0
    )
    return deliver(message, **({"at": AT, "timeout_s": 5, "allow_private": True} | more))


def url(receiver: Any, path: str) -> str:
    return f"http://127.0.0.1:{receiver.server_port}/{path}"


def test_what_the_receiver_gets(receiver: Any) -> None:
    result = send(
        url(receiver, "200").replace("//", "//point:s%20t@"),
        sign=lambda key, at, body: {"webhook-signature": f"{key} {at:%H} {len(body)}"},
    )
    assert (result.ok, result.status, result.error) == (True, 200, None)
    ((headers, body),) = receiver.seen
    assert json.loads(body) == {"type": "x", "data": {"a": 1, "b": "刹车"}}
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-timestamp"] == "1772419200"
    assert headers["webhook-signature"] == f"msg_1 02 {len(body)}"
    assert headers["authorization"] == "Basic cG9pbnQ6cyB0"
    assert headers["host"] == f"127.0.0.1:{receiver.server_port}"


@pytest.mark.parametrize("status", [301, 307, 400, 404, 410, 429, 500, 503])
def test_anything_but_2xx_is_a_failure_and_no_redirect_is_followed(receiver: Any, status: int) -> None:
    result = send(url(receiver, str(status)))
    assert (result.status, result.error) == (status, f"the receiver answered {status}")
    assert len(receiver.seen) == 1


def test_a_receiver_that_stalls(receiver: Any) -> None:
    result = send(url(receiver, "stall"), timeout_s=0.2)
    assert (result.status, result.error) == (None, "no answer within 0.2 s")


def test_a_receiver_that_drips_is_hung_up_on(receiver: Any) -> None:
    result = send(url(receiver, "drip"), timeout_s=0.3)
    assert (result.status, result.error) == (None, "no answer within 0.3 s")
    assert result.milliseconds < 3000


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        result = send(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert not result.ok
    assert "refused" in (result.error or "")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/meta", "http://0.0.0.0/", "http://[::ffff:192.168.1.1]/", "https://localhost/", "http://2130706433/"],
)  # fmt: skip
def test_the_houses_own_network_is_not_sent_to(address: str) -> None:
    result = send(address, allow_private=False)
    assert result.status is None
    assert "private network" in (result.error or "")


@pytest.mark.parametrize(
    "address", ["ftp://point.example/", "point.example/hook", "http://", "http://[::1", ""]
)
def test_what_is_no_web_address(address: str) -> None:
    assert "address" in (send(address).error or "").lower() or not send(address).ok


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_given: Any, **_more: Any) -> Any:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert send("https://point.invalid/hook").error == "point.invalid is not known"


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("100.64.0.1", True),
        ("224.0.0.1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("64:ff9b::a00:1", True),
        ("2002:c0a8:101::1", True),
        ("64:ff9b:1::a00:1", True),
        ("::7f00:1", True),
        ("fec0::1", True),
    ],
)
def test_which_addresses_are_private(address: str, private: bool) -> None:
    assert is_private(address) is private


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 02 Mar 2026 03:40:00 GMT", timedelta(hours=1)),
        ("Mon, 02 Mar 2026 01:40:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("Thu, 1 Jan 99999999999999 00:00:00 GMT", None),
        ("", None),
    ],
)
def test_how_long_a_receiver_asks_to_be_left_alone(receiver: Any, said: str, meant: timedelta | None) -> None:
    receiver.retry_after = said
    assert send(url(receiver, "503")).retry_after == meant


def test_an_sms_leaves_by_the_gateway(receiver: Any) -> None:
    message = Claimed(1, "msg_1", "+8613912345678", "k", {"text": "修好了"}, "case", 1, 0)
    gateway = {"url": url(receiver, "202"), "token": "t0ken", "sender": "House", "timeout_s": 5.0}
    assert sms.send(message, at=AT, gateway=gateway).ok
    ((headers, body),) = receiver.seen
    assert json.loads(body) == {"to": "+8613912345678", "from": "House", "text": "修好了"}
    assert (headers["authorization"], headers["idempotency-key"]) == ("Bearer t0ken", "msg_1")
    receiver.retry_after = "60"
    later = sms.send(message, at=AT, gateway=gateway | {"url": url(receiver, "429")})
    assert (later.status, later.retry_after) == (429, timedelta(seconds=60))
    assert "no answer" in (sms.send(message, at=AT, gateway=gateway | {
        "url": url(receiver, "stall"), "timeout_s": 0.2}).error or "")  # fmt: skip
    assert "[sms]" in (sms.send(message, at=AT, gateway=gateway | {"url": ""}).error or "")
