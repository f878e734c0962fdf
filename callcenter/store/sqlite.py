"""The SQLite library: the one module that imports it for the store.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that several processes write (the WAL-reset bug,
sqlite.org/wal.html#walresetbug; repaired in 3.51.3, 3.50.7 and 3.44.6). ``pysqlite3`` brings a repaired
library where it has a wheel; elsewhere the standard module serves and ``doctor`` warns.
"""

from types import ModuleType
from typing import Any

try:
    from pysqlite3 import dbapi2 as _library
except ImportError:
    import sqlite3 as _library

REPAIRED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
BUSY_SECONDS = 15.0
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=0",
    "PRAGMA journal_size_limit=67108864",
    # What is deleted is overwritten where that costs no more writing; see ``scrubbing``.
    "PRAGMA secure_delete=FAST",
)


def library() -> ModuleType:
    """The DB-API module to hand to SQLAlchemy."""
    return _library  # type: ignore[no-any-return]


def version() -> tuple[int, int, int]:
    """The version of the SQLite library in use, as (major, minor, patch)."""
    major, minor, patch = (int(part) for part in _library.sqlite_version.split("."))
    return major, minor, patch


def safe_for_many_writers(found: tuple[int, int, int] | None = None) -> bool:
    """Whether a SQLite version (default: the one in use) is free of the WAL-reset bug."""
    found = found or version()
    same_line = [fixed for fixed in REPAIRED if fixed[:2] == found[:2]]
    return found >= (same_line[0] if same_line else REPAIRED[-1])


def prepare(connection: Any) -> None:
    """Set the pragmas of a fresh DB-API connection."""
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
