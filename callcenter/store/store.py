"""The store: opened once a process, used through two contexts; one SQLite file, or a PostgreSQL database.

``read()`` sees one state of the store throughout. ``write()`` is short and commits unless it raises: on
SQLite it takes the one write lock at once (BEGIN IMMEDIATE; a deferred BEGIN for writes fails in 99.7 % of
tries at eight writers), on PostgreSQL writes run side by side and lock the rows that they rely on
(``with_for_update()``, which SQLite has no need of). Both give a SQLAlchemy Core connection; all thinking
happens before ``write()``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, TimeoutError

from callcenter.errors import Invalid, StoreAway
from callcenter.i18n import N_
from callcenter.store import location as locations
from callcenter.store.pokes import NEWS, Pokes

WITHIN_S = 30.0
"""Seconds that one statement may take, where nothing else is said."""


class Driver(Protocol):
    """What differs between the two kinds of store (``sqlite_engine``, ``postgresql_engine``)."""

    def engine(self) -> Engine:
        """A new engine; opens no connection yet."""

    def begin(self, connection: Connection, *, write: bool, within_s: float) -> None:
        """Begin the transaction on a connection."""

    def said(self, error: DBAPIError) -> Exception | None:
        """The sentence for a fault of the database; None: a fault of ours."""


class Store:
    """One database.

    Args:
        location: the path of an SQLite file (its folder is made), or a ``postgresql+psycopg://`` address.

    Raises:
        StoreAway: an address of another kind, or the folder can't be made.
    """

    def __init__(self, location: str | Path) -> None:
        self.location = locations.read(location)
        self.pokes = Pokes(self.location)
        self._driver = _driver(self.location)
        self.engine = self._driver.engine()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is one SQLite file."""
        return isinstance(self.location, locations.File)

    @property
    def path(self) -> Path:
        """The SQLite file.

        Raises:
            TypeError: it is no file.
        """
        if isinstance(self.location, locations.File):
            return self.location.path
        raise TypeError("a store on PostgreSQL has no path")

    @property
    def name(self) -> str:
        """What people call it: the path, or the address without a password."""
        return self.location.name

    @contextmanager
    def read(self, *, within_s: float = WITHIN_S) -> Iterator[Connection]:
        """A short transaction for reading; sees one state of the store throughout.

        Args:
            within_s: seconds that one statement may take (PostgreSQL).
        """
        with self._told(), self._begun(write=False, within_s=within_s) as connection:
            yield connection

    @contextmanager
    def write(self, *, within_s: float = WITHIN_S) -> Iterator[Connection]:
        """A short transaction for writing; commits unless it raises.

        On SQLite the consoles of the host are poked when it wrote a change; on PostgreSQL the relay does it.

        Args:
            within_s: seconds that one statement may take (PostgreSQL).
        """
        with self._told(), self._begun(write=True, within_s=within_s) as connection:
            yield connection
            is_news = bool(connection.info.pop(NEWS, False))
        if is_news and self.is_sqlite:
            self.pokes.send()

    def close(self) -> None:
        """Let go of all connections, once those that listen are poked."""
        self.pokes.wait()
        self.engine.dispose()

    @contextmanager
    def _begun(self, *, write: bool, within_s: float) -> Iterator[Connection]:
        connection = self._connected(write=write, within_s=within_s)
        with connection:
            transaction = connection.get_transaction()
            assert transaction is not None
            with transaction:
                yield connection

    def _connected(self, *, write: bool, within_s: float) -> Connection:
        """A connection whose transaction has begun; one that died in the pool is replaced, once."""
        for is_last in (False, True):
            connection = self.engine.connect()
            try:
                connection.begin()
                self._driver.begin(connection, write=write, within_s=within_s)
            except BaseException as error:
                died = isinstance(error, DBAPIError) and error.connection_invalidated
                connection.close()
                if is_last or not died:
                    raise
                self.engine.dispose()  # those that lie beside it in the pool died with it
            else:
                return connection
        raise AssertionError("unreachable")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the driver's faults into a sentence; faults of the program pass."""
        try:
            yield
        except UnicodeEncodeError as error:
            raise Invalid(
                N_("A part of the text can't be read as letters: {part}. Type or paste it again."),
                part=ascii(error.object[error.start : error.end]),
            ) from error
        except OverflowError as error:
            raise Invalid(N_("A number is too large to be kept. Check the numbers and try again.")) from error
        except TimeoutError as error:  # of the pool: all connections are taken
            raise StoreAway(locations.BUSY, path=self.name) from error
        except DBAPIError as error:
            said = self._driver.said(error)
            if said is None:
                raise
            raise said from error


def _driver(location: locations.Location) -> Driver:
    if isinstance(location, locations.File):
        from callcenter.store.sqlite_engine import SQLiteDriver

        _make_folder(location.path.parent)
        return SQLiteDriver(location)
    from callcenter.store.postgresql_engine import PostgreSQLDriver

    return PostgreSQLDriver(location)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreAway(
            N_("The folder {folder} can't be made: {why}. Name another store with --store."),
            folder=folder,
            why=error.strerror,
        ) from error
