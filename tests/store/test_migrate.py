"""A store is made, kept at the newest revision, and never run at another one."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from callcenter.errors import StoreAway, StoreOlder
from callcenter.store import migrate
from callcenter.store.schema import metadata
from callcenter.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "callcenter.sqlite3")


def test_the_migrations_make_just_the_tables_of_the_models(store: Store) -> None:
    migrate.upgrade(store)
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata()) == []
        indexes = {index["name"] for index in inspect(connection).get_indexes("case")}
    assert "ix_case_open_due" in indexes


def test_every_constraint_of_the_models_stands_in_the_store(store: Store) -> None:
    """Autogenerate doesn't see CHECK texts and predicates of partial indexes; this does."""
    migrate.upgrade(store)
    with store.read() as connection:
        made = " ".join(str(row[0]) for row in connection.execute(text("SELECT sql FROM sqlite_master")))
    for table in metadata().tables.values():
        for check in table.constraints:
            if check.__visit_name__ == "check_constraint":
                assert str(check.name) in made, check.name
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            assert where is None or f"WHERE {where}" in made, index.name


def test_an_upgrade_happens_once(store: Store) -> None:
    assert migrate.upgrade(store)
    assert migrate.revision(store) == migrate.HEAD
    assert not migrate.upgrade(store)


def test_two_consoles_that_start_at_once_upgrade_once(tmp_path: Path) -> None:
    script = (
        "import sys; from callcenter.store import migrate; from callcenter.store.store import Store;"
        "print(migrate.upgrade(Store(sys.argv[1])))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "store.sqlite3")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate(timeout=60)[0].strip() for process in both) == ["False", "True"]


def test_a_store_without_tables_is_named_with_the_remedy(store: Store) -> None:
    with pytest.raises(StoreOlder, match="Run: callcenter db upgrade"):
        migrate.require_head(store)


def test_a_file_that_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "letter.sqlite3"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(StoreAway, match=r"is not a callcenter store. Name another with --store"):
        migrate.upgrade(Store(path))


def test_a_new_store_is_its_makers_alone_and_one_that_stands_keeps_its_modes(tmp_path: Path) -> None:
    store = Store(tmp_path / "odd name? #1%20.sqlite3")
    migrate.upgrade(store)
    assert store.path.stat().st_mode & 0o777 == 0o600
    store.path.chmod(0o660)
    migrate.upgrade(store)
    assert store.path.stat().st_mode & 0o777 == 0o660
