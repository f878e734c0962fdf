"""A store is backed up, moved from one kind to the other and restored, and nothing is lost on the way."""

import shutil
import threading
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from callcenter.desk import copies
from callcenter.errors import Invalid, NotFound, StoreNewer
from callcenter.i18n import say
from callcenter.settings import Settings
from callcenter.store import events, migrate, sqlite
from callcenter.store.copying import filling
from callcenter.store.models import Event
from callcenter.store.schema import metadata
from callcenter.store.store import Store
from tests.lived_in import live_in
from tests.seats import MONDAY
from tests.stores import Stores


def contents(location: str | Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table; what each store gives itself left out."""
    store = Store(location)
    try:
        with store.read() as connection:
            found = {}
            for name, table in metadata().tables.items():
                columns = [column for column in table.columns if column.name != "xid"]
                rows = connection.execute(select(*columns)).all()
                found[name] = sorted((tuple(row) for row in rows), key=repr)
            return found
    finally:
        store.close()


def settings(location: str | Path) -> Settings:
    return Settings(store=str(location))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds something; only to read."""
    return live_in(tmp_path_factory.mktemp("lived_in") / "store.sqlite3")


@pytest.fixture
def writable(lived_in: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(lived_in, tmp_path / "writable.sqlite3"))


def spoil(path: Path, *statements: str) -> None:
    """Change a file behind everybody's back."""
    connection = sqlite.library().connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def moves(house: Path, url: str, folder: Path) -> None:
    """From a file to a database and back into another file, by two backups."""
    there, back, again = folder / "there.backup", folder / "back.backup", folder / "again.sqlite3"
    copies.backup_store(settings(house), there)
    restored = copies.restore_store(settings(url), there)
    assert (restored.revision, restored.faults, restored.forgotten) == (migrate.HEAD, (), 0)
    at_home = contents(house)
    assert contents(url) == at_home
    copies.backup_store(settings(url), back)
    assert back.stat().st_mode & 0o777 == 0o600
    restored = copies.restore_store(settings(again), back)
    assert (restored.revision, restored.faults, restored.forgotten) == (migrate.HEAD, (), 0)
    assert contents(again) == at_home
    assert again.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in folder.iterdir()} == {"again.sqlite3", "back.backup", "there.backup"}


@pytest.fixture(autouse=True)
def _a_ledger_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Databases have one ledger of erasures a user, which other tests write into."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_a_house_moves_from_one_file_to_a_database_and_back(
    lived_in: Path, postgresql_url: str, tmp_path: Path
) -> None:
    moves(lived_in, postgresql_url, tmp_path)


@pytest.mark.slow
def test_the_demo_moves_from_one_file_to_a_database_and_back(
    demo_made: Path, postgresql_url: str, tmp_path: Path
) -> None:
    moves(demo_made, postgresql_url, tmp_path)


def test_after_a_restore_new_rows_get_ids_that_nobody_has(lived_in: Path, postgresql_url: str) -> None:
    copies.restore_store(settings(postgresql_url), lived_in)
    store = Store(postgresql_url)
    with store.write() as connection:
        newest = connection.execute(select(func.max(col(Event.id)))).scalar_one()
        made = events.record(connection, events.SYSTEM, MONDAY, "x.y", "case", 1)
    store.close()
    assert made == (newest or 0) + 1


def test_a_backup_is_one_state_while_agents_work(stores: Stores, tmp_path: Path) -> None:
    store = stores.make()
    stop = threading.Event()

    def work() -> None:
        for number in count(1):
            with store.write() as connection:
                for name in ("one", "two"):
                    events.record(connection, events.SYSTEM, MONDAY, f"x.{name}", "case", number)
            if stop.is_set():
                return

    agent = threading.Thread(target=work)
    agent.start()
    location = str(store.path) if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    for number in range(3):
        copies.backup_store(settings(location), tmp_path / f"{number}.backup")
    stop.set()
    agent.join()
    for number in range(3):
        verbs = [
            row.entity_id
            for row in sorted(contents_of(tmp_path / f"{number}.backup"), key=lambda row: row.id)
        ]
        assert verbs[::2] == verbs[1::2]


def contents_of(path: Path) -> list[Any]:
    store = Store(path)
    with store.read() as connection:
        rows = list(connection.execute(select(col(Event.id), col(Event.entity_id))).all())
    store.close()
    return rows


