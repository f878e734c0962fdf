"""The rows of the demo while they are made: ids are given here, so that all can refer to all."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert

from callcenter.store.columns import Row

Values = dict[str, Any]
_PAGE = 5000


class Rows:
    """Rows by table, each with every column; written in one go, in the order the references demand."""

    def __init__(self) -> None:
        self._rows: dict[type[Row], list[Values]] = {}
        self._blank: dict[type[Row], Values] = {}

    def add(self, table: type[Row], **values: Any) -> Values:
        """Keep a row and return it; it may still be changed until it is written."""
        rows = self._rows.setdefault(table, [])
        row = self._defaults(table) | values
        if "id" in row and row["id"] is None:
            row["id"] = len(rows) + 1
        rows.append(row)
        return row

    def of(self, table: type[Row]) -> list[Values]:
        """The rows of a table, in the order in which they were added."""
        return self._rows.setdefault(table, [])

    def write(self, connection: Connection) -> None:
        """Insert everything.

        Args:
            connection: of a ``store.write()`` on a store that has tables and nothing in them.
        """
        order = {table.name: place for place, table in enumerate(Row.metadata.sorted_tables)}
        for table in sorted(self._rows, key=lambda table: order[str(table.__tablename__)]):
            for page in _pages(self._rows[table]):
                connection.execute(insert(table), page)

    def _defaults(self, table: type[Row]) -> Values:
        """What a column holds when nobody says anything; lists and mappings are shared and never changed."""
        if table not in self._blank:
            fields = table.model_fields.items()
            self._blank[table] = {
                name: None if field.is_required() else field.get_default(call_default_factory=True)
                for name, field in fields
            }
        return self._blank[table]


def _pages(rows: list[Values]) -> Iterable[list[Values]]:
    return (rows[at : at + _PAGE] for at in range(0, len(rows), _PAGE))
