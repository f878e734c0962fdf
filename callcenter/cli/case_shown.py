"""How ``callcenter case`` shows a case."""

from callcenter.cases.joint.views import LinkView
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
    return shown_view(context, context.agent.case(case_id))


def shown_view(context: Context, case: CaseView) -> int:
    """Print a case as it was read; the number that was asked for first, where it was merged into this one."""
    if context.json:
        print_json(case)
    else:
        print_case(case, context.agent.taxonomy())
    return OK


def print_case(case: CaseView, taxonomy: Taxonomy) -> None:
    """A case for people: what it is, where it stands, its timeline and what can be done now."""
    if case.asked:
        print_lines(say("why.case_merged", number=case.asked, into=case.number) + _("."))
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
    print_table([_link(one) for one in case.links])
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


def _link(link: LinkView) -> tuple[str, ...]:
    into = fill(_("merged into {number}"), {"number": link.merged_into}) if link.merged_into else ""
    state = into or say(f"case_state.{link.state}")
    return say(f"link.{link.how}"), link.number, state, link.where, link.summary


def _joined(*parts: str) -> None:
    print_lines(" · ".join(part for part in parts if part))


def _line(row: TimelineRow, taxonomy: Taxonomy) -> tuple[str, str, str, str]:
    category = row.what.params.get("category")
    named = {"category": taxonomy.name(category, language())} if category else {}
    what = f"{row.of}: {say(row.what, **named)}" if row.of else say(row.what, **named)
    return f"{local(row.at):%Y-%m-%d %H:%M}", row.who, what, row.said
