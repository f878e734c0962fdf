"""Column types and field helpers that every room's ``models.py`` uses.

``Row`` is the base of all tables. Ids are 64 bits without meaning; codes are short text with a named CHECK;
times are aware UTC (SQLModel's own ``UTCDateTime``); money is whole hundredths of its currency.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, MetaData, String
from sqlalchemy import Enum as SAEnum
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

Id = BigInteger().with_variant(Integer, "sqlite")
# Compared byte by byte on both stores, so that range scans use the index.
Plain = String().with_variant(String(collation="C"), "postgresql")


class Xid8(UserDefinedType[int]):
    """The id of a transaction of PostgreSQL, 64 bits that only grow; a whole number here."""

    cache_ok = True

    def get_col_spec(self, **_how: Any) -> str:
        """Its name in the store."""
        return "xid8"

    def bind_processor(self, _dialect: Dialect) -> Callable[[Any], str | None]:
        """The driver takes and gives it as text."""
        return lambda value: None if value is None else str(value)

    def result_processor(self, _dialect: Dialect, _kind: object) -> Callable[[Any], int | None]:
        """A whole number."""
        return lambda value: None if value is None else int(value)


ischema_names["xid8"] = Xid8  # known where tables are compared with the models
Xid = BigInteger().with_variant(Xid8(), "postgresql")


class ThisTransaction(FunctionElement[int]):
    """The id of the transaction that writes a row, as the default of a column; 0 on SQLite."""

    inherit_cache = True


@compiles(ThisTransaction)
def _none(_element: ThisTransaction, _compiler: Any, **_how: Any) -> str:
    return "0"


@compiles(ThisTransaction, "postgresql")
def _its_id(_element: ThisTransaction, _compiler: Any, **_how: Any) -> str:
    return "pg_current_xact_id()"


class Row(SQLModel):
    """The base of every table: one metadata with names for all constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def key() -> Any:
    """The primary key of a row: 64 bits, given by the store."""
    return Field(default=None, primary_key=True, sa_type=Id)


def ref(target: str, *, optional: bool = False, index: bool = False) -> Any:
    """A reference to another table's row, as ``ref("customer.id")``."""
    default: dict[str, Any] = {"default": None} if optional else {}
    return Field(foreign_key=target, nullable=optional, index=index, sa_type=Id, **default)


def number(**more: Any) -> Any:
    """A 64-bit whole number that is no reference: a counter, or the id of a row of any table."""
    return Field(sa_type=Id, **more)


def amount() -> Any:
    """An amount of money, if known: whole hundredths, of 64 bits: a car may cost billions of them."""
    return number(default=None)


def code(words: type[StrEnum], *, optional: bool = False, index: bool = False, **more: Any) -> Any:
    """A code column: the enum's values as text, kept by a named CHECK."""
    kind = SAEnum(
        words,
        values_callable=lambda enum: [member.value for member in enum],
        native_enum=False,
        create_constraint=True,
        length=24,
        name=_snake(words.__name__),
    )
    if optional:
        more.setdefault("default", None)
    return Field(sa_type=kind, nullable=optional, index=index, **more)


def plain(*, optional: bool = False, index: bool = False, unique: bool = False, **more: Any) -> Any:
    """Text compared byte by byte: keys, numbers, reversed digits."""
    if optional:
        more.setdefault("default", None)
    return Field(sa_type=Plain, nullable=optional, index=index, unique=unique, **more)


def data(empty: type[dict[str, Any]] | type[list[Any]] = dict) -> Any:
    """A JSON value, a mapping or a list of codes and parameters; empty by default."""
    return Field(sa_type=JSON, nullable=False, default_factory=empty)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def transaction_id() -> Any:
    """The transaction that wrote a row; given by the store."""
    return Field(
        default=None, sa_type=Xid, nullable=False, sa_column_kwargs={"server_default": ThisTransaction()}
    )


def external() -> Any:
    """The id a thing has in the file it was imported from; unique where there is one."""
    return plain(optional=True, unique=True)
