"""What an import tells."""

from dataclasses import dataclass

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
    rejects: str | None = None
    """The file of refused rows (mode 0600), beside the one that was read."""
    problems: tuple[Invalid, ...] = ()
    """Why rows were refused: file, line, field, what is wrong and what to do; the first thousand."""
    warnings: tuple[Invalid, ...] = ()
    """The first thousand."""
