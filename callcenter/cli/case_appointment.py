"""``callcenter case appointment``: the free times of a case's point; booking, moving and cancelling one."""

from typing import Any
from zoneinfo import ZoneInfo

from callcenter.cases.views import AppointmentView
from callcenter.cli.case_options import add_verb
from callcenter.cli.case_shown import shown, the_case
from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused, count
from callcenter.cli.output import print_json, print_table
from callcenter.cli.points import moment_said
from callcenter.dispatch.views import Slots
from callcenter.i18n import N_

_HEADINGS = (N_("From"), N_("To"), N_("Point"))


def register(verbs: Commands) -> None:
    """Add the verb."""
    times = add_verb(
        verbs, "appointment", run, "The free times of the point that has the case; book, move or cancel one."
    )
    times.add_argument("--at", metavar="ISO-TIME", help="book this time, or move the appointment to it")
    times.add_argument("--cancel", action="store_true", help="cancel the appointment")
    times.add_argument("--days", type=count, default=7, metavar="N", help="how many days ahead are listed")


def run(context: Context) -> int:
    """List the times, or change the appointment."""
    asked, case = context.arguments, the_case(context)
    at = moment_said("--at", asked.at)
    if at is not None and asked.cancel:
        raise Misused(N_("Give --at or --cancel, not both."))
    if at is not None:
        context.agent.book(context.request(), case.case_id, at)
        return shown(context, case.case_id)
    if asked.cancel:
        context.agent.cancel_appointment(context.request(), case.case_id)
        return shown(context, case.case_id)
    found: Slots = context.agent.slots(case_id=case.case_id, days=asked.days)
    if context.json:
        print_json(_as_mapping(found, case.appointment))
    else:
        print_table([(one[0], one[1], found.point) for one in _times(found)], _HEADINGS)
    return OK if found.rows else REFUSED


def _times(found: Slots) -> list[tuple[str, str]]:
    zone = ZoneInfo(found.timezone)
    ends = ((one.from_at.astimezone(zone), one.to_at.astimezone(zone)) for one in found.rows)
    return [(begin.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")) for begin, end in ends]


def _as_mapping(found: Slots, made: AppointmentView | None) -> dict[str, Any]:
    return {
        "point_id": found.point_id,
        "point": found.point,
        "timezone": found.timezone,
        "times": [{"from": begin, "to": end} for begin, end in _times(found)],
        "appointment": made.from_at.isoformat() if made is not None and made.stands else None,
    }
