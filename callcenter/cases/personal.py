"""What the cases' room holds on a customer; figures, codes and times stay as they are."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, or_, select
from sqlmodel import col

from callcenter.cases.models import Alarm, Case, CaseLink, CaseWait, Chaser, ContactTry, Promise
from callcenter.cases.waiting import THOUGHT_SOLVED
from callcenter.store.holdings import ERASED, Holding

HOLDINGS = (
    Holding(
        Case, lambda whose: col(Case.id).in_(whose.cases),
        emptied={
            "summary": ERASED, "description": ERASED, "caller_e164": None, "caller_raw": None,
            "reporter": None, "reporter_contact_id": None, "contact": None, "contact_phone": None,
            "contact_hours": None, "language": None, "item_said": None, "safety_answer": None,
            "place": None, "place_city": None, "place_postcode": None, "place_lat": None, "place_lon": None,
            "cover_reason": None,
        },
        stays=(
            "id", "external_id", "number", "kind", "state", "before_wait", "customer_id", "tier", "item_id",
            "line", "brand", "category", "category_by", "safety", "priority", "way", "place_country", "cover",
            "cover_agent_id", "cost_told", "cost_agreed", "currency", "queue_id", "agent_id", "point_id",
            "repeat_of_id", "reopened", "logged_at", "due_at", "point_due_at", "expected_at", "received_at",
            "handed_back_at", "told_at", "resolved_at", "outcome", "closed_at", "close_reason", "changed_by",
            "rang_at",
            "version",
        ),
        withheld=("changed_by",),
    ),
    Holding(
        CaseWait,
        lambda whose: and_(
            col(CaseWait.case_id).in_(whose.cases), col(CaseWait.reason).is_distinct_from(THOUGHT_SOLVED)
        ),
        emptied={"reason": None}, stays=("id", "case_id", "wait_for", "from_at", "to_at"),
    ),
    Holding(
        Promise,
        lambda whose: or_(
            col(Promise.case_id).in_(whose.cases), col(Promise.customer_id).in_(whose.customers)
        ),
        emptied={"what": ERASED, "to_whom": None},
        stays=("id", "case_id", "customer_id", "by_at", "agent_id", "made_at", "state", "settled_at"),
    ),
    Holding(
        Chaser, lambda whose: col(Chaser.case_id).in_(whose.cases),
        emptied={"who": None, "asked": None, "answered": None}, stays=("id", "case_id", "at", "agent_id"),
    ),
    Holding(
        ContactTry, lambda whose: col(ContactTry.case_id).in_(whose.cases),
        stays=("id", "case_id", "at", "agent_id", "reached"),
    ),
    Holding(
        CaseLink,
        lambda whose: or_(col(CaseLink.case_id).in_(whose.cases), col(CaseLink.other_id).in_(whose.cases)),
        stays=("id", "case_id", "other_id", "kind", "at", "agent_id", "back"), withheld=("back",),
    ),
    Holding(
        Alarm, lambda whose: col(Alarm.case_id).in_(whose.cases),
        stays=("id", "case_id", "raised_at", "sign", "acknowledged_at", "acknowledged_by"),
    ),
)  # fmt: skip


def of_customers(
    connection: Connection, customers: Sequence[int], numbers: Sequence[str], *, lock: bool = False
) -> tuple[tuple[int, str, bool, bool], ...]:
    """Id, number, whether it is open and whether it was emptied, of each case of these customers.

    Cases that name no customer but one of their own numbers are among them.

    Args:
        connection: of a ``store.write()`` when it locks.
        customers: whose.
        numbers: E.164 numbers that nobody else holds: cases that were logged with nothing but such a number.
        lock: so that nobody writes on these cases until the transaction ends.
    """
    nobodys = and_(col(Case.customer_id).is_(None), col(Case.caller_e164).in_(numbers))
    mine = (
        select(col(Case.id), col(Case.number), col(Case.closed_at), col(Case.description))
        .where(or_(col(Case.customer_id).in_(customers), nobodys))
        .order_by(col(Case.id))
    )
    rows = connection.execute(mine.with_for_update() if lock else mine)
    return tuple(
        (case_id or 0, number, closed_at is None, words == ERASED)
        for case_id, number, closed_at, words in rows
    )
