"""The store as a database: the file or the tables whole, every reference to something that is there."""

from collections.abc import Iterator

from sqlalchemy import ForeignKey, Select, Table, and_, func, select, text

from callcenter.desk.checking.finding import LONGEST_S, Checked
from callcenter.i18n import N_, Phrase, phrases
from callcenter.store.schema import metadata
from callcenter.store.store import Store

phrases(
    {
        "fault.file": N_("the file is damaged: {what}. Restore the last backup."),
        "fault.reference": N_("{table}: row {row} refers to a {parent} that isn't there"),
        "fault.constraint": N_("{table}: the database has never verified {constraint}"),
        "fault.index": N_("{table}: the index {index} is broken. Run: REINDEX INDEX {index}"),
    }
)
_UNVALIDATED = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
"""
_BROKEN_INDEXES = """
    SELECT i.indrelid::regclass::text, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT (i.indisvalid AND i.indisready) AND c.relnamespace = current_schema()::regnamespace
"""


def damage(store: Store) -> tuple[Phrase, ...]:
    """What makes a store of any revision unfit to be used: a damaged file, references to nothing."""
    return (*_file(store), *_references_of_file(store))


def physical(checked: Checked) -> Iterator[Phrase]:
    """Whether the database itself says that it is whole."""
    if checked.store.is_sqlite:
        yield from _file(checked.store)
    else:
        yield from _server(checked.store)


def references(checked: Checked) -> Iterator[Phrase]:
    """Every reference leads to a row."""
    if checked.store.is_sqlite:
        yield from _references_of_file(checked.store)
        return
    for table in metadata().tables.values():
        checked.progress(str(table.name), 0)
        for key in table.foreign_keys:
            for row in checked.rows(_dangling(table, key)):
                yield Phrase(
                    "fault.reference", {"table": table.name, "row": row[0], "parent": key.column.table.name}
                )


def _file(store: Store) -> Iterator[Phrase]:
    with store.read() as connection:
        for (line,) in connection.execute(text("PRAGMA integrity_check")):
            if line != "ok":
                yield Phrase("fault.file", {"what": str(line)})


def _references_of_file(store: Store) -> Iterator[Phrase]:
    with store.read() as connection:
        for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
            yield Phrase("fault.reference", {"table": table, "row": row, "parent": parent})


def _server(store: Store) -> Iterator[Phrase]:
    with store.read(within_s=LONGEST_S) as connection:
        for table, constraint in connection.execute(text(_UNVALIDATED)):
            yield Phrase("fault.constraint", {"table": table, "constraint": constraint})
        for table, index in connection.execute(text(_BROKEN_INDEXES)):
            yield Phrase("fault.index", {"table": table, "index": index})


def _dangling(table: Table, key: ForeignKey) -> Select[tuple[object]]:
    """The rows of a table that refer to nothing, some of them."""
    parent = key.column.table.alias("parent")
    there = and_(parent.c[key.column.name] == key.parent)
    lost = ~select(parent.c[key.column.name]).where(there).exists()
    own = next(iter(table.primary_key.columns))
    return select(func.coalesce(own, 0)).where(key.parent.is_not(None), lost).limit(100)
