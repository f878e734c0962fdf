"""Telephone systems at the door, through real sockets: let in, answered at once, written down, none lost."""

import base64
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from callcenter.api.guard import Rates

CTI = "/api/v1/cti/KEY"


def zammad(event: str, call_id: str = "c1", **more: Any) -> dict[str, Any]:
    values = {
        "event": event,
        "from": "8613912345678",
        "to": "862158881234",
        "direction": "in",
        "callId": call_id,
    }
    return values | more


def with_secrets(exchange: Any, **said: str) -> None:
    told = MappingProxyType({**exchange.settings.telephony, **said})
    exchange.settings = replace(exchange.settings, telephony=told)


def test_a_recorded_conversation(any_exchange: Any) -> None:
    wang = any_exchange.customer("王小明", "+8613912345678")
    line = any_exchange.open()
    replies = [
        line.post(CTI, json=zammad("newCall", user=["王芳", "李雷"], queue="Service")),
        line.post(CTI, json=zammad("answer", answeringNumber="wangfang")),
        line.post(CTI, data=zammad("hangup", answeringNumber="wangfang", cause="normalClearing")),
    ]
    assert [(one.status_code, one.json()) for one in replies] == [(200, {})] * 3
    (call,) = line.states("ended")
    assert (call.customer_id, call.agent_id, call.cause) == (wang, any_exchange.admin.me.agent_id, "normal")


def test_who_may_not_come_in_is_told_and_logged_without_the_secret(exchange: Any, caplog: Any) -> None:
    line = exchange.open(rate=3)
    caplog.set_level(logging.INFO)
    wrong = line.client.post("/api/v1/cti/cti_not-a-key-at-all", json=zammad("newCall"))
    assert (wrong.status_code, wrong.json()) == (401, {"error": "no such key"})
    assert line.post(CTI, json=zammad("newCall", direction="sideways")).status_code == 422
    assert line.post(CTI, content=b"x" * 70_000).status_code == 413
    assert line.post(CTI, content=iter([b"x" * 40_000] * 2)).status_code == 413
    statuses = {line.post(CTI, json=zammad("newCall")).status_code for _ in range(40)}
    assert statuses == {200, 429}
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("callcenter"))
    assert ours.count("refused: ") >= 5
    for hidden in ("not-a-key", exchange.key, "13912345678"):
        assert hidden not in ours


