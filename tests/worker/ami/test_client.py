"""The client through thick and thin: broken lines, refused accounts, garbage, and numbers that are rung."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from callcenter import clock
from callcenter.callers.views import NewCustomer
from callcenter.calls.models import Call, Dial
from callcenter.calls.reaper import LONGEST_RING
from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreAway
from callcenter.floor.models import AgentStateInterval
from callcenter.store.models import Lease
from callcenter.worker.ami import line
from callcenter.worker.ami.client import Pace
from tests.ami_server import SECRET, AmiServer, frame
from tests.seats import key
from tests.worker.ami.test_conversations import TRUNK, connects, hangs_up, joins, member, news_of, rings

NUMBER = "+8613912345678"


def channel(name: str, call: str, leg: str, **more: Any) -> dict[str, Any]:
    usual = {
        "ChannelState": 6,
        "CallerIDNum": "013912345678",
        "Exten": "s",
        "BridgeId": "b",
        "Duration": "00:01:05",
    }
    return {"Channel": name, "Uniqueid": leg, "Linkedid": call} | usual | more


def test_after_a_broken_line_all_is_as_it_stands_there(any_exchange: Any) -> None:
    exchange, server = any_exchange, any_exchange.server
    server.members = [{"Queue": "Service", "Location": f"PJSIP/{one}", "Status": 1} for one in (201, 202)]
    exchange.start()
    server.wait_ready()
    exchange.told(joins("3.1"), rings("3.1", "201"), connects("3.1", "201"), joins("3.2"))
    server.channels = [
        channel(TRUNK, "3.2", "3.2", BridgeId=""),
        channel("PJSIP/trunk-0000000f", "3.3", "3.3"), channel("PJSIP/202-0000000e", "3.3", "3.4"),
        channel("PJSIP/201-0000000d", "3.5", "3.5", Exten="913800001111"), channel(TRUNK, "3.5", "3.6"),
        channel("PJSIP/trunk-00000010", "3.7", "3.7", BridgeId=""),
        channel("PJSIP/201-0000000c", "3.8", "3.8"), channel("PJSIP/202-0000000c", "3.8", "3.9"),
    ]  # fmt: skip
    server.waiting = [{"Queue": "Service", "Channel": TRUNK, "Uniqueid": "3.2", "Wait": 65}]
    server.members = [{"Queue": "Service", "Location": "PJSIP/202", "Status": 2}]
    server.hang_up()
    server.wait_ready(2)
    exchange.told(hangs_up("3.3"))
    calls = {one.call_id: one for one in exchange.calls if one.call_id != "mark-1"}
    assert {name: (one.state.value, one.cause) for name, one in calls.items()} == {
        "3.1": ("ended", "lost"),  # gone meanwhile
        "3.2": ("ringing", None),  # still waits
        "3.3": ("ended", "normal"),  # begun meanwhile, and its end is heard
        "3.5": ("answered", None),  # rung by an agent meanwhile
    }
    assert exchange.login(calls["3.3"].agent_id) == "lilei"
    assert (calls["3.5"].direction, calls["3.5"].number) == ("out", "913800001111")
    now = {
        exchange.login(one.agent_id): one.state.value
        for one in exchange.rows(AgentStateInterval)
        if not one.to_at
    }
    assert now == {"wangfang": "away", "lilei": "on_call"}


def test_what_hangs_up_while_the_lists_are_read_is_not_among_them(exchange: Any) -> None:
    exchange.server.may_list = False
    exchange.start()
    exchange.server.wait_ready()
    asked = exchange.server.wait_action("QueueStatus")
    exchange.told(
        joins("3.1"), frame(Event="QueueStatusComplete", ActionID=asked["ActionID"]), hangs_up("3.1")
    )
    assert news_of(exchange)[0] == "missed", "an account that may not list still hears"


def test_a_refused_account_is_one_sentence_and_no_second_try(exchange: Any) -> None:
    exchange.server.secret = "another"
    exchange.start()
    exchange.wait_for(lambda: exchange.failed)
    exchange.stop()
    assert exchange.server.logins == 1
    said = str(exchange.failed[0])
    assert said.startswith("127.0.0.1 refused the account desk. Look at user and secret")
    assert SECRET not in said


def test_garbage_silence_and_a_line_that_breaks_again_and_again(exchange: Any, caplog: Any) -> None:
    caplog.set_level(logging.INFO, "callcenter")
    exchange.start(Pace(wait=0.01, ping=0.05))
    for times in (1, 2, 3):
        exchange.server.wait_ready(times)
        exchange.server.play(b"\x00\xff: \r\n\r\nEvent\r\n\r\n" + b"x" * 100_000 + b"\r\n\r\n")
        exchange.server.wait_action("Ping", times)
        exchange.server.hang_up()
    exchange.server.wait_ready(4)
    exchange.told(joins("3.1"))
    assert news_of(exchange)[0] == "ringing"
    assert "trying again" in caplog.text
    assert SECRET not in caplog.text
    assert "139" not in caplog.text


def test_nobody_there_is_tried_again(exchange: Any) -> None:
    exchange.start(Pace(wait=0.01, ping=0.02, dead=0.05))
    exchange.server.wait_ready(1)
    exchange.server.deaf = True
    exchange.server.wait_login(2)
    exchange.server.deaf = False
    exchange.server.wait_ready(2)


def asked(exchange: Any, **about: Any) -> Any:
    desk = exchange.desk()
    return exchange.wait_for(lambda: (one := desk.dial(key(), NUMBER, **about)).way == "telephone" and one)


def outcome(exchange: Any, dial_id: int) -> Any:
    desk = exchange.desk()
    return exchange.wait_for(
        lambda: (now := desk.dial_outcome(dial_id)).state in ("connected", "failed") and now
    )


def test_a_number_is_rung_and_the_call_is_known_by_it(any_exchange: Any) -> None:
    exchange, server = any_exchange, any_exchange.server
    assert exchange.desk().dial(key(), NUMBER).way == "clipboard", "nobody dials yet"
    server.outcomes = [{"Response": "Success", "Reason": 4}]
    exchange.start()
    wang = exchange.desk().new_customer(key(), NewCustomer("王小明", ("021 5888 1234",)))
    dialled = asked(exchange, customer_id=wang)
    assert outcome(exchange, dialled.dial_id).state == "connected"
    action = server.wait_action("Originate")
    assert [action[name] for name in ("Channel", "Exten", "Context", "Async")] == [
        "PJSIP/201", NUMBER, "from-internal", "true",
    ]  # fmt: skip
    call = action["ChannelId"]
    leg = {"DestChannel": TRUNK, "DestUniqueid": "9.9", "DestLinkedid": call}
    ours = {"Channel": "PJSIP/201-0000000a", "Exten": "s", "Uniqueid": call, "Linkedid": call}
    exchange.told(
        frame(Event="DialBegin", **ours, **leg), frame(Event="DialEnd", **ours, **leg, DialStatus="ANSWER")
    )
    rung = exchange.call
    assert (rung.direction, rung.e164, rung.state, exchange.login(rung.agent_id)) == (
        "out", NUMBER, "answered", "wangfang",
    )  # fmt: skip
    assert rung.customer_id == wang, "of whom the number isn't known, but who was rung"
    exchange.stop()
    assert exchange.desk().dial(key(), NUMBER).way == "clipboard", "nobody dials any more"


@pytest.mark.parametrize(
    ("outcomes", "why"),
    [
        ([], "refused"),
        ([{"Response": "Failure", "Reason": 5}], "busy"),
        ([{"Response": "Failure", "Reason": 3}], "no_answer"),
        ([{"Response": "Failure", "Reason": 0}], "unreachable"),
    ],
    ids=["not allowed", "busy", "not lifted", "no such telephone"],
)
def test_what_wasnt_dialled_is_said(exchange: Any, outcomes: list[Any], why: str) -> None:
    exchange.server.outcomes = outcomes
    exchange.start()
    assert outcome(exchange, asked(exchange).dial_id).failed == why


def test_a_line_that_breaks_while_it_rings(exchange: Any) -> None:
    exchange.server.outcomes = [None]
    exchange.start()
    dialled = asked(exchange)
    exchange.server.wait_action("Originate")
    exchange.server.hang_up()
    assert outcome(exchange, dialled.dial_id).failed == "lost"
    (row,) = exchange.rows(Dial)
    assert row.sent_at is not None
    assert len(exchange.server.asked("Originate")) == 1, "never twice"


def test_a_member_who_is_added_is_known_by_name(exchange: Any) -> None:
    exchange.start()
    exchange.server.wait_ready()
    exchange.told(frame(Event="QueueMemberAdded", **member("201"), Status=1, Paused=0))
    assert exchange.desk().agent_state().state == "ready"


def test_a_caller_may_wait_for_longer_than_a_telephone_rings(exchange: Any) -> None:
    exchange.start()
    exchange.server.wait_ready()
    exchange.told(joins("3.1"))
    system = SystemDesk(exchange.store, exchange.settings)
    exchange.wait_for(lambda: [one for one in exchange.rows(Lease) if one.name == "dialler"])
    later = clock.now() + LONGEST_RING + timedelta(seconds=1)
    with exchange.store.write() as connection:
        connection.execute(update(Lease).values(until=later + timedelta(seconds=1)))
    assert system.reap_calls(at=later) == 0
    exchange.stop()
    assert system.reap_calls(at=later) == 2, "with the mark of these tests"


def test_while_the_store_is_away_what_is_told_waits_and_what_doesnt_fit_is_asked_for(
    exchange: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(line, "LONGEST", 4)
    away = threading.Event()
    away.set()
    opened = exchange.opened

    def open_store(location: str) -> Any:
        if away.is_set():
            raise StoreAway("The store is away.")
        return opened(location)

    exchange.opened = open_store
    exchange.start()
    exchange.server.wait_ready()
    exchange.server.play(*(joins(f"5.{number}") for number in range(9)))
    exchange.server.channels = [
        channel(TRUNK, f"5.{number}", f"5.{number}", BridgeId="") for number in (7, 8)
    ]
    exchange.server.waiting = [{"Queue": "Service", "Uniqueid": f"5.{number}"} for number in (7, 8)]
    exchange.wait_for(lambda: exchange.client.is_behind)
    away.clear()
    exchange.server.wait_ready(2)
    exchange.wait_for(
        lambda: {one.call_id for one in exchange.rows(Call) if not one.ended_at} == {"5.7", "5.8"}
    )
    assert {one.call_id for one in exchange.rows(Call) if one.ended_at} <= {
        f"5.{number}" for number in range(7)
    }


def test_over_tls_only_with_a_certificate_that_is_trusted(
    exchange: Any, tmp_path: Path, monkeypatch: Any, caplog: Any
) -> None:
    certificate = own_certificate(tmp_path)
    server = AmiServer(certificate)
    try:
        ami = {**exchange.settings.ami, "port": server.port, "tls": True}
        exchange.settings = replace(exchange.settings, ami=MappingProxyType(ami))
        exchange.server = server
        exchange.start()
        exchange.wait_for(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text)
        assert server.logins == 0, "the secret isn't shown to just anybody"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        server.wait_ready()
        exchange.told(joins("6.1"))
        assert news_of(exchange)[0] == "ringing"
    finally:
        exchange.stop()
        server.close()


def own_certificate(folder: Path) -> Path:
    """Of 127.0.0.1, with its key, in one file."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "own.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + private.private_bytes(*plain))
    return file
