"""Reading a file into the store: page by page, each in a transaction of its own, the bad rows set apart.

With each page the store keeps how far the file is read, so an import that was stopped goes on where it was.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from callcenter.desk.files import kinds, resuming
from callcenter.desk.files.changes import Changes
from callcenter.desk.files.parsing import Outcome
from callcenter.desk.files.reading import Line, Table, heading_key, match_headings, open_table
from callcenter.desk.files.rejects import COLUMNS, Rejects
from callcenter.desk.files.seen import Seen
from callcenter.desk.files.views import ImportSummary, Progress, Reading
from callcenter.desk.files.workers import COLLECT, Reader, reader
from callcenter.desk.files.writing import Writer
from callcenter.errors import Invalid
from callcenter.i18n import N_, phrases
from callcenter.store.bulk.rows import FileRow, House, Verdict
from callcenter.store.events import Actor
from callcenter.store.store import Store

BATCH = 2000
"""Rows a transaction: on SQLite agents wait so long for the lock, a few tenths of a second."""

_SUMS = N_("from {file}: {added} added, {changed} changed, {refused} refused")
phrases(
    {
        f"import.{kind}": _SUMS
        for kind in ("customers", "purchases", "warranties", "repairs", "recalls", "points")
    }
)

Told = Callable[[Progress], None]


@dataclass(slots=True)
class _Row:
    """A line on its way."""

    line: Line
    row: FileRow
    outcome: Outcome
    verdict: Verdict | None = None


class Import:
    """One import of one file.

    Args:
        store: where the rows go.
        actor: who imports.
        name: the kind, ``customers``.
        house: the settings and the time.
        how: it is read.

    Raises:
        Invalid: no such kind.
    """

    def __init__(self, store: Store, actor: Actor, name: str, house: House, how: Reading) -> None:
        self._store, self._actor, self._name, self._house = store, actor, name, house
        self._how = how
        self._kind = kinds.make(name, house)

    def run(self, path: Path, mapping: Mapping[str, str], told: Told) -> ImportSummary:
        """Read the file.

        Args:
            path: the file.
            mapping: their headings for ours.
            told: hears how far it is.

        Raises:
            Invalid: the file can't be read, or a needed heading isn't there.
            Changed: somebody else imports the same file.
        """
        how = self._how
        with _few_collections(), ExitStack() as open_files:
            table = open_files.enter_context(open_table(path))
            left = match_headings(table, self._kind.headings, self._kind.needed, mapping)
            rejects = None
            if not how.get("dry_run"):
                rejects = open_files.enter_context(Rejects(path, table.headings))
            changes = None
            if target := how.get("changes"):
                changes = open_files.enter_context(Changes(target, values=how.get("values", False)))
            seen = open_files.enter_context(closing(Seen()))
            writer = self._writer(path, mapping, rejects, changes)
            skipped = resuming.skip(table, writer.position, seen, rejects)
            many = reader(self._name, self._house, table.layout, path, how.get("processes"))
            open_files.enter_context(closing(many))
            writer.sums.warnings += self._unread(table, left)
            self._read(table, many, seen, writer, lambda rows: told(_progress(table, rows, skipped)))
            writer.end()
            return self._summary(path, writer, skipped)

    def _writer(
        self, path: Path, mapping: Mapping[str, str], rejects: Rejects | None, changes: Changes | None
    ) -> Writer:
        writer = Writer(self._store, self._actor, self._name, self._house, rejects, changes)
        if self._how.get("dry_run"):
            if changes is not None:
                changes.begin()
        else:
            writer.begin(path, resuming.fingerprint(path, mapping), anew=self._how.get("from_start", False))
        return writer

    def _unread(self, table: Table, left: Sequence[str]) -> list[Invalid]:
        names = [name for name in left if heading_key(name) not in COLUMNS]
        sentence = N_("{file}: not read, none of our headings: {names}. Use --map where they are.")
        return [Invalid(sentence, file=table.name, names=", ".join(names))] if names else []

    def _read(
        self, table: Table, many: Reader, seen: Seen, writer: Writer, told: Callable[[int], None]
    ) -> None:
        for page, outcomes in many.read(_pages(table.lines)):
            rows = [
                _Row(line, FileRow(table.name, line.number, {}, outcome.warnings), outcome, outcome.fault)
                for line, outcome in zip(page, outcomes, strict=True)
            ]
            _tell_twice(rows, seen)
            many.fresh = writer.put(rows)
            told(writer.position)
        told(writer.position)

    def _summary(self, path: Path, writer: Writer, skipped: int) -> ImportSummary:
        sums = writer.sums
        return ImportSummary(
            kind=self._name,
            file=str(path),
            read=sums.read,
            added=sums.counts["added"],
            changed=sums.counts["changed"],
            unchanged=sums.counts["unchanged"],
            refused=sums.counts["refused"],
            warned=sums.counts["warned"],
            dry_run=self._how.get("dry_run", False),
            resumed=skipped,
            fields=dict(sums.fields.most_common()),
            rejects=writer.rejects_written,
            changes=writer.changes_written,
            problems=tuple(sums.problems),
            warnings=tuple(sums.warnings),
        )


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _pages(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while page := list(islice(lines, BATCH)):
        yield page


def _progress(table: Table, rows: int, skipped: int) -> Progress:
    return Progress(table.done, table.total or table.done, rows, skipped)


def _tell_twice(rows: Sequence[_Row], seen: Seen) -> None:
    """Rows whose id stood in the file before: the same one is unchanged, another one is refused."""
    first: dict[str, _Row] = {}
    again: list[tuple[_Row, int, int]] = []
    for each in rows:
        if each.verdict is None:
            key = each.outcome.parsed.external_id
            earlier = first.setdefault(key, each)
            if earlier is not each:
                again.append((each, earlier.line.number, earlier.outcome.content))
    before = seen.note([(key, each.line.number, each.outcome.content) for key, each in first.items()])
    for key, (line, content) in before.items():
        again.append((first[key], line, content))
    for each, line, content in again:
        key = each.outcome.parsed.external_id
        line, content = before.get(key, (line, content))
        each.verdict = _twice(each, key, line, same=content == each.outcome.content)


def _twice(each: _Row, key: str, line: int, *, same: bool) -> Verdict:
    if same:
        each.row.warn("id", N_("the same row stands in line {first} already."), first=line)
        return "unchanged"
    return each.row.fault(
        "id",
        N_("“{id}” stands in line {first} already, with other details. Give each row its own id."),
        id=key, first=line,
    )  # fmt: skip
