"""What speaks for and against one service point: may it do the work, when, and how far it is. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callcenter.cases.words import Way
from callcenter.dispatch.room import DAYS_AHEAD
from callcenter.dispatch.views import Wish
from callcenter.errors import Invalid
from callcenter.i18n import Phrase
from callcenter.points import hours as opening
from callcenter.points.hours import Hours
from callcenter.points.views import PointFacts

KM_A_DAY = 10.0
"""A day of waiting weighs as much as so many kilometres of way."""
KM_SAME_FAULT = 100.0
"""Going back to whom the same fault came back from weighs as much as so many kilometres."""
KM_CLOSED = 100.0
"""When it is urgent, a closed door weighs as much; unknown hours half of it."""
MAIL_WEIGHT = 0.1
"""A kilometre weighs so much for what travels by parcel."""
DRIVE_KM = 300.0
"""Nobody drives farther, whatever a point says of its area."""
DRIVES = frozenset({Way.ON_SITE, Way.PICK_UP, Way.ROADSIDE})
_UNKNOWN_KM = 500.0


@dataclass(frozen=True, slots=True)
class Applicant:
    """A point that may come into question, with what the ranking must know of it."""

    facts: PointFacts
    taken: Mapping[date, int] = field(default_factory=dict)
    """Jobs it has on each day."""
    same_fault_days: int | None = None
    """How many days ago it repaired this same fault of this item; None: it didn't."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A point after judging."""

    applicant: Applicant
    work_on: date
    open: bool | None
    cause: Phrase | None
    """Why it may not, if so."""
    drawback: Phrase | None = None
    """Why it may stand behind one that is farther."""
    waits: int = 0
    """Days until the work."""
    emergency: bool = False
    """It is closed, but its emergency number is answered."""
    score: float = 0.0
    """Kilometres, with what else counts made into kilometres; the least is the best."""


def bare(wish: Wish) -> bool:
    """Whether nothing is asked of a point but to be near."""
    return not (wish.way or wish.skill or wish.brand or wish.authorised or wish.safety)


def urgent(wish: Wish) -> bool:
    """Whether somebody must answer now."""
    return wish.safety or wish.way == Way.ROADSIDE


def drives(wish: Wish) -> bool:
    """Whether the point comes to the item."""
    return wish.way in DRIVES


def judge(applicant: Applicant, wish: Wish, at: datetime) -> Judged:
    """Judge one point.

    Args:
        applicant: the point.
        wish: what it must be able to do.
        at: now, aware.
    """
    facts = applicant.facts
    hours = hours_of(facts)
    is_open = hours.open_at(at) if hours else None
    today = at.astimezone(ZoneInfo(facts.timezone)).date()
    emergency = bool(urgent(wish) and not is_open and facts.emergency_phone)
    day, why_later = _work_day(applicant, hours, at, today, now=emergency)
    cause = may_not(facts, wish) or _shut(wish, is_open, emergency)
    if bare(wish):
        return Judged(applicant, day or today, is_open, cause, score=_km(facts))
    if day is None:
        return Judged(applicant, today, is_open, cause or why_later)
    waits = (day - today).days
    behind = [(KM_A_DAY * waits, why_later)] if waits else []
    if urgent(wish) and not is_open and not emergency:
        unknown = is_open is None
        why = Phrase("cause.hours_unknown" if unknown else "cause.closed_now")
        behind.insert(0, (KM_CLOSED / 2 if unknown else KM_CLOSED, why))
    if applicant.same_fault_days is not None:
        behind.insert(0, (KM_SAME_FAULT, Phrase("cause.same_fault", {"days": applicant.same_fault_days})))
    return Judged(
        applicant,
        day,
        is_open,
        cause,
        drawback=behind[0][1] if behind else None,
        waits=waits,
        emergency=emergency,
        score=weigh(_km(facts), wish) + sum(km for km, _ in behind),
    )


def weigh(km: float, wish: Wish) -> float:
    """What a distance counts for this way."""
    return km * MAIL_WEIGHT if wish.way == Way.MAIL_IN else km


