"""An SQLite file that is moved away, put back, or exchanged while consoles are open."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from callcenter.errors import StoreAway
from callcenter.store.models import Counter
from callcenter.store.store import Store

WORDS = r"Put the store back; what you typed is kept. .* is not there any more"


def count(store: Store, name: str) -> None:
    with store.write() as connection:
        connection.execute(insert(Counter).values(name=name, value=1))


def counters(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(Counter)).scalar_one())


@pytest.mark.parametrize("pooled", [True, False])
def test_a_file_that_is_moved_away_is_not_made_anew_and_is_used_again_when_it_is_back(
    sqlite_store: Store, tmp_path: Path, pooled: bool
) -> None:
    count(sqlite_store, "before")
    sqlite_store.path.rename(tmp_path / "away")
    if not pooled:
        sqlite_store.engine.dispose()
    with pytest.raises(StoreAway, match=WORDS):
        counters(sqlite_store)
    with pytest.raises(StoreAway, match=WORDS):
        count(sqlite_store, "lost")
    assert not sqlite_store.path.exists()
    (tmp_path / "away").rename(sqlite_store.path)
    count(sqlite_store, "after")
    assert counters(sqlite_store) == 2


def test_a_file_that_takes_the_place_of_the_store_is_the_store(
    sqlite_store: Store, empty_store: Path, tmp_path: Path
) -> None:
    """Nothing is written to the old one any more, nor lost from the new one when the old one is closed."""
    count(sqlite_store, "old")
    other = Store(empty_store)
    for one in range(3):
        count(other, str(one))
    other.close()
    for end in ("", "-wal", "-shm"):  # whoever leaves these behind mixes two stores
        sqlite_store.path.with_name(sqlite_store.path.name + end).rename(tmp_path / f"old{end}")
    shutil.move(empty_store, sqlite_store.path)
    count(sqlite_store, "new")
    assert counters(sqlite_store) == 4
    second = Store(sqlite_store.path)
    assert counters(second) == 4
    second.close()
    sqlite_store.close()
    old = Store(tmp_path / "old")
    assert counters(old) == 1
    old.close()


def test_a_full_disk_is_said_and_nothing_is_half_there(sqlite_store: Store) -> None:
    def limit(pages: int) -> None:
        """SQLite itself says that the disk is full, as the system would."""
        with sqlite_store.read() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with sqlite_store.write() as connection:
            connection.execute(insert(Counter), [{"name": f"{n:0200}", "value": n} for n in range(2_000)])

    limit(1)  # no less than it has now
    with pytest.raises(StoreAway, match=r"is full. Make room and try again; what you typed is kept"):
        fill()
    assert counters(sqlite_store) == 0
    limit(1_000_000)
    fill()
    assert counters(sqlite_store) == 2_000
