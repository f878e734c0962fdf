"""The ledger of erasures: outlives the store, so that a backup that is brought back forgets as well.

A line of JSON an erasure: when, and for each customer its key and when it was put on file, which tells it
from another one that got the same key later. Nothing personal stands in it. Beside an SQLite store it is
``<store>.erasures``; for PostgreSQL the setting ``erasures`` names it.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.models import Customer
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store.models import Erasure
from callcenter.store.store import Store


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure."""

    at: datetime
    customers: Mapping[int, datetime]
    """When each was put on file."""

    def line(self) -> str:
        """A line of the file."""
        people = [{"id": each, "created_at": at.isoformat()} for each, at in self.customers.items()]
        return json.dumps({"at": self.at.isoformat(), "customers": people}) + "\n"


class Ledger(Protocol):
    """Where erasures are written down, and read again."""

    def write(self, one: Entry) -> None:
        """Add one erasure."""

    def read(self) -> Iterator[Entry]:
        """All erasures, oldest first."""


@dataclass(frozen=True, slots=True)
class Book:
    """A ledger in a file, for its owner only.

    Args:
        path: need not exist.
    """

    path: Path

    @property
    def is_there(self) -> bool:
        """Whether anything was ever written down here."""
        return self.path.exists()

    def write(self, one: Entry) -> None:
        """Add one erasure; on the disk when this returns.

        Raises:
            Invalid: the file can't be written: then nothing is erased.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, one.line().encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise Invalid(
                N_("{file} can't be written: {why}. Nothing was erased: backups must know of it."),
                file=str(self.path),
                why=error.strerror or type(error).__name__,
            ) from error

    def read(self) -> Iterator[Entry]:
        """All erasures, oldest first; none where there is no file.

        Raises:
            Invalid: it is no ledger, or can't be read.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable() from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield _entry(line)
            except (ValueError, KeyError, TypeError) as error:
                if number < len(lines):  # a crash may have cut the last one short: nothing was erased then
                    raise self._unreadable() from error

    def _unreadable(self) -> Invalid:
        return Invalid(N_("{file} is no ledger of erasures. Name the right one."), file=str(self.path))


@dataclass(frozen=True, slots=True)
class OfStore:
    """The erasures that another store tells of, where its ledger is lost."""

    store: Store

    def write(self, one: Entry) -> None:
        """Nothing: the store has it."""

    def read(self) -> Iterator[Entry]:
        """All erasures, oldest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                select(col(Erasure.customer_id), col(Erasure.merged_ids), col(Erasure.at)).order_by(
                    col(Erasure.id)
                )
            ).all()
            found = [entry(connection, (customer_id, *merged), at) for customer_id, merged, at in rows]
        yield from found


class _Nowhere:
    def write(self, one: Entry) -> None:
        """Nothing: it stands in a ledger already."""

    def read(self) -> Iterator[Entry]:
        """Nothing."""
        return iter(())


NOWHERE = _Nowhere()


def _entry(line: str) -> Entry:
    said = json.loads(line)
    people = {int(one["id"]): _moment(one["created_at"]) for one in said["customers"]}
    return Entry(_moment(said["at"]), people)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def entry(connection: Connection, customers: Sequence[int], at: datetime) -> Entry:
    """The line of an erasure."""
    rows = connection.execute(
        select(col(Customer.id), col(Customer.created_at)).where(col(Customer.id).in_(customers))
    )
    return Entry(at, {customer_id or 0: made_at for customer_id, made_at in rows})


def known(connection: Connection) -> dict[int, datetime]:
    """When each customer was erased last, as far as a store knows."""
    rows = connection.execute(select(col(Erasure.customer_id), col(Erasure.merged_ids), col(Erasure.at)))
    return {one: at for root, merged, at in sorted(rows, key=lambda row: row.at) for one in (root, *merged)}


def still_there(connection: Connection, customer_id: int, created_at: datetime) -> bool:
    """Whether this very customer stands in the store; another one with its key is left alone."""
    row = connection.execute(select(col(Customer.created_at)).where(col(Customer.id) == customer_id)).first()
    return row is not None and row[0] == created_at


def of(store: Store, settings: Settings | None = None) -> Book:
    """The ledger of a store.

    Args:
        store: beside its file, where it is one.
        settings: name another place.
    """
    if settings is not None and settings.erasures is not None:
        return Book(settings.erasures)
    if store.is_sqlite:
        return Book(store.path.with_name(f"{store.path.name}.erasures"))
    import platformdirs

    return Book(Path(platformdirs.user_data_path("callcenter", appauthor=False)) / "callcenter.erasures")
