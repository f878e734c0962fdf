"""Whether a server can hold a store: PostgreSQL 15 or later, and a database that holds all letters.

Both are told by the server when a connection is made, so that asking costs no trip.
"""

from callcenter.i18n import N_

OLDEST = 15
"""PostgreSQL's first version that has all that the store asks of it."""
_TOO_OLD = N_(
    "The server of {path} is PostgreSQL {version}, which is too old. Upgrade it to {oldest} or later."
)
_NOT_UTF8 = N_(
    "The database {path} can't hold every name: its encoding is {encoding}. Make one with: "
    "createdb --encoding=UTF8 --template=template0"
)


def unfit(version: int, encoding: str | None) -> str | None:
    """The sentence for a server that can't hold a store, with places to fill; None: it can.

    Args:
        version: as libpq tells it, 150004 for 15.4; 0: not told (a pooler may keep it to itself).
        encoding: ``server_encoding``; None: not told.
    """
    if 0 < version < OLDEST * 10_000:
        return _TOO_OLD
    return _NOT_UTF8 if encoding not in (None, "UTF8") else None
