"""The two contexts of the store, and what it says when it can't work."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from callcenter.errors import Changed, Invalid, StoreAway
from callcenter.store import changes, events, migrate, sqlite
from callcenter.store.events import SYSTEM, Actor
from callcenter.store.models import Counter, Event, EventWords
from callcenter.store.store import Store

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_write_that_raises_leaves_nothing(store: Store) -> None:
    def half_done() -> None:
        with store.write() as connection:
            connection.execute(insert(Counter).values(name="case", value=7))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(Counter)).scalar() == 0


def test_writers_at_once_lose_nothing(store: Store) -> None:
    """On PostgreSQL writes run side by side: what a write relies on it must lock."""
    with store.write() as connection:
        connection.execute(insert(Counter).values(name="case", value=0))

    def count() -> None:
        for _ in range(25):
            with store.write() as connection:
                seen = connection.execute(select(Counter.value).with_for_update()).scalar_one()
                connection.execute(update(Counter).values(value=seen + 1))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(select(Counter.value)).scalar_one() == 200


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    with store.read() as reading:
        before = changes.newest(reading)
        with store.write() as connection:
            events.changed(connection, AT, "case", 1)
        assert changes.newest(reading) == before
    with store.read() as reading:
        assert changes.newest(reading) != before


def test_a_busy_store_says_so_and_that_what_was_typed_is_kept(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    second = Store(sqlite_store.path)
    with (
        sqlite_store.write(),
        pytest.raises(StoreAway, match=r"is busy for too long. What you typed is kept"),
        second.write(),
    ):
        pass


def test_a_folder_that_is_not_there_and_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreAway, match=r"can't be made: .*. Name another store with --store"):
        Store(tmp_path / "file" / "callcenter.sqlite3")


def test_a_store_in_the_place_of_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreAway, match="can't be opened"):
        migrate.upgrade(Store(tmp_path))


def test_an_event_is_news_for_the_thing_and_for_its_case(store: Store) -> None:
    with store.write() as connection:
        case_id = None
        events.record(connection, SYSTEM, AT, "x", "customer", 5, case_id=case_id, params={"n": 1})
    with store.read() as connection:
        (change,) = changes.since(connection, "0.0").rows
        event = connection.execute(select(Event)).one()
    assert (change.entity, change.entity_id) == ("customer", 5)
    assert (event.at, event.actor, event.params) == (AT, "system", {"n": 1})


def test_words_stand_beside_the_event_and_can_be_erased_without_breaking_their_hash(store: Store) -> None:
    with store.write() as connection:
        event_id = events.record(connection, Actor("system"), AT, "x", "case", 5, words="rings at 14:00")
    with store.read() as connection:
        event = connection.execute(select(Event)).one()
        words = connection.execute(select(EventWords)).one()
    assert words.event_id == event_id
    assert words.words == "rings at 14:00"
    assert event.words_hash == events.salted(words.words, words.salt)


def test_a_request_key_is_answered_with_its_first_result(store: Store) -> None:
    with store.write() as connection:
        assert events.claim(connection, "k1", "log", AT) is None
        events.remember(connection, "k1", {"case_id": 3})
    with store.read() as connection:
        assert events.earlier_result(connection, "k1", "log") == {"case_id": 3}
        with pytest.raises(Invalid, match="The request key k1 was used for something else"):
            events.earlier_result(connection, "k1", "move")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "brakes \ud800"}, r"can't be read as letters: '\\ud800'"),
        ({"name": "x", "value": 10**30}, "A number is too large"),
    ],
    ids=["half a letter", "a huge number"],
)
def test_what_the_database_can_not_hold_is_refused_with_a_sentence(
    store: Store, values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence), store.write() as connection:
        connection.execute(insert(Counter).values(**values))


def test_a_version_that_moved_on_is_said_with_the_name_of_who_moved_it() -> None:
    events.require_version(3, 3, "4821-7")
    with pytest.raises(Changed, match=r"4821-7 was changed by 王芳 meanwhile. Look at it again"):
        events.require_version(4, 3, "4821-7", by="王芳")
    with pytest.raises(Changed, match="4821-7 was changed meanwhile"):
        events.require_version(None, 3, "4821-7")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 2), False),
        ((3, 51, 3), True), ((3, 53, 4), True),
    ],
)  # fmt: skip
def test_which_sqlite_may_be_written_by_many(version: tuple[int, int, int], safe: bool) -> None:
    assert sqlite.safe_for_many_writers(version) is safe


def test_a_fault_of_the_program_tells_nothing_of_a_customer(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught, store.write() as connection:
        connection.execute(text("INSERT INTO counter (nothing) VALUES (:name)"), {"name": "王小明"})
    assert "王小明" not in str(caught.value)
