"""A value of an SQLite file as PostgreSQL takes it: SQLite holds anything anywhere, PostgreSQL what fits."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store.copying.shape import Column, Kind

_SMALL, _WHOLE = 2**31, 2**63

Take = Callable[[Any], Any]


def taker(column: Column) -> Take:
    """What makes the values of a column ready for COPY.

    The function returns text, a number or None, and raises ``ValueError`` where a value doesn't fit.
    """
    return _TAKERS[column.kind]


def letters(raw: bytes) -> str | bytes:
    """What SQLite calls text; bytes where it is none."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def refuse(table: str, column: str, row: int, value: Any) -> Invalid:
    """The sentence for a value that doesn't fit.

    Args:
        table: where it stands.
        column: likewise.
        row: its SQLite ``rowid``, or 0 where the table has none.
        value: what stands there.
    """
    return Invalid(
        N_(
            "The backup holds what PostgreSQL can't: in table {table}, row {row}, {column} is {value}. "
            "Nothing was restored. Restore it to a file, put it right there, and back that up."
        ),
        table=table, row=row, column=column, value=ascii(value)[:60],
    )  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _whole(bound: int) -> Take:
    def take(value: Any) -> int:
        if not isinstance(value, int) or not -bound <= value < bound:
            raise ValueError
        return value

    return take


def _real(value: Any) -> float:
    if not isinstance(value, float | int):
        raise ValueError
    return value


def _flag(value: Any) -> str:
    return "ft"[(0, 1).index(value)]


def _moment(value: Any) -> str:
    moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    if moment.tzinfo is not None:
        raise ValueError
    return f"{value}+00"


def _day(value: Any) -> str:
    date.fromisoformat(value if isinstance(value, str) else "")
    return str(value)


def _or_none(take: Take) -> Take:
    return lambda value: None if value is None else take(value)


_TAKERS: dict[Kind, Take] = {
    kind: _or_none(take)
    for kind, take in {
        Kind.TEXT: _text,
        Kind.JSON: _text,
        Kind.SMALL: _whole(_SMALL),
        Kind.WHOLE: _whole(_WHOLE),
        Kind.REAL: _real,
        Kind.FLAG: _flag,
        Kind.MOMENT: _moment,
        Kind.DAY: _day,
    }.items()
}
