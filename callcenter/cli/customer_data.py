"""``callcenter customer export-data`` and ``erase``: what is held on one customer, and forgetting it."""

import sys
from collections.abc import Mapping
from pathlib import Path

from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, add_command
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.desk.personal.views import Erased, ErasurePreview
from callcenter.i18n import N_, _, fill, ngettext, say


def register(verbs: Commands) -> None:
    """Add the verbs."""
    words = "Write all that is held on one customer to a file of yours alone."
    export = add_command(verbs, "export-data", run_export, words)
    export.add_argument("customer", metavar="CUSTOMER", help="our id, or yours")
    export.add_argument("file", metavar="FILE", help="ends in .json, or in .txt for people")
    words = "Show what erasing a customer's personal data would do; --confirm CUSTOMER does it."
    erase = add_command(verbs, "erase", run_erase, words)
    erase.add_argument("customer", metavar="CUSTOMER", help="our id, or yours")
    erase.add_argument("--why", default="", metavar="WORDS", help="such as “letter of 3 March”; no name")
    erase.add_argument("--anyway", action="store_true", help="also while cases are open")
    erase.add_argument("--confirm", default="", metavar="ID", help="our id once more: do it")


def run_export(context: Context) -> int:
    """Write the file."""
    target = Path(context.arguments.file)
    customer_id = context.agent.customer_id(context.arguments.customer)
    rows = context.admin.export_customer(customer_id, target)
    if context.json:
        print_json({"customer_id": customer_id, "file": str(target), "rows": rows})
    else:
        written = ngettext("{rows} row written to {file}.", "{rows} rows written to {file}.", rows)
        print_lines(written.format(rows=rows, file=target))
    return OK


def run_erase(context: Context) -> int:
    """Show what would go, and with the id once more let it go."""
    asked = context.arguments
    preview = context.admin.preview_erasure(context.agent.customer_id(asked.customer))
    if not asked.confirm:
        _show(context, preview)
        if context.json or not sys.stdin.isatty():
            return OK
        print_lines(fill(_("Type {id} to erase it:"), {"id": preview.customer_id}))
        asked.confirm = sys.stdin.readline().strip()
        if not asked.confirm:
            return REFUSED
    if asked.confirm != str(preview.customer_id):
        raise Misused(N_("That is not {id}: nothing was erased."), id=preview.customer_id)
    if not asked.why.strip():
        raise Misused(N_("Say why it is erased: --why and words such as “letter of 3 March”; no name."))
    erased = context.admin.erase_customer(preview.customer_id, asked.why, anyway=asked.anyway)
    _tell(context, erased)
    return OK


def _show(context: Context, preview: ErasurePreview) -> None:
    if context.json:
        print_json(preview)
        return
    merged = ", ".join(str(one) for one in preview.customers if one != preview.customer_id)
    print_lines(
        _said(N_("Customer {id}: {name}"), id=preview.customer_id, name=preview.name or "-"),
        _if(merged, N_("with those who were merged into it: {it}")),
        _("Goes, or is emptied:"),
    )
    _print_counts(preview.goes)
    print_lines(_("Stays as figures, codes and times:"))
    _print_counts(preview.stays)
    print_lines(
        _if(", ".join(preview.open_cases), N_("Open cases: {it}")),
        _if(preview.on_the_way, N_("Messages on their way: {it}")),
        _if(preview.shared_numbers, N_("Numbers that somebody else holds too, who keeps them: {it}")),
        _if(preview.elsewhere, N_("Cases of others that name one of the numbers, look at them: {it}")),
        *(_said(N_("{file}: is rewritten or removed"), file=file) for file in preview.files),
        *(_said(_BACKUP, file=file) for file in preview.backups),
        _("It was erased already.")
        if preview.is_erased
        else _said(N_("Nothing is erased yet: --confirm {id} erases it."), id=preview.customer_id),
    )


_BACKUP = N_("{file}: still holds everything, remove it")


def _said(template: str, **params: object) -> str:
    return fill(_(template), params)


def _if(it: object, template: str) -> str:
    """The sentence where there is something to say."""
    return fill(_(template), {"it": it}) if it else ""


def _print_counts(counts: Mapping[str, int]) -> None:
    import callcenter.desk.personal.words  # noqa: F401 - registers what the tables are

    print_table([("", str(count), say(f"held.{table}")) for table, count in counts.items()])


def _tell(context: Context, erased: Erased) -> None:
    if context.json:
        print_json(erased)
        return
    rows, files = sum(erased.counts.values()), erased.files
    print_lines(
        _said(
            N_("Customer {id} is erased: {rows} rows were emptied or removed."),
            id=erased.customer_id,
            rows=rows,
        ),
        *(_said(N_("{file}: removed"), file=file) for file in files.removed),
        *(_said(N_("{file}: rewritten without them"), file=file) for file in files.rewritten),
        *(
            _said(N_("{file}: names them and could not be changed, see to it"), file=file)
            for file in files.left
        ),
        *(_said(_BACKUP, file=file) for file in erased.backups),
        _said(N_("Written down for restored backups in {file}."), file=erased.ledger),
        "" if erased.is_scrubbed else _("The erased bytes leave the store later: see docs/personal-data.md."),
    )
