"""``callcenter phone``: the telephone numbers in a text. Needs no store."""

from dataclasses import asdict

from callcenter.callers.views import PhoneCandidate
from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command
from callcenter.cli.output import print_json, print_lines, print_table


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "phone", run, "Read the telephone numbers in a text, best first.")
    parser.add_argument(
        "text", metavar="TEXT", help="the text; - reads one a line, REGION and a tab before it"
    )
    parser.add_argument(
        "--region", metavar="CC", help="country of numbers that name none (else the settings')"
    )


def run(context: Context) -> int:
    """Answer each question with its candidates."""
    from callcenter.callers.phones import PrefixCache

    asked, cache = context.arguments, PrefixCache()
    region = (asked.region or context.settings.region).upper()
    found: tuple[PhoneCandidate, ...] = ()
    for line in context.questions(asked.text):
        said, tab, text = line.partition("\t")
        by_line = bool(tab) and context.one_each(asked.text)
        found = (
            cache.candidates(text, said.strip().upper() or region)
            if by_line
            else cache.candidates(line, region)
        )
        if context.json or context.one_each(asked.text):
            print_json([asdict(one) for one in found])
        else:
            _print(found)
    return OK if found or context.one_each(asked.text) else REFUSED


def _print(found: tuple[PhoneCandidate, ...]) -> None:
    from callcenter.callers.phones import pretty
    from callcenter.i18n import _

    if not found:
        print_lines(_("No telephone number in this text."))
    print_table(
        [
            (
                one.e164,
                pretty(one.e164, one.extension),
                one.region or "-",
                "" if one.valid else _("not a known number"),
            )
            for one in found
        ]
    )
