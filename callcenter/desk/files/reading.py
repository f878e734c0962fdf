"""Reading a table from a file: CSV in the usual encodings and separators, packed by gzip or not, or XLSX.

What the file is, is seen from its first bytes, never from its name.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from callcenter.desk.files import workbook
from callcenter.desk.files.encoding import encoding_of
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store.bulk.rows import FileRow

_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = ",;\t|"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]+")
_DEFUSED = re.compile(r"\A'(?='*[=+\-@\t\r\n＝＋－＠])")
_LONGEST_CELL = 131_072  # csv's own limit: a quote that is never closed shall not swallow the file


@dataclass(slots=True)
class Line:
    """One row as it stands in the file; ``fault`` says why it can't even be cut into cells."""

    number: int
    cells: list[str]
    fault: Invalid | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a file are cut into cells: all that is needed to read one, in whatever process.

    Attributes:
        name: the file's, for sentences.
        headings: theirs.
        columns: our headings and where they stand.
    """

    name: str
    headings: tuple[str, ...]
    columns: Mapping[str, int]

    def file_row(self, line: Line) -> FileRow:
        """A line as the kinds read it.

        Raises:
            Invalid: it has more cells than there are headings.
        """
        cells = line.cells
        if line.fault is not None or any(cells[len(self.headings) :]):
            raise self._fault(line)
        if len(cells) >= len(self.headings):
            return FileRow(
                self.name,
                line.number,
                {ours: text for ours, at in self.columns.items() if (text := cells[at])},
            )
        found = {ours: cells[at] for ours, at in self.columns.items() if at < len(cells) and cells[at]}
        return FileRow(self.name, line.number, found)

    def _fault(self, line: Line) -> Invalid:
        row = FileRow(self.name, line.number, {})
        if line.fault is not None:
            return row.fault("", line.fault.template, **line.fault.params)
        return row.fault(
            self.headings[-1],
            N_("the row has {cells} cells for {headings} headings. Put quotes around separators."),
            cells=len(line.cells), headings=len(self.headings),
        )  # fmt: skip


@dataclass(slots=True)
class Table:
    """A file's headings and rows; how far it is read, for a progress bar."""

    name: str
    headings: list[str]
    lines: Iterator[Line]
    total: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    """Our headings and where they stand."""
    standing: Callable[[], int] = int

    @property
    def done(self) -> int:
        """How far it is read, of ``total``."""
        return self.standing()

    @property
    def layout(self) -> Layout:
        """How its rows are cut."""
        return Layout(self.name, tuple(self.headings), dict(self.columns))


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a file and read its headings.

    Args:
        path: the file.

    Raises:
        Invalid: it can't be read, is damaged, empty, or in no form that is known; says what to do.
    """
    try:
        with path.open("rb") as raw:
            yield from _opened(path, raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid(N_("{file} is damaged: it ends too early. Fetch it again."), file=str(path)) from error
    except OSError as error:
        raise Invalid(
            N_("{file} can't be read: {why}. Check its name and who may read it."),
            file=str(path), why=error.strerror or type(error).__name__,
        ) from error  # fmt: skip


def _opened(path: Path, raw: IO[bytes]) -> Iterator[Table]:
    packed = _peek(raw).startswith(_GZIP)
    stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
    begin = _peek(stream)
    if begin.startswith(_OLD_EXCEL):
        raise Invalid(N_("{file} is in the old form of Excel. Save it as .xlsx or CSV."), file=str(path))
    if begin.startswith(_ZIP):
        with workbook.open_rows(path, stream) as (total, rows):
            table = _table(path, rows)
            table.total = total
            table.lines = _counted(table, table.lines)
            yield table
        return
    encoding = encoding_of(path, stream)
    stream.seek(0)
    with io.TextIOWrapper(stream, encoding, errors="replace", newline="") as text:
        table = _table(path, _csv_rows(text))
        table.total = total = path.stat().st_size
        table.standing = lambda: min(raw.tell(), total)
        yield table


def _peek(stream: IO[bytes]) -> bytes:
    begin = stream.read(4)
    stream.seek(0)
    return begin


def _table(path: Path, rows: Iterator[Line]) -> Table:
    first = next((line for line in rows if any(line.cells) or line.fault), None)
    if first is None or first.fault:
        raise Invalid(N_("{file} is empty: its first row must hold the headings."), file=str(path))
    while first.cells and not first.cells[-1]:
        first.cells.pop()
    return Table(path.name, first.cells, (line for line in rows if line.fault or any(line.cells)))


def _counted(table: Table, lines: Iterator[Line]) -> Iterator[Line]:
    last = 0

    def standing() -> int:
        return last

    table.standing = standing
    for line in lines:
        last = line.number
        yield line


def _csv_rows(text: IO[str]) -> Iterator[Line]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(text, delimiter=_separator(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            yield Line(number, [], Invalid(N_("can't be cut into cells. Check the quotes in this line.")))
            continue
        if cells is None:
            return
        yield Line(number, _cleaned_all(cells))


def _cleaned_all(cells: list[str]) -> list[str]:
    """The cells of a row; most rows hold nothing that can't be seen."""
    whole = "".join(cells)
    if whole.isprintable() and "'" not in whole:
        return [cell.strip() for cell in cells]
    return [cleaned(cell) for cell in cells]


