"""The proposal: reading as many points as the ranking needs, and no more."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select
from sqlmodel import col

from callcenter.callers.models import Repair
from callcenter.cases.words import Way
from callcenter.dispatch.judging import DRIVE_KM, GENERAL, Applicant, drives
from callcenter.dispatch.ranking import LIMIT, REJECTED, Board
from callcenter.dispatch.room import taken
from callcenter.dispatch.views import Proposal, Wish
from callcenter.points import reading
from callcenter.points.models import ServicePoint
from callcenter.points.nearest import by_distance, has, has_none
from callcenter.points.views import PointFacts
from callcenter.points.words import AbilityKind

SAME_FAULT_DAYS = 90
_REACH_METRES = 100_000.0  # how far to look for who may not, when nobody may
_BY_MAIL = 300


def propose(connection: Connection, wish: Wish, at: datetime, limit: int = LIMIT) -> Proposal:
    """Rank the points of the store for a wish, as the crow flies; takes what ``gather`` takes."""
    return gather(connection, wish, at, limit).proposal()


def gather(connection: Connection, wish: Wish, at: datetime, limit: int = LIMIT) -> Board:
    """Read and judge the points of the store for a wish: exact, in a handful of statements.

    Points that may do it come page by page, nearest first, until no farther one can matter; then the nearest
    of those that may not, if nearer than the first.

    Args:
        connection: for reading.
        wish: what a point must be able to do, and where.
        at: now.
        limit: how many rows at most.
    """
    board = Board(wish, at, limit)
    faults = _same_fault(connection, wish, at)
    able = _able(wish)
    if wish.lat is None or wish.lon is None:
        if wish.way == Way.MAIL_IN:
            _add(connection, board, _by_mail(connection, able), faults)
        board.place_unknown = True
        return board
    within = DRIVE_KM * 1000 if drives(wish) else None
    for page in by_distance(connection, wish.lat, wish.lon, where=able, within_metres=within):
        _add(connection, board, page, faults)
        if board.settled(page[-1].metres):
            break
    if wish.usual_point_id is not None and not board.has(wish.usual_point_id):
        usual = reading.facts(connection, [wish.usual_point_id], lat=wish.lat, lon=wish.lon)
        _add(connection, board, usual, faults)
    if able is not None:
        _add(connection, board, _nearer_unable(connection, wish, able, board.first_metres), faults)
    return board


def _add(
    connection: Connection, board: Board, points: Iterable[PointFacts], faults: Mapping[int, int]
) -> None:
    new = [facts for facts in points if not board.has(facts.point_id)]
    if not new:
        return
    jobs = taken(connection, (facts.point_id for facts in new if facts.daily_capacity is not None), board.at)
    for facts in new:
        board.add(Applicant(facts, jobs.get(facts.point_id, {}), faults.get(facts.point_id)))


def _able(wish: Wish) -> ColumnElement[bool] | None:
    """The condition that a point may do the work by its abilities; None where nothing is asked."""
    asked = []
    if wish.way:
        named = has(AbilityKind.WAY, wish.way)
        asked.append(or_(named, has_none(AbilityKind.WAY)) if wish.way == Way.BRING_IN else named)
    if wish.skill and wish.skill != GENERAL:
        asked.append(has(AbilityKind.SKILL, wish.skill))
    if wish.brand and wish.authorised:
        asked.append(has(AbilityKind.AUTHORISED, wish.brand))
    elif wish.brand:
        own = (has(kind, wish.brand) for kind in (AbilityKind.BRAND, AbilityKind.AUTHORISED))
        asked.append(or_(*own, has_none(AbilityKind.BRAND)))
    return and_(*asked) if asked else None


def _nearer_unable(
    connection: Connection, wish: Wish, able: ColumnElement[bool], first_metres: float | None
) -> Iterable[PointFacts]:
    pages = by_distance(
        connection,
        wish.lat or 0.0,
        wish.lon or 0.0,
        where=not_(able),
        within_metres=_REACH_METRES if first_metres is None else first_metres,
        page=REJECTED,
    )
    return next(pages, ())


def _by_mail(connection: Connection, able: ColumnElement[bool] | None) -> tuple[PointFacts, ...]:
    query = select(col(ServicePoint.id)).where(col(ServicePoint.active)).order_by(col(ServicePoint.id))
    if able is not None:
        query = query.where(able)
    return reading.facts(
        connection, [one for one in connection.execute(query.limit(_BY_MAIL)).scalars() if one]
    )


def _same_fault(connection: Connection, wish: Wish, at: datetime) -> Mapping[int, int]:
    """How many days ago each point repaired this same fault of the item, within 90 days."""
    if wish.item_id is None or not wish.category:
        return {}
    done = func.coalesce(col(Repair.handed_back_on), col(Repair.received_on))
    component = wish.category.partition(".")[0]
    found = connection.execute(
        select(col(Repair.point_id), col(Repair.handed_back_on), col(Repair.received_on)).where(
            col(Repair.item_id) == wish.item_id,
            col(Repair.point_id).is_not(None),
            or_(col(Repair.symptom) == wish.category, col(Repair.component) == component),
            done >= at.date() - timedelta(days=SAME_FAULT_DAYS),
        )
    )
    ago: dict[int, int] = {}
    for point_id, handed_back_on, received_on in found:
        last = handed_back_on or received_on
        if point_id is None or last is None:
            continue
        days = max(0, (at.date() - last).days)
        ago[point_id] = min(days, ago.get(point_id, days))
    return ago
