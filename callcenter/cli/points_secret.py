"""``callcenter points secret``: the secrets with which messages to a point are signed."""

from callcenter.cli.context import OK, Commands, Context, add_command
from callcenter.cli.keys import add_overlap, moment_or_dash
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, time_text
from callcenter.points.views import NewSecret

_WHAT = ("list", "make", "rotate", "revoke")


def register(verbs: Commands) -> None:
    """Add the verb."""
    parser = add_command(
        verbs, "secret", run, "Make, rotate, revoke or list the secrets that sign messages to a point."
    )
    parser.add_argument("point", metavar="POINT", help="its number, its id in your files, or its name")
    parser.add_argument("what", nargs="?", choices=_WHAT, default="list", help="default list")
    add_overlap(parser, "with rotate: how long the old secret still signs, beside the new one; 24h")


def run(context: Context) -> int:
    """Do what was asked for."""
    asked, desk = context.arguments, context.admin
    point_id = desk.point_called(asked.point)
    if asked.what == "make":
        return _shown(context, desk.make_secret(point_id))
    if asked.what == "rotate":
        return _shown(context, desk.rotate_secret(point_id, overlap=asked.overlap))
    if asked.what == "revoke":
        return _revoked(context, desk.revoke_secret(point_id))
    return _listed(context, point_id)


def _shown(context: Context, made: NewSecret) -> int:
    if context.json:
        print_json(made)
        return OK
    print_lines(made.secret, _("Give it to the point's computer. It isn't shown again."))
    return OK


def _revoked(context: Context, count: int) -> int:
    if context.json:
        print_json({"revoked": count})
        return OK
    print_lines(_("Messages to this point leave unsigned from now on."))
    return OK


def _listed(context: Context, point_id: int) -> int:
    found = context.admin.secrets(point_id)
    if context.json:
        print_json(found)
        return OK
    if not found:
        print_lines(_("Messages to this point leave unsigned."))
    print_table(
        [
            (
                str(one.secret_id), time_text(one.made_at),
                moment_or_dash(one.retires_at), moment_or_dash(one.revoked_at),
            )
            for one in found
        ],
        (N_("Secret"), N_("Made"), N_("Counts until"), N_("Revoked")),
    )  # fmt: skip
    return OK
