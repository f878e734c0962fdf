"""Bringing a store to the newest revision.

An ordinary start only compares the store's revision with ``HEAD``; Alembic is loaded when there is work.
"""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from callcenter.errors import StoreNewer, StoreOlder
from callcenter.i18n import N_
from callcenter.store import sqlite
from callcenter.store.store import Store

HEAD = "0006"
_PATIENCE_S = 86_400.0
_UPGRADING = 0x63616C6C
"""The number of the advisory lock, ``call`` in ASCII."""
_SCRIPTS = Path(__file__).parent / "migrations"


def revision(store: Store) -> str | None:
    """The store's revision, or None when it has no tables yet."""
    with store.read() as connection:
        return _revision(connection)


def require_head(store: Store) -> None:
    """Refuse a store of another revision than this program's.

    Raises:
        StoreOlder: it must be upgraded first.
        StoreNewer: it was made by a newer version.
    """
    found = revision(store)
    if found is None or found < HEAD:
        raise StoreOlder(
            N_("The store {path} is of an earlier version. Run: callcenter db upgrade"), path=store.name
        )
    _refuse_newer(found, store.name)


def upgrade(store: Store, *, backup: bool = True) -> bool:
    """Bring the store to ``HEAD``, after a backup beside it when it holds anything.

    The write lock is taken first, so of two consoles that start at once one upgrades and the other waits.

    Returns:
        Whether anything was done.

    Raises:
        StoreNewer: it was made by a newer version.
    """
    if store.is_sqlite:
        _make_private(store.path)
    found = revision(store)
    if found == HEAD:
        return False
    _refuse_newer(found, store.name)
    if backup and found is not None and store.is_sqlite:
        backup_to(store, store.path.with_name(f"{store.path.name}.{found}.backup"))
    with store.write(within_s=_PATIENCE_S) as connection:
        _alone(connection)
        if _revision(connection) == HEAD:
            return False
        _run(connection)
    return True


def backup_to(store: Store, target: Path) -> None:
    """Copy the store to ``target`` while others work, by SQLite's online backup; the copy is 0600."""
    target.touch(mode=0o600)
    library = sqlite.library()
    source, copy = library.connect(store.path), library.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def _make_private(path: Path) -> None:
    """A new store is its maker's alone (0600); what stands there keeps the modes it was given."""
    with suppress(OSError):  # where it can't be made, opening it says why
        path.touch(mode=0o600, exist_ok=False)


def _alone(connection: Connection) -> None:
    """One at a time; on SQLite the write lock sees to it."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADING)))


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(
        "alembic_version"
    ):  # a failed SELECT would end a transaction of PostgreSQL
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(found: str | None, path: str) -> None:
    if found is not None and found > HEAD:
        raise StoreNewer(
            N_("The store {path} was made by a newer version of callcenter. Upgrade the program first."),
            path=path,
        )
