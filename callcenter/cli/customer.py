"""``callcenter customer``: entries that are one customer: proposed, merged, taken apart again."""

from callcenter.callers.merging.views import Duplicate
from callcenter.cli import customer_data, customer_notices
from callcenter.cli.case_options import add_request
from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, add_command, add_group, count
from callcenter.cli.customer_merge import choice, run_merge, run_merges, run_unmerge
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, fill, say

_SURE = ("surely", "likely", "perhaps")
_PAGE = 200
_HEADINGS = (N_("Customer"), N_("Name"), N_("Perhaps the same"), N_("Name"), N_("Sure"), N_("Why"))


def register(commands: Commands) -> None:
    """Add the command and its verbs."""
    verbs = add_group(
        commands, "customer", "Entries that are one customer; all that is held on one, and erasing it."
    )
    found = add_command(verbs, "duplicates", run_duplicates, "Customers who may be one, number by number.")
    found.add_argument("customer", nargs="?", metavar="CUSTOMER", help="only this one's doubles")
    found.add_argument("--sure", choices=_SURE, default="perhaps", help="at least so sure")
    found.add_argument("--limit", type=count, metavar="N", help="stop after about so many; else all")
    found.add_argument("--after", default="", metavar="KEY", help="go on where an earlier list ended")
    merge = add_command(verbs, "merge", run_merge, "Show what merging two entries would do; --yes does it.")
    merge.add_argument(
        "survivor", metavar="STAYS", help="whose entry stays: our id, or yours; no:2 is ours, id:2 yours"
    )
    merge.add_argument("merged", metavar="GOES", help="whose id will lead there")
    whose = "whose value is kept, as email=merged: survivor, merged, of the note also both"
    merge.add_argument("--keep", action="append", default=[], type=choice, metavar="FIELD=WHOSE", help=whose)
    merge.add_argument("--yes", action="store_true", help="do it")
    add_request(merge)
    back = add_command(verbs, "unmerge", run_unmerge, "Take a merge back.")
    back.add_argument("merge", type=count, metavar="MERGE", help="its number, as merge and merges tell it")
    add_request(back)
    past = add_command(verbs, "merges", run_merges, "The merges of a customer that can be taken back.")
    past.add_argument("customer", metavar="CUSTOMER", help="the customer's id, or the id in your own files")
    apart = add_command(verbs, "apart", run_apart, "Two customers look alike and are not the same.")
    apart.add_argument("one", metavar="CUSTOMER")
    apart.add_argument("other", metavar="CUSTOMER")
    apart.add_argument("--undo", action="store_true", help="they may be proposed again")
    add_request(apart)
    customer_notices.register(verbs)
    customer_data.register(verbs)


def run_duplicates(context: Context) -> int:
    """List proposals as they are found; JSON is one line each."""
    desk, asked = context.agent, context.arguments
    if asked.customer:
        return _doubles(context, desk.customer_id(asked.customer))
    told, after = 0, asked.after
    while True:
        room = min(_PAGE, asked.limit - told) if asked.limit else _PAGE
        page = desk.duplicates(after, room, sure=asked.sure)
        told += len(page.rows)
        if page.rows:
            _listed(context, page.rows, headings=told == len(page.rows))
        if page.after is None:
            break
        after = page.after
        if asked.limit and told >= asked.limit:
            if not context.json:
                print_lines(fill(_("There may be more: --after {key}"), {"key": after}))
            break
    if not told and not context.json:
        print_lines(_("Nobody on file looks like anybody else."))
    return OK if told else REFUSED


def _doubles(context: Context, customer_id: int) -> int:
    """List who may be the same as one customer."""
    desk, wanted = context.agent, _SURE[: _SURE.index(context.arguments.sure) + 1]
    rows = [each for each in desk.doubles(customer_id) if each.sure in wanted]
    if not rows and not context.json:
        name = desk.card(customer_id).name
        print_lines(fill(_("Nobody on file looks like {name} (no:{id})."), {"name": name, "id": customer_id}))
    return _listed(context, rows)


def _listed(
    context: Context, rows: "tuple[Duplicate, ...] | list[Duplicate]", *, headings: bool = True
) -> int:
    if context.json:
        for row in rows:
            print_json(_duplicate(row))
    else:
        print_table(
            [
                (f"no:{row.one.customer_id}", row.one.name, f"no:{row.other.customer_id}", row.other.name,
                 say(f"sure.{row.sure}"), _(", ").join(map(say, row.why)))
                for row in rows
            ],
            _HEADINGS if headings else (),
        )  # fmt: skip
    return OK if rows else REFUSED


def _duplicate(row: Duplicate) -> dict[str, object]:
    return {
        "sure": row.sure,
        "why": [each.code.removeprefix("same.") for each in row.why],
        "number": row.number,
        "after": row.after or None,
        "customers": [
            {
                "customer_id": one.customer_id,
                "external_id": one.external_id,
                "name": one.name,
                "place": one.place,
            }
            for one in (row.one, row.other)
        ],
    }


def run_apart(context: Context) -> int:
    """Remember that two are not the same, or forget it."""
    desk, asked = context.agent, context.arguments
    ids = desk.customer_id(asked.one), desk.customer_id(asked.other)
    if ids[0] == ids[1]:
        raise Misused(N_("Both name the same customer. Name two."))
    verb = desk.same_after_all if asked.undo else desk.not_same
    verb(context.request(), *ids)
    if context.json:
        print_json({"customer_ids": list(ids), "apart": not asked.undo})
    else:
        both = {
            name: fill("{name} (no:{id})", {"name": desk.card(each).name, "id": each})
            for name, each in zip(("one", "other"), ids, strict=True)
        }
        words = N_("{one} and {other} are not proposed again.")
        print_lines(fill(_(N_("{one} and {other} may be proposed again.") if asked.undo else words), both))
    return OK
