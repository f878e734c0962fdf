"""What a house holds on one customer, table by table: each room says it of its own tables.

Export, preview and erasure all follow these lines; a test walks every column of every table, so that a new
one can't be forgotten: whoever adds a column says here what an erasure makes of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement

from callcenter.store.columns import Row

ERASED = "[…]"
"""Stands in place of erased text where a column must hold some; the same in every language."""


@dataclass(frozen=True, slots=True)
class Whose:
    """All that belongs to one customer, by key, and the words it can be recognised by."""

    customers: tuple[int, ...] = ()
    """The customer and all who were merged into it."""
    contacts: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    """What it owns, or owned last."""
    former_items: tuple[int, ...] = ()
    """What it owned and somebody else has by now."""
    repairs: tuple[int, ...] = ()
    cases: tuple[int, ...] = ()
    dispatches: tuple[int, ...] = ()
    messages: tuple[int, ...] = ()
    calls: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    drafts: tuple[tuple[int, str, str], ...] = ()
    numbers: tuple[str, ...] = ()
    """E.164 numbers that nobody else holds."""
    names: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    """Every spelling of the numbers on file that nobody else holds."""
    said_phones: tuple[str, ...] = field(default=(), repr=False)
    """Numbers that their cases name; they may be somebody else's."""
    addresses: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    case_numbers: tuple[str, ...] = ()
    """As shown."""
    external_ids: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one table that belong to a customer, and what an erasure makes of each of their columns."""

    table: type[Row]
    whose: Callable[[Whose], ColumnElement[bool]]
    emptied: Mapping[str, Any] = field(default_factory=dict)
    """The value that each personal column holds afterwards."""
    cleaned: tuple[str, ...] = ()
    """Text on the work itself: it stays without the names, numbers and addresses in it."""
    stays: tuple[str, ...] = ()
    """Figures, codes, times and keys."""
    withheld: tuple[str, ...] = ()
    """Columns that an export leaves out: they belong to somebody else, or are our own bookkeeping."""
    removed: bool = False
    """The whole row goes."""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)
