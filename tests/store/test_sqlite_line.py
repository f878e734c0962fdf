"""Many writers of one file: all get their turn, and who can't is told after a while."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from callcenter.errors import StoreAway
from callcenter.store import run_folder, sqlite, sqlite_line
from callcenter.store.location import File
from callcenter.store.store import Store


def _write(store: Store, count: int) -> None:
    for _ in range(count):
        with store.write() as connection:
            value = connection.execute(text("SELECT value FROM counter WHERE name = 'turns'")).scalar() or 0
            connection.execute(
                text(
                    "INSERT INTO counter VALUES ('turns', :value) ON CONFLICT (name) DO UPDATE SET value = :value"
                ),
                {"value": value + 1},
            )


def test_each_writer_gets_its_turn_and_nothing_is_lost(sqlite_store: Store) -> None:
    writers = [threading.Thread(target=_write, args=(sqlite_store, 5)) for _ in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with sqlite_store.read() as connection:
        assert connection.execute(text("SELECT value FROM counter WHERE name = 'turns'")).scalar() == 60


def test_who_waits_too_long_is_told_and_may_try_again(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_store.write():
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
        other = Store(sqlite_store.path)
        with pytest.raises(StoreAway, match="busy for too long"), other.write():
            pass
    _write(other, 1)
    other.close()


def test_without_a_folder_for_the_line_writers_wait_all_the_same(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_location: Any) -> Path:
        raise PermissionError

    monkeypatch.setattr(run_folder, "make", refused)
    test_each_writer_gets_its_turn_and_nothing_is_lost(sqlite_store)


def test_the_lock_of_the_line_is_as_private_as_the_store(sqlite_store: Store) -> None:
    sqlite_store.path.chmod(0o660)
    location = File(sqlite_store.path)
    with sqlite_line._first(location, 1e9):
        lock = run_folder.of(location) / sqlite_line.LOCK
        assert lock.stat().st_mode & 0o007 == 0


def test_another_fault_is_no_reason_to_wait(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite3"
    path.write_bytes(b"this is no database, whatever its name says" * 30)
    store = Store(path)
    with pytest.raises(StoreAway, match="not a callcenter store"), store.write():
        pass
    store.close()
