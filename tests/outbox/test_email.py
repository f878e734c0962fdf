"""E-mail to a real mail server on this machine: encrypted, whole, and what becomes of it where it fails."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from callcenter.outbox import email
from callcenter.outbox.views import Claimed, Result
from callcenter.outbox.words import Channel
from tests.mail_server import MailServer, certificate

AT = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
BODY = {
    "subject": "能否接单\r\nBcc: all@example.org",
    "text": "刹车异响\n.\nend",
    "html": "<p>刹车异响</p>",
    "attachments": [
        {
            "filename": "预约.ics",
            "content_type": "text/calendar; method=REQUEST",
            "text": "BEGIN:VCALENDAR\r\n",
        }
    ],
}


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def server(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with MailServer(pem) as server:
        yield server


def message(to: str = "wang@example.org", **body: Any) -> Claimed:
    return Claimed(1, "msg_1", to, "k", BODY | body, "dispatch", 1, 0, channel=Channel.EMAIL)


def send(server: MailServer, to: str = "wang@example.org", **more: Any) -> Result:
    how = {
        "host": "127.0.0.1", "port": server.port, "security": "starttls", "user": "", "password": "",
        "sender": "售后服务 <service@house.example>", "timeout_s": 5.0,
    }  # fmt: skip
    return email.send(message(to), at=AT, server=how | more)


def test_what_arrives(server: MailServer) -> None:
    assert send(server, user="house", password="s3cret").status == 250
    (letter,) = server.letters
    assert server.passwords == ["\0house\0s3cret"]
    assert (server.receivers, server.encrypted) == (["wang@example.org"], [True])
    assert letter["Subject"] == "能否接单 Bcc: all@example.org"
    assert letter["Bcc"] is None
    assert letter["From"] == "售后服务 <service@house.example>"
    assert (letter["To"], letter["Message-ID"]) == ("wang@example.org", "<msg_1@house.example>")
    assert letter["Date"].datetime == AT
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == ["刹车异响", ".", "end"]
    assert html.get_content().strip() == "<p>刹车异响</p>"
    (calendar,) = letter.iter_attachments()
    assert calendar.get_filename() == "预约.ics"
    assert (calendar.get_content_type(), calendar.get_param("method")) == ("text/calendar", "REQUEST")
    assert calendar.get_content().strip() == "BEGIN:VCALENDAR"


def test_tls_from_the_first_byte(pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with MailServer(pem, tls=True) as server:
        assert send(server, security="tls").ok
        assert server.encrypted == [True]


def test_a_certificate_that_nobody_vouches_for_is_refused(pem: Path) -> None:
    with MailServer(pem) as server:
        result = send(server)
        assert "certificate" in (result.error or "").lower()
        assert (server.letters, result.final) == ([], False)


def test_a_server_without_encryption_gets_nothing(server: MailServer) -> None:
    server.certificate = None
    result = send(server)
    assert (result.ok, result.final, server.letters) == (False, False, [])


def test_without_encryption_only_on_this_machine(server: MailServer) -> None:
    assert send(server, security="none").ok
    assert "this machine" in (send(server, security="none", host="mail.example").error or "")


@pytest.mark.parametrize(
    ("what", "said", "status", "final"),
    [
        ("wang@example.org", "550 5.1.1 <wang@example.org> unknown", 550, True),
        ("wang@example.org", "450 4.2.1 greylisted", 450, False),
        ("DATA", "554 5.7.1 spam", 554, True),
        ("DATA", "451 4.3.0 later", 451, False),
        ("AUTH", "535 5.7.8 wrong", 535, False),
    ],
)
def test_what_is_refused_for_good_and_what_is_tried_again(
    server: MailServer, what: str, said: str, status: int, final: bool
) -> None:
    server.refusals[what] = said
    result = send(server, user="house", password="x")
    assert (result.status, result.final, server.letters) == (status, final, [])
    assert str(status) in (result.error or "")
    assert "wang" not in (result.error or ""), "no address in the log"


def test_a_server_that_stalls_is_left(server: MailServer) -> None:
    server.refusals["DATA"] = "stall"
    assert send(server, timeout_s=0.2).error == "no answer within 0.2 s"


def test_nobody_listens_or_nothing_is_set(server: MailServer) -> None:
    assert not send(server, port=1).final
    assert "[email]" in (send(server, host="").error or "")


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c", "wang@example.org\r\nBcc: x@y"])
def test_what_is_no_address_is_refused_for_good(server: MailServer, to: str) -> None:
    result = send(server, to)
    assert (result.final, server.letters) == (True, [])


@example(
    "=?utf-8?q?=0d=0aBcc:_all@example.org?=", "=?utf-8?q?=0d=0aBcc:_all@example.org?=", "wang@example.org"
)
@given(st.text(), st.text(), st.text())
@settings(max_examples=30)
def test_nothing_said_makes_a_header(subject: str, name: str, to: str) -> None:
    try:
        letter = email.letter(message(to, subject=subject), at=AT, sender=f"{name} <service@house.example>")
    except email.Unsendable:
        letter = email.letter(message(subject=subject), at=AT, sender="service@house.example")
    head = letter.as_bytes().partition(b"\r\n\r\n")[0].lower()
    starts = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    known = b"from to subject date message-id auto-submitted content-type mime-version".split()
    assert set(starts) <= set(known)
    assert len(starts) == len(set(starts))
