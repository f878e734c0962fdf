"""A store of every earlier revision, with rows in it, is brought to this one, and nothing is lost."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from callcenter.desk import copies
from callcenter.desk.checking.check import check
from callcenter.errors import StoreNewer, StoreOlder
from callcenter.i18n import say
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.copying import files, filling
from callcenter.store.copying.shape import common, quoted, shape
from callcenter.store.store import Store
from tests.lived_in import LOGGED, live_in
from tests.stores import Stores

EARLIER = tuple(f"{number:04}" for number in range(1, int(migrate.HEAD)))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of this revision that holds something."""
    return live_in(tmp_path_factory.mktemp("lived_in") / "store.sqlite3")


def filled(stores: Stores, lived_in: Path, revision: str) -> Store:
    """A store of an earlier revision that holds what the other one does."""
    store = stores.opened(stores.place.new())
    migrate.make(store, revision)
    with files.raw_to_read(lived_in) as source, store.write() as connection:
        whole = Store(lived_in)
        with whole.read() as reading:
            plan = common(shape(reading), shape(connection))
        whole.close()
        if store.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table, columns in plan.items():
            if not store.is_sqlite:
                filling.copy_table(source, connection, table, columns)
                continue
            names = ", ".join(quoted(column.name) for column in columns)
            for row in source.execute(f"SELECT {names} FROM {quoted(table)}"):
                gaps = ", ".join("?" * len(row))
                connection.exec_driver_sql(
                    f"INSERT INTO {quoted(table)} ({names}) VALUES ({gaps})",
                    tuple(row),
                )
    return store


@pytest.fixture
def older(stores: Stores, lived_in: Path) -> Callable[[str], Store]:
    """Makes a store of an earlier revision, of each kind in turn."""
    return lambda revision: filled(stores, lived_in, revision)


@pytest.fixture
def older_file(sqlite_stores: Stores, lived_in: Path) -> Store:
    """A file of the first revision."""
    return filled(sqlite_stores, lived_in, "0001")


def lines(store: Store) -> list[Any]:
    with store.read() as connection:
        told = text('SELECT number, state, version, description FROM "case" ORDER BY id')
        words = text("SELECT event_id, words, salt FROM event_words ORDER BY event_id")
        return [*connection.execute(told).all(), *connection.execute(words).all()]


@pytest.mark.parametrize("revision", EARLIER)
def test_an_earlier_store_is_upgraded_with_all_it_holds(older: Callable[[str], Store], revision: str) -> None:
    store = older(revision)
    before = lines(store)
    assert len(before) > 2 * LOGGED
    assert migrate.upgrade(store, by_hand=True)
    assert migrate.revision(store) == migrate.HEAD
    assert lines(store) == before
    assert [say(fault) for fault in check(store, Settings())] == []
    if store.is_sqlite:
        backup = store.path.with_name(f"{store.path.name}.{revision}.backup")
        assert backup.stat().st_mode & 0o777 == 0o600
        kept = Store(backup)
        assert (migrate.revision(kept), lines(kept)) == (revision, before)
        kept.close()


def test_a_console_doesnt_upgrade_a_database_that_holds_something(older: Callable[[str], Store]) -> None:
    store = older("0001")
    if store.is_sqlite:
        assert migrate.upgrade(store)
        return
    with pytest.raises(StoreOlder, match=r"is of an earlier version. Run: callcenter db upgrade"):
        migrate.upgrade(store)
    assert migrate.revision(store) == "0001"


def test_a_database_is_upgraded_by_hand_after_a_backup(
    postgresql_url: str, lived_in: Path, tmp_path: Path
) -> None:
    chosen, backup = Settings(store=postgresql_url), tmp_path / "before.backup"
    store = Store(postgresql_url)
    migrate.make(store, "0001")
    with store.write() as connection:
        connection.execute(text("INSERT INTO counter (name, value) VALUES ('case', 1007)"))
    with pytest.raises(StoreOlder, match=r"Back it up, then: callcenter db upgrade --backed-up; or name"):
        copies.upgrade_store(chosen)
    assert copies.upgrade_store(chosen, backup=backup) == (True, migrate.HEAD)
    assert copies.upgrade_store(chosen, backup=backup) == (False, migrate.HEAD)
    kept = Store(backup)
    with kept.read() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar() == 1007
    assert migrate.revision(kept) == "0001"
    kept.close()
    store.close()


@pytest.mark.parametrize("asked", [("queue",), ("db", "upgrade")])
def test_a_command_that_upgrades_a_file_says_where_it_is_kept(
    older_file: Store, asked: tuple[str, ...]
) -> None:
    path = older_file.path
    older_file.close()
    script = (
        "import sys; from callcenter.cli.main import main; sys.exit(main(sys.argv[1:], lambda **more: 0))"
    )
    command = [sys.executable, "-c", script, "--store", str(path), *asked]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    told = f"The store was brought to this version. As it was before, it is kept in {path}.0001.backup.\n"
    assert (first.stderr, second.stderr) == (told, "")
    assert (first.stdout == second.stdout) is (asked == ("queue",))


def test_an_earlier_backup_is_never_written_over(older_file: Store) -> None:
    store = older_file
    earlier = store.path.with_name(f"{store.path.name}.0001.backup")
    earlier.write_text("mine")
    migrate.upgrade(store)
    assert earlier.read_text() == "mine"
    assert earlier.with_name(f"{store.path.name}.0001.2.backup").stat().st_size > 10_000


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    older: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = older("0001")
    before, really = lines(store), migrate._run

    def half(connection: Any, revision: str) -> None:
        really(connection, "0004")
        raise RuntimeError("the machine is switched off")

    monkeypatch.setattr(migrate, "_run", half)
    with pytest.raises(RuntimeError):
        migrate.upgrade(store, by_hand=True)
    assert migrate.revision(store) == "0001"
    assert lines(store) == before
    with store.read() as connection:
        assert not inspect(connection).has_table("customer_merge")
    if store.is_sqlite:  # a copy at each failing start would fill the disk
        assert list(store.path.parent.glob("*.backup")) == []
    monkeypatch.undo()
    assert migrate.upgrade(store, by_hand=True)


def test_two_consoles_that_start_at_once_upgrade_once(older: Callable[[str], Store]) -> None:
    store = older("0001")
    location = str(store.path) if store.is_sqlite else str(store.engine.url)
    script = (
        "import sys; from callcenter.store import migrate; from callcenter.store.store import Store;"
        "print(migrate.upgrade(Store(sys.argv[1]), by_hand=True))"
    )
    command = [sys.executable, "-c", script, location]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate(timeout=120)[0].strip() for process in both) == ["False", "True"]
    if store.is_sqlite:
        assert len(list(store.path.parent.glob("*.backup"))) == 1


def test_a_store_of_a_newer_version_is_refused(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (migrate.upgrade, migrate.require_head, migrate.known_revision):
        with pytest.raises(StoreNewer, match=r"was made by a newer version of callcenter. Upgrade the pro"):
            refused(store)


def test_a_disk_that_is_full_is_one_sentence_and_the_store_stays(older_file: Store) -> None:
    store = older_file
    before = lines(store)
    store.close()
    files.single(store.path)
    script = (
        "import resource, signal, sys; from callcenter.cli.main import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "sys.exit(main(['--store', sys.argv[1], 'db', 'upgrade'], lambda **more: 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(store.path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "can't be written" in done.stderr or "is full" in done.stderr
    assert list(store.path.parent.glob(f".{store.path.name}*")) == []
    assert lines(store) == before
