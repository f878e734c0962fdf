"""The tests' own PostgreSQL: from the wheel where the machine has none, unprivileged, and gone afterwards."""

import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from callcenter.store import migrate
from callcenter.store.models import Counter
from callcenter.store.store import Store
from tests import postgresql


def test_the_binaries_of_the_wheel_hold_a_store() -> None:
    binaries = postgresql.wheel_binaries()
    if binaries is None:
        pytest.skip("the wheel is not for this platform")
    cluster = postgresql.Cluster(binaries)
    server = postgresql.Server(cluster.url("postgres"), cluster.start(), cluster.folder)
    store = Store(server.database())
    migrate.upgrade(store)
    with store.read() as connection:
        assert connection.execute(select(Counter)).all() == []
        assert connection.exec_driver_sql("SHOW server_version_num").scalar_one() > "150000"
    store.close()
    owner = (cluster.folder / "data").stat().st_uid
    assert owner != 0
    assert owner == os.geteuid() or os.geteuid() == 0
    server.stop()
    assert not cluster.folder.exists()


def test_a_server_that_the_environment_names_is_used(
    postgresql_server: postgresql.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = postgresql_server.database()
    monkeypatch.setenv(postgresql.NAMED, named)
    found = postgresql.start()
    made = found.database()
    with psycopg.connect(made.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    found.drop(made)
    found.stop()
    postgresql_server.drop(named)


def test_without_any_ci_fails_and_others_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "find_binaries", lambda: None)
    monkeypatch.delenv(postgresql.NAMED, raising=False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(
        pytest.fail.Exception, match="no PostgreSQL 15 or later: install one, or name one with"
    ):
        postgresql.start()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception):
        postgresql.start()


def test_a_server_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.11 (Debian)'\n")
    old.chmod(0o755)
    assert postgresql._version(tmp_path) == 14
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 19beta1'\n")
    assert postgresql._version(tmp_path) == 19
    assert postgresql._version(tmp_path / "nowhere") == 0
