"""Files that we wrote and that hold customers: noted, so that an erasure can reach them."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.store.adding import add_missing
from callcenter.store.models import WrittenFile

REJECTS = "rejects"
EXPORT = "export"
PERSONAL = "personal"
"""Kinds; ``personal:12`` is an export of all that is held on customer 12."""


def note(connection: Connection, path: Path, kind: str, at: datetime) -> None:
    """Note a file that was just written; a later one at the same place takes its place.

    Args:
        connection: of a ``store.write()``.
        path: where it stands.
        kind: ``rejects``, ``export`` or ``personal:ID``.
        at: when.
    """
    named = str(path.absolute())
    row = {"path": named, "kind": kind, "at": at, "removed_at": None}
    add_missing(connection, WrittenFile, [row])
    connection.execute(update(WrittenFile).where(col(WrittenFile.path) == named).values(**row))


def still_there(connection: Connection) -> tuple[tuple[Path, str], ...]:
    """Path and kind of the files that nobody has removed, as far as we know."""
    rows = connection.execute(
        select(col(WrittenFile.path), col(WrittenFile.kind))
        .where(col(WrittenFile.removed_at).is_(None))
        .order_by(col(WrittenFile.id))
    )
    return tuple((Path(path), kind) for path, kind in rows)


def gone(connection: Connection, path: Path, at: datetime) -> None:
    """Note that a file isn't there any more."""
    here = update(WrittenFile).where(col(WrittenFile.path) == str(path))
    connection.execute(here.values(removed_at=at))
