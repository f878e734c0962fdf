"""Where the demo store lives, how it is made in one piece, and how it is told from a real store."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlmodel import col

from callcenter.desk.demo.make import Progress, make_demo
from callcenter.errors import Invalid, StoreError
from callcenter.i18n import N_
from callcenter.store.copying import filling
from callcenter.store.copying.portable import backup
from callcenter.store.models import Event
from callcenter.store.store import Store

_BESIDE = ("", "-wal", "-shm")


def default_path() -> Path:
    """The demo store of this user: ``demo.sqlite3`` in the platform's data directory."""
    import platformdirs

    return Path(platformdirs.user_data_path("callcenter", appauthor=False)) / "demo.sqlite3"


def made_for(place: Path | str) -> datetime | None:
    """The anchor for which a store was made as a demo; None for any other store, and where there is none."""
    if isinstance(place, Path) and not place.exists():
        return None
    with closing(Store(place)) as store:
        return _made_for(store)


def _made_for(store: Store) -> datetime | None:
    try:
        with store.read() as connection:
            return connection.execute(
                select(col(Event.at)).where(
                    col(Event.entity) == "store", col(Event.verb) == "store.demo_made"
                )
            ).scalar()
    except StoreError:
        return None


def ensure(
    place: Path | str, *, seed: int, anchor: datetime, fresh: bool = False, progress: Progress | None = None
) -> bool:
    """Make the demo store where there is none, or a new one in its place.

    A file is readable by this user only, made beside its place and moved there when it is whole; a database
    is filled in one transaction.

    Args:
        place: the path of a file, or the address of a database.
        seed: see ``make_demo``.
        anchor: see ``make_demo``.
        fresh: make it anew also where there is one.
        progress: see ``make_demo``.

    Returns:
        whether it was made.

    Raises:
        Invalid: a store that is no demo stands there.
    """
    if isinstance(place, str):
        with closing(Store(place)) as store:
            return _ensure_database(store, seed, anchor, progress, fresh=fresh)
    return _ensure_file(place, seed, anchor, progress, fresh=fresh)


def _ensure_database(
    store: Store, seed: int, anchor: datetime, progress: Progress | None, *, fresh: bool
) -> bool:
    if filling.holds_rows(store):
        if _made_for(store) is None:
            raise _left_alone(store.name)
        if not fresh:
            return False
        filling.empty(store)
    with TemporaryDirectory(prefix="callcenter-demo-") as folder:
        made = Path(folder) / "demo.sqlite3"
        _make(made, seed, anchor, progress)
        filling.fill(store, made)
    return True


def _left_alone(name: str) -> Invalid:
    return Invalid(
        N_("{path} is not a demo store and is left alone. Name another place with --store."), path=name
    )


def _ensure_file(path: Path, seed: int, anchor: datetime, progress: Progress | None, *, fresh: bool) -> bool:
    if path.exists():
        if made_for(path) is None:
            raise _left_alone(str(path))
        if not fresh:
            return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _make(made, seed, anchor, progress)
        for end in _BESIDE[1:]:
            path.with_name(path.name + end).unlink(missing_ok=True)
        made.replace(path)
    finally:
        for end in _BESIDE:
            made.with_name(made.name + end).unlink(missing_ok=True)
    return True


def copy(place: Path | str, target: Path) -> None:
    """Copy a demo store into a file, also while a console works on it."""
    with closing(Store(place)) as store:
        backup(store, target)


def _make(path: Path, seed: int, anchor: datetime, progress: Progress | None) -> None:
    path.touch(mode=0o600)
    store = Store(path)
    try:
        make_demo(store, seed=seed, anchor=anchor, progress=progress)
    finally:
        store.close()
