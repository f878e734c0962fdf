"""The files that we wrote and that speak of a customer: rows of theirs are taken out, or the file goes.

CSV files are written anew without the rows that name the customer; XLSX and other forms that hold them are
removed: an export can be made again. What can't be changed is named, so that somebody sees to it.
"""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from callcenter.desk.personal.mentions import Signs
from callcenter.desk.personal.views import FilesGone
from callcenter.store import written
from callcenter.store.holdings import Whose
from callcenter.store.store import Store


class Finder:
    """Tells whether a row of a table, or a whole file, speaks of a customer.

    Args:
        whose: the customer.
    """

    def __init__(self, whose: Whose) -> None:
        self._signs = Signs.of(whose)
        self._names = frozenset(whose.names)
        self._keys = frozenset((*whose.external_ids, *whose.case_numbers))
        self._ids = frozenset(map(str, whose.customers))

    def row(self, headings: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether a row is theirs: by number, address, id or case; by name only as a whole cell."""
        if any(cell in self._keys or cell in self._names for cell in cells):
            return True
        named = dict(zip(headings, cells, strict=False))
        return named.get("customer_id") in self._ids or self._signs.numbered("\n".join(cells))

    def text(self, text: str) -> bool:
        """Whether a text speaks of them."""
        return self._signs.within(text)


def speak_of(store: Store, whose: Whose) -> tuple[str, ...]:
    """The files that speak of a customer, without changing any."""
    finder = Finder(whose)
    return tuple(str(path) for path, kind in _there(store) if _speaks(path, kind, whose, finder))


def clear(store: Store, whose: Whose, at: datetime) -> FilesGone:
    """Take a customer out of the files that we wrote.

    Args:
        store: knows which files those are.
        whose: the customer.
        at: now.
    """
    finder = Finder(whose)
    removed: list[str] = []
    rewritten: list[str] = []
    left: list[str] = []
    for path, kind in _there(store):
        try:
            if not _speaks(path, kind, whose, finder):
                continue
            if path.suffix == ".csv" and kind in (written.EXPORT, written.REJECTS):
                _without(path, finder)
                rewritten.append(str(path))
            else:
                path.unlink()
                removed.append(str(path))
        except (OSError, UnicodeDecodeError, csv.Error):
            left.append(str(path))
    _note_gone(store, removed, at)
    return FilesGone(tuple(removed), tuple(rewritten), tuple(left))


def _there(store: Store) -> Iterator[tuple[Path, str]]:
    with store.read() as connection:
        known = written.still_there(connection)
    return ((path, kind) for path, kind in known if path.is_file())


def _note_gone(store: Store, removed: Sequence[str], at: datetime) -> None:
    if removed:
        with store.write() as connection:
            for path in removed:
                written.gone(connection, Path(path), at)


def _speaks(path: Path, kind: str, whose: Whose, finder: Finder) -> bool:
    if kind.startswith(written.PERSONAL):
        return kind.partition(":")[2] in map(str, whose.customers)
    if kind.startswith("timeline:") and kind.partition(":")[2] in whose.case_numbers:
        return True
    with suppress(OSError, UnicodeDecodeError, csv.Error):
        headings: list[str] = []
        for cells in _rows(path):
            headings = headings or cells
            if finder.row(headings, cells):
                return True
        return False
    return True  # can't be read: rather one too many


def _rows(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True)
        try:
            for sheet in book.worksheets:
                for row in sheet.iter_rows(values_only=True):
                    yield ["" if cell is None else str(cell) for cell in row]
        finally:
            book.close()
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def _without(path: Path, finder: Finder) -> None:
    """Write a CSV file anew without the rows that are theirs; whole or not at all, with its modes."""
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            headings: list[str] = []
            for cells in _rows(path):
                headings = headings or cells
                if not finder.row(headings, cells):
                    writer.writerow(cells)
        Path(beside).chmod(path.stat().st_mode & 0o777)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
