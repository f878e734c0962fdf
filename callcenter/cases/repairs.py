"""The repair that a resolved case leaves on its item: only for work done, once per job number or case."""

from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers.models import Recall, RecallItem, Repair
from callcenter.callers.words import RepairCover
from callcenter.cases.models import Case
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseKind, Cover, Outcome
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store.adding import add


def make(
    connection: Connection, case: Case, details: MoveDetails, at: datetime, settings: Settings
) -> dict[str, Any]:
    """Make the repair of a case that is resolved as repaired, and return the way back of that.

    Nothing is made without work done or without a known item. A job number that the point has used before,
    or a repair the case already has, is not made twice.

    Args:
        connection: of a ``store.write()``.
        case: the row before it was resolved.
        details: work, cause, parts, kilometres, job number and cost.
        at: when it was resolved.
        settings: the zone of the dates, the currency of the cost.

    Raises:
        Invalid: the job number belongs to another item.
    """
    if details.outcome != Outcome.REPAIRED or not details.work.strip() or case.item_id is None:
        return {}
    if _there(connection, case, details.job_no.strip()):
        return {}
    repair_id = add(connection, Repair, _values(case, details, at, settings))
    return {
        "repair": repair_id,
        "recalls": _recalls_done(connection, case, repair_id, at, ZoneInfo(settings.zone)),
    }


def _there(connection: Connection, case: Case, job_no: str) -> bool:
    if job_no and case.point_id is not None:
        found = connection.execute(
            select(col(Repair.id), col(Repair.item_id)).where(
                col(Repair.point_id) == case.point_id, col(Repair.job_no) == job_no
            )
        ).first()
        if found is None:
            return False
        if found[1] != case.item_id:
            raise Invalid(
                N_("Job number {job_no} of this point is on file for another item. Check the number."),
                field="job_no",
                job_no=job_no,
            )
        return True
    mine = select(col(Repair.id)).where(col(Repair.item_id) == case.item_id, col(Repair.case_id) == case.id)
    return connection.execute(mine).first() is not None


def _values(case: Case, details: MoveDetails, at: datetime, settings: Settings) -> dict[str, Any]:
    zone = ZoneInfo(settings.zone)
    paid_by = None if case.cover in (None, Cover.DISPUTED) else RepairCover(case.cover.value)
    return {
        "item_id": case.item_id,
        "point_id": case.point_id,
        "case_id": case.id,
        "received_on": (case.received_at or at).astimezone(zone).date(),
        "handed_back_on": at.astimezone(zone).date(),
        "km": details.km,
        "complaint": case.description,
        "cause": details.cause.strip() or None,
        "work": details.work.strip(),
        "parts": details.parts.strip() or None,
        "component": case.category.partition(".")[0] if case.category else None,
        "symptom": case.category,
        "job_no": details.job_no.strip() or None,
        "cost": details.cost,
        "currency": settings.currency if details.cost is not None else None,
        "cover": paid_by,
        "result": Outcome.REPAIRED.value,
    }


def _recalls_done(
    connection: Connection, case: Case, repair_id: int, at: datetime, zone: tzinfo
) -> list[int]:
    """Mark the recall that was worked on: of the case's component, or the item's only open one."""
    if case.kind != CaseKind.RECALL_WORK and case.cover != Cover.RECALL:
        return []
    rows = connection.execute(
        select(col(RecallItem.recall_id), col(Recall.component))
        .join(Recall, col(Recall.id) == col(RecallItem.recall_id))
        .where(col(RecallItem.item_id) == case.item_id, col(RecallItem.done_on).is_(None))
    ).all()
    component = (case.category or "").partition(".")[0]
    done = [recall_id for recall_id, part in rows if len(rows) == 1 or (part and part == component)]
    marked = connection.execute(
        update(RecallItem)
        .where(
            col(RecallItem.item_id) == case.item_id,
            col(RecallItem.recall_id).in_(done),
            col(RecallItem.done_on).is_(None),
        )
        .values(done_on=at.astimezone(zone).date(), repair_id=repair_id)
        .returning(col(RecallItem.recall_id))
    )
    return sorted(marked.scalars())
