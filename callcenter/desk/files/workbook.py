"""The first sheet of an XLSX workbook, row by row, each cell as the text that a person would type."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from callcenter.desk.files import reading
from callcenter.errors import Invalid
from callcenter.i18n import N_

_FAULTS = (BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, ParseError, EOFError)
_LARGE, _DENSE = 100_000_000, 200
"""Bytes of a part of a workbook, and how many of them one packed byte makes; no real one has more."""


@contextmanager
def open_rows(path: Path, stream: IO[bytes]) -> Iterator[tuple[int, "Iterator[reading.Line]"]]:
    """Open a workbook and give the number of its rows (0 when unknown) and the rows of its first sheet.

    Raises:
        Invalid: it is no workbook, or damaged.
    """
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that don't matter here
        with _told(path):
            _refuse_bomb(path, stream)
            book = load_workbook(stream, read_only=True, data_only=True)
            sheet = book.worksheets[0]
        try:
            yield sheet.max_row or 0, _rows(path, sheet.iter_rows(values_only=True))
        finally:
            book.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise Invalid(
            N_("{file} is no workbook, or damaged. Save it again as .xlsx."), file=str(path)
        ) from error


def _refuse_bomb(path: Path, stream: IO[bytes]) -> None:
    """A file of some kilobytes that unpacks to gigabytes would take the machine's memory."""
    with ZipFile(stream) as packed:
        parts = packed.infolist()
    stream.seek(0)
    if any(one.file_size > max(_LARGE, _DENSE * one.compress_size) for one in parts):
        raise Invalid(N_("{file} unpacks to far too much. Save it again as .csv."), file=str(path))


def _rows(path: Path, rows: Iterable[tuple[Any, ...]]) -> "Iterator[reading.Line]":
    number = 0
    turn = iter(rows)
    while True:
        number += 1
        with _told(path):
            cells = next(turn, None)
        if cells is None:
            return
        yield reading.Line(number, [reading.cleaned(_text(cell)) for cell in cells])


def _text(value: Any) -> str:
    """A number without the fraction that Excel gives to telephone numbers; a day without midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)
