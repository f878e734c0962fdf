"""``callcenter people``: who may sit down here, and as what."""

from typing import Any

from callcenter.cli.context import OK, Commands, Context, add_command, add_group
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, fill, say
from callcenter.people.views import PersonView
from callcenter.people.words import Role


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(commands, "people", "Add people, give them roles, let them go, and list them.")
    add = add_command(verbs, "add", run_add, "Add somebody who may sit down.")
    _login(add)
    add.add_argument("--name", default="", help="what others read; else the login")
    _roles(add)
    give = add_command(verbs, "set-role", run_set_role, "Give somebody these roles and no others.")
    _login(give)
    _roles(give)
    for name, run, words in (
        ("let-go", run_let_go, "Let somebody sit down no more; what they did keeps their name."),
        ("take-back", run_take_back, "Let somebody sit down again."),
    ):
        _login(add_command(verbs, name, run, words))
    add_command(verbs, "list", run_list, "List everybody with their roles.")


def _login(parser: Any) -> None:
    parser.add_argument("login", metavar="LOGIN", help="the name under which they sit down")
    parser.add_argument("--request", metavar="KEY", help="a repeat with the same key changes nothing more")


def _roles(parser: Any) -> None:
    parser.add_argument(
        "--role", action="append", required=True, choices=[one.value for one in Role],
        help="what they are; given again: that too. point has no other beside it",
    )  # fmt: skip
    parser.add_argument(
        "--point", metavar="POINT", help="whose staff it is: number, id in your files, or name"
    )


def run_add(context: Context) -> int:
    """Add somebody."""
    asked, desk = context.arguments, context.admin
    point_id = desk.point_called(asked.point) if asked.point else None
    made = desk.add_person(context.request(), asked.login, asked.name, roles=asked.role, point_id=point_id)
    return _shown(context, made)


def run_set_role(context: Context) -> int:
    """Give somebody roles."""
    asked, desk = context.arguments, context.admin
    point_id = desk.point_called(asked.point) if asked.point else None
    return _shown(context, desk.set_roles(context.request(), asked.login, asked.role, point_id))


def run_let_go(context: Context) -> int:
    """Let somebody sit down no more."""
    return _shown(context, context.admin.let_go(context.request(), context.arguments.login))


def run_take_back(context: Context) -> int:
    """Let somebody sit down again."""
    return _shown(context, context.admin.take_back(context.request(), context.arguments.login))


def _shown(context: Context, one: PersonView) -> int:
    if context.json:
        print_json(one)
        return OK
    words = _("{login} is now: {roles}.") if one.active else _("{login} may not sit down any more.")
    print_lines(fill(words, {"login": one.login, "roles": _as(one)}))
    return OK


def _as(one: PersonView) -> str:
    roles = ", ".join(say(f"role.{role}") for role in one.roles)
    return f"{roles}, {one.point}" if one.point else roles


def run_list(context: Context) -> int:
    """List everybody."""
    found = context.admin.people()
    if context.json:
        print_json(found)
        return OK
    print_table(
        [
            (
                one.login, one.name, ", ".join(say(f"role.{role}") for role in one.roles) or "-",
                f"{one.point_id} {one.point}" if one.point_id else "-",
                "" if one.active else _("let go"),
            )
            for one in found
        ],
        (N_("Login"), N_("Name"), N_("Roles"), N_("Point"), N_("Now")),
    )  # fmt: skip
    return OK
