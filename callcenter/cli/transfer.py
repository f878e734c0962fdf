"""``callcenter import`` and ``callcenter export``: files in and out."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, add_command
from callcenter.cli.output import print_json, print_lines
from callcenter.desk.files.views import ImportSummary, Progress
from callcenter.errors import Invalid
from callcenter.i18n import N_, _, ngettext, sentence

KINDS = ("customers", "purchases", "warranties", "repairs", "recalls", "points")
LISTS = ("customers", "purchases", "repairs", "cases", "queue", "timeline")


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
    come.add_argument(
        "--from-start", action="store_true", help="begin at the first row, though an import was stopped"
    )
    come.add_argument(
        "--changes", metavar="FILE", type=Path, help="write there which row changed which field (CSV)"
    )
    come.add_argument(
        "--values", action="store_true", help="with --changes: also what stood there; personal data"
    )
    come.add_argument(
        "--processes", metavar="N", type=int, help="how many read the file; else as the machine allows"
    )
    go = add_command(
        commands, "export", run_export, "Write a list as CSV or XLSX; the zone stands in the headings."
    )
    go.add_argument("list", choices=LISTS)
    go.add_argument("file", metavar="FILE", help="ends in .csv or .xlsx; - is standard output as CSV")
    go.add_argument("--case", default="", metavar="CASE", help="whose timeline")


def run_import(context: Context) -> int:
    """Read a file; refused rows go to a rejects file beside it and the others in."""
    dealt: list[int] = []
    try:
        summary = _imported(context, dealt)
    except KeyboardInterrupt as stop:
        _say_stopped(dealt, dry_run=context.arguments.dry_run)
        return 128 + (signal.SIGTERM if isinstance(stop, _Terminated) else signal.SIGINT)
    if context.json:
        print_json(summary)
    else:
        _print(summary)
    return REFUSED if summary.refused else OK


def _imported(context: Context, dealt: list[int]) -> ImportSummary:
    """Read it; how many rows are dealt with stands in ``dealt`` while it goes on."""
    asked = context.arguments
    with _terminated(), _progress(asked.file, shown=not context.json) as progress, _mapped():

        def told(now: Progress) -> None:
            dealt[:] = [now.rows]
            progress(now)

        return context.admin.import_file(
            asked.kind,
            Path(asked.file),
            mapping=_mapping(asked.map),
            progress=told,
            dry_run=asked.dry_run,
            from_start=asked.from_start,
            changes=asked.changes,
            values=asked.values,
            processes=asked.processes,
        )


class _Terminated(KeyboardInterrupt):
    """Somebody sent TERM."""


@contextmanager
def _terminated() -> Iterator[None]:
    """TERM ends an import as ctrl+c does: between two pages or within one, which is then not written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say_stopped(dealt: list[int], *, dry_run: bool) -> None:
    if dry_run:
        words = _("Nothing was written: this was a dry run.")
    elif dealt:
        words = ngettext(
            "Stopped after {rows} row; the same command goes on there.",
            "Stopped after {rows} rows; the same command goes on there.",
            dealt[0],
        ).format(rows=f"{dealt[0]:,}")
    else:
        words = _("Stopped; the same command goes on where it was.")
    with suppress(OSError):
        sys.stderr.write(f"{words}\n")


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
def _mapped() -> Iterator[None]:
    """A --map with a heading that isn't there was asked for wrongly; a file that lacks one is refused."""
    try:
        yield
    except Invalid as error:
        if error.params.get("field") != "map":
            raise
        raise Misused(error.template, **error.params) from error


@contextmanager
def _progress(file: str, *, shown: bool) -> Iterator[Callable[[Progress], None]]:
    """A bar on standard error: the rows, how many a second and the time left; where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda _progress: None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TextColumn("{task.fields[rows]}"),
        progress.TimeRemainingColumn(elapsed_when_finished=True),
    )
    began = time.monotonic()
    with progress.Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(Path(file).name, total=None, rows="")

        def told(now: Progress) -> None:
            rate = (now.rows - now.skipped) / max(0.1, time.monotonic() - began)
            rows = _("{rows} rows, {rate} a second").format(rows=f"{now.rows:,}", rate=f"{rate:,.0f}")
            bar.update(task, completed=now.done, total=now.total, rows=rows)

        yield told


def _print(summary: ImportSummary) -> None:
    for problem in (*summary.problems, *summary.warnings):
        print_lines(sentence(problem))
    if summary.resumed:
        went_on = ngettext(
            "An earlier import of this file was stopped after {rows} row. This one went on there.",
            "An earlier import of this file was stopped after {rows} rows. This one went on there.",
            summary.resumed,
        )
        print_lines(went_on.format(rows=summary.resumed))
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
        _("Changed: {fields}.").format(fields=_fields(summary)) if summary.fields else "",
        _("What changed is in {file}.").format(file=summary.changes) if summary.changes else "",
        _("Nothing was written: this was a dry run.") if summary.dry_run else "",
        _("Refused rows are in {file}.").format(file=summary.rejects) if summary.rejects else "",
    )


def _fields(summary: ImportSummary) -> str:
    return ", ".join(f"{name} {count}" for name, count in summary.fields.items())


def run_export(context: Context) -> int:
    """Write a list."""
    asked = context.arguments
    if asked.list == "timeline" and not asked.case:
        raise Misused(N_("Whose timeline? Name the case with --case NUMBER."))
    rows = context.admin.export(asked.list, asked.file, case=asked.case)
    if asked.file == "-":
        return OK
    if context.json:
        print_json({"file": asked.file, "rows": rows})
    else:
        written = ngettext("{rows} row written to {file}.", "{rows} rows written to {file}.", rows)
        print_lines(written.format(rows=rows, file=asked.file))
    return OK
