"""Reading a file into the store: row by row, in batches of their own transaction, the bad rows set apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcenter.desk.files.reading import Line, Table, heading_key, match_headings, open_table
from callcenter.desk.files.rejects import COLUMNS, Rejects
from callcenter.desk.files.views import ImportSummary
from callcenter.errors import Invalid
from callcenter.i18n import N_, phrases
from callcenter.store import events
from callcenter.store.bulk.rows import FileRow, House, Kind, Verdict
from callcenter.store.events import Actor
from callcenter.store.store import Store

BATCH = 2000
_MOST_TOLD = 1000

_SUMS = N_("from {file}: {added} added, {changed} changed, {refused} refused")
phrases(
    {
        f"import.{kind}": _SUMS
        for kind in ("customers", "purchases", "warranties", "repairs", "recalls", "points")
    }
)

Progress = Callable[[int, int], None]
_Waiting = tuple[Line, FileRow, Any]


@dataclass(slots=True)
class _Sums:
    """What became of the rows so far."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    warned: int = 0
    problems: list[Invalid] = field(default_factory=list)
    warnings: list[Invalid] = field(default_factory=list)


class Import:
    """One import of one file.

    Args:
        store: where the rows go.
        actor: who imports.
        name: the kind, ``customers``.
        kind: reads and writes its rows.
        house: the settings and the time.
        dry_run: check everything and write nothing.
    """

    def __init__(
        self, store: Store, actor: Actor, name: str, kind: Kind[Any], house: House, *, dry_run: bool
    ) -> None:
        self._store, self._actor, self._name, self._kind = store, actor, name, kind
        self._house, self._dry_run = house, dry_run
        self._sums = _Sums()
        self._seen: dict[str, tuple[int, int]] = {}

    def run(self, path: Path, mapping: Mapping[str, str], progress: Progress) -> ImportSummary:
        """Read the file.

        Args:
            path: the file.
            mapping: their headings for ours.
            progress: is told how much is done, of how much.

        Raises:
            Invalid: the file can't be read, or a needed heading isn't there.
        """
        with open_table(path) as table:
            left = match_headings(table, self._kind.headings, self._kind.needed, mapping)
            self._tell_unread(table, left)
            with Rejects(path, table.headings) if not self._dry_run else _NoRejects() as rejects:
                self._read(table, rejects, progress)
            return self._summary(path, rejects)

    def _tell_unread(self, table: Table, left: Sequence[str]) -> None:
        names = [name for name in left if heading_key(name) not in COLUMNS]
        if names:
            sentence = N_("{file}: not read, none of our headings: {names}. Use --map where they are.")
            self._sums.warnings.append(Invalid(sentence, file=table.name, names=", ".join(names)))

    def _read(self, table: Table, rejects: "Rejects | _NoRejects", progress: Progress) -> None:
        waiting: list[_Waiting] = []
        for line in table.lines:
            self._sums.read += 1
            try:
                row = table.file_row(line)
                self._one(line, row, waiting)
            except Invalid as error:
                self._refuse(rejects, line, error)
            if len(waiting) >= BATCH:
                self._put(waiting, rejects)
                waiting = []
                progress(table.done, table.total)
        self._put(waiting, rejects)
        progress(table.total or table.done, table.total or table.done)

    def _one(self, line: Line, row: FileRow, waiting: list[_Waiting]) -> None:
        parsed = self._kind.parse(row)
        same = hash(tuple(sorted(row.cells.items())))
        first, content = self._seen.setdefault(parsed.external_id, (line.number, same))
        if first == line.number:
            waiting.append((line, row, parsed))
        elif content == same:
            row.warn("id", N_("the same row stands in line {first} already."), first=first)
            self._count("unchanged", row)
        else:
            raise row.fault(
                "id",
                N_("“{id}” stands in line {first} already, with other details. Give each row its own id."),
                id=parsed.external_id, first=first,
            )  # fmt: skip

    def _put(self, waiting: Sequence[_Waiting], rejects: "Rejects | _NoRejects") -> None:
        if not waiting:
            return
        batch = [(row, parsed) for _, row, parsed in waiting]
        if self._dry_run:
            with self._store.read() as connection:
                verdicts = self._kind.put(connection, batch, write=False)
        else:
            with self._store.write() as connection:
                verdicts = self._kind.put(connection, batch, write=True)
                self._record(connection, batch[0][0], verdicts)
        for (line, row, _), verdict in zip(waiting, verdicts, strict=True):
            if isinstance(verdict, Invalid):
                self._refuse(rejects, line, verdict)
            else:
                self._count(verdict, row)

    def _record(self, connection: Any, first: FileRow, verdicts: Sequence[Verdict]) -> None:
        """One event a batch that changed anything, numbered by its first line."""
        sums = {name: sum(verdict == name for verdict in verdicts) for name in ("added", "changed")}
        if any(sums.values()):
            sums["refused"] = sum(isinstance(verdict, Invalid) for verdict in verdicts)
            events.record(
                connection, self._actor, self._house.at, f"import.{self._name}", "import", first.line,
                params={"file": first.file, **sums},
            )  # fmt: skip

    def _count(self, verdict: str, row: FileRow) -> None:
        setattr(self._sums, verdict, getattr(self._sums, verdict) + 1)
        self._sums.warned += bool(row.warnings)
        self._sums.warnings += row.warnings[: max(0, _MOST_TOLD - len(self._sums.warnings))]

    def _refuse(self, rejects: "Rejects | _NoRejects", line: Line, problem: Invalid) -> None:
        self._sums.refused += 1
        rejects.add(line.cells, line.number, problem)
        if len(self._sums.problems) < _MOST_TOLD:
            self._sums.problems.append(problem)

    def _summary(self, path: Path, rejects: "Rejects | _NoRejects") -> ImportSummary:
        sums = self._sums
        return ImportSummary(
            kind=self._name,
            file=str(path),
            read=sums.read,
            added=sums.added,
            changed=sums.changed,
            unchanged=sums.unchanged,
            refused=sums.refused,
            warned=sums.warned,
            dry_run=self._dry_run,
            rejects=str(rejects.path) if rejects.written else None,
            problems=tuple(sums.problems),
            warnings=tuple(sums.warnings),
        )


class _NoRejects:
    """Stands in for the rejects file in a dry run, which writes nothing."""

    path = Path()
    written = False

    def __enter__(self) -> "_NoRejects":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def add(self, cells: list[str], line: int, problem: Invalid) -> None:
        """Keep nothing."""
