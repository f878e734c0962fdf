"""Writing rows by the thousand, past what SQLAlchemy does for each row: prepared once a table, then one go.

On SQLite that is one ``executemany`` of tuples, on PostgreSQL one COPY. The values are made ready by the
columns' own types, so what lands in the store is what an ordinary insert would write.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Dialect, MetaData, Table, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

_FEW = 40
"""So many rows go in faster without a temporary table."""

Prepare = Callable[[Any], Any]


def next_ids(connection: Connection, table: type[SQLModel], count: int) -> list[int]:
    """Ids for rows to come, ascending; nobody else gets them.

    Args:
        connection: of a ``store.write()``: on SQLite its lock keeps others away.
        table: its key is ``id``.
        count: how many.
    """
    if not count:
        return []
    made = _table(table)
    if connection.dialect.name == "postgresql":
        sequence = func.nextval(func.pg_get_serial_sequence(made.name, "id"))
        numbers = func.generate_series(1, count).table_valued("n")
        return sorted(int(one) for one in connection.execute(select(sequence).select_from(numbers)).scalars())
    last = connection.execute(select(func.max(made.c.id))).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def insert_many(connection: Connection, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; what a row doesn't name is the column's default.

    Args:
        connection: of a ``store.write()``.
        table: what they are.
        rows: by column.

    Raises:
        DBAPIError: the store refuses one of them; none of them is written.
    """
    if not rows:
        return
    columns = _columns(table, connection.dialect)
    names = {name for row in rows for name in row}
    ready = [
        (name, default, prepare) for name, default, prepare in columns if name in names or default is not None
    ]
    values = [
        tuple([
            default if (value := row.get(name)) is None else value if prepare is None else prepare(value)
            for name, default, prepare in ready
        ])
        for row in rows
    ]  # fmt: skip
    _put(connection, _table(table), [name for name, _, _ in ready], values)


def insert_missing(
    connection: Connection, table: type[SQLModel], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose keys nobody has yet; the others are left.

    Args:
        connection: of a ``store.write()``.
        table: what they are.
        names: the columns of the tuples; the others have no defaults to fill.
        rows: in the order of the key, so that two writers can't wait for one another.
    """
    if rows:
        _put(connection, _table(table), list(names), rows, missing=True)


def _put(
    connection: Connection,
    table: Table,
    names: list[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    missing: bool = False,
) -> None:
    # A row refused among several of an executemany leaves psycopg without its connection; COPY does not.
    if connection.dialect.name == "postgresql" and (len(rows) > _FEW or not missing):
        _copy(connection, table, names, rows, missing=missing)
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values({name: bindparam(name) for name in names})
    compiled = (statement.on_conflict_do_nothing() if missing else statement).compile(
        dialect=connection.dialect
    )
    order = [names.index(name) for name in compiled.positiontup or names]
    if compiled.positiontup is None:  # %(name)s
        connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in rows])
    else:
        same = order == list(range(len(names)))
        pick = itemgetter(*order)
        connection.exec_driver_sql(str(compiled), list(rows) if same else [pick(row) for row in rows])


def _copy(
    connection: Connection,
    table: Table,
    names: list[str],
    rows: Iterable[tuple[Any, ...]],
    *,
    missing: bool,
) -> None:
    """COPY, by way of a temporary table where some rows may be there already."""
    target = _coming(connection, table) if missing else table
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(map(quote, names))
    statement = f"COPY {quote(target.name)} ({columns}) FROM STDIN"
    raw: Any = connection.connection.driver_connection
    library: Any = connection.dialect.dbapi
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except library.Error as error:
        kind = IntegrityError if (error.sqlstate or "").startswith("23") else DBAPIError
        raise kind(statement, None, error) from error
    if missing:
        coming = [target.c[name] for name in names]
        sorted_rows = select(*coming).order_by(*coming)
        connection.execute(postgresql.insert(table).from_select(names, sorted_rows).on_conflict_do_nothing())
        connection.execute(delete(target))


def _coming(connection: Connection, table: Table) -> Table:
    """A temporary table with the columns of another one; it is gone after the transaction."""
    columns = [Column(column.name, column.type) for column in table.c]
    coming = Table(
        f"coming_{table.name}",
        MetaData(),
        *columns,
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    connection.execute(CreateTable(coming, if_not_exists=True))
    return coming


def _table(table: type[SQLModel]) -> Table:
    return table.__table__  # type: ignore[attr-defined,no-any-return]


_PREPARED: dict[tuple[type[SQLModel], str], list[tuple[str, Any, Prepare | None]]] = {}


def _columns(table: type[SQLModel], dialect: Dialect) -> list[tuple[str, Any, Prepare | None]]:
    """The columns with their defaults, ready to be written, and what makes a value ready."""
    if found := _PREPARED.get((table, dialect.name)):
        return found
    found = []
    for column in _table(table).c:
        prepare = column.type.dialect_impl(dialect).bind_processor(dialect)
        field = table.model_fields[column.name]
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        if default is not None and prepare is not None:
            default = prepare(default)
        found.append((column.name, default, prepare))
    _PREPARED[table, dialect.name] = found
    return found
