"""Writing the pages of an import: the rows, what became of them and how far the file is, all or nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from callcenter import clock
from callcenter.desk.files import kinds
from callcenter.desk.files.changes import Changes
from callcenter.desk.files.reading import Line
from callcenter.desk.files.rejects import Rejects
from callcenter.desk.files.sums import Sums
from callcenter.errors import CallcenterError, Invalid
from callcenter.i18n import N_
from callcenter.store import events, written
from callcenter.store.bulk import runs
from callcenter.store.bulk.rows import Differs, FileRow, House, Verdict
from callcenter.store.bulk.upsert import take_turns
from callcenter.store.events import Actor
from callcenter.store.store import Store

_WITHIN_S = 120.0
"""Seconds that one statement of a page may take, on a server under load."""


class _Parsed(Protocol):
    parsed: Any


class Row(Protocol):
    """A line on its way; ``verdict`` is set where it needs no store."""

    line: Line
    row: FileRow
    verdict: Verdict | None

    @property
    def outcome(self) -> _Parsed:
        """What was read."""


class Writer:
    """Writes pages.

    Args:
        store: where the rows go.
        actor: who imports.
        name: the kind.
        house: the settings and the time.
        rejects: where refused rows go; None: this is a dry run, nothing is written.
        changes: where changes are told, if anywhere.
    """

    def __init__(
        self,
        store: Store,
        actor: Actor,
        name: str,
        house: House,
        rejects: Rejects | None,
        changes: Changes | None,
    ) -> None:
        self._store, self._actor, self._name, self._house = store, actor, name, house
        self._rejects, self._changes = rejects, changes
        self._kind = kinds.make(name, house)
        self._run: runs.Run | None = None
        self._noted: set[str | None] = set()
        self.sums = Sums()
        self.position = 0

    @property
    def rejects_written(self) -> str | None:
        """The file of refused rows, if there are any."""
        return str(self._rejects.path) if self._rejects is not None and self._rejects.written else None

    @property
    def changes_written(self) -> str | None:
        """The file of changes, if there are any."""
        return str(self._changes.path) if self._changes is not None and self._changes.written else None

    def begin(self, path: Path, fingerprint: str, *, anew: bool) -> None:
        """Begin, or go on where an import of the same file was stopped.

        Args:
            path: the file.
            fingerprint: of it.
            anew: begin at the first row in any case.
        """
        found = None
        if not anew:
            with self._store.read() as connection:
                found = runs.unfinished(connection, self._name, fingerprint)
        if found is not None and self._files_go_on(found.sums):
            self._run, self.position, self.sums = found, found.position, Sums.of(found.sums)
            return
        for file in filter(None, (self._rejects, self._changes)):
            file.cut(0)
            file.begin()
        with self._store.write() as connection:
            agent_id = self._actor.id
            self._run = runs.begin(connection, self._name, fingerprint, path.name, agent_id, self._house.at)

    def _files_go_on(self, sums: Any) -> bool:
        """Whether the files beside are as long as they were; else the import begins anew, as well."""
        lengths = (
            (self._rejects, sums.get("rejects_bytes", 0)),
            (self._changes, sums.get("changes_bytes", 0)),
        )
        return all(file is None or file.resume(length) for file, length in lengths)

    def put(self, rows: Sequence[Row]) -> bool:
        """Write a page; returns whether most of its rows are new.

        Raises:
            Changed: somebody else imports the same file.
            StoreAway: the store can't be reached.
        """
        lengths = self._lengths()
        try:
            verdicts = self._page_or_its_parts(rows, lengths)
        except BaseException:
            self._cut(lengths)
            raise
        self.position += len(rows)
        return sum(each == "added" for each in verdicts) * 2 > len(rows)

    def end(self) -> None:
        """Note that the file is at its end."""
        if self._run is None:
            return
        with self._store.write() as connection:
            runs.move(connection, self._run, self.position, self._kept(self.sums), clock.now(), last=True)

    def _page_or_its_parts(self, rows: Sequence[Row], lengths: tuple[int, int]) -> list[Verdict]:
        try:
            return self._page(rows, apart=False)
        except (DBAPIError, CallcenterError) as error:
            if not _is_of_a_row(error):
                raise
        self._cut(lengths)
        self._kind = kinds.make(self._name, self._house)  # what it keeps in mind wasn't written
        return self._page(rows, apart=True)

    def _page(self, rows: Sequence[Row], *, apart: bool) -> list[Verdict]:
        batch = [(each.row, each.outcome.parsed) for each in rows if each.verdict is None]
        if self._run is None:
            with self._store.read(within_s=_WITHIN_S) as connection:
                verdicts = _all(rows, self._kind.put(connection, batch, write=False) if batch else [])
            self.sums = self._tell(rows, verdicts)
            return verdicts
        with self._store.write(within_s=_WITHIN_S) as connection:
            take_turns(connection)
            put = self._apart(connection, batch) if apart else self._kind.put(connection, batch, write=True)
            verdicts = _all(rows, put)
            self._record(connection, rows, put)
            sums = self._tell(rows, verdicts)
            self._note(connection)
            position = self.position + len(rows)
            run = runs.move(connection, self._run, position, self._kept(sums), clock.now())
        self.sums, self._run = sums, run
        return verdicts

    def _apart(self, connection: Connection, batch: list[tuple[FileRow, Any]]) -> list[Verdict]:
        """Write a page in which the store refuses a row: halved until that row stands alone."""
        try:
            with connection.begin_nested():
                return self._kind.put(connection, batch, write=True)
        except (DBAPIError, CallcenterError, UnicodeError, OverflowError) as error:
            if not _is_of_a_row(error):
                raise
            self._kind = kinds.make(self._name, self._house)
            if len(batch) == 1:
                sentence = N_("the store can't keep this row: {why}. Correct it or leave it out.")
                return [batch[0][0].fault("id", sentence, why=_why(error))]
        half = len(batch) // 2
        return self._apart(connection, batch[:half]) + self._apart(connection, batch[half:])

    def _record(self, connection: Connection, rows: Sequence[Row], put: Sequence[Verdict]) -> None:
        """One event a page that changed anything, numbered by its first line."""
        sums = {
            "added": sum(each == "added" for each in put),
            "changed": sum(isinstance(each, Differs) for each in put),
        }
        if any(sums.values()):
            sums["refused"] = sum(isinstance(each, Invalid) for each in put)
            first = next(each.row for each in rows if each.verdict is None)
            events.record(
                connection, self._actor, self._house.at, f"import.{self._name}", "import", first.line,
                params={"file": first.file, **sums},
            )  # fmt: skip

    def _tell(self, rows: Sequence[Row], verdicts: Sequence[Verdict]) -> Sums:
        """Write the files beside; returns what became of all rows so far."""
        for each, verdict in zip(rows, verdicts, strict=True):
            if isinstance(verdict, Invalid) and self._rejects is not None:
                self._rejects.refuse(each.line.cells, each.line.number, verdict)
            elif isinstance(verdict, Differs) and self._changes is not None:
                self._changes.tell(each.outcome.parsed.external_id, verdict)
        return self.sums.with_rows([(each.row, told) for each, told in zip(rows, verdicts, strict=True)])

    def _note(self, connection: Connection) -> None:
        """Files that hold customers are known to the store before it knows of what they tell."""
        for path in {self.rejects_written, self.changes_written} - {None} - self._noted:
            written.note(connection, Path(path or ""), written.REJECTS, self._house.at)
            self._noted.add(path)

    def _kept(self, sums: Sums) -> dict[str, Any]:
        rejects, changes = self._lengths()
        return {**sums.kept(), "rejects_bytes": rejects, "changes_bytes": changes}

    def _lengths(self) -> tuple[int, int]:
        return (
            self._rejects.length() if self._rejects is not None else 0,
            self._changes.length() if self._changes is not None else 0,
        )

    def _cut(self, lengths: tuple[int, int]) -> None:
        for file, length in zip((self._rejects, self._changes), lengths, strict=True):
            if file is not None:
                file.cut(length)


def _all(rows: Sequence[Row], put: Sequence[Verdict]) -> list[Verdict]:
    """A verdict a row: those that needed the store among those that didn't."""
    coming = iter(put)
    return [next(coming) if each.verdict is None else each.verdict for each in rows]


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ if isinstance(error, CallcenterError) else error


def _is_of_a_row(error: BaseException) -> bool:
    """Whether the store refuses what a row holds, as against doing nothing at all just now."""
    cause = _cause(error)
    if isinstance(cause, DBAPIError):
        if cause.connection_invalidated:
            return False
        code = str(getattr(cause.orig, "sqlstate", None) or "")
        return isinstance(cause, (IntegrityError, DataError)) or code.startswith(("22", "23", "54"))
    return isinstance(cause, (UnicodeError, OverflowError))


def _why(error: BaseException) -> str:
    """The database's own words, without values."""
    cause = _cause(error)
    said = str(cause.orig if isinstance(cause, DBAPIError) else cause)
    return said.strip().partition("\n")[0][:200]
