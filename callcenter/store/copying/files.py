"""A file that is there whole or not at all, private to its maker, and sentences for a disk that won't."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store import sqlite

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file that is in use."""

DATABASE_ERRORS: tuple[type[Exception], ...] = (sqlite.library().DatabaseError, sqlite3.DatabaseError)


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """Hand out a temporary path beside ``target``; what stands there at the end takes its place.

    The file is private (0600), on the disk before it gets its name, and nothing is left where it fails.

    Args:
        target: must not be there; an empty file may be.

    Raises:
        Invalid: something stands there, or it can't be written.
    """
    with told(target):
        _reserve(target)
        try:
            with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
                part = Path(file.name)
            try:
                yield part
                to_disk(part)
                part.replace(target)
                to_disk(target.parent)
            finally:
                remove(part)
        except BaseException:
            if target.exists() and not target.stat().st_size:
                target.unlink()
            raise


def _reserve(target: Path) -> None:
    """Take the name, so that nobody else's file is written over meanwhile."""
    if target.is_file() and not target.stat().st_size:
        return
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise there_already(target) from error


def there_already(target: Path) -> Invalid:
    """The sentence for a file that would be written over."""
    return Invalid(N_("{file} is there already. Name another file."), file=str(target))


def remove(path: Path) -> None:
    """Remove an SQLite file and what stands beside it."""
    for end in ("", *BESIDE):
        with suppress(OSError):
            path.with_name(path.name + end).unlink()


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn faults of the disk while ``path`` is written into one sentence.

    Raises:
        Invalid: it can't be written, with the reason.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error.strerror or type(error).__name__) from error
    except (sqlite.library().OperationalError, sqlite3.OperationalError) as error:
        raise _unwritable(path, str(error)) from error


def _unwritable(path: Path, why: str) -> Invalid:
    return Invalid(
        N_("{file} can't be written: {why}. Make room, or name another file."), file=str(path), why=why
    )


@contextmanager
def raw(path: Path) -> Iterator[Any]:
    """The driver's own connection to a file that nobody else has open: nothing is written twice."""
    connection = sqlite.library().connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        yield connection
    finally:
        connection.close()


@contextmanager
def raw_to_read(path: Path) -> Iterator[Any]:
    """The driver's own connection to a file that is only read, wherever it lies."""
    connection = sqlite.library().connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None
    )
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite.library().OperationalError:
        connection.close()
        # In a folder that can't be written, a file in WAL mode opens only when nobody can change it.
        address = f"{path.resolve().as_uri()}?immutable=1"
        connection = sqlite.library().connect(address, uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite file as it is at one moment, while others work on it, into one file."""
    with raw_to_read(source) as connection, raw(target) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def single(path: Path) -> None:
    """Let a file that nobody has open be one file, not three."""
    with raw(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