def test_keys_come_and_go_while_the_door_is_open(exchange: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("callcenter.api.guard.KEYS_PACE_S", 0.02)
    monkeypatch.setattr("callcenter.api.guard.LOOK_AGAIN_S", 0.0)
    line = exchange.open()
    old, exchange.key = exchange.key, exchange.admin.make_key("cti").secret
    assert line.post(CTI, json=zammad("newCall")).status_code == 200
    assert line.client.post(f"/api/v1/cti/{old}", json=zammad("newCall")).status_code == 200
    exchange.admin.revoke_key(1)
    line.until(lambda: line.client.post(f"/api/v1/cti/{old}", json=zammad("newCall")).status_code == 401)
    assert line.post(CTI, json=zammad("newCall")).status_code == 200


def test_sipgate_is_asked_for_more_and_must_sign(exchange: Any, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "sipgate.pem").write_bytes(pem)
    with_secrets(exchange, sipgate_key=str(tmp_path / "sipgate.pem"), public_url="https://desk.example")
    line = exchange.open()
    body = b"event=newCall&from=492111234567&to=4915791234567&direction=in&callId=123456&user[]=Alice"
    signature = base64.b64encode(key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert line.post("/cti/sipgate/KEY", content=body, headers=form).status_code == 401
    wrong = line.post(
        "/cti/sipgate/KEY", content=body + b"&x=1", headers=form | {"X-Sipgate-Signature": signature}
    )
    assert wrong.status_code == 401
    right = line.post("/cti/sipgate/KEY", content=body, headers=form | {"X-Sipgate-Signature": signature})
    here = f"https://desk.example/cti/sipgate/{exchange.key}"
    assert right.headers["content-type"].startswith("application/xml")
    assert f'onAnswer="{here}" onHangup="{here}"' in right.text
    (call,) = line.states("ringing")
    assert call.e164 == "+492111234567"


def test_placetel_and_twilio_must_sign(exchange: Any) -> None:
    import hashlib
    import hmac

    with_secrets(exchange, placetel_secret="12345", twilio_token="54321", public_url="https://desk.example")
    line = exchange.open()
    body = b"event=IncomingCall&from=022129191999&to=23&call_id=p1&direction=in"
    signature = hmac.new(b"12345", body, hashlib.sha256).hexdigest()
    assert line.post("/cti/placetel/KEY", content=body).status_code == 401
    assert (
        line.post("/cti/placetel/KEY", content=body, headers={"X-PLACETEL-SIGNATURE": signature}).status_code
        == 200
    )

    said = {
        "CallSid": "CA1",
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": "+16175551212",
        "To": "+18005551212",
    }
    text = f"https://desk.example/cti/twilio/{exchange.key}" + "".join(
        f"{name}{said[name]}" for name in sorted(said)
    )
    signed = base64.b64encode(hmac.new(b"54321", text.encode(), hashlib.sha1).digest()).decode()
    assert line.post("/cti/twilio/KEY", data=said).status_code == 401
    right = line.post("/cti/twilio/KEY", data=said, headers={"X-Twilio-Signature": signed})
    assert (right.status_code, right.text.endswith("<Response/>")) == (200, True)
    assert sorted(call.source for call in line.states("ringing", "ringing")) == ["placetel", "twilio"]


def test_3cx_looks_up_and_reports(any_exchange: Any) -> None:
    wang = any_exchange.customer("王小明", "+8613912345678")
    line = any_exchange.open()
    found = line.get("/cti/3cx/KEY/lookup", params={"number": "13912345678", "agent": "[Agent]"}).json()
    assert [(one["id"], one["lastname"]) for one in found["contacts"]] == [(str(wang), "王小明")]
    assert line.get("/cti/3cx/KEY/lookup", params={"number": "[Number]"}).json() == {"contacts": []}
    assert line.get("/cti/3cx/KEY/lookup", params={"number": "021 5888 1234"}).json() == {"contacts": []}
    line.states("ringing", "ringing")
    report = {"number": "13912345678", "agent": "wangfang", "calltype": "Inbound", "duration": "00:00:00"}
    assert line.post("/cti/3cx/KEY/report", data=report).status_code == 200
    assert line.states("ended", "ringing")[0].customer_id == wang


@pytest.mark.parametrize(("shown", "name"), [("off", ""), ("masked", "王••"), ("full", "王小明")])
def test_the_telephones_own_display(exchange: Any, shown: str, name: str) -> None:
    exchange.customer("王小明", "+8613912345678")
    with_secrets(exchange, caller_names=shown)
    line = exchange.open()
    said = line.get("/cti/cid", params={"key": exchange.key, "number": "13912345678"})
    assert (said.text, said.headers["content-type"]) == (name, "text/plain; charset=utf-8")
    assert line.get("/cti/cid", params={"key": "cti_wrong", "number": "13912345678"}).status_code == 401


def test_fifty_calls_at_once_are_all_there(any_exchange: Any) -> None:
    line = any_exchange.open()

    def call(number: int) -> list[int]:
        events = ("newCall", "answer", "hangup")
        return [line.post(CTI, json=zammad(event, f"burst-{number}")).status_code for event in events]

    with ThreadPoolExecutor(8) as pool:
        assert [one for each in pool.map(call, range(50)) for one in each] == [200] * 150
    line.states(*["ended"] * 50)


def test_what_waits_is_written_when_the_store_is_back_or_the_door_closes(any_exchange: Any) -> None:
    line = any_exchange.open()
    any_exchange.away.set()
    for n in range(5):
        assert line.post(CTI, json=zammad("newCall", f"c{n}")).status_code == 200
    assert "callcenter_call_events_waiting 5.0" in line.get("/metrics").text
    assert line.calls == []
    any_exchange.away.clear()
    line.states(*["ringing"] * 5)
    assert line.post(CTI, json=zammad("hangup", "c4", cause="cancel")).status_code == 200
    line.close()
    assert [call.state for call in line.calls] == ["ringing"] * 4 + ["missed"]


def test_a_full_line_is_said(exchange: Any) -> None:
    line = exchange.open(longest_line=2)
    exchange.away.set()
    statuses = [line.post(CTI, json=zammad("newCall", f"c{n}")).status_code for n in range(3)]
    assert statuses == [200, 200, 503]
    exchange.away.clear()
    line.states("ringing", "ringing")


def test_an_event_that_cannot_be_written_holds_up_no_other(exchange: Any, caplog: Any) -> None:
    line = exchange.open()
    exchange.away.set()
    for n in range(6):
        line.post(CTI, json=zammad("newCall", f"c{n}", queue="poison" if n == 3 else ""))
    exchange.away.clear()
    assert [call.call_id for call in line.states(*["ringing"] * 5)] == ["c0", "c1", "c2", "c4", "c5"]
    assert 'callcenter_call_events_total{outcome="dropped",source="zammad"} 1.0' in line.get("/metrics").text
    assert "13912345678" not in "".join(
        one.getMessage() for one in caplog.records if one.name.startswith("callcenter")
    )


def test_monitors_see_no_number(exchange: Any) -> None:
    line = exchange.open()
    line.post(CTI, json=zammad("newCall"))
    line.client.post("/api/v1/cti/wrong", json=zammad("newCall"))
    line.states("ringing")
    assert (line.get("/health").json(), line.get("/ready").json()) == ({"status": "ok"}, {"status": "ok"})
    figures = line.until(lambda: (text := line.get("/metrics").text) and 'outcome="written"' in text and text)
    assert 'callcenter_requests_total{source="zammad",status="401"} 1.0' in figures
    assert "callcenter_undelivered 0.0" in figures
    assert "callcenter_oldest_undelivered_seconds 0.0" in figures
    assert "callcenter_to_tell_by_phone 0.0" in figures
    assert not [word for word in ("13912345678", exchange.key) if word in figures]
    paths = line.get("/openapi.json").json()["paths"]
    assert {"/api/v1/cti/{token}", "/cti/sipgate/{token}", "/cti/cid", "/ready"} <= set(paths)
    assert exchange.key not in json.dumps(paths)


def test_a_store_of_an_earlier_version_is_not_ready(any_exchange: Any) -> None:
    from sqlalchemy import text

    line = any_exchange.open()
    assert line.get("/ready").status_code == 200
    with any_exchange.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    said = line.get("/ready")
    assert (said.status_code, said.json()) == (503, {"status": "StoreOlder"})
    with any_exchange.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))


def test_a_rate_is_an_average_with_room_for_a_burst() -> None:
    rates = Rates(2)
    assert [rates.allows(1, 0.0) for _ in range(5)] == [True] * 4 + [False]
    assert rates.allows(2, 0.0)
    assert [rates.allows(1, 1.0) for _ in range(3)] == [True, True, False]


@pytest.mark.slow
def test_fifty_calls_a_second_for_a_minute_are_all_there(any_exchange: Any) -> None:
    """As many as come in a minute of 50 calls a second, as fast as they are answered."""
    line = any_exchange.open(rate=100_000)

    def call(number: int) -> set[int]:
        events = ("newCall", "answer", "hangup")
        return {line.post(CTI, json=zammad(event, f"c{number}")).status_code for event in events}

    with ThreadPoolExecutor(16) as pool:
        assert set().union(*pool.map(call, range(3000))) == {200}
    line.close()
    assert [one.state for one in line.calls] == ["ended"] * 3000
