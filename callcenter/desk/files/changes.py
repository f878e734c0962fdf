"""The file of changes: which row changed which field; the values only where they were asked for."""

from pathlib import Path

from callcenter.desk.files.beside import CHANGES, Beside
from callcenter.desk.files.exporting import defused
from callcenter.store.bulk.rows import Differs

_HEADINGS = ("id", "field")
_VALUES = ("before", "after")


class Changes(Beside):
    """A line a field.

    Args:
        path: where it goes.
        values: with what stood there and what stands there now: personal data.
    """

    def __init__(self, path: Path, *, values: bool) -> None:
        super().__init__(path, (*_HEADINGS, *(_VALUES if values else ())), CHANGES)
        self._values = values

    def tell(self, external_id: str, change: Differs) -> None:
        """Write what a row changed."""
        for name, pair in change.fields.items():
            self.add([defused(external_id), name, *(map(defused, pair) if self._values else ())])
