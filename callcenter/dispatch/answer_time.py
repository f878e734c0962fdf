"""By when a service point must answer an offer."""

from datetime import datetime

from callcenter.cases.models import Case
from callcenter.cases.words import Way
from callcenter.errors import Invalid
from callcenter.points import hours as opening
from callcenter.points.hours import Hours
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings

EMERGENCY = "emergency"


def is_emergency(case: Case) -> bool:
    """Whether minutes count, day and night: it is about safety, or somebody stands at the roadside."""
    return case.safety or case.way == Way.ROADSIDE


def answer_by(case: Case, point: ServicePoint, since: datetime, settings: Settings) -> datetime:
    """When the time to answer is up.

    Args:
        case: its priority, and whether it is an emergency.
        point: its opening hours count, but for emergencies; hours that aren't known are round the clock, and
            so are those of a point that does not open long enough within a year.
        since: when it was asked, aware.
        settings: the answer times.
    """
    if is_emergency(case):
        return since + settings.answer_time(EMERGENCY)
    length, hours = settings.answer_time(case.priority.value), _hours(point)
    return (hours.open_for(since, length) if hours else None) or since + length


def _hours(point: ServicePoint) -> Hours | None:
    if not point.opening_hours:
        return None
    try:
        return opening.parse(point.opening_hours, country=point.country, timezone=point.timezone)
    except Invalid:
        return None
