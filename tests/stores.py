"""Stores for tests, of both kinds: what is filled once is copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TypeVar

from callcenter.store import migrate
from callcenter.store.store import Store
from tests.postgresql import Server

T = TypeVar("T")


def nothing(_store: Store) -> None:
    """Leave a store as empty as it is made."""


class Place(Protocol):
    """Where stores of one kind are made."""

    def new(self) -> str:
        """Room for a store; nothing stands there yet."""

    def copy(self, location: str) -> str:
        """A copy of a store that nobody has open."""

    def clear(self) -> None:
        """Throw away what ``copy`` and ``new`` made since the last time, but not what ``keep`` named."""

    def keep(self, location: str) -> None:
        """This one is a template."""


class Files:
    """Stores as SQLite files.

    Args:
        folder: where they go.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = (folder / f"{number}.sqlite3" for number in count(1))

    def new(self) -> str:
        """Room for a store."""
        return str(next(self._paths))

    def copy(self, location: str) -> str:
        """A copy."""
        return str(shutil.copy(location, self.new()))

    def clear(self) -> None:
        """Pytest removes its folders itself."""

    def keep(self, location: str) -> None:
        """Files stay anyway."""


class Databases:
    """Stores as databases of a PostgreSQL server.

    Args:
        server: the server.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._made: list[str] = []

    def new(self) -> str:
        """A database without tables."""
        return self._remembered(self._server.database())

    def copy(self, location: str) -> str:
        """A copy."""
        return self._remembered(self._server.database(location))

    def clear(self) -> None:
        """Drop them."""
        while self._made:
            self._server.drop(self._made.pop())

    def keep(self, location: str) -> None:
        """Don't drop it."""
        self._made.remove(location)

    def _remembered(self, location: str) -> str:
        self._made.append(location)
        return location


@dataclass
class Stores:
    """Stores of one kind for one test.

    Attributes:
        kind: ``sqlite`` or ``postgresql``.
    """

    kind: str
    place: Place
    templates: dict[tuple[str, str], tuple[str, Any]]
    open: list[Store] = field(default_factory=list)

    def location(self, name: str = "empty", fill: Callable[[Store], Any] = nothing) -> str:
        """Where a copy of a filled store stands.

        Args:
            name: of what it is filled with.
            fill: fills a migrated store; called once a name and session.
        """
        template, _ = self._template(name, fill)
        return self.place.copy(template)

    def filled(self, name: str, fill: Callable[[Store], T]) -> T:
        """What ``fill`` returned when it filled the store of this name."""
        return self._template(name, fill)[1]  # type: ignore[no-any-return]

    def make(self, name: str = "empty", fill: Callable[[Store], Any] = nothing) -> Store:
        """Open a copy of a filled store; closed when the test ends."""
        return self.opened(self.location(name, fill))

    def opened(self, location: str) -> Store:
        """Open a store; closed when the test ends."""
        store = Store(location)
        self.open.append(store)
        return store

    def close(self) -> None:
        """Close and throw away."""
        while self.open:
            self.open.pop().close()
        self.place.clear()

    def _template(self, name: str, fill: Callable[[Store], Any]) -> tuple[str, Any]:
        key = (self.kind, name)
        if key not in self.templates:
            location = self.place.new()
            store = Store(location)
            try:
                migrate.upgrade(store)
                made = fill(store)
            finally:
                store.close()
            self.place.keep(location)
            self.templates[key] = location, made
        return self.templates[key]


def each(stores: Stores) -> Iterator[Stores]:
    """Hand it out and clear up."""
    try:
        yield stores
    finally:
        stores.close()
