"""Bringing a store to the newest revision.

An ordinary start only compares the store's revision with ``HEAD``; Alembic is loaded when there is work.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, func, inspect, select, text

from callcenter.errors import StoreNewer, StoreOlder
from callcenter.i18n import N_
from callcenter.store.copying import files
from callcenter.store.store import Store

HEAD = "0013"
_PATIENCE_S = 86_400.0
_UPGRADING = 0x63616C6C
"""The number of the advisory lock, ``call`` in ASCII."""
_SCRIPTS = Path(__file__).parent / "migrations"


Told = Callable[[Path], None]
"""Hears where a file was kept as it was before its upgrade."""


def unheard(_copy: Path) -> None:
    """Nobody asked where the copy of an upgraded file is."""


def revision(store: Store) -> str | None:
    """The store's revision, or None when it has no tables yet."""
    with store.read() as connection:
        return _revision(connection)


def require_head(store: Store) -> None:
    """Refuse a store of another revision than this program's.

    Raises:
        StoreOlder: it must be made or upgraded first.
        StoreNewer: it was made by a newer version.
    """
    found = known_revision(store)
    if found < HEAD:
        raise StoreOlder(
            N_("The store {path} is of an earlier version. Run: callcenter db upgrade"), path=store.name
        )


def known_revision(store: Store) -> str:
    """The revision of a store that holds something, this program's or an earlier one.

    Raises:
        StoreOlder: it has no tables.
        StoreNewer: it was made by a newer version.
    """
    found = revision(store)
    if found is None:
        raise StoreOlder(N_("{path} holds no callcenter tables. Run: callcenter db upgrade"), path=store.name)
    _refuse_newer(found, store.name)
    return found


def open_ready(store: Store, told: Told = unheard) -> None:
    """What each console and command does at its start: a file is made or upgraded, a database must be ready.

    A mistyped address mustn't fill somebody's database with tables.

    Args:
        store: of either kind.
        told: hears where a file was kept as it was before its upgrade.

    Raises:
        StoreOlder: a database that must be made or upgraded by hand.
        StoreNewer: it was made by a newer version.
        Invalid: there is no room for the copy.
    """
    if store.is_sqlite:
        upgrade(store, told=told)
    else:
        require_head(store)


def upgrade(store: Store, *, by_hand: bool = False, keep: bool = True, told: Told = unheard) -> bool:
    """Bring the store to ``HEAD``; what an SQLite file holds is copied beside it first.

    The write lock, or a lock of the database, is taken first, so of two consoles that start at once one
    upgrades and the other waits. An upgrade that fails leaves the store as it was. A database that holds an
    earlier revision is upgraded only by hand: that may take long, and the administrator keeps its backups.

    Args:
        store: of either kind.
        by_hand: whether the administrator wants it; see above.
        keep: whether a file is copied beside itself first.
        told: hears where that copy is, after the upgrade.

    Returns:
        Whether anything was done.

    Raises:
        StoreOlder: a database that must be upgraded by hand.
        StoreNewer: it was made by a newer version.
        Invalid: there is no room for the copy.
    """
    if store.is_sqlite:
        _make_private(store.path)
    found = revision(store)
    if found == HEAD:
        return False
    _refuse_newer(found, store.name)
    if found is not None and not store.is_sqlite and not by_hand:
        require_head(store)
    with _alone(store) as connection:
        done, kept = _upgrade(connection, store, keep=keep)
    if kept is not None:
        told(kept)
    return done


def make(store: Store, revision: str = HEAD) -> None:
    """Make the tables of a revision in a store that has none."""
    with _alone(store) as connection:
        _run(connection, revision)


def make_here(connection: Connection) -> None:
    """Bring an empty database to ``HEAD``, in the caller's transaction.

    Raises:
        StoreNewer: its tables were made by a newer version.
    """
    _lock(connection)
    found = _revision(connection)
    _refuse_newer(found, str(connection.engine.url.database))
    if found != HEAD:
        _run(connection, HEAD)


def _upgrade(connection: Connection, store: Store, *, keep: bool) -> tuple[bool, Path | None]:
    """Upgrade within the lock, under which nobody else does."""
    found = _revision(connection)
    if found == HEAD:
        return False, None
    _refuse_newer(found, store.name)
    kept = _kept(store.path, found) if keep and store.is_sqlite and found is not None else None
    try:
        _run(connection, HEAD)
    except BaseException:
        if kept:  # the store stays as it was: a copy at each try would fill the disk
            files.remove(kept)
        raise
    return True, kept


def _kept(path: Path, found: str) -> Path:
    """Copy the file beside itself, under a name that no earlier copy has."""
    endings = chain([f"{found}.backup"], (f"{found}.{number}.backup" for number in count(2)))
    names = (path.with_name(f"{path.name}.{ending}") for ending in endings)
    copy = next(name for name in names if not name.exists())
    with files.made_whole(copy) as part:
        files.copy_file(path, part)
    return copy


def _make_private(path: Path) -> None:
    """A new store is its maker's alone (0600); what stands there keeps the modes it was given."""
    with suppress(OSError):  # where it can't be made, opening it says why
        path.touch(mode=0o600, exist_ok=False)


@contextmanager
def _alone(store: Store) -> Iterator[Connection]:
    """A write that nobody else makes at the same time, and that may remake tables others refer to."""
    if not store.is_sqlite:
        with store.write(within_s=_PATIENCE_S) as connection:
            _lock(connection)
            yield connection
        return
    apart = Store(store.path)
    event.listen(apart.engine, "connect", _prepare)
    try:
        with apart.write() as connection:
            yield connection
    finally:
        apart.close()


def _prepare(connection: Any, _record: Any) -> None:
    """SQLite remakes a table by dropping it, which must not take along what refers to it."""
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE_S * 1000:.0f}")


def _lock(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = {_PATIENCE_S * 1000:.0f}"))
    connection.execute(select(func.pg_advisory_xact_lock(_UPGRADING)))


def _run(connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


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
