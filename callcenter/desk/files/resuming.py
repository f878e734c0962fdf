"""An import that goes on: which file it is, and what was dealt with before."""

import csv
import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from callcenter.desk.files.reading import Layout, Line, Table
from callcenter.desk.files.rejects import Rejects
from callcenter.desk.files.seen import Seen, content_of
from callcenter.errors import Invalid

_PAGE = 1 << 20
_ROWS = 2000


def fingerprint(path: Path, mapping: Mapping[str, str]) -> str:
    """What tells a file and the reading of its headings from all others: BLAKE2b (RFC 7693), in hex."""
    told = blake2b(json.dumps(sorted(mapping.items())).encode(), digest_size=32)
    with path.open("rb") as file:
        while page := file.read(_PAGE):
            told.update(page)
    return told.hexdigest()


def skip(table: Table, position: int, seen: Seen, rejects: Rejects | None) -> int:
    """Pass the rows that are dealt with, noting their ids; those that were refused had none.

    Args:
        table: at its first row.
        position: how many rows to pass.
        seen: where ids are noted.
        rejects: the file of refused rows, as long as it was then.

    Returns:
        ``position``.
    """
    refused = _refused_lines(rejects) if rejects is not None and position else iter(())
    next_refused = next(refused, None)
    layout = table.layout
    left = position
    while left and (page := list(islice(table.lines, min(left, _ROWS)))):
        left -= len(page)
        noted: dict[str, tuple[str, int, int]] = {}
        for line in page:
            while next_refused is not None and next_refused < line.number:
                next_refused = next(refused, None)
            if line.number != next_refused and (row := _row(line, layout)):
                noted.setdefault(row[0], row)
        seen.note(list(noted.values()))
    return position


def _row(line: Line, layout: Layout) -> tuple[str, int, int] | None:
    try:
        cells = layout.file_row(line).cells
    except Invalid:
        return None
    return (cells["id"], line.number, content_of(cells)) if "id" in cells else None


def _refused_lines(rejects: Rejects) -> Iterator[int]:
    """The lines of the refused rows, in order."""
    if not rejects.written:
        return
    with rejects.path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        at = next(rows).index("line")
        for row in rows:
            yield int(row[at])
