"""``callcenter keys``: keys for telephone systems, made, listed and revoked."""

from datetime import datetime

from callcenter.cli.context import OK, Commands, Context, add_command, add_group
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, time_text

_PURPOSES = ("cti",)


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "keys", "Make, list or revoke keys for telephone systems.")
    make = add_command(verbs, "make", run_make, "Make a key and print it, this once.")
    make.add_argument("purpose", choices=_PURPOSES, help="what it is for: cti, telephone systems")
    add_command(verbs, "list", run_list, "List the keys, newest first, without the keys themselves.")
    revoke = add_command(verbs, "revoke", run_revoke, "Let a key count no more.")
    revoke.add_argument("key", type=int, metavar="NUMBER", help="as keys list says")


def run_make(context: Context) -> int:
    """Make a key."""
    made = context.admin.make_key(context.arguments.purpose)
    if context.json:
        print_json(made)
        return OK
    print_lines(made.secret, _("This is key {key}. It isn't shown again.").format(key=made.key_id))
    return OK


def run_list(context: Context) -> int:
    """List the keys."""
    found = context.admin.keys()
    if context.json:
        print_json(found)
        return OK
    if not found:
        print_lines(_("There is no key yet. Make one: callcenter keys make cti"))
    print_table(
        [(str(one.key_id), one.purpose, time_text(one.made_at), _until(one.revoked_at)) for one in found],
        (N_("Key"), N_("For"), N_("Made"), N_("Revoked")),
    )
    return OK


def _until(revoked_at: datetime | None) -> str:
    return time_text(revoked_at) if revoked_at else "-"


def run_revoke(context: Context) -> int:
    """Revoke a key."""
    context.admin.revoke_key(context.arguments.key)
    if context.json:
        print_json({"key_id": context.arguments.key})
        return OK
    print_lines(_("Key {key} counts no more.").format(key=context.arguments.key))
    return OK
