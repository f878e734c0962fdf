"""How far an import came: written with each batch in its own transaction, read when the file comes again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from callcenter.errors import Changed
from callcenter.i18n import N_
from callcenter.store.adding import add
from callcenter.store.models import ImportRun


@dataclass(frozen=True, slots=True)
class Run:
    """An import that isn't at its end.

    Attributes:
        id: of its row.
        position: how many rows of the file are dealt with.
        sums: what became of them.
        begun_at: aware UTC.
    """

    id: int
    position: int
    begun_at: datetime
    sums: Mapping[str, Any] = field(default_factory=dict)


def unfinished(connection: Connection, kind: str, fingerprint: str) -> Run | None:
    """The import of this very file that was stopped, or None.

    Args:
        connection: for reading.
        kind: of file.
        fingerprint: of its bytes and mapping.
    """
    columns = (col(ImportRun.id), col(ImportRun.position), col(ImportRun.begun_at), col(ImportRun.sums))
    found = connection.execute(
        select(*columns)
        .where(
            col(ImportRun.fingerprint) == fingerprint,
            col(ImportRun.kind) == kind,
            col(ImportRun.ended_at).is_(None),
        )
        .order_by(col(ImportRun.id).desc())
    ).first()
    return Run(*found) if found else None


def begin(
    connection: Connection, kind: str, fingerprint: str, file: str, agent_id: int | None, at: datetime
) -> Run:
    """Begin at the first row; an earlier import of the file that was stopped is forgotten.

    Args:
        connection: of a ``store.write()``.
        kind: of file.
        fingerprint: of its bytes and mapping.
        file: its name.
        agent_id: who imports, if known.
        at: now, aware UTC.
    """
    connection.execute(
        delete(ImportRun).where(
            col(ImportRun.fingerprint) == fingerprint,
            col(ImportRun.kind) == kind,
            col(ImportRun.ended_at).is_(None),
        )
    )
    values: dict[str, Any] = {
        "kind": kind, "fingerprint": fingerprint, "file": file, "agent_id": agent_id, "begun_at": at,
        "moved_at": at, "position": 0, "sums": {},
    }  # fmt: skip
    return Run(add(connection, ImportRun, values), 0, at)


def move(
    connection: Connection,
    run: Run,
    position: int,
    sums: Mapping[str, Any],
    at: datetime,
    *,
    last: bool = False,
) -> Run:
    """Note that the import came further, in the transaction that wrote the rows.

    Args:
        connection: of a ``store.write()``.
        run: as it stood.
        position: how many rows are dealt with now.
        sums: what became of all of them.
        at: now, aware UTC.
        last: the file is at its end.

    Raises:
        Changed: somebody else imports the same file; nothing of this batch may be written.
    """
    values: dict[str, Any] = {"position": position, "sums": dict(sums), "moved_at": at}
    moved = connection.execute(
        update(ImportRun)
        .where(
            col(ImportRun.id) == run.id,
            col(ImportRun.position) == run.position,
            col(ImportRun.ended_at).is_(None),
        )
        .values(values | ({"ended_at": at} if last else {}))
    )
    if moved.rowcount != 1:
        raise Changed(
            N_("Somebody else imports the same file at this moment. Let that import come to its end.")
        )
    return Run(run.id, position, run.begun_at, dict(sums))
