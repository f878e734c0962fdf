"""Writers are killed at any moment: what was acknowledged is there, and nothing is half there or twice."""

from contextlib import closing

import pytest

from callcenter.store.store import Store
from tests.crash.storm import Receiver, Reckoning, Writers, deliver_all, furnish, reckon, storm
from tests.stores import Stores


def weather(
    writers: Writers, location: str, receiver: Receiver, *, kills: int, at_once: int, seed: int
) -> Reckoning:
    """A storm over a furnished store, and what came of it."""
    with closing(Store(location)) as store:
        furnish(store, receiver.url)
    storm(writers, location, kills=kills, at_once=at_once, seed=seed)
    deliver_all(location)
    return reckon(writers, location, receiver, at_once)


def test_a_few_kills_lose_and_double_nothing(stores: Stores, writers: Writers, receiver: Receiver) -> None:
    came = weather(writers, stores.location(), receiver, kills=5, at_once=2, seed=1)
    assert came.acknowledged > 0


@pytest.mark.slow
def test_hundreds_of_kills_lose_and_double_nothing(
    stores: Stores, writers: Writers, receiver: Receiver
) -> None:
    came = weather(writers, stores.location(), receiver, kills=200, at_once=4, seed=1)
    assert came.acknowledged > 200
    assert came.again[1] > 0, "no write was cut off between its commit and its answer"
    assert came.sent[1] > 0, "no message was sent again after its sender died"
