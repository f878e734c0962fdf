"""Numbers that only grow, given out one after the other; gaps are fine, repeats can't happen."""

from sqlalchemy import Connection, text, update
from sqlmodel import col

from callcenter.store import again
from callcenter.store.adding import add_missing
from callcenter.store.models import Counter
from callcenter.store.store import Store


def take(connection: Connection, name: str, first: int, count: int = 1) -> range:
    """Return the next numbers of a counter.

    On PostgreSQL others that want one wait until this write is over: see ``take_ahead``.

    Args:
        connection: of a ``store.write()``.
        name: the counter's.
        first: the first number of a fresh store.
        count: how many, 1 or more.
    """
    more = update(Counter).where(col(Counter.name) == name).values(value=col(Counter.value) + count)
    more = more.returning(col(Counter.value))
    last = connection.execute(more).scalar()
    if last is None:
        add_missing(connection, Counter, [{"name": name, "value": first - 1}])
        last = connection.execute(more).scalar_one()
    return range(last - count + 1, last + 1)


def take_ahead(store: Store, name: str, first: int) -> int | None:
    """Return the next number of a counter for a write that is still to begin: no write waits for another's.

    None where writes come one after the other anyway, and ``take`` costs nothing.
    """
    if store.is_sqlite:
        return None
    return again.write(store, lambda connection: _at_once(connection, name, first))


def _at_once(connection: Connection, name: str, first: int) -> int:
    # Needs no flush of its own: whoever uses the number commits later, and that flushes the log up to there.
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    return take(connection, name, first)[0]
