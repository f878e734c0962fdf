"""Each example of docs/service-points.md that asks the door is sent, and answered as it stands there."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callcenter import clock
from tests.point_house import workshop
from tests.seats import MONDAY

EXAMPLE = re.compile(r"^\$ (curl (?:[^\n\\]|\\\n)+)\n((?:(?!\$ |```).*\n)+)", re.MULTILINE)


@pytest.fixture
def monday() -> Iterator[None]:
    clock.use(lambda: MONDAY)
    yield
    clock.use(None)


def sent(client: Any, command: str, key: str, dispatch: int) -> Any:
    """What a line of curl is answered."""
    _program, *words = shlex.split(command.replace("\\\n", " "))
    headers: dict[str, str] = {}
    url, body = "", None
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value.replace("KEY", key)
        elif word == "-d":
            body = words.pop(0)
        elif word != "-s":
            url = word
    path = url.removeprefix("https://desk.example").replace("/cases/1", f"/cases/{dispatch}")
    return client.request("POST" if body else "GET", path, content=body, headers=headers).json()


def test_every_example_is_answered_as_it_stands_there(monday: None, exchange: Any, repository: Path) -> None:
    shop = workshop(exchange, "王小明：热车后熄火，电话 138 1234 5678")
    page = (repository / "docs" / "service-points.md").read_text()
    examples = [one for one in EXAMPLE.findall(page) if "/points/v1/" in one[0]]
    for command, said in examples:
        answer, stands = sent(shop.client, command, shop.secret, shop.dispatch_id), json.loads(said)
        shown = {name: value for name, value in answer.items() if name in stands}  # long ones are shortened
        assert (command, shown) == (command, stands)
    assert len(examples) >= 5