def test_nothing_is_written_over(lived_in: Path, writable: Path, postgresql_url: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"is there already. Name another file"):
        copies.backup_store(settings(lived_in), writable)
    for there in (writable, postgresql_url):
        if there is postgresql_url:
            copies.restore_store(settings(there), lived_in)
        before = contents(there)
        with pytest.raises(Invalid, match=r"is not empty, and nothing is written over. Name another store"):
            copies.restore_store(settings(there), lived_in)
        assert contents(there) == before
    left = tmp_path / "gone.sqlite3-wal"
    left.write_text("of a file that was removed")
    with pytest.raises(Invalid, match=r"gone.sqlite3-wal is not empty"):
        copies.restore_store(settings(tmp_path / "gone.sqlite3"), lived_in)


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path) -> None:
    letter, target = tmp_path / "letter.backup", settings(tmp_path / "new.sqlite3")
    letter.write_text("Dear Sir or Madam, " * 300)
    with pytest.raises(Invalid, match=r"letter.backup is not a backup of a callcenter store"):
        copies.restore_store(target, letter)
    empty = tmp_path / "empty.backup"
    empty.touch()
    with pytest.raises(Invalid, match=r"empty.backup is not a backup of a callcenter store"):
        copies.restore_store(target, empty)
    with pytest.raises(NotFound, match=r"There is no file"):
        copies.restore_store(target, tmp_path / "nothing.backup")
    with pytest.raises(NotFound, match=r"There is no store"):
        copies.backup_store(target, tmp_path / "x")
    with pytest.raises(NotFound, match=r"There is no store"):
        copies.check_store(target)
    assert {path.name for path in tmp_path.iterdir()} == {"letter.backup", "empty.backup"}


def test_a_damaged_backup_and_one_of_a_newer_version_are_refused(writable: Path, tmp_path: Path) -> None:
    target = settings(tmp_path / "new.sqlite3")
    spoil(writable, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer, match="was made by a newer version of callcenter"):
        copies.restore_store(target, writable)
    spoil(
        writable,
        f"UPDATE alembic_version SET version_num = '{migrate.HEAD}'",
        "UPDATE phone SET customer_id = 77",
    )
    with pytest.raises(Invalid, match=r"is damaged: phone: row 1 refers to a customer that isn't there"):
        copies.restore_store(target, writable)
    assert not (tmp_path / "new.sqlite3").exists()


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM customer; END",
        "CREATE VIEW evil AS SELECT * FROM customer",
    ],
)
def test_a_backup_that_would_do_something_by_itself_is_refused(
    writable: Path, tmp_path: Path, made: str
) -> None:
    spoil(writable, made)
    with pytest.raises(Invalid, match="holds something that no backup of ours does: evil"):
        copies.restore_store(settings(tmp_path / "new"), writable)
    assert not (tmp_path / "new").exists()


def test_a_backup_that_names_a_wrong_revision_is_none(writable: Path, tmp_path: Path) -> None:
    spoil(writable, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(Invalid, match="is not a backup"):
        copies.restore_store(settings(tmp_path / "new"), writable)
    assert not (tmp_path / "new").exists()


def test_what_the_check_finds_is_told_and_the_store_is_there(writable: Path, tmp_path: Path) -> None:
    spoil(writable, "UPDATE phone SET reversed = '1'")
    restored = copies.restore_store(settings(tmp_path / "new.sqlite3"), writable)
    assert [say(fault) for fault in restored.faults] == [
        "phone 1: its last digits don't belong to its number"
    ]
    assert (tmp_path / "new.sqlite3").exists()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE customer SET note = 'a' || char(0) || 'b'", "in table customer, row 1, note is 'a\\x00b'"),
        ("UPDATE dispatch SET rank = 3000000000", "in table dispatch, row 1, rank is 3000000000"),
        ("UPDATE customer SET created_at = 'soon'", "created_at is 'soon'"),
        ("UPDATE customer SET note = CAST(x'80' AS TEXT)", "row 1, note is b'\\x80'"),
        ("UPDATE event SET params = '{' WHERE id = 1", "table event: invalid input syntax for type json"),
    ],
)
def test_what_only_sqlite_can_hold_is_named_and_nothing_is_restored(
    writable: Path, postgresql_url: str, statement: str, told: str
) -> None:
    spoil(writable, "PRAGMA ignore_check_constraints = ON", statement)
    with pytest.raises(Invalid, match=r"holds what PostgreSQL can't") as refused:
        filling.fill(Store(postgresql_url), writable)
    assert told in str(refused.value)
    store = Store(postgresql_url)
    assert migrate.revision(store) is None
    store.close()
