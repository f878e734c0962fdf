"""``callcenter db``: upgrade, check, back up and restore the store."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command, add_group, tell_upgrade
from callcenter.cli.output import print_json, print_lines
from callcenter.i18n import Phrase, _, ngettext, say

if TYPE_CHECKING:
    from callcenter.desk.copies import Restored
    from callcenter.store.copying.portable import Progress


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "db", "Upgrade, check, back up or restore the store.")
    upgrade = add_command(
        verbs, "upgrade", run_upgrade, "Make the store, or bring it to this version after a backup."
    )
    upgrade.add_argument("--backup", metavar="FILE", help="where the backup of a database goes first")
    upgrade.add_argument("--backed-up", action="store_true", help="the database is backed up already")
    add_command(verbs, "check", run_check, "Prove that nothing in the store is half there.")
    backup = add_command(verbs, "backup", run_backup, "Copy the store into one file while agents work.")
    backup.add_argument("file", metavar="FILE", help="where the copy goes; must not be there yet")
    restore = add_command(verbs, "restore", run_restore, "Bring a backup into an empty store.")
    restore.add_argument("file", metavar="FILE", help="a backup of a store of either kind; it stays as it is")
    words = "a ledger of erasures, or a store that tells of some; else the store's own"
    ledger = restore.add_mutually_exclusive_group()
    ledger.add_argument("--erasures", default="", metavar="FILE", help=words)
    words = "go on though the backup tells of erasures and no ledger is there"
    ledger.add_argument("--no-erasures", action="store_true", help=words)


def run_upgrade(context: Context) -> int:
    """Make or upgrade the store."""
    from callcenter.desk.copies import upgrade_store

    asked = context.arguments
    backup = Path(asked.backup) if asked.backup else None
    with _progress(context) as progress:
        done, revision = upgrade_store(
            context.settings, backup=backup, backed_up=asked.backed_up, progress=progress, told=tell_upgrade
        )
    if context.json:
        print_json({"upgraded": done, "revision": revision})
    else:
        said = _("Upgraded to {revision}.") if done else _("Nothing to do: {revision}.")
        print_lines(said.format(revision=revision))
    return OK


def run_check(context: Context) -> int:
    """Check everything; exit status 1 when anything is wrong."""
    from callcenter.desk.copies import check_store

    with _progress(context) as progress:
        faults = check_store(context.settings, progress)
    if context.json:
        print_json({"ok": not faults, "faults": [say(fault) for fault in faults]})
    else:
        _print(faults)
    return REFUSED if faults else OK


def run_backup(context: Context) -> int:
    """Copy the store."""
    from callcenter.desk.copies import backup_store

    target = Path(context.arguments.file)
    with _progress(context) as progress:
        backup_store(context.settings, target, progress)
    if context.json:
        print_json({"file": str(target), "bytes": target.stat().st_size})
    else:
        print_lines(_("Copied to {file}.").format(file=target))
    return OK


def run_restore(context: Context) -> int:
    """Restore a backup; exit status 1 when something in it is wrong, though it was restored."""
    from callcenter.desk.copies import restore_store

    source = Path(context.arguments.file)
    with _progress(context) as progress:
        restored = restore_store(
            context.settings,
            source,
            progress,
            erasures=Path(said) if (said := context.arguments.erasures) else None,
            without=context.arguments.no_erasures,
        )
    faults = restored.faults
    if context.json:
        words = [say(fault) for fault in faults]
        print_json({"file": str(source), "revision": restored.revision, "ok": not faults, "faults": words,
                    "forgotten": restored.forgotten, "no_ledger": restored.no_ledger})  # fmt: skip
    else:
        print_lines(_("Restored from {file}.").format(file=source))
        _print_erasures(restored)
        _print(faults)
    return REFUSED if faults else OK


def _print_erasures(restored: "Restored") -> None:
    again = ngettext(
        "{count} customer was erased since and is erased again.",
        "{count} customers were erased since and are erased again.",
        restored.forgotten,
    )
    nobody = _(
        "No ledger of erasures at {file}: who was erased since the backup is back. "
        "To leave them out, restore anew with --erasures FILE."
    )
    print_lines(
        again.format(count=restored.forgotten) if restored.forgotten else "",
        nobody.format(file=restored.no_ledger) if restored.no_ledger else "",
    )


def _print(faults: tuple[Phrase, ...]) -> None:
    print_lines(*(say(fault) for fault in faults))
    print_lines("" if faults else _("Everything is in order."))


@contextmanager
def _progress(context: Context) -> Iterator["Progress"]:
    """One line on standard error that says how far it is, where that is a terminal."""
    if context.json or not sys.stderr.isatty():
        yield lambda _what, _done: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as line:
        yield lambda what, done: line.update(f"{what} {done:,}" if done else what)
