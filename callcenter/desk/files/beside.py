"""Files that an import writes beside it: for their owner only, never longer than what the store knows of."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from callcenter.errors import Invalid
from callcenter.i18n import N_


class Beside:
    """A CSV file, made when its first row comes, that can go on after a kill at a length it had.

    Args:
        path: where it goes.
        headings: its first row.
        template: the sentence when it can't be written, with gaps ``file`` and ``why``.
    """

    def __init__(self, path: Path, headings: Sequence[str], template: str) -> None:
        self.path = path
        self._headings, self._template = list(headings), template
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def written(self) -> bool:
        """Whether it holds any row."""
        return self._file is not None

    def begin(self) -> None:
        """Remove what an earlier import left."""
        self._doing(lambda: self.path.unlink(missing_ok=True))

    def resume(self, length: int) -> bool:
        """Go on at a length in bytes; what was written behind it is cut off. False where less is there."""
        if length == 0:
            self.begin()
            return True
        try:
            if self.path.stat().st_size < length:
                return False
        except OSError:
            return False
        self._doing(lambda: self._open(os.O_WRONLY))
        self.cut(length)
        return True

    def add(self, cells: Sequence[object]) -> None:
        """Write one row.

        Raises:
            Invalid: the file can't be written.
        """
        if self._file is None:
            self._doing(self._begin)
        self._doing(lambda: self._writer.writerow(cells))

    def length(self) -> int:
        """How long it is, in bytes; what was added is on the disk."""
        file = self._file
        if file is None:
            return 0

        def settle() -> None:
            file.flush()
            os.fsync(file.fileno())

        self._doing(settle)
        return os.fstat(file.fileno()).st_size

    def cut(self, length: int) -> None:
        """Take back what was written behind a length in bytes."""
        file = self._file
        if file is None:
            return

        def back() -> None:
            file.flush()
            os.ftruncate(file.fileno(), length)
            file.seek(0, os.SEEK_END)

        self._doing(back)
        if length == 0:
            file.close()
            self._file = None
            self.begin()

    def _begin(self) -> None:
        self._open(os.O_WRONLY | os.O_CREAT | os.O_EXCL, "utf-8-sig")
        self._writer.writerow(self._headings)

    def _open(self, how: int, encoding: str = "utf-8") -> None:
        descriptor = os.open(self.path, how, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file)

    def _doing(self, what: Any) -> None:
        try:
            what()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise Invalid(self._template, file=str(self.path), why=why) from error


REJECTS = N_("Refused rows can't be written to {file}: {why}. Copy what is imported to a folder of yours.")
CHANGES = N_("{file} can't be written: {why}. Name another file.")
