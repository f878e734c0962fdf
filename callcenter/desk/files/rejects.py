"""The file of refused rows: as they were, with line, field and problem, to be corrected and read again."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from callcenter.errors import Invalid
from callcenter.i18n import N_, Phrase, sentence

COLUMNS = ("line", "field", "problem")


class Rejects:
    """Stands beside the file that is read, as ``NAME.rejects.csv``, for its owner only; made when needed.

    Args:
        path: the file that is read.
        headings: its headings.
    """

    def __init__(self, path: Path, headings: list[str]) -> None:
        self.path = path.with_name(f"{path.name}.rejects.csv")
        self._headings = [heading for heading in headings if heading not in COLUMNS]
        self._kept = [at for at, heading in enumerate(headings) if heading not in COLUMNS]
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "Rejects":
        """Remove the file of an earlier run."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        if self._file is not None:
            self._file.close()

    @property
    def written(self) -> bool:
        """Whether any row was refused."""
        return self._file is not None

    def add(self, cells: list[str], line: int, problem: Invalid) -> None:
        """Write one row.

        Raises:
            Invalid: the file can't be written.
        """
        try:
            if self._file is None:
                self._begin()
            what = problem.params.get("what")
            said = (
                sentence(Invalid(what.code, **what.params)) if isinstance(what, Phrase) else sentence(problem)
            )
            kept = [cells[at] if at < len(cells) else "" for at in self._kept]
            self._writer.writerow([*kept, str(line), str(problem.params.get("field", "")), said])
        except OSError as error:
            raise self._unwritable(error) from error

    def _begin(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([*self._headings, *COLUMNS])

    def _unwritable(self, error: OSError) -> Invalid:
        return Invalid(
            N_("Refused rows can't be written to {file}: {why}. Copy what is imported to a folder of yours."),
            file=str(self.path), why=error.strerror or type(error).__name__,
        )  # fmt: skip
