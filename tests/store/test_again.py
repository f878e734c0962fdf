"""What others' writes broke is done again; what is wrong in itself is not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from callcenter.errors import Refused, StoreAway
from callcenter.store import again, counting, migrate, sqlite
from callcenter.store.adding import add_missing
from callcenter.store.models import Counter
from callcenter.store.store import Store


def test_two_that_wait_for_each_other_both_get_through(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    migrate.upgrade(store)
    with store.write() as connection:
        connection.execute(insert(Counter), [{"name": name, "value": 0} for name in "ab"])
    both_hold_one = Barrier(2)
    tried = []

    def work(connection: Connection, names: str) -> None:
        tried.append(names)
        for nth, name in enumerate(names):
            grown = update(Counter).where(col(Counter.name) == name).values(value=col(Counter.value) + 1)
            connection.execute(grown)
            if not nth and len(tried) <= 2:
                both_hold_one.wait(30)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda names: again.write(store, lambda held: work(held, names)), ("ab", "ba")))
    assert len(tried) == 3
    with store.read() as connection:
        assert connection.execute(select(col(Counter.value))).scalars().all() == [2, 2]
    store.close()


def test_a_refusal_is_final(store: Store) -> None:
    calls = []

    def work(connection: Connection) -> None:
        calls.append(connection)
        raise Refused("No.")

    with pytest.raises(Refused):
        again.write(store, work)
    assert len(calls) == 1


def test_a_key_that_is_there_for_good_is_a_fault(store: Store) -> None:
    row = {"name": "x", "value": 1}
    again.write(store, lambda connection: add_missing(connection, Counter, [row]))
    calls = []

    def work(connection: Connection) -> None:
        calls.append(connection)
        connection.execute(insert(Counter).values(**row))

    with pytest.raises(IntegrityError):
        again.write(store, work)
    assert len(calls) == (1 if store.is_sqlite else 3)


def test_a_lock_that_is_not_let_go_is_waited_for_once_more(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    hasty = Store(sqlite_store.path)
    with sqlite_store.write(), pytest.raises(StoreAway, match="busy for too long") as caught:
        again.write(hasty, lambda _connection: None)
    assert again.tries(caught.value) == 1
    hasty.close()


def test_one_row_is_counted_as_inserted_or_not(store: Store) -> None:
    with store.write() as connection:
        assert add_missing(connection, Counter, [{"name": "x", "value": 1}]) == 1
        assert add_missing(connection, Counter, [{"name": "x", "value": 2}]) == 0
        assert add_missing(connection, Counter, [{"name": "y", "value": 2}, {"name": "x", "value": 2}]) == -1
        assert connection.execute(select(col(Counter.value)).order_by(col(Counter.name))).scalars().all() == [
            1,
            2,
        ]


def test_numbers_are_given_out_once_by_all(store: Store) -> None:
    def one(_nth: int) -> int:
        ahead = counting.take_ahead(store, "case", 1001)
        return ahead or again.write(store, lambda connection: counting.take(connection, "case", 1001)[0])

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(18))) == list(range(1001, 1019))
    with store.write() as connection:
        assert counting.take(connection, "case", 1001, 3) == range(1019, 1022)


def test_a_number_taken_ahead_waits_for_no_write(postgresql_url: str) -> None:
    store = Store(postgresql_url)
    migrate.upgrade(store)
    first = counting.take_ahead(store, "case", 1001)
    with store.write() as connection:
        add_missing(connection, Counter, [{"name": "uses the first", "value": first}])
        assert counting.take_ahead(store, "case", 1001) == 1002
    store.close()
