"""Lets the tests of this folder import the helpers beside them; a house with callers and workshops."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def empty_log_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables, made once and copied for each test."""
    from callcenter.store import migrate
    from callcenter.store.store import Store

    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    store = Store(path)
    migrate.upgrade(store)
    store.close()
    return path


@pytest.fixture
def world(empty_log_store: Path, tmp_path: Path) -> Iterator[Any]:
    """Callers, cars and workshops in a real store, on Monday 10:40."""
    import log_world

    from callcenter import i18n

    i18n.use("en", "Asia/Shanghai")
    made = log_world.furnished(empty_log_store, tmp_path / "store.sqlite3")
    with log_world.clock_at(made):
        yield made
    made.store.close()
