"""What an import tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from callcenter.errors import Invalid


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of a file's rows: added, changed, unchanged and refused add up to those read."""

    kind: str
    file: str
    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    warned: int
    """Rows that went in with a warning."""
    dry_run: bool = False
    resumed: int = 0
    """Rows that an earlier import of this file had dealt with before it was stopped; they are in the sums."""
    fields: Mapping[str, int] = field(default_factory=dict)
    """How many rows changed what is on file under each heading."""
    rejects: str | None = None
    """The file of refused rows (mode 0600), beside the one that was read."""
    changes: str | None = None
    """The file of changes (mode 0600), where one was asked for and anything changed."""
    problems: tuple[Invalid, ...] = ()
    """Why rows were refused: file, line, field, what is wrong and what to do; the first thousand."""
    warnings: tuple[Invalid, ...] = ()
    """The first thousand."""


class Reading(TypedDict, total=False):
    """How a file is read; what isn't named is as usual."""

    dry_run: bool
    """Check everything and write nothing."""
    from_start: bool
    """Begin at the first row, though an import of the file was stopped."""
    processes: int | None
    """How many read the file; none: as the machine and the file's size allow."""
    changes: Path | None
    """Where to write which row changed which field."""
    values: bool
    """Write there what stood in the field and what stands there now, too: personal data."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is.

    Attributes:
        done: of the file, in bytes or, of a workbook, rows.
        total: of the same; 0 where unknown.
        rows: that are dealt with.
        skipped: of these, those that an earlier import had dealt with.
    """

    done: int
    total: int
    rows: int
    skipped: int = 0
