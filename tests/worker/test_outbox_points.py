"""What reaches a point: signed messages, and e-mail for those without a computer of their own."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col, select
from standardwebhooks import Webhook

from callcenter import clock
from callcenter import settings as house_settings
from callcenter.cases.models import Case
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.hearing import hears_by
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import withdraw_live, write_offer
from callcenter.dispatch.proposal import propose
from callcenter.dispatch.views import Choice, Sent, Wish
from callcenter.outbox.models import Message
from callcenter.outbox.secrets import Secrets
from callcenter.points import webhook_secrets
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store.events import Actor
from callcenter.store.store import Store
from tests.mail_server import MailServer, certificate

ACTOR = Actor("agent", None, "王芳")


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        server.seen.append(
            (dict(self.headers), self.rfile.read(int(self.headers["content-length"])).decode())
        )
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with MailServer(pem) as server:
        yield server


@pytest.fixture
def desk(sqlite_store: Store, tmp_path: Path, mail: MailServer, at: datetime) -> SystemDesk:
    """A house with a mail server, and a point in Shanghai that can be reached by e-mail only."""
    settings = house_settings.load(
        environment={"CALLCENTER_ALLOW_PRIVATE_ADDRESSES": "yes"}, store=str(sqlite_store.path)
    )
    settings = replace(
        settings,
        secret_key=tmp_path / "keys",
        email=settings.email
        | {"host": "127.0.0.1", "port": mail.port, "sender": "desk@house.example", "timeout_s": 5.0},
        telling=settings.telling | {"house": "Service <House>"},
        points=settings.points | {"public_url": "https://desk.example"},
    )
    with sqlite_store.write() as connection:
        connection.execute(
            insert(ServicePoint).values(
                name="永达浦东", lat=31.2, lon=121.5, email="annahme@yongda.example",
                timezone="Asia/Shanghai", country="CN", active=True,
            )
        )  # fmt: skip
        connection.execute(
            insert(Case).values(
                number="4817", kind="fault", state="new", summary="s", safety=True, place_city="上海市",
                description="王小明 13912345678 <b>刹车</b>异响", caller_e164="+8613912345678",
                priority="urgent", logged_at=at, reopened=0, version=1, tier="standard", reporter="王小明",
            )
        )  # fmt: skip
    return SystemDesk(sqlite_store, settings)


def send(desk: SystemDesk, at: datetime) -> Sent:
    with desk.store.read() as connection:
        found = propose(connection, Wish(lat=31.2, lon=121.4), at)
    with desk.store.write() as connection:
        choice = Choice(found.rows[0].point_id, found)
        return write_offer(connection, ACTOR, 1, choice, at=at, settings=desk.settings)


def dispatch(desk: SystemDesk) -> Dispatch:
    with desk.store.read() as connection:
        row = connection.execute(select(Dispatch)).one()
        return Dispatch(**row._mapping)


def test_a_point_without_a_webhook_is_offered_it_by_e_mail(
    desk: SystemDesk, mail: MailServer, at: datetime
) -> None:
    sent = send(desk, at)
    assert dispatch(desk).state == "queued"
    assert desk.work_outbox(at=sent.held_until).sent == 1
    assert dispatch(desk).state == "delivered"
    (letter,) = mail.letters
    assert letter["To"] == "annahme@yongda.example"
    assert "481-7" in letter["Subject"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    text, page = plain.get_content(), html.get_content()
    assert "https://desk.example/p/1." in text
    assert 'href="https://desk.example/p/1.' in page
    assert "&lt;b&gt;刹车&lt;/b&gt;异响" in page
    assert 'lang="zh-CN"' in page
    assert "类型：故障" in text
    assert "Service &lt;House&gt;" in page
    for private in ("王小明", "13912345678"):
        assert private not in text + page


def test_who_heard_by_e_mail_hears_of_the_end_by_e_mail(
    desk: SystemDesk, mail: MailServer, at: datetime
) -> None:
    with desk.store.write() as connection:
        connection.execute(insert(PointAbility).values(point_id=1, kind="language", value="en"))
    moment = send(desk, at).held_until
    desk.work_outbox(at=moment)
    with desk.store.write() as connection:
        assert hears_by(connection, dispatch(desk)) == "message"
        withdraw_live(connection, ACTOR, 1, at=moment, reason="")
    desk.work_outbox(at=moment)
    first, second = (letter["Subject"] for letter in mail.letters)
    assert first.startswith("Safety: this must not wait. Can you take case 481-7")
    assert second == "Case 481-7 is no longer offered to you. Nothing is to be done."


def test_without_a_mail_server_it_is_told_by_phone(desk: SystemDesk, mail: MailServer, at: datetime) -> None:
    deaf = replace(desk, settings=replace(desk.settings, email=desk.settings.email | {"host": ""}))
    send(deaf, at)
    assert dispatch(deaf).state == "by_phone"
    assert deaf.next_message_due(at=at) is None


def test_messages_to_a_point_with_a_secret_are_signed(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    clock.use(None)  # the library that verifies looks at the machine's clock
    now = clock.now()
    with desk.store.write() as connection:
        url = f"http://127.0.0.1:{receiver.server_port}/"
        connection.execute(update(ServicePoint).values(webhook=url))
        secrets = Secrets.of(desk.settings)
        old = webhook_secrets.make(connection, ACTOR, 1, now, secrets=secrets)
        new = webhook_secrets.rotate(connection, ACTOR, 1, now, secrets=secrets)
    desk.work_outbox(at=send(desk, now).held_until)
    ((headers, body),) = receiver.seen
    for made in (old, new):
        assert Webhook(made.secret).verify(body, headers)["type"] == "dispatch.offered"


def test_what_can_not_be_signed_is_not_sent_unsigned(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    with desk.store.write() as connection:
        connection.execute(update(ServicePoint).values(webhook=f"http://127.0.0.1:{receiver.server_port}/"))
        secrets = Secrets(desk.settings.secret_key.with_name("lost"))  # type: ignore[union-attr]
        webhook_secrets.make(connection, ACTOR, 1, at, secrets=secrets)
    assert desk.work_outbox(at=send(desk, at).held_until).failed == 1
    assert receiver.seen == []
    with desk.store.read() as connection:
        error = connection.execute(select(col(Message.last_error))).scalar()
    assert "lacks the key" in (error or "")
