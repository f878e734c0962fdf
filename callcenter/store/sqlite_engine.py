"""A store in one SQLite file: its engine, its two ways to begin, and what its faults mean."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from callcenter.errors import StoreAway
from callcenter.i18n import N_
from callcenter.store import sqlite, sqlite_line
from callcenter.store.location import BUSY, File

_FILE = "callcenter.file"
_IS_GONE = "the file is gone"
_SENTENCES = (
    (_IS_GONE, N_("Put the store back; what you typed is kept. {path} is not there any more.")),
    ("locked", BUSY),
    ("full", N_("The disk of the store {path} is full. Make room and try again; what you typed is kept.")),
    ("readonly", N_("The store {path} can't be written. Check who owns the file and its folder.")),
    ("unable to open", N_("The store {path} can't be opened. Check that the folder is there and is yours.")),
    ("not a database", N_("{path} is not a callcenter store. Name another with --store.")),
    ("malformed", N_("The store {path} is damaged. Restore the last backup (see docs/administration.md).")),
    ("no such table", N_("{path} holds no callcenter tables. Run: callcenter db upgrade")),
    ("disk I/O", N_("The disk of the store {path} doesn't answer. What you typed is kept; try again.")),
)


class SQLiteDriver:
    """What is SQLite's own.

    Args:
        location: the file.
    """

    def __init__(self, location: File) -> None:
        self._location, self._path = location, location.path
        self._stood = False

    def engine(self) -> Engine:
        """A new engine; opens no connection yet."""
        engine = create_engine(
            URL.create("sqlite", database=str(self._path)),
            module=sqlite.library(),
            hide_parameters=True,  # a fault that is printed or logged tells nothing of a customer
            connect_args={
                "isolation_level": None,
                "timeout": sqlite.BUSY_SECONDS,
                "check_same_thread": False,
            },
            pool_size=8,
            max_overflow=24,
        )
        event.listen(engine, "do_connect", self._look_first)
        event.listen(engine, "connect", self._prepare)
        return engine

    def begin(self, connection: Connection, *, write: bool, within_s: float) -> None:
        """Begin; a write takes the write lock at once, or waits for it.

        A connection goes on with its file when that is moved away, and when another one is put in its place.
        """
        statement = "BEGIN IMMEDIATE" if write else "BEGIN"
        found = self._file()
        if found is None:
            raise self._gone(statement)
        if found != connection.info.get(_FILE):
            connection.invalidate()
            raise self._gone(statement, invalidated=True)
        raw: Any = connection.connection.driver_connection
        if not write or not sqlite_line.begin(raw, self._location):
            connection.exec_driver_sql(statement)  # of a write: the last try, which says what ails

    def _look_first(self, *_how: object) -> None:
        """SQLite would make a new file where there is none; that is right only the first time."""
        if self._stood and self._file() is None:
            raise sqlite.library().OperationalError(_IS_GONE)

    def _prepare(self, connection: Any, record: ConnectionPoolEntry) -> None:
        sqlite.prepare(connection)
        record.info[_FILE] = self._file()
        self._stood = True

    def _file(self) -> tuple[int, int] | None:
        """Which file stands there now: device and inode."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @staticmethod
    def _gone(statement: str, *, invalidated: bool = False) -> DBAPIError:
        cause = sqlite.library().OperationalError(_IS_GONE)
        return DBAPIError(statement, None, cause, connection_invalidated=invalidated)

    def said(self, error: DBAPIError) -> Exception | None:
        """The sentence for a fault of the file."""
        text = str(error.orig)
        for sign, sentence in _SENTENCES:
            if sign in text:
                return StoreAway(sentence, path=self._path)
        return None
