"""A store in one SQLite file: its engine, its two ways to begin, and what its faults mean."""

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from callcenter.errors import StoreAway
from callcenter.i18n import N_
from callcenter.store import sqlite
from callcenter.store.location import File

_SENTENCES = (
    ("locked", N_("The store {path} is busy for too long. What you typed is kept; try again in a moment.")),
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
        self._path = location.path

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
        event.listen(engine, "connect", lambda connection, _record: sqlite.prepare(connection))
        return engine

    def begin(self, connection: Connection, *, write: bool, within_s: float) -> None:
        """Begin; a write takes the write lock at once, or waits for it."""
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def said(self, error: DBAPIError) -> Exception | None:
        """The sentence for a fault of the file."""
        text = str(error.orig)
        for sign, sentence in _SENTENCES:
            if sign in text:
                return StoreAway(sentence, path=self._path)
        return None
