"""When a customer may be told: never at night on the customer's own clock. Pure rules."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def loud_from(at: datetime, zone: str, quiet_from: time, quiet_to: time) -> datetime:
    """Return the first moment, from ``at`` on, that doesn't lie in the quiet hours.

    Args:
        at: aware.
        zone: the customer's, an IANA name.
        quiet_from: when the quiet begins on the clock there; the same as its end: there is none.
        quiet_to: when it ends there, the next day where that is earlier.
    """
    moment = at.astimezone(UTC)
    if not is_quiet(moment, zone, quiet_from, quiet_to):
        return at
    # The clock there may jump: the end is looked for on the clock itself, minute by minute.
    moment = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while is_quiet(moment, zone, quiet_from, quiet_to):
        moment += timedelta(minutes=1)
    return moment


def is_quiet(at: datetime, zone: str, quiet_from: time, quiet_to: time) -> bool:
    """Whether the clock of a zone shows a quiet hour at an aware moment."""
    shown = at.astimezone(ZoneInfo(zone)).time()
    if quiet_from <= quiet_to:
        return quiet_from <= shown < quiet_to
    return shown >= quiet_from or shown < quiet_to


def clock_time(text: str) -> time:
    """The time of day that ``21:00`` names."""
    return time.fromisoformat(text)
