"""Where a store is: the path of an SQLite file, or the address of a PostgreSQL database."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from callcenter.errors import StoreAway
from callcenter.i18n import N_

BUSY = N_("The store {path} is busy for too long. What you typed is kept; try again in a moment.")
"""What is said when a lock, a statement or a connection of the pool took too long."""
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_WHERE = ("host", "hostaddr", "port", "service")
_NONE = ("none", "off", "0")


@dataclass(frozen=True, slots=True)
class File:
    """One SQLite file."""

    path: Path

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Server:
    """A database of a PostgreSQL server."""

    url: URL = field(repr=False)
    prepare_after: int | None = 5
    """A statement is prepared after so many uses; None: never (PgBouncer before 1.21 in transaction mode)."""

    @property
    def name(self) -> str:
        """What people call it: never with its password."""
        return _without_secrets(self.url.set(drivername="postgresql"))


Location = File | Server


def read(location: str | Path) -> Location:
    """Read where a store is.

    Args:
        location: a path, or ``postgresql+psycopg://user@host/database``; the query of an address goes to the
            driver (libpq's words, such as ``sslmode``), but ``prepare_threshold`` (a number, or ``none``).

    Raises:
        StoreAway: it is an address of another kind.
    """
    said = str(location)
    if "://" not in said:
        return File(Path(said).expanduser())
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise _unknown(said) from None
    if "@" in (url.host or "") or url.drivername not in _POSTGRESQL:  # a password's @ is written %40
        raise _unknown(said)
    if not (url.database or url.query.get("service")):
        raise _unknown(said)
    query = dict(url.query)
    threshold = str(query.pop("prepare_threshold", "5")).casefold()
    if threshold not in _NONE and not threshold.isdecimal():
        raise _unknown(said)
    url = url.set(drivername="postgresql+psycopg", query=query)
    return Server(url, None if threshold in _NONE else int(threshold))


def shown(location: str) -> str:
    """A location as it may be shown to anybody: no password, wherever in an address it stands."""
    scheme, is_address, _rest = location.partition("://")
    if not is_address:
        return location
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):
        return f"{scheme}://…"
    host = (url.host or "").rpartition("@")[2]
    return _without_secrets(url.set(host=host))


def _without_secrets(url: URL) -> str:
    """An address without its password; of what goes to libpq only where the server is."""
    said = {name: value for name, value in url.query.items() if name in _WHERE and "@" not in str(value)}
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database)
    return "?".join(filter(None, (bare.render_as_string(), urlencode(said, doseq=True, safe="/:,"))))


def _unknown(said: str) -> StoreAway:
    return StoreAway(
        N_(
            "{location} is no store. Name a file by its path, or a database like "
            "postgresql+psycopg://callcenter@host/callcenter, with --store."
        ),
        location=shown(said),
    )
