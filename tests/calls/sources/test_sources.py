"""What each telephone system sends becomes the events of a call, and each gets the reply it expects."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from callcenter.calls.sources import caller_name, placetel, sipgate, threecx, twilio, zammad
from callcenter.calls.sources.said import Said, Unread, fields
from callcenter.calls.views import CallerFound

AT = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def said(body: str | bytes = b"", kind: str = FORM, **more: Any) -> Said:
    raw = body.encode() if isinstance(body, str) else body
    values = {
        "headers": {"content-type": kind},
        "query": {},
        "body": raw,
        "at": AT,
        "url": "https://desk.example/cti",
    }
    return Said(**(values | more))


def brief(event: Any) -> tuple[str, ...]:
    return event.type, event.direction, event.number, event.agent, event.cause


RING = {
    "event": "newCall", "from": "493023125741", "to": "492214710334", "direction": "in", "callId": "307fa962",
    "user": ["Christopher Miller", "Emma Taylor"], "queue": "Service",
}  # fmt: skip


def test_zammad_in_json_and_in_forms() -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in RING.items() if isinstance(value, str)
    )  # fmt: skip
    for one in (
        said(json.dumps(RING), "application/json; charset=utf-8"),
        said(
            urlencode([("user[]", "A"), ("user[]", "B"), *((k, v) for k, v in RING.items() if k != "user")])
        ),
        said(parts + "--b--\r\n", "multipart/form-data; boundary=b"),
    ):
        heard = zammad.hear(one)
        (event,) = heard.events
        assert brief(event) == ("ringing", "in", "493023125741", "", "")
        assert (event.call_id, event.queue, event.source, event.at) == ("307fa962", "Service", "zammad", AT)
        assert (heard.reply.status, heard.reply.body, heard.reply.kind) == (200, "{}", "application/json")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"event": "answer", "answeringNumber": "emma@x.com"},
            ("answered", "in", "493023125741", "emma@x.com", ""),
        ),
        ({"event": "answer", "user": "Emma"}, ("answered", "in", "493023125741", "Emma", "")),
        (
            {"event": "hangup", "cause": "noAnswer", "user": None},
            ("ended", "in", "493023125741", "", "no_answer"),
        ),
        (
            {"event": "newCall", "direction": "out", "user": ["emma"]},
            ("ringing", "out", "492214710334", "emma", ""),
        ),
        ({"event": "newCall", "from": "anonymous"}, ("ringing", "in", "", "", "")),
    ],
)
def test_zammad_events(more: dict[str, Any], expected: tuple[str, ...]) -> None:
    (event,) = zammad.hear(said(json.dumps(RING | more), "application/json")).events
    assert brief(event) == expected


@pytest.mark.parametrize(
    "wrong",
    [{"direction": "sideways"}, {"event": "dance"}, {"callId": ""}, {"callId": "x" * 251}, {"callId": None}],
)
def test_what_is_no_call_is_refused_without_its_number(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unread) as refused:
        zammad.hear(said(json.dumps(RING | wrong), "application/json"))
    assert "4930" not in str(refused.value)
    assert json.loads(zammad.refused("no", 401).body) == {"error": "no"}


SIPGATE = (
    "event=newCall&from=492111234567&to=4915791234567&direction=in&callId=123456&user[]=Alice&user[]=Bob&userId[]=w0&userId[]=w1",
    "event=answer&callId=123456&user=John+Doe&userId=w0&from=492111234567&to=4915791234567&direction=in&answeringNumber=21199999999",
    "event=hangup&cause=normalClearing&callId=123456&from=492111234567&to=4915791234567&direction=in&answeringNumber=4921199999999",
)


def test_sipgate_is_asked_for_what_follows() -> None:
    heard = [sipgate.hear(said(body, url="https://desk.example/cti/sipgate/T?a=1&b=2")) for body in SIPGATE]
    assert [brief(one.events[0]) for one in heard] == [
        ("ringing", "in", "+492111234567", "", ""),
        ("answered", "in", "+492111234567", "21199999999", ""),
        ("ended", "in", "+492111234567", "4921199999999", "normal"),
    ]
    assert heard[0].reply.kind == "application/xml"
    assert heard[0].reply.body == (
        '<?xml version="1.0" encoding="UTF-8"?><Response onAnswer="https://desk.example/cti/sipgate/T?a=1&amp;b=2" '
        'onHangup="https://desk.example/cti/sipgate/T?a=1&amp;b=2"/>'
    )
    assert sipgate.hear(said("event=dtmf&dtmf=1&callId=1")).events == ()


def test_sipgates_signature_right_and_wrong() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signature = base64.b64encode(key.sign(SIPGATE[0].encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    def signed(body: str, given: str) -> bool:
        return sipgate.is_signed(said(body, headers={sipgate.HEADER: given}), pem)

    assert signed(SIPGATE[0], signature)
    assert not signed(SIPGATE[0] + "&", signature)
    assert not signed(SIPGATE[0], signature[:-4] + "AAA=")
    assert not signed(SIPGATE[0], "no base64!")
    assert not sipgate.is_signed(said(SIPGATE[0], headers={}), pem)


PLACETEL = "call_id=4a4cbb39578170aed9a2761a7bec8c7e704a541f52291ef603d6f5f152980c3c&event=CallAccepted&from=0123456789&to=0987654321"
VECTOR = "c4f823c5b8806432fe2b83b1fc2ee714422e0cdfb4b5129152a7d0bbcd7792d0"


def test_placetels_signature_right_and_wrong() -> None:
    right = said(PLACETEL, headers={placetel.HEADER: VECTOR})
    assert placetel.is_signed(right, "12345")
    assert not placetel.is_signed(right, "12346")
    assert not placetel.is_signed(replace(right, body=right.body + b" "), "12345")
    assert not placetel.is_signed(replace(right, headers={}), "12345")
    assert not placetel.is_signed(replace(right, headers={placetel.HEADER: "ä"}), "12345")


@pytest.mark.parametrize(
    ("body", "expected", "talked"),
    [
        ("event=IncomingCall&from=022129191999&to=23&call_id=a&direction=in", ("ringing", "in", "022129191999", "", ""), None),
        ("event=OutgoingCall&from=23&to=022129191999&peer=7777a@fpbx.de&call_id=a&direction=out",
         ("ringing", "out", "022129191999", "7777a@fpbx.de", ""), None),
        ("event=CallAccepted&from=0221&to=23&call_id=a&peer=7777a@fpbx.de&direction=in",
         ("answered", "in", "0221", "7777a@fpbx.de", ""), None),
        ("event=HungUp&from=0221&to=23&call_id=a&type=accepted&duration=42&direction=in", ("ended", "in", "0221", "", "normal"), 42.0),
        ("event=HungUp&from=0221&to=23&call_id=a&type=missed&duration=0&direction=in", ("ended", "in", "0221", "", "no_answer"), None),
        ("event=HungUp&from=0221&to=23&call_id=a&type=voicemail&duration=9&direction=in", ("ended", "in", "0221", "", "voicemail"), None),
    ],
)  # fmt: skip
def test_placetel_events(body: str, expected: tuple[str, ...], talked: float | None) -> None:
    heard = placetel.hear(said(body))
    (event,) = heard.events
    assert (brief(event), event.talk_s) == (expected, talked)
    assert heard.reply.status == 200


TWILIO = {
    "CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "To": "+18005551212",
    "Caller": "+14158675309",
}  # fmt: skip
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"


def test_twilios_signature_right_and_wrong() -> None:
    right = said(urlencode(TWILIO), url=URL, headers={twilio.HEADER: "RSOYDt4T1cUTdK1PDd93/VVr8B8="})
    assert twilio.is_signed(right, "12345")
    assert twilio.is_signed(replace(right, url=URL.replace(".com/", ".com:443/")), "12345")
    assert not twilio.is_signed(replace(right, url=URL.replace("https", "http")), "12345")
    assert not twilio.is_signed(right, "54321")
    assert not twilio.is_signed(replace(right, body=right.body + b"&a=1"), "12345")
    assert not twilio.is_signed(replace(right, headers={}), "12345")


def test_twilio_signs_json_by_its_sum() -> None:
    import hashlib
    import hmac

    body = b'{"CallSid":"CA1"}'
    url = f"https://mycompany.com/x?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = base64.b64encode(hmac.new(b"12345", url.encode(), hashlib.sha1).digest()).decode()
    right = said(body, "application/json", url=url, headers={twilio.HEADER: signature})
    assert twilio.is_signed(right, "12345")
    assert not twilio.is_signed(replace(right, body=body + b" "), "12345")


def test_twilio_events() -> None:
    def event(**more: str) -> Any:
        heard = twilio.hear(
            said(
                urlencode(
                    {"CallSid": "CA1", "From": "+16175551212", "To": "+18005551212", "Direction": "inbound"}
                    | more
                )
            )
        )
        assert (heard.reply.kind, heard.reply.body.endswith("<Response/>")) == ("text/xml", True)
        return heard.events[0]

    assert brief(event(CallStatus="ringing")) == ("ringing", "in", "+16175551212", "+18005551212", "")
    told = event(
        CallStatus="completed",
        CallDuration="30",
        Timestamp="Mon, 02 Mar 2026 02:41:00 +0000",
        SequenceNumber="3",
    )
    assert (told.talk_s, told.at, told.cause) == (30.0, AT + timedelta(minutes=1), "normal")
    out = event(CallStatus="no-answer", Direction="outbound-dial", From="client:tommy")
    assert brief(out) == ("ended", "out", "+18005551212", "tommy", "no_answer")
    with pytest.raises(Unread):
        event(CallStatus="singing")


def test_3cx_a_lookup_is_a_ring() -> None:
    (ring,) = threecx.hear_lookup(said(query={"number": "13912345678", "agent": "[Agent]"})).events
    assert (brief(ring), ring.call_id) == (("ringing", "in", "13912345678", "", ""), "")
    assert threecx.hear_lookup(said(query={"number": "[Number]"})).events == ()
    wang = CallerFound(7, "C7", "王小明", "+8613912345678")
    assert json.loads(threecx.contacts(wang).body)["contacts"][0]["lastname"] == "王小明"
    assert json.loads(threecx.contacts(None).body) == {"contacts": []}


def test_3cx_the_report_tells_the_rest() -> None:
    report = {"number": "13912345678", "agent": "201", "calltype": "Inbound", "duration": "00:01:05",
              "start": "2026-03-02T02:40:00Z", "end": "2026-03-02T02:41:20Z", "entity": "[EntityId]"}  # fmt: skip
    (event,) = threecx.hear_report(said(urlencode(report))).events
    assert brief(event) == ("ended", "in", "13912345678", "201", "normal")
    assert (event.started_at, event.at, event.talk_s) == (AT, AT + timedelta(seconds=80), 65.0)
    (missed,) = threecx.hear_report(
        said(json.dumps(report | {"calltype": "Missed"}), "application/json")
    ).events
    assert (missed.cause, missed.talk_s) == ("no_answer", None)
    assert fields(said(urlencode(report)))["entity"] == ("",)
    with pytest.raises(Unread):
        threecx.hear_report(said(urlencode(report | {"calltype": "[CallType]"})))
    for never in ("0001-01-01T00:00:00", "0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59-12:00"):
        (odd,) = threecx.hear_report(said(urlencode(report | {"start": never, "end": never}))).events
        assert (odd.at, odd.talk_s) == (said().at, event.talk_s)


def test_names_for_the_telephones_own_display() -> None:
    wang = CallerFound(7, None, "Grace  Turner\n", "+442079460018")
    assert caller_name.asked_for(said(query={"number": "Anonymous"})) == ""
    assert [caller_name.reply(wang, shown).body for shown in ("off", "masked", "full")] == [
        "",
        "G•• T••",
        "Grace Turner",
    ]
    assert caller_name.reply(replace(wang, name="王小明"), "masked").body == "王••"
    assert caller_name.reply(None, "full").body == ""


@given(
    st.binary(max_size=300),
    st.sampled_from([FORM, "application/json", "multipart/form-data; boundary=b", ""]),
)
def test_no_body_breaks_an_adapter(body: bytes, kind: str) -> None:
    for hear in (zammad.hear, sipgate.hear, placetel.hear, twilio.hear, threecx.hear_report):
        try:
            heard = hear(said(body, kind))
        except Unread:
            continue
        assert all("\x00" not in str(event) for event in heard.events)


@given(
    st.dictionaries(
        st.sampled_from(["event", "from", "to", "direction", "callId", "user", "cause"]),
        st.text() | st.none() | st.lists(st.integers()),
    )
)
def test_no_fields_break_zammad(found: dict[str, Any]) -> None:
    try:
        (event,) = zammad.hear(said(json.dumps(found), "application/json")).events
    except Unread:
        return
    assert len(event.call_id) <= 250
