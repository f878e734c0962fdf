"""What every part of the check uses: pages of a table by ascending id, each a moment of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import SQLModel, col

from callcenter.i18n import Phrase
from callcenter.settings import Settings
from callcenter.store.copying.portable import Progress
from callcenter.store.store import Store

PAGE = 2000
LONGEST_S = 24 * 3600.0
"""Seconds that one statement over a whole table may take."""
T = TypeVar("T")

Page = tuple[Connection, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Checked:
    """The store that is checked, and who is told how far it is."""

    store: Store
    settings: Settings
    progress: Progress

    def pages(self, statement: Any, key: Any, table: type[SQLModel]) -> Iterator[Page]:
        """A table in pages by ascending id, with the connection that sees each page's own moment.

        Args:
            statement: its columns; the first is the id.
            key: the column of the id.
            table: named to whoever is told of the progress.
        """
        last, done = 0, 0
        while True:
            with self.store.read(within_s=LONGEST_S) as connection:
                page = connection.execute(
                    statement.where(col(key) > last).order_by(col(key)).limit(PAGE)
                ).all()
                if not page:
                    return
                yield connection, page
            last, done = int(page[-1][0]), done + len(page)
            self.progress(str(table.__tablename__), done)

    def rows(self, statement: Any) -> Iterator[Any]:
        """What one statement finds; meant for few rows."""
        with self.store.read(within_s=LONGEST_S) as connection:
            yield from connection.execute(statement)


Part = Callable[[Checked], Iterator[Phrase]]
"""One part of the check: yields what is wrong."""


def grouped(rows: Sequence[Any], column: str) -> dict[int, list[Any]]:
    """Rows by the value of a column, in their order."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found
