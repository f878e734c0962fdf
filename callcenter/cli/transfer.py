"""``callcenter import`` and ``callcenter export``: files in and out."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.desk.files.views import ImportSummary
from callcenter.i18n import N_, _, ngettext, sentence

KINDS = ("customers", "purchases", "warranties", "repairs", "recalls", "points")
LISTS = ("customers", "cases", "queue", "timeline")


def register(commands: Commands) -> None:
    """Add the commands."""
    come = add_command(
        commands, "import", run_import, "Read customers, purchases, warranties ... from a file."
    )
    come.add_argument("kind", choices=KINDS)
    come.add_argument("file", metavar="FILE", help="CSV, CSV packed by gzip, or XLSX")
    come.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="their heading for one of ours; repeat",
    )
    come.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    go = add_command(
        commands, "export", run_export, "Write a list as CSV or XLSX; the zone stands in the headings."
    )
    go.add_argument("list", choices=LISTS)
    go.add_argument("file", metavar="FILE", help="ends in .csv or .xlsx; - is standard output as CSV")
    go.add_argument("--case", default="", metavar="CASE", help="whose timeline")


def run_import(context: Context) -> int:
    """Read a file; refused rows go to a rejects file beside it and the others in."""
    asked = context.arguments
    with _progress(asked.file, shown=not context.json) as progress:
        summary = context.admin.import_file(
            asked.kind,
            Path(asked.file),
            mapping=_mapping(asked.map),
            dry_run=asked.dry_run,
            progress=progress,
        )
    if context.json:
        print_json(summary)
    else:
        _print(summary)
    return REFUSED if summary.refused else OK


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours.strip() or not theirs.strip():
            raise Misused(
                N_("--map takes OURS=THEIRS, such as --map name=Customer; {pair} is not that."), pair=pair
            )
        mapping[ours.strip()] = theirs.strip()
    return mapping


@contextmanager
def _progress(file: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(Path(file).name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(summary: ImportSummary) -> None:
    for problem in (*summary.problems, *summary.warnings):
        print_lines(sentence(problem))
    counts = ngettext(
        "{read} row read: {added} added, {changed} changed, {unchanged} unchanged, {refused} refused; "
        "{warned} with a warning.",
        "{read} rows read: {added} added, {changed} changed, {unchanged} unchanged, {refused} refused; "
        "{warned} with a warning.",
        summary.read,
    )
    print_lines(
        counts.format(
            read=summary.read,
            added=summary.added,
            changed=summary.changed,
            unchanged=summary.unchanged,
            refused=summary.refused,
            warned=summary.warned,
        ),
        _("Nothing was written: this was a dry run.") if summary.dry_run else "",
        _("Refused rows are in {file}.").format(file=summary.rejects) if summary.rejects else "",
    )


def run_export(context: Context) -> int:
    """Write a list."""
    asked = context.arguments
    rows = context.admin.export(asked.list, asked.file, case=asked.case)
    if asked.file == "-":
        return OK
    if context.json:
        print_json({"file": asked.file, "rows": rows})
    else:
        written = ngettext("{rows} row written to {file}.", "{rows} rows written to {file}.", rows)
        print_lines(written.format(rows=rows, file=asked.file))
    return OK
