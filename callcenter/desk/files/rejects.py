"""The file of refused rows: as they were, with line, field and problem, to be corrected and read again."""

from collections.abc import Sequence
from pathlib import Path

from callcenter.desk.files.beside import REJECTS, Beside
from callcenter.errors import Invalid
from callcenter.i18n import Phrase, sentence

COLUMNS = ("line", "field", "problem")


def refused_rows(path: Path) -> Path:
    """Where the refused rows of a file that is read go."""
    return path.with_name(f"{path.name}.rejects.csv")


class Rejects(Beside):
    """Stands beside the file that is read, as ``NAME.rejects.csv``, for its owner only; made when needed.

    Args:
        path: the file that is read.
        headings: its headings.
    """

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        kept = [heading for heading in headings if heading not in COLUMNS]
        super().__init__(refused_rows(path), [*kept, *COLUMNS], REJECTS)
        self._kept = [at for at, heading in enumerate(headings) if heading not in COLUMNS]

    def refuse(self, cells: Sequence[str], line: int, problem: Invalid) -> None:
        """Write one row.

        Raises:
            Invalid: the file can't be written.
        """
        what = problem.params.get("what")
        said = sentence(Invalid(what.code, **what.params)) if isinstance(what, Phrase) else sentence(problem)
        kept = [cells[at] if at < len(cells) else "" for at in self._kept]
        self.add([*kept, str(line), str(problem.params.get("field", "")), said])