def _separator(text: IO[str]) -> str:
    """The sign that stands most often in the headings, outside quotes."""
    line = ""
    while not line.strip("\ufeff\r\n\t ;,|") and (line := text.readline(_LONGEST_CELL)):
        pass
    text.seek(0)
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_SEPARATORS, key=bare.count)


def cleaned(cell: str) -> str:
    """A cell without signs that nobody sees and without the apostrophe that exports put before a formula."""
    return (
        _DEFUSED.sub("", _CONTROL.sub("", cell).strip(), count=1)
        if cell[:1] == "'"
        else _CONTROL.sub("", cell).strip()
    )


def match_headings(
    table: Table, ours: tuple[str, ...], needed: tuple[str, ...], mapping: Mapping[str, str]
) -> tuple[str, ...]:
    """Find where our headings stand in a table, and return the headings that are none of ours.

    Args:
        table: the file; its ``columns`` are set.
        ours: what there may be.
        needed: what there must be.
        mapping: their headings for ours.

    Raises:
        Invalid: a needed one isn't there, one stands twice, or the mapping names what doesn't exist
            (``field`` is then ``map``).
    """
    places: dict[str, list[int]] = {}
    for at, heading in enumerate(table.headings):
        places.setdefault(heading_key(heading), []).append(at)
    for name, theirs in mapping.items():
        if heading_key(name) not in ours:
            raise Invalid(
                N_("There is no heading “{name}” to map to. Ours are: {ours}."),
                name=name,
                ours=", ".join(ours),
                field="map",
            )
        if heading_key(theirs) not in places:
            raise _missing(table, name, theirs, field="map")
    named = {heading_key(name): heading_key(theirs) for name, theirs in mapping.items()}
    for name in ours:
        found = places.get(named.get(name, name), [])
        if len(found) > 1:
            raise Invalid(
                N_("{file} has the heading “{heading}” twice. Rename one of them."),
                file=table.name, heading=table.headings[found[0]],
            )  # fmt: skip
        if found:
            table.columns[name] = found[0]
        elif name in needed:
            raise _missing(table, name, name, field=name)
    return tuple(
        heading for at, heading in enumerate(table.headings) if heading and at not in table.columns.values()
    )


def _missing(table: Table, name: str, theirs: str, *, field: str) -> Invalid:
    return Invalid(
        N_("{file} has no heading “{heading}”. Name theirs with --map {name}=THEIRS. It has: {found}."),
        file=table.name, heading=theirs, name=name, field=field,
        found=", ".join(filter(None, table.headings)),
    )  # fmt: skip


def heading_key(heading: str) -> str:
    """A heading as it is compared: without case, blanks and dashes as underscores."""
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())
