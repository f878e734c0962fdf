"""Whom an agent wants to ring: the number behind a call, a call-back, a case or a customer.

The screen may know a masked number only, or none: the store knows it whole.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import by_number, survivors
from callcenter.callers.models import Customer, Phone
from callcenter.calls.listing import legible
from callcenter.calls.models import Call, CallBack
from callcenter.calls.views import Callee, CalleeView
from callcenter.cases import standing
from callcenter.cases.joint.survivor import survivor_of
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_


@dataclass(frozen=True, slots=True)
class Found:
    """A number, whose it is and what about."""

    number: str
    customer_id: int | None
    case_id: int | None


def find(connection: Connection, callee: Callee, region: str) -> Found:
    """The number that is meant.

    Args:
        connection: for reading.
        callee: by what it is named; a number that is typed counts before all else.
        region: the country of numbers that name none.

    Raises:
        NotFound: no such call, call-back or case.
        Invalid: no number is known.
    """
    found = _named(connection, callee)
    if found.case_id is not None and not (found.number and found.customer_id):
        case = standing.load(connection, survivor_of(connection, found.case_id))
        number = found.number or case.contact_phone or case.caller_e164 or case.caller_raw or ""
        found = replace(found, number=number, customer_id=found.customer_id or case.customer_id)
    if not found.number and found.customer_id is not None:
        found = replace(found, number=_first_number(connection, found.customer_id))
    typed = callee.number.strip()
    if typed and "•" not in typed:
        found = replace(found, number=typed)
    if not found.number:
        raise Invalid(N_("No number is known. Type the number to be called."), field="number")
    if found.customer_id is None and found.case_id is None:
        e164 = by_number.read_e164(found.number, region)
        found = replace(found, customer_id=by_number.only_holder(connection, e164) if e164 else None)
    return found


def view(connection: Connection, found: Found) -> CalleeView:
    """The number with what is to be known before it is rung."""
    if found.customer_id is None:
        return CalleeView(found.number, legible(found.number), "", False)
    row = connection.execute(
        select(col(Customer.name), col(Customer.do_not_call)).where(
            col(Customer.id) == survivors.of(connection, found.customer_id)
        )
    ).first()
    name, refuses = (row.name, row.do_not_call) if row else ("", False)
    return CalleeView(found.number, legible(found.number), name, refuses)


def _named(connection: Connection, callee: Callee) -> Found:
    if callee.call_id is not None:
        call = connection.execute(
            select(col(Call.e164), col(Call.number), col(Call.customer_id), col(Call.case_id)).where(
                col(Call.id) == callee.call_id
            )
        ).first()
        if call is None:
            raise NotFound(N_("There is no such call. Look it up in the list of calls."))
        about = callee.customer_id or call.customer_id, callee.case_id or call.case_id
        return Found(call.e164 or call.number or "", *about)
    if callee.call_back_id is not None:
        row = connection.execute(
            select(col(CallBack.number), col(CallBack.customer_id), col(CallBack.case_id)).where(
                col(CallBack.id) == callee.call_back_id
            )
        ).first()
        if row is None:
            raise NotFound(N_("There is no such call-back. Look at the list again."))
        return Found(row.number, row.customer_id, row.case_id)
    number = "" if callee.phone_id is None else _of_card(connection, callee.phone_id)
    return Found(number, callee.customer_id, callee.case_id)


def _of_card(connection: Connection, phone_id: int) -> str:
    row = connection.execute(select(col(Phone.e164), col(Phone.raw)).where(col(Phone.id) == phone_id)).first()
    return "" if row is None else row.e164 or row.raw or ""


def _first_number(connection: Connection, customer_id: int) -> str:
    """The number of a customer that is whole and still theirs, the oldest on file first."""
    held = survivors.of(connection, customer_id)
    rows = connection.execute(
        select(col(Phone.e164))
        .where(col(Phone.customer_id) == held, col(Phone.held_to).is_(None), col(Phone.e164).is_not(None))
        .order_by(col(Phone.contact_id).is_not(None), col(Phone.id))
        .limit(1)
    )
    return rows.scalar() or ""
