"""What the administrator sees of personal data: frozen read models, standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What an erasure would do, before anybody does it."""

    customer_id: int
    """The surviving one, where customers were merged."""
    customers: tuple[int, ...]
    name: str
    goes: Mapping[str, int]
    """Rows by table whose personal columns are emptied, or that go as a whole."""
    stays: Mapping[str, int]
    """Rows by table that hold figures, codes and times only."""
    open_cases: tuple[str, ...]
    on_the_way: int
    """Messages about their cases that have not left yet: they must leave or be withdrawn first."""
    shared_numbers: int
    """Numbers that somebody else holds as well; they stay with those."""
    elsewhere: int
    """Cases of others that name one of their numbers: look at them."""
    files: tuple[str, ...]
    """Files we wrote that speak of them; they are removed or rewritten."""
    backups: tuple[str, ...]
    """Copies of the store beside it: they still hold everything."""
    is_erased: bool


@dataclass(frozen=True, slots=True)
class FilesGone:
    """What became of the files that we wrote."""

    removed: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Speak of the customer and could not be changed: see to them."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did."""

    customer_id: int
    customers: tuple[int, ...]
    at: datetime
    counts: Mapping[str, int]
    files: FilesGone = field(default_factory=FilesGone)
    backups: tuple[str, ...] = ()
    is_scrubbed: bool = False
    """Whether the store's file holds none of the erased bytes any more; else the worker sees to it."""
    ledger: str = ""
    """Where it was written down for ``db restore``."""


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of what is kept too long."""

    kind: str
    days: int
    """For how long it is kept; 0: for ever."""
    count: int
    oldest: datetime | None
