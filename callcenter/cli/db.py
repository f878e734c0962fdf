"""``callcenter db``: upgrade, check and back up the store."""

from pathlib import Path

from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command, add_group
from callcenter.cli.output import print_json, print_lines
from callcenter.i18n import _, say


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "db", "Upgrade, check or back up the store.")
    add_command(verbs, "upgrade", run_upgrade, "Bring the store to this version, after a backup beside it.")
    add_command(verbs, "check", run_check, "Prove that nothing in the store is half there.")
    backup = add_command(verbs, "backup", run_backup, "Copy the store while agents work.")
    backup.add_argument("file", metavar="FILE", help="where the copy goes; must not be there yet")


def run_upgrade(context: Context) -> int:
    """Make or upgrade the store."""
    from callcenter.desk.admin import upgrade_store

    done, revision = upgrade_store(context.settings)
    if context.json:
        print_json({"upgraded": done, "revision": revision})
    else:
        print_lines(
            (_("Upgraded to {revision}.") if done else _("Nothing to do: {revision}.")).format(
                revision=revision
            )
        )
    return OK


def run_check(context: Context) -> int:
    """Check everything; exit status 1 when anything is wrong."""
    faults = context.admin.check()
    if context.json:
        print_json({"ok": not faults, "faults": [say(fault) for fault in faults]})
    else:
        print_lines(*(say(fault) for fault in faults))
        print_lines("" if faults else _("Everything is in order."))
    return REFUSED if faults else OK


def run_backup(context: Context) -> int:
    """Copy the store."""
    target = Path(context.arguments.file)
    context.admin.backup(target)
    if context.json:
        print_json({"file": str(target), "bytes": target.stat().st_size})
    else:
        print_lines(_("Copied to {file}.").format(file=target))
    return OK
