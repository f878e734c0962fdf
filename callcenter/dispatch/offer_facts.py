"""What an offer is made from, read in few statements."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.models import Contact, Customer, Item, Phone
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.telling import appointments
from callcenter.dispatch import rows
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offer_body import OfferFacts
from callcenter.points.reading import known_zone


def facts_of(connection: Connection, case: Case, dispatch: Dispatch) -> OfferFacts:
    """Gather what an offer says, and what it must not say."""
    names, phones, addresses = _private(connection, case)
    item = rows.one(connection, Item, case.item_id)
    return OfferFacts(
        dispatch_id=dispatch.id or 0,
        number=show(case.number),
        kind=case.kind.value,
        way=dispatch.way.value,
        category=case.category,
        description=case.description,
        line=item.line if item else case.line,
        brand=item.brand if item else case.brand,
        product=item.product if item else None,
        model_year=item.model_year if item else None,
        item_said=case.item_said,
        city=case.place_city,
        postcode=case.place_postcode,
        country=case.place_country,
        time_wished=case.contact_hours,
        appointment=_appointment(connection, dispatch),
        cover=case.cover.value if case.cover else None,
        priority=case.priority.value,
        safety=case.safety,
        work_on=dispatch.work_on.isoformat(),
        answer_due_at=dispatch.answer_due_at,
        names=names,
        phones=phones,
        addresses=addresses,
    )


def _appointment(connection: Connection, dispatch: Dispatch) -> tuple[datetime, datetime] | None:
    made = appointments.live(connection, dispatch.case_id)
    if made is None or made.dispatch_id != dispatch.id:
        return None
    here = ZoneInfo(known_zone(rows.point(connection, dispatch.point_id).timezone))
    return made.from_at.astimezone(here), made.to_at.astimezone(here)


def _private(connection: Connection, case: Case) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    names = [case.reporter, case.contact]
    phones = [case.caller_e164, case.caller_raw, case.contact_phone]
    item = rows.one(connection, Item, case.item_id)
    addresses = [case.place, *((item.plate, item.serial) if item else ())]  # whose it is can be looked up
    if case.customer_id is not None:
        people = connection.execute(
            select(
                col(Customer.name),
                col(Customer.latin),
                col(Customer.address),
                col(Contact.name),
                col(Contact.latin),
            )
            .outerjoin(Contact, col(Contact.customer_id) == col(Customer.id))
            .where(col(Customer.id) == case.customer_id)
        )
        for name, latin, address, contact, contact_latin in people:
            names += [name, latin, contact, contact_latin]
            addresses.append(address)
        numbers = connection.execute(
            select(col(Phone.e164), col(Phone.raw)).where(col(Phone.customer_id) == case.customer_id)
        )
        phones += [number for row in numbers for number in row]
    return _known(names), _known(phones), _known(addresses)


def _known(values: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
