"""The index of names: written when a customer or contact is made or renamed, and in bulk by the import."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, delete
from sqlmodel import col

from callcenter.callers import romanise
from callcenter.callers.models import NameToken, TokenDelete
from callcenter.callers.names import deletes, tokens
from callcenter.store.bulk.writing import insert_missing

_PAGE = 2000
_MOST_KNOWN = 50_000
_LONGEST_PERSON = 4

Named = tuple[int, int, str]
"""Customer id, contact id (0: the customer's own name) and a name."""

Keys = Callable[[str], Iterable[str]]
"""What a name is found by, or the typo keys of such a token."""


def index_names(
    connection: Connection,
    names: Iterable[Named],
    *,
    known: set[str] | None = None,
    found_by: Keys = tokens,
) -> int:
    """Make names findable, by the thousand; what is there already stays.

    Args:
        connection: of a ``store.write()``.
        names: (customer id, contact id or 0, name); a person with a name in two scripts comes twice.
        known: tokens whose typo keys are written already; give one set to all calls of an import.
        found_by: ``names.tokens``, or what knows its answers already.

    Returns:
        How many lines were offered to the index.
    """
    known = set() if known is None else known
    offered = 0
    for page in _pages(names):
        lines = {
            (token, customer_id, contact_id)
            for customer_id, contact_id, name in page
            for token in found_by(name)
        }
        fresh = {token for token, _, _ in lines} - known
        if len(known) > _MOST_KNOWN:
            known.clear()  # bounded, however many names a file holds: their keys are offered again
        known |= fresh
        insert_missing(connection, NameToken, ("token", "customer_id", "contact_id"), sorted(lines))
        keys = sorted((key, token) for token in fresh for key in deletes(token))
        insert_missing(connection, TokenDelete, ("key", "token"), keys)
        offered += len(lines)
    return offered


def reindex(connection: Connection, customer_id: int, contact_id: int, names: Iterable[str | None]) -> None:
    """Replace what a customer (``contact_id`` 0) or contact is found by, after a change of name.

    Typo keys are shared by all names and stay.
    """
    connection.execute(
        delete(NameToken).where(
            col(NameToken.customer_id) == customer_id, col(NameToken.contact_id) == contact_id
        )
    )
    index_names(connection, [(customer_id, contact_id, name) for name in names if name])


def latin_of(name: str) -> str | None:
    """How a Chinese person's name is written in Latin letters, ``Wang Xiaoming``; None for any other name."""
    han = "".join(name.split())
    if not 2 <= len(han) <= _LONGEST_PERSON or not all("\u3400" <= char <= "\u9fff" for char in han):
        return None
    surname, given = romanise.chinese_name(han)[0]
    return f"{surname} {''.join(given)}".replace("v", "ü").title()


def _pages(names: Iterable[Named]) -> Iterator[list[Named]]:
    rest = iter(names)
    while page := list(islice(rest, _PAGE)):
        yield page
