"""How ``callcenter case`` shows a case."""

from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import CaseView, DispatchView, TimelineRow
from callcenter.cli.case_options import MOVES, option
from callcenter.cli.context import OK, Context
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import _, fill, language, local, say


def the_case(context: Context) -> CaseView:
    """The case that the command names, in any spelling of its number."""
    return context.agent.case_by_number(context.arguments.number)


def shown(context: Context, case_id: int) -> int:
    """Print how a case stands now."""
    case = context.agent.case(case_id)
    if context.json:
        print_json(case)
    else:
        print_case(case, context.agent.taxonomy())
    return OK


def print_case(case: CaseView, taxonomy: Taxonomy) -> None:
    """A case for people: what it is, where it stands, its timeline and what can be done now."""
    due = fill(_("due {at!t}"), {"at": case.due_at}) if case.due_at else ""
    state = say(f"case_state.{case.state}")
    _joined(case.number, case.summary, state, due, _("safety") if case.safety else "")
    _joined(case.customer or case.reporter, case.caller, case.item, case.plate or "")
    _joined(
        taxonomy.name(case.category, language()) if case.category else "",
        say(f"way.{case.way}") if case.way else "",
        say(f"cover.{case.cover}") if case.cover else "",
        case.place.text or case.place.city,
    )
    print_lines(case.description if case.description != case.summary else "")
    if case.dispatch:
        print_dispatch(case.dispatch)
    print_table([("", *_line(row, taxonomy)) for row in case.timeline])
    print_table(
        [
            (_("Now:"), one.move, say(f"case_move.{one.move}"), ", ".join(map(option, one.asks)))
            for one in case.moves
            if one.move in MOVES
        ]
    )


def print_dispatch(dispatch: DispatchView) -> None:
    """Where the case was sent, and whether that has arrived."""
    _joined(
        dispatch.point,
        say(f"dispatch_state.{dispatch.state}"),
        dispatch.point_phone or "",
        dispatch.last_error or "" if dispatch.delivered_at is None else "",
    )


def _joined(*parts: str) -> None:
    print_lines(" · ".join(part for part in parts if part))


def _line(row: TimelineRow, taxonomy: Taxonomy) -> tuple[str, str, str, str]:
    category = row.what.params.get("category")
    named = {"category": taxonomy.name(category, language())} if category else {}
    return f"{local(row.at):%Y-%m-%d %H:%M}", row.who, say(row.what, **named), row.said
