"""``callcenter phone``: the telephone numbers in a text. Needs no store."""

import re
from dataclasses import asdict

from callcenter.callers.views import PhoneCandidate
from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, add_command
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _


def register(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "phone", run, "Read the telephone numbers in a text, best first.")
    parser.add_argument(
        "text", metavar="TEXT", help="the text; - reads one a line, REGION and a tab before it"
    )
    parser.add_argument(
        "--region", metavar="CC", help="country of numbers that name none (else the settings')"
    )


_BEGINS = re.compile(r"\s*([A-Za-z]{2})\s*\t(.*)", re.DOTALL)
_LONGEST = 10_000


def run(context: Context) -> int:
    """Answer each question with its candidates."""
    from callcenter.callers.phones import PrefixCache

    asked, cache = context.arguments, PrefixCache()
    region = _region(asked.region) or context.settings.region
    found: tuple[PhoneCandidate, ...] = ()
    for line in context.questions(asked.text):
        begins = _BEGINS.fullmatch(line) if context.one_each(asked.text) else None
        where, text = begins.groups() if begins else (region, line)
        found = cache.candidates(text[:_LONGEST], where.upper())
        if context.json or context.one_each(asked.text):
            print_json([asdict(one) for one in found])
        else:
            _print(found)
    return OK if found or context.one_each(asked.text) else REFUSED


def _region(said: str | None) -> str:
    if said and not re.fullmatch("[A-Za-z]{2}", said.strip()):
        raise Misused(N_("--region takes a country's two letters such as CN, not {region}."), region=said)
    return (said or "").strip().upper()


def _print(found: tuple[PhoneCandidate, ...]) -> None:
    from callcenter.callers.phones import pretty

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
