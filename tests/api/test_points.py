"""A service point at the door: by the link of its message, on a page without script, and with its own key."""

import re
from typing import Any

import pytest

from callcenter.callers.models import Repair
from callcenter.dispatch.answer_link import make
from callcenter.dispatch.models import Dispatch
from callcenter.outbox.secrets import Secrets
from tests.point_house import Workshop, workshop
from tests.seats import MONDAY, key

PRIVATE = ("王小明", "138 1234", "8613812345678", "延安路")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def shop(exchange: Any) -> Workshop:
    return workshop(exchange)


def test_the_page_shows_on_get_and_acts_on_post(shop: Workshop) -> None:
    offer = shop.client.get(shop.path)
    assert (offer.status_code, shop.client.head(shop.path).status_code) == (200, 200)
    assert not [one for one in PRIVATE if one in offer.text]
    assert "发动机" in offer.text
    assert "&lt;b&gt;热车后熄火" in offer.text
    assert [row.state.value for row in shop.rows(Dispatch)] == ["queued"]
    for name, value in {
        "cache-control": "no-store", "referrer-policy": "no-referrer", "x-frame-options": "DENY",
        "x-robots-tag": "noindex, nofollow",
    }.items():  # fmt: skip
        assert offer.headers[name] == value
    assert offer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in offer.text
    refused = shop.send(offer.text, "accept", at="yesterday", note="来吧 <i>")
    assert (refused.status_code, "“yesterday”" in refused.text) == (422, True)
    assert "来吧 &lt;i&gt;</textarea>" in refused.text
    for _twice in range(2):
        sent = shop.send(refused.text, "accept", note="来吧")
        assert (sent.status_code, sent.headers["location"]) == (303, shop.path.removeprefix("/p/"))
    opened = shop.client.get(f"{shop.path}?lang=en")
    assert not [one for one in PRIVATE if one not in opened.text and one != "138 1234"]
    assert 'href="tel:+8613812345678"' in opened.text
    again = shop.send(offer.text.replace('name="key" value="', 'name="key" value="x'), "accept")
    assert (again.status_code, "已" in again.text or "already" in again.text) == (409, True)
    for do, fields in (
        ("received", {}), ("diagnosed", {"cause": "怠速阀"}), ("waiting_parts", {"note": "三天"}),
        ("repaired", {"work": "换阀", "cost": "380.50", "job_no": "J-1", "km": "56 000", "outcome": "repaired"}),
        ("handed_back", {}),
    ):  # fmt: skip
        assert (do, shop.send(opened.text, do, **fields).status_code) == (do, 303)
        opened = shop.client.get(f"{shop.path}?lang=en")
    assert "Nothing is left to do" in opened.text
    (repair,) = shop.rows(Repair)
    assert (repair.cost, repair.km, repair.job_no) == (38_050, 56_000, "J-1")
    assert shop.agent.case(shop.case_id).state == "resolved"


def test_links_that_lead_nowhere_or_are_over(exchange: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("callcenter.api.answering._A_SECOND", 6.0)
    shop = workshop(exchange)
    offer = shop.client.get(shop.path)
    assert shop.client.get("/p/1.2.nonsense").status_code == 404
    late = make(Secrets.of(shop.exchange.settings), shop.dispatch_id, MONDAY.replace(year=2020))
    assert shop.client.get(f"/p/{late}").status_code == 410
    assert shop.send(offer.text, "decline", reason="no_parts").status_code == 303
    over = shop.client.get(f"{shop.path}?lang=en")
    assert (over.status_code, "You have declined case" in over.text, "Excelle" in over.text) == (
        410,
        True,
        False,
    )
    assert shop.send(offer.text, "accept", key="another").status_code == 410
    assert shop.client.post(shop.path, content=b"x=" + b"y" * 70_000, headers=FORM).status_code == 413
    assert any(shop.client.get(shop.path).status_code == 429 for _ in range(300))


def test_a_point_with_a_key_of_its_own(any_exchange: Any, caplog: Any) -> None:
    shop = workshop(any_exchange)
    secret, cti, path = shop.secret, any_exchange.key, f"/points/v1/cases/{shop.dispatch_id}"
    ours = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k1"}

    def post(verb: str, **said: Any) -> tuple[int, Any]:
        reply = shop.client.post(f"{path}/{verb}", json=said, headers=ours | {"Idempotency-Key": key()})
        return reply.status_code, reply.json()

    for token in ("", "Bearer", f"Bearer {cti}", "Bearer point_wrong"):
        away = shop.client.get(path, headers={"Authorization": token} if token else {})
        assert (away.status_code, away.json()) == (401, {"error": "no such key"})
    assert (
        shop.line.post("/api/v1/cti/KEY".replace("KEY", secret), json={"event": "newCall"}).status_code == 401
    )
    ours_said = "\n".join(one.getMessage() for one in caplog.records)
    assert "refused: points from 127.0.0.1: 401" in ours_said
    assert not [one for one in (cti, secret, "point_wrong") if one in ours_said]
    (listed,) = shop.client.get("/points/v1/cases", headers=ours).json()["cases"]
    assert (listed["dispatch"], listed["opened"], listed["offer"]["brand"]) == (
        shop.dispatch_id,
        None,
        "Buick",
    )
    assert not [one for one in PRIVATE if one in str(listed)]
    assert post("decline", reason="because")[0] == 422
    assert post("accept", promised_at="2026-03-02T14:30")[1] == {
        "error": "promised_at: Input should have timezone info."
    }
    assert post("accept", surprise=1)[0] == 422
    assert post("progress", step="received") == (409, {"error": f"Accept case {listed['case']} first."})
    for _twice in range(2):
        taken = shop.client.post(f"{path}/accept", json={"note": "ok"}, headers=ours)
        assert (taken.status_code, taken.json()["opened"]["customer"]) == (200, "王小明")
    assert post("progress", step="repaired", work="a valve", cost="380.5", job_no="J-1")[1]["can"] == [
        "handed_back"
    ]
    (repair,) = shop.rows(Repair)
    assert (repair.cost, repair.job_no) == (38_050, "J-1")
    assert shop.client.get("/points/v1/cases/99", headers=ours).json() == {
        "error": "There is no such case here. Look at the list of your cases."
    }
    paths = shop.client.get("/openapi.json").json()["paths"]
    schema = paths["/points/v1/cases/{dispatch}/progress"]["post"]["requestBody"]["content"][
        "application/json"
    ]["schema"]
    assert "job_no" in schema["properties"]


def test_a_store_that_is_away_keeps_what_was_typed(exchange: Any, monkeypatch: Any) -> None:
    shop = workshop(exchange)
    offer = shop.client.get(shop.path)
    path = shop.path

    def away(*_args: Any, **_more: Any) -> None:
        from callcenter.errors import StoreAway

        raise StoreAway("The store is away.")

    monkeypatch.setattr("callcenter.api.answering.desk_of_link", away)
    (hidden,) = set(re.findall(r'name="key" value="([^"]+)"', offer.text))
    kept = shop.client.post(path, data={"do": "accept", "key": hidden, "note": "来吧"})
    assert kept.status_code == 503
    monkeypatch.undo()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', kept.text))
    assert shop.client.post(path, data=fields).status_code == 303
    assert [row.answer_note for row in shop.rows(Dispatch)] == ["来吧"]