def _km(facts: PointFacts) -> float:
    return _UNKNOWN_KM if facts.metres is None else facts.metres / 1000


def may_not(facts: PointFacts, wish: Wish) -> Phrase | None:
    """Why a point may not do the work, whatever the hour; None where it may."""
    if not facts.active:
        return Phrase("cause.inactive")
    if wish.way and not _has_way(facts, wish.way):
        return Phrase("cause.no_way", {"way": f"way.{wish.way}"})
    if wish.skill and not _has_skill(facts, wish.skill):
        return Phrase("cause.no_skill")
    gone = Phrase("cause.declined") if facts.point_id in wish.exclude else None
    return _other_brand(facts, wish) or _too_far(facts, wish) or gone


def _other_brand(facts: PointFacts, wish: Wish) -> Phrase | None:
    if wish.brand and facts.abilities.get("brand") and not serves(facts, wish.brand):
        return Phrase("cause.brand", {"brand": wish.brand})
    if wish.brand and wish.authorised and not facts.can("authorised", wish.brand):
        return Phrase("cause.not_authorised", {"brand": wish.brand})
    return None


def serves(facts: PointFacts, brand: str) -> bool:
    """Whether a point names a brand; who is authorised for it serves it too."""
    return facts.can("brand", brand) or facts.can("authorised", brand)


def _has_way(facts: PointFacts, way: str) -> bool:
    # A point that names no way at all is a place one can go to.
    return facts.can("way", way) or (way == Way.BRING_IN and not facts.abilities.get("way"))


def _has_skill(facts: PointFacts, skill: str) -> bool:
    return skill == GENERAL or facts.can("skill", skill)


GENERAL = "general"
"""The skill that every point has."""


def _too_far(facts: PointFacts, wish: Wish) -> Phrase | None:
    if not drives(wish):
        return None
    if facts.metres is None:
        return Phrase("cause.place_unknown")
    area = min(DRIVE_KM, DRIVE_KM if facts.area_km is None else facts.area_km)
    far = facts.metres if facts.straight_metres is None else facts.straight_metres
    return Phrase("cause.outside_area", {"area_km": round(area)}) if far > area * 1000 else None


def _shut(wish: Wish, is_open: bool | None, emergency: bool) -> Phrase | None:
    stands = wish.way == Way.ROADSIDE and is_open is False and not emergency
    return Phrase("cause.closed_now") if stands else None


def hours_of(facts: PointFacts) -> Hours | None:
    """The opening hours of a point; None where they are unknown or can't be read."""
    if not facts.opening_hours:
        return None
    try:
        return opening.parse(facts.opening_hours, country=facts.country, timezone=facts.timezone)
    except Invalid:
        return None


def _work_day(
    applicant: Applicant, hours: Hours | None, at: datetime, today: date, *, now: bool
) -> tuple[date | None, Phrase | None]:
    """The first day that the point is open and has room, and why it isn't today.

    Unknown hours count as open; ``now`` says that an emergency number is answered today.
    """
    zone = ZoneInfo(applicant.facts.timezone)
    capacity = applicant.facts.daily_capacity
    last, full, since, day = today + timedelta(days=DAYS_AHEAD), False, at, today
    while day <= last:
        if hours and not (now and day == today):
            opens = hours.next_opening(since)
            day = opens.astimezone(zone).date() if opens else last + timedelta(days=1)
        if day <= last and (capacity is None or applicant.taken.get(day, 0) < capacity):
            return day, _later(day, today, full=full)
        full = full or day <= last
        day += timedelta(days=1)
        since = datetime.combine(day, time(), zone).astimezone(UTC)
    return None, Phrase("cause.full" if full else "cause.closed")


def _later(day: date, today: date, *, full: bool) -> Phrase | None:
    if day == today:
        return None
    near = (day - today).days < 7
    told = f"weekday.{day.weekday()}" if near else day.isoformat()
    return Phrase("cause.full_until" if full else "cause.closed_until", {"day": told})
