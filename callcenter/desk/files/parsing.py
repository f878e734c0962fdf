"""From the lines of a file to typed rows: what needs no store, so that other processes may do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callcenter.desk.files.reading import Layout, Line
from callcenter.desk.files.seen import content_of
from callcenter.errors import Invalid
from callcenter.store.bulk.rows import FileRow, Kind


@dataclass(slots=True)
class Outcome:
    """What a line is.

    Attributes:
        parsed: the typed row; None where it is refused.
        warnings: what is odd.
        fault: why it is refused.
        content: a sum of its cells.
    """

    parsed: Any
    warnings: list[Invalid]
    fault: Invalid | None = None
    content: int = 0


def parse(kind: Kind[Any], layout: Layout, lines: Sequence[Line], *, fresh: bool) -> list[Outcome]:
    """Read lines, each on its own.

    Args:
        kind: of file.
        layout: where the headings stand.
        lines: of the file.
        fresh: most of them will be new to the store, so what only new rows need is made here too.
    """
    found = []
    for line in lines:
        row = FileRow(layout.name, line.number, {})
        try:
            row = layout.file_row(line)
            parsed = kind.parse(row)
        except Invalid as error:
            found.append(Outcome(None, row.warnings, error))
            continue
        if fresh:
            kind.prepare(parsed)
        found.append(Outcome(parsed, row.warnings, None, content_of(row.cells)))
    return found
