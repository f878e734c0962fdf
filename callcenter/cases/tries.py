"""May a resolved case be closed: a yes, three tries on different days, or days without objection."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.lifecycle import TRIES_TO_CLOSE, closes_by
from callcenter.cases.models import Case, ContactTry
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CloseReason
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.settings import Settings


def days_tried(connection: Connection, case: Case, zone: str) -> int:
    """On how many different days the customer was tried in vain since the case was resolved.

    Args:
        connection: for reading.
        case: the case.
        zone: the IANA name of the zone whose days count.
    """
    if case.resolved_at is None:
        return 0
    rows = connection.execute(
        select(col(ContactTry.at)).where(
            col(ContactTry.case_id) == case.id,
            col(ContactTry.at) >= case.resolved_at,
            col(ContactTry.reached).is_(False),
        )
    )
    return len({at.astimezone(ZoneInfo(zone)).date() for at in rows.scalars()})


def check_close(
    connection: Connection, case: Case, details: MoveDetails, at: datetime, settings: Settings
) -> None:
    """Refuse to close for a reason that doesn't hold yet.

    Raises:
        Invalid: too few tries, or too few days; the sentence says how many there are.
    """
    resolved_at = case.resolved_at or at
    if details.close_reason == CloseReason.THREE_TRIES:
        tried = days_tried(connection, case, settings.zone)
        if tried < TRIES_TO_CLOSE:
            raise Invalid(
                N_("Tried on {tried} of {needed} days: try again on another day, or ask for a yes."),
                field="close_reason",
                tried=tried,
                needed=TRIES_TO_CLOSE,
            )
    if details.close_reason == CloseReason.DAYS_PASSED and not closes_by(
        said_yes=False, tries=(), resolved_at=resolved_at, now=at, days=settings.close_after_days
    ):
        raise Invalid(
            N_("Resolved {resolved_at!f}: closes after {days} days without a word. Ask for a yes before."),
            field="close_reason",
            resolved_at=resolved_at,
            days=settings.close_after_days,
        )
