"""The store as a whole: upgraded, backed up, restored, checked; nobody need sit down for that."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from callcenter import clock
from callcenter.desk.checking.check import check
from callcenter.desk.checking.integrity import damage
from callcenter.desk.personal.replaying import ledger_for, replay_erasures, require_ledger
from callcenter.errors import Invalid, NotFound, StoreNewer, StoreOlder
from callcenter.i18n import N_, Phrase
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.copying import files, filling, portable
from callcenter.store.copying.portable import Progress, silent
from callcenter.store.store import Store

_NO_BACKUP = N_("{file} is not a backup of a callcenter store.")
_FOREIGN = """
    SELECT name FROM sqlite_master
    WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%' ORDER BY name LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought."""

    revision: str
    """Of the backup."""
    faults: tuple[Phrase, ...] = ()
    """What the check found; the store was restored all the same."""
    forgotten: int = 0
    """How many customers were erased since the backup, and again now."""
    no_ledger: str = ""
    """Where a ledger of erasures was looked for in vain; empty where one was read or named."""


def upgrade_store(
    settings: Settings,
    *,
    backup: Path | None = None,
    backed_up: bool = False,
    progress: Progress = silent,
    told: migrate.Told = migrate.unheard,
) -> tuple[bool, str]:
    """Make the store or bring it to this version.

    An SQLite file is copied beside itself first. A database that holds anything is upgraded only when its
    administrator has a backup, or names a file for one.

    Args:
        settings: name the store.
        backup: where the backup of a database goes; must not be there.
        backed_up: the administrator has a backup already.
        progress: is told of the tables that are backed up.
        told: hears where an SQLite file is kept as it was.

    Returns:
        Whether anything was done, and the revision it now has.

    Raises:
        StoreOlder: a database without a backup.
        StoreError: the store can't be opened or is newer than the program.
        Invalid: the backup can't be written.
    """
    with closing(Store(settings.store)) as store:
        if not store.is_sqlite and not backed_up:
            _back_up_first(store, backup, progress)
        return migrate.upgrade(store, by_hand=True, told=told), migrate.HEAD


def _back_up_first(store: Store, backup: Path | None, progress: Progress) -> None:
    found = migrate.revision(store)
    if found is None or found >= migrate.HEAD or not filling.holds_rows(store):
        return
    if backup is None:
        raise StoreOlder(
            N_("{path} is of an earlier version. Back it up, then: callcenter db upgrade --backed-up; "
               "or name a file for a backup: callcenter db upgrade --backup FILE"),
            path=store.name,
        )  # fmt: skip
    portable.backup(store, backup, progress)


def backup_store(settings: Settings, target: Path, progress: Progress = silent) -> None:
    """Write all that the store holds at one moment into one private file, while agents work.

    Args:
        settings: name the store.
        target: must not be there.
        progress: is told of the tables, where the store is a database.

    Raises:
        NotFound: there is no store.
        StoreError: the store can't be read or is newer than the program.
        Invalid: something stands there already, or it can't be written.
    """
    with _there(settings) as store:
        portable.backup(store, target, progress)


def check_store(settings: Settings, progress: Progress = silent) -> tuple[Phrase, ...]:
    """Everything that is wrong in the store; nothing when it is in order.

    Args:
        settings: name the store, and the days within which a case may be reopened.
        progress: is told of the parts of the check.

    Raises:
        NotFound: there is no store.
        StoreError: the store can't be read or isn't of this version.
    """
    with _there(settings) as store:
        migrate.require_head(store)
        return check(store, settings, progress)


def restore_store(
    settings: Settings,
    backup: Path,
    progress: Progress = silent,
    *,
    erasures: Path | None = None,
    without: bool = False,
) -> Restored:
    """Bring a backup into the store that the settings name, which must be empty: whole, or not at all.

    The backup is copied to a private temporary file, brought to this version and checked there, and only
    then put in place, or copied into the database in one transaction. It stays as it is. Customers who were
    erased since the backup are erased again.

    Args:
        settings: name the store.
        backup: of this version or an earlier one, of a store of either kind.
        progress: is told of the tables and of the parts of the check.
        erasures: another ledger of erasures than the store's own, or a store that tells of some.
        without: go on though the backup tells of erasures and no ledger is there.

    Raises:
        Invalid: the store isn't empty; the backup is damaged, or holds what PostgreSQL can't; no ledger.
        NotFound: there is no such backup, or no such ledger.
        StoreError: the store can't be reached, or the backup was made by a newer version.
    """
    if not backup.is_file():
        raise NotFound(N_("There is no file {file}."), file=str(backup))
    with closing(Store(settings.store)) as store:
        filling.require_empty(store)
        book = ledger_for(store, settings, erasures)
        no_ledger = "" if erasures or book.is_there else str(book.path)
        with _prepared(store, backup) as whole:
            with closing(Store(whole)) as prepared:
                revision = _made_ready(prepared, backup)
                if no_ledger and not without:
                    require_ledger(prepared, book)
                forgotten = replay_erasures(prepared, book, clock.now())
                faults = check(prepared, settings, progress)
            files.single(whole)
            filling.fill(store, whole, progress)
    return Restored(revision, faults, forgotten, no_ledger)


@contextmanager
def _there(settings: Settings) -> Iterator[Store]:
    """The store, which isn't made where it isn't there."""
    with closing(Store(settings.store)) as store:
        if store.is_sqlite and not store.path.exists():
            raise NotFound(N_("There is no store {path}. Name another with --store."), path=store.name)
        yield store


@contextmanager
def _prepared(store: Store, backup: Path) -> Iterator[Path]:
    """A copy of the backup to work on: beside the file that it becomes, else where temporary files go."""
    folder = store.path.parent if store.is_sqlite else None
    with tempfile.TemporaryDirectory(prefix=".callcenter-restore-", dir=folder) as private:
        whole = Path(private) / "store.sqlite3"
        whole.touch(mode=0o600)
        with files.told(whole), _read(backup):
            files.copy_file(backup, whole)
        yield whole


@contextmanager
def _read(backup: Path) -> Iterator[None]:
    """A file that is no database, or a damaged one, is said to be none."""
    try:
        yield
    except files.DATABASE_ERRORS as error:
        if "disk" in str(error) or "full" in str(error):
            raise
        raise Invalid(_NO_BACKUP, file=str(backup)) from error


def _made_ready(prepared: Store, backup: Path) -> str:
    """Bring the copy to this version, where it is whole; return the revision that it had."""
    _refuse_foreign(prepared, backup)
    try:
        found = migrate.known_revision(prepared)
    except StoreOlder as error:
        raise Invalid(_NO_BACKUP, file=str(backup)) from error
    except StoreNewer as error:
        raise StoreNewer(error.template, path=str(backup)) from error
    if faults := damage(prepared):
        raise Invalid(
            N_("{file} is damaged: {what!w} Restore an earlier backup."), file=str(backup), what=faults[0]
        )
    try:
        migrate.upgrade(prepared, keep=False)
    except DBAPIError as error:  # its tables are not those of the revision that it names
        raise Invalid(_NO_BACKUP, file=str(backup)) from error
    return found


def _refuse_foreign(prepared: Store, backup: Path) -> None:
    """What would do something by itself, or give itself out for a table, is none of ours."""
    with prepared.read() as connection:
        name = connection.execute(text(_FOREIGN)).scalar()
    if name is not None:
        raise Invalid(
            N_("{file} holds something that no backup of ours does: {name}. Nothing was restored."),
            file=str(backup), name=name,
        )  # fmt: skip
