"""Rows of a file on their way into the store: what each kind of file must know how to do.

A room has one ``Kind`` for each kind of file: ``parse`` reads one row, without the store, into a typed value
or refuses it; ``put`` compares a batch with what is on file and writes the difference.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from sqlalchemy import Connection

from callcenter.errors import Invalid
from callcenter.i18n import N_, Phrase


@dataclass(frozen=True, slots=True)
class Differs:
    """A row that changed what is on file.

    Attributes:
        fields: by heading, what stood there and what stands there now.
    """

    fields: Mapping[str, tuple[Any, Any]]


Verdict = Literal["added", "unchanged"] | Differs | Invalid
"""What became of a row; an ``Invalid`` is a row that was refused."""


def compared(row: Any, sets: Mapping[str, Any], headings: Mapping[str, str] | None = None) -> Verdict:
    """What becomes of a row that is on file.

    Args:
        row: as it stands.
        sets: what differs, by column.
        headings: of columns that have another name in the file; an empty one isn't told.
    """
    named = headings or {}
    fields = {
        named.get(name, name): (getattr(row, name), value)
        for name, value in sets.items()
        if named.get(name, name)
    }
    return Differs(fields) if sets else "unchanged"


_NOTHING = frozenset(
    {"-", "--", "—", "/", ".", "?", "n/a", "#n/a", "#ref!", "#value!", "#name?", "null", "none", "nan", "nil"}
    | {"unknown", "unspecified", "无", "未知", "不详", "暂无", "空"}
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class House:
    """What an import knows of the house: the settings it needs, and the time.

    Attributes:
        region: the country of numbers that name none.
        currency: of amounts that name none.
        zone: of points whose place is unknown.
        at: when the import runs, aware UTC.
        today: that day in the house's zone.
        tiers: the customer tiers that are known.
    """

    region: str
    currency: str
    zone: str
    at: datetime
    today: date
    tiers: frozenset[str]


@dataclass(slots=True)
class FileRow:
    """One row of a file: our headings, their text, stripped; blank cells are left out.

    Attributes:
        file: the file's name, for sentences.
        line: the line on which the row begins, counted from 1.
        cells: text by heading.
        warnings: what was odd but went in.
    """

    file: str
    line: int
    cells: Mapping[str, str]
    warnings: list[Invalid] = field(default_factory=list)

    def text(self, heading: str) -> str | None:
        """The text of a cell, None when blank."""
        return self.cells.get(heading)

    def need(self, heading: str) -> str:
        """The text of a cell that must not be blank.

        Raises:
            Invalid: it is.
        """
        found = self.cells.get(heading)
        if found is None:
            raise self.fault(heading, N_("is empty. Fill it in."))
        return found

    def read(self, heading: str, reader: Callable[[str], _T]) -> _T | None:
        """A cell as a typed value; None when blank or said to be unknown.

        Raises:
            Invalid: it can't be read; names file, line and field.
        """
        found = self.cells.get(heading)
        if found is None or found.casefold() in _NOTHING:
            return None
        try:
            return reader(found)
        except Invalid as error:
            raise self._placed(heading, error) from error

    def lenient(self, heading: str, reader: Callable[[str], _T]) -> _T | None:
        """As ``read``, but what can't be read is a warning and None."""
        try:
            return self.read(heading, reader)
        except Invalid as error:
            self.warnings.append(error)
            return None

    def fault(self, heading: str, template: str, **params: Any) -> Invalid:
        """The error that refuses this row: file, line, field, what is wrong and what to do."""
        return self._placed(heading, Invalid(template, **params))

    def warn(self, heading: str, template: str, **params: Any) -> None:
        """Note what is odd; the row goes in all the same."""
        self.warnings.append(self.fault(heading, template, **params))

    def _placed(self, heading: str, error: Invalid) -> Invalid:
        what = Phrase(
            error.template, {name: value for name, value in error.params.items() if name != "field"}
        )
        where = (
            N_("{file}, line {line}, {field}: {what!w}") if heading else N_("{file}, line {line}: {what!w}")
        )
        return Invalid(where, file=self.file, line=self.line, field=heading, what=what)


class Parsed(Protocol):
    """What ``parse`` returns: anything with the id of the file."""

    @property
    def external_id(self) -> str:
        """The row's id in the file."""


P = TypeVar("P", bound=Parsed)


class Kind(ABC, Generic[P]):
    """How rows of one kind become rows of the store. Made anew for each import; may keep caches."""

    headings: ClassVar[tuple[str, ...]]
    """What a file may have."""
    needed: ClassVar[tuple[str, ...]]
    """What it must have."""

    @abstractmethod
    def parse(self, row: FileRow) -> P:
        """Read one row, without the store.

        Raises:
            Invalid: the row is refused.
        """

    def prepare(self, parsed: P) -> None:
        """Make what only a new row needs, without the store; another process may have the time for it."""

    @abstractmethod
    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, P]], *, write: bool
    ) -> list[Verdict]:
        """Compare a batch with what is on file and write the difference.

        Args:
            connection: of a ``store.write()``; of a ``store.read()`` when nothing is written.
            batch: rows with what ``parse`` read; no id comes twice in an import.
            write: False only says what would become of the rows.

        Returns:
            one verdict a row, in order.
        """
