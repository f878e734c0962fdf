"""Erased bytes really gone from the file: SQLite leaves them in free pages and in the WAL until it is told.

Each connection overwrites what it deletes where that costs no more writing (``secure_delete=FAST``), an
erasure whatever it costs (``ON``); ``VACUUM`` then builds the file anew without what older versions left in
free pages, and a checkpoint that truncates empties the WAL (sqlite.org/pragma.html#pragma_secure_delete,
sqlite.org/lang_vacuum.html). On PostgreSQL this is the server's work: see docs/personal-data.md.
"""

from contextlib import closing

from sqlalchemy import Connection, text

from callcenter.store import sqlite
from callcenter.store.store import Store

VACUUM_UP_TO = 512 * 1024 * 1024
"""Bytes of a file that is built anew while agents wait: a larger one is left to the worker's quiet hour."""


def overwrite(connection: Connection) -> None:
    """Let this connection overwrite all that it deletes from now on; call ``spare`` before it ends."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=ON"))


def spare(connection: Connection) -> None:
    """Back to overwriting what costs nothing."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete=FAST"))


def scrub(store: Store, *, whatever_size: bool = False) -> bool:
    """Remove what was erased from the file and its WAL; outside any transaction.

    Args:
        store: on PostgreSQL nothing is done.
        whatever_size: build a large file anew too, which holds up writers for as long as that takes.

    Returns:
        Whether nothing of it is left in the file; False while somebody reads an older state, or where it is
        too large.
    """
    if not store.is_sqlite:
        return False
    small = store.path.stat().st_size <= VACUUM_UP_TO
    library = sqlite.library()
    opened = library.connect(store.path, timeout=sqlite.BUSY_SECONDS, isolation_level=None)
    with closing(opened) as connection:
        try:
            if small or whatever_size:
                connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except library.OperationalError:  # somebody writes for longer than we wait
            return False
    return not busy and (small or whatever_size)
