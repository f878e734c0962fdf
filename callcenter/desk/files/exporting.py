"""Writing a list to CSV or XLSX, row by row; a file appears whole or not at all, for its owner only."""

import csv
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from callcenter.desk.files.lists import listing, told
from callcenter.desk.files.paging import Listing
from callcenter.desk.personal.listed import masked_rows
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.people.views import AgentView
from callcenter.store.store import Store

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection); one that has an apostrophe
before that already gets another one, so that the import finds the first."""
_SHEET = 1_048_576
"""Rows of a sheet (Microsoft, Excel specifications and limits); what is beyond goes on the next one."""


def export(
    store: Store, me: AgentView, name: str, target: str, *,
    case: str = "", taxonomy: Path | None = None, masked: bool = False,
) -> int:  # fmt: skip
    """Write a list and return its number of rows.

    Args:
        store: what is read.
        me: who exports.
        name: of the list.
        target: ends in .csv or .xlsx; ``-`` is standard output as CSV.
        case: the number of the case whose timeline it is.
        taxonomy: the administrator's file of categories; none: the shipped one.
        masked: whether telephone numbers are masked: whoever exports needs no whole ones.

    Raises:
        Invalid: no such list or form, or the file can't be written.
        NotFound: no such case.
    """
    rows = listing(store, me, name, case, taxonomy)
    rows = Listing(rows.headings, masked_rows(rows.headings, rows.rows)) if masked else rows
    if target == "-":
        return _csv(rows, sys.stdout)
    path = Path(target)
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise Invalid(N_("{file} ends in neither .csv nor .xlsx. Name it with one of them."), file=target)
    try:
        return _whole(path, write, rows)
    except OSError as error:
        raise Invalid(
            N_("{file} can't be written: {why}. Name another file."),
            file=target, why=error.strerror or type(error).__name__,
        ) from error  # fmt: skip


def defused(value: object) -> object:
    """A value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    cell = told(value)
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _whole(path: Path, write: Callable[[Listing, Path], int], rows: Listing) -> int:
    """Write beside the target, then put it in its place; ``mkstemp`` makes it 0600."""
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        count = write(rows, Path(beside))
        with Path(beside).open("rb") as file:
            os.fsync(file.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
    return count


def _csv_file(rows: Listing, path: Path) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        return _csv(rows, file)


def _csv(rows: Listing, file: IO[str]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows.headings)
    count = 0
    for count, row in enumerate(rows.rows, start=1):  # noqa: B007 - the last number is the sum
        writer.writerow([defused(value) for value in row])
    return count


def _xlsx(rows: Listing, path: Path) -> int:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    count, left = 0, 0
    sheet: Any = None
    for count, row in enumerate(rows.rows, start=1):  # noqa: B007
        if not left:
            sheet, left = _new_sheet(book, rows), _SHEET - 1
        cells = (defused(value) for value in row)
        sheet.append(
            [ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in cells]
        )
        left -= 1
    if sheet is None:
        _new_sheet(book, rows)
    book.save(path)
    return count


def _new_sheet(book: Any, rows: Listing) -> Any:
    sheet = book.create_sheet()
    sheet.append(list(rows.headings))
    return sheet


_WRITERS: dict[str, Callable[[Listing, Path], int]] = {".csv": _csv_file, ".xlsx": _xlsx}
