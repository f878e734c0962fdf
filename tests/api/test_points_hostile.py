"""A service point that sends what no workshop would: nothing breaks, and nothing reaches anybody's terminal."""

from typing import Any

import pytest

from callcenter.store.models import EventWords
from tests.point_house import workshop

ODD = "ready\x00 \x1b]52;c;cm0gLXJm\x07\x9b2J\u202eetar\nsee you"


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "9999-12-31T12:00Z"]
)
def test_a_time_that_no_clock_shows(exchange: Any, at: str) -> None:
    shop = workshop(exchange)
    path = f"/points/v1/cases/{shop.dispatch_id}"
    ours = {"Authorization": f"Bearer {shop.secret}"}
    said = [("accept", "promised_at"), ("propose", "at")]
    for verb, name in (*said, ("accept", ""), ("propose", "at")):
        reply = shop.client.post(f"{path}/{verb}", json={name: at} if name else {}, headers=ours)
        assert (reply.status_code, "Check the year" in reply.text) == ((422, True) if name else (200, False))
    page = shop.client.get(f"{shop.path}?lang=en")
    assert shop.send(page.text, "propose", at=at[:16]).status_code == 422


def test_words_command_no_terminal(any_exchange: Any) -> None:
    shop = workshop(any_exchange)
    page = shop.client.get(shop.path)
    assert shop.send(page.text, "accept", note=ODD).status_code == 303
    ours = {"Authorization": f"Bearer {shop.secret}"}
    done = {"step": "repaired", "work": ODD, "cause": ODD, "parts": ODD, "job_no": ODD}
    path = f"/points/v1/cases/{shop.dispatch_id}/progress"
    assert shop.client.post(path, json=done, headers=ours).status_code == 200
    kept = [row.words for row in shop.rows(EventWords)]
    assert "ready ]52;c;cm0gLXJm2Jetar\nsee you" in kept
    assert not [sign for one in kept for sign in one if sign not in "\n\t" and not sign.isprintable()]
