"""``callcenter category``: the quality categories that words point at. Needs no store."""

from typing import Any

from callcenter.cases.suggest import Suggestion, suggest
from callcenter.cases.taxonomy import Taxonomy, load
from callcenter.cli.context import OK, REFUSED, Commands, Context, add_command, add_group
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import _, language


def register(commands: Commands) -> None:
    """Add the command and its one verb."""
    verbs = add_group(commands, "category", "Name the quality category of an issue.")
    parser = add_command(verbs, "suggest", run, "Up to three categories that the words of a text point at.")
    parser.add_argument(
        "text", metavar="TEXT", help="what happens, in English or Chinese; - reads one a line"
    )
    parser.add_argument("--line", metavar="LINE", help="product line: car, fridge, phone ...")


_LONGEST = 10_000


def run(context: Context) -> int:
    """Answer each text with its categories."""
    asked, taxonomy = context.arguments, load(context.settings.taxonomy)
    found: tuple[Suggestion, ...] = ()
    for text in context.questions(asked.text):
        found = suggest(text[:_LONGEST], taxonomy, line=asked.line)
        if context.json or context.one_each(asked.text):
            print_json([_row(one, taxonomy) for one in found])
        else:
            _print(found, taxonomy)
    return OK if found or context.one_each(asked.text) else REFUSED


def _print(found: tuple[Suggestion, ...], taxonomy: Taxonomy) -> None:
    if not found:
        print_lines(_("No category fits these words. Say which part it is, or what it does."))
    rows = ((one, taxonomy.category(one.code)) for one in found)
    print_table(
        [
            (
                taxonomy.name(one.code, language()),
                one.code,
                ", ".join(one.words),
                _("safety") if kind.safety else "",
            )
            for one, kind in rows
        ]
    )


def _row(one: Suggestion, taxonomy: Taxonomy) -> dict[str, Any]:
    category = taxonomy.category(one.code)
    return {
        "code": one.code,
        "component": one.code.partition(".")[0],
        "name": taxonomy.name(one.code, language()),
        "words": list(one.words),
        "safety": category.safety,
        "way": category.way,
        "skill": category.skill,
    }
