"""``callcenter keys``: keys of telephone systems and of points, made, listed, rotated and revoked."""

import argparse
from datetime import datetime, timedelta
from typing import Any

from callcenter.cli.context import OK, Commands, Context, add_command, add_group
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, time_text
from callcenter.people.views import NewKey
from callcenter.reading import duration

_PURPOSES = ("cti", "point")


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "keys", "Make, list, rotate or revoke keys of telephone systems and points.")
    make = add_command(verbs, "make", run_make, "Make a key and print it, this once.")
    make.add_argument(
        "purpose", choices=_PURPOSES, help="what it is for: cti, telephone systems; point, a service point"
    )
    make.add_argument("--point", metavar="POINT", help="whose it is: number, id in your files, or name")
    rotate = add_command(verbs, "rotate", run_rotate, "Make a key in the place of another, and print it.")
    rotate.add_argument("key", type=int, metavar="NUMBER", help="as keys list says")
    add_overlap(rotate, "how long the old key still counts; 24h")
    add_command(verbs, "list", run_list, "List the keys, newest first, without the keys themselves.")
    revoke = add_command(verbs, "revoke", run_revoke, "Let a key count no more.")
    revoke.add_argument("key", type=int, metavar="NUMBER", help="as keys list says")


def add_overlap(parser: Any, words: str) -> None:
    """The option that says how long the old one counts beside the new."""
    parser.add_argument("--overlap", type=_length, default="24h", metavar="TIME", help=words)


def _length(said: str) -> timedelta:
    try:
        return duration(said)
    except ValueError:
        raise argparse.ArgumentTypeError(f"takes a length of time such as 24h or 7d, not {said}") from None


def run_make(context: Context) -> int:
    """Make a key."""
    asked, desk = context.arguments, context.admin
    point_id = desk.point_called(asked.point) if asked.point else None
    return _shown(context, desk.make_key(asked.purpose, point_id=point_id))


def run_rotate(context: Context) -> int:
    """Make a key in the place of another."""
    asked = context.arguments
    return _shown(context, context.admin.rotate_key(asked.key, overlap=asked.overlap))


def _shown(context: Context, made: NewKey) -> int:
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
        [
            (
                str(one.key_id), one.purpose, str(one.point_id or "-"), time_text(one.made_at),
                moment_or_dash(one.retires_at), moment_or_dash(one.revoked_at),
            )
            for one in found
        ],
        (N_("Key"), N_("For"), N_("Point"), N_("Made"), N_("Counts until"), N_("Revoked")),
    )  # fmt: skip
    return OK


def moment_or_dash(at: datetime | None) -> str:
    """A time, or a dash where there is none."""
    return time_text(at) if at else "-"


def run_revoke(context: Context) -> int:
    """Revoke a key."""
    context.admin.revoke_key(context.arguments.key)
    if context.json:
        print_json({"key_id": context.arguments.key})
        return OK
    print_lines(_("Key {key} counts no more.").format(key=context.arguments.key))
    return OK
