"""A key pressed again after the store was away is the same request; after an answer it is another one."""

from typing import Any

import pytest

from callcenter.errors import Changed, StoreAway
from screens import requests
from screens.requests import Requests

WHAT = ("take", 7, 1)


def key_of(made: Requests, what: Any = WHAT) -> str:
    return made.once(what, lambda _desk, key: key)(None)  # type: ignore[arg-type]


def fail(made: Requests, error: Exception, what: Any = WHAT) -> str:
    tried: list[str] = []

    def verb(_desk: Any, key: str) -> None:
        tried.append(key)
        raise error

    with pytest.raises(type(error)):
        made.once(what, verb)(None)  # type: ignore[arg-type]
    return tried[0]


def test_after_a_lost_answer_the_same_wish_has_the_same_key() -> None:
    made = Requests()
    first = fail(made, StoreAway("away"))
    assert fail(made, StoreAway("away")) == first
    assert key_of(made, ("take", 8, 1)) != first
    assert key_of(made) == first
    assert key_of(made) != first, "it was answered: the next press is another wish"


def test_after_a_refusal_it_is_another_request() -> None:
    made = Requests()
    first = fail(made, Changed("changed"))
    assert key_of(made) != first


def test_long_afterwards_it_is_another_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Requests()
    first = fail(made, StoreAway("away"))
    monkeypatch.setattr(requests, "REMEMBERED_S", -1.0)
    assert key_of(made) != first
