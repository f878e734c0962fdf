"""What ``db restore`` does about erasures: the backup may still hold who was erased since."""

from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from callcenter.desk.personal import erasure, ledger
from callcenter.errors import CallcenterError, Invalid, NotFound
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store import migrate, scrubbing
from callcenter.store.store import Store

_SQLITE = b"SQLite format 3\x00"


def replay_erasures(store: Store, book: ledger.Ledger, at: datetime) -> int:
    """Erase again in a restored store whom the ledger names, down to the bytes; returns how many customers.

    Args:
        store: a restored store, of this version, that nobody works on yet.
        book: see ``ledger_for``.
        at: now.
    """
    again = erasure.replay(store, book, at)
    if again and scrubbing.scrub(store, whatever_size=True):
        erasure.marked_clean(store, at)
    return again


def ledger_for(store: Store, settings: Settings, named: Path | None = None) -> ledger.Book:
    """The ledger of a store that is being restored.

    Args:
        store: where the backup goes; its ledger stands beside it, or where the settings say.
        settings: the house's.
        named: another ledger, or another store whose erasures count; all of them go into the store's own.

    Raises:
        NotFound: there is no such file.
        Invalid: it is no ledger.
    """
    own = ledger.of(store, settings)
    if named is None:
        return own
    if not named.is_file():
        raise NotFound(N_("There is no file {file}."), file=str(named))
    known = list(own.read())
    for one in _entries(named):
        if one not in known:
            own.write(one)
    return own


def require_ledger(prepared: Store, book: ledger.Book) -> None:
    """Refuse a backup of a house that erases where no ledger says who was erased after it was taken.

    Args:
        prepared: the backup, of this version.
        book: the ledger of the store that it goes into.

    Raises:
        Invalid: there is none.
    """
    with prepared.read() as connection:
        erases = bool(ledger.known(connection))
    if erases and not book.is_there:
        raise Invalid(
            N_("The backup tells of erasures, and {file} is not there, which names those after it. Name the "
               "ledger with --erasures FILE, or go on without one with --no-erasures. Nothing was restored."),
            file=str(book.path),
        )  # fmt: skip


def _entries(named: Path) -> tuple[ledger.Entry, ...]:
    with named.open("rb") as file:
        is_store = file.read(len(_SQLITE)) == _SQLITE
    if not is_store:
        return tuple(ledger.Book(named).read())
    with closing(Store(named)) as other, suppress(CallcenterError):  # an earlier version has no erasures
        migrate.require_head(other)
        return tuple(ledger.OfStore(other).read())
    return ()
