"""A server that goes away, comes back, or hangs: one sentence, within a time, and then it works again."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from callcenter.errors import StoreAway
from callcenter.store import postgresql_engine
from callcenter.store.store import Store
from tests import own_server
from tests.own_server import OwnServer


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server.running() as one:
        yield one


@pytest.fixture
def store(server: OwnServer) -> Iterator[Store]:
    made = Store(server.url)
    assert ask(made) == 1
    yield made
    made.close()


def ask(store: Store, within_s: float = 30.0) -> int:
    with store.read(within_s=within_s) as connection:
        return int(connection.execute(select(1)).scalar_one())


def test_a_server_that_was_stopped_is_away_and_back_when_it_is(store: Store, server: OwnServer) -> None:
    server.stop()
    for _ in range(2):
        with pytest.raises(StoreAway, match="what you typed is kept"):
            ask(store)
    server.start()
    assert ask(store) == 1


def test_connections_that_were_ended_are_replaced_without_a_word(store: Store, server: OwnServer) -> None:
    with store.read(), store.read(), store.read():
        pass  # so many lie in the pool now
    server.cut()
    assert ask(store) == 1


def test_a_write_that_is_cut_off_says_so_and_the_next_one_works(store: Store, server: OwnServer) -> None:
    def cut_off() -> None:
        with store.write() as connection:
            connection.execute(select(func.pg_current_xact_id())).all()
            server.cut()
            connection.execute(select(1))

    with pytest.raises(StoreAway):
        cut_off()
    with store.write() as connection:
        assert connection.execute(select(1)).scalar_one() == 1


@pytest.mark.slow
def test_a_server_that_hangs_holds_nobody_for_ever(
    store: Store, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_engine, "GRACE_S", 0.1)
    monkeypatch.setitem(postgresql_engine._NETWORK, "connect_timeout", 2)  # the least that libpq knows
    fresh = Store(server.url)
    with server.frozen():
        for one in (store, fresh):
            with pytest.raises(StoreAway, match="what you typed is kept"):
                ask(one, within_s=0.2)
    assert ask(store) == ask(fresh) == 1
    fresh.close()


def test_nobody_waits_for_ever_for_a_connection_either(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when all threads of a process stand before a server that hangs."""
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.1)
    taken = threading.Barrier(33)
    free = threading.Event()

    def hold() -> None:
        with store.read():
            taken.wait(60)
            free.wait(60)

    threads = [threading.Thread(target=hold) for _ in range(32)]
    for thread in threads:
        thread.start()
    taken.wait(60)
    try:
        with pytest.raises(StoreAway, match=r"is busy for too long. What you typed is kept"):
            ask(store)
    finally:
        free.set()
        for thread in threads:
            thread.join()
    assert ask(store) == 1
