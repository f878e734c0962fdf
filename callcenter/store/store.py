"""The store: opened once a process, used through two contexts.

``read()`` is a short deferred transaction, ``write()`` takes the write lock at once (BEGIN IMMEDIATE): a
deferred BEGIN for writes fails in 99.7 % of tries at eight writers. Both give a SQLAlchemy Core connection;
all thinking happens before ``write()``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from callcenter.errors import Invalid, StoreAway
from callcenter.i18n import N_
from callcenter.store import sqlite

_WRITE = "callcenter_write"


class Store:
    """One database, by path (SQLite).

    Args:
        location: the path of the SQLite file; made when it isn't there (see ``migrate.upgrade``).

    Raises:
        StoreAway: a database URL, or the folder can't be made.
    """

    def __init__(self, location: str | Path) -> None:
        if "://" in str(location):
            raise StoreAway(
                N_("{location} is no file: this version keeps its store in one. Name its path with --store."),
                location=str(location).rpartition("@")[2],  # never a password
            )
        self.path = Path(location).expanduser()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreAway(
                N_("The folder {folder} can't be made: {why}. Name another store with --store."),
                folder=self.path.parent,
                why=error.strerror,
            ) from error
        self.engine = _engine(self.path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A short transaction for reading; sees one state of the store throughout."""
        with _told(self.path), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A short transaction that holds the write lock from its first moment; commits unless it raises."""
        with _told(self.path), self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITE: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite.library(),
        connect_args={"isolation_level": None, "timeout": sqlite.BUSY_SECONDS, "check_same_thread": False},
        pool_size=8,
        max_overflow=24,
    )
    event.listen(engine, "connect", lambda connection, _record: sqlite.prepare(connection))
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


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


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn the driver's operational errors into a sentence; programming errors pass."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise Invalid(
            N_("A part of the text can't be read as letters: {part}. Type or paste it again."),
            part=ascii(error.object[error.start : error.end]),
        ) from error
    except OverflowError as error:
        raise Invalid(N_("A number is too large to be kept. Check the numbers and try again.")) from error
    except DBAPIError as error:
        text = str(error.orig)
        for sign, sentence in _SENTENCES:
            if sign in text:
                raise StoreAway(sentence, path=path) from error
        raise
