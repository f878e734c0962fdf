"""What a service point sees: the masked offer first, who and where on acceptance, nothing once it is over."""

from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Customer, Item, Phone
from callcenter.cases import standing
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.dispatch import reports, rows
from callcenter.dispatch.late import OVER
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.offer_body import offer_data
from callcenter.dispatch.offer_facts import facts_of
from callcenter.dispatch.opening_views import Offer, Opened, PointCase, Reachable
from callcenter.dispatch.words import DispatchState
from callcenter.errors import NotFound
from callcenter.i18n import N_

_MOST = 200


def require_own(
    connection: Connection, point_id: int, dispatch_id: int, at: datetime, *, lock: bool = False
) -> Dispatch:
    """A dispatch of this point, which it may know of.

    Args:
        connection: for reading; of a ``store.write()`` when it locks.
        point_id: the point.
        dispatch_id: which.
        at: now; what is still held, so that it can be taken back, nobody has heard of.
        lock: as ``rows.load``.

    Raises:
        NotFound: there is none, it is another point's, or it is held.
    """
    try:
        dispatch: Dispatch | None = rows.load(connection, dispatch_id, lock=lock)
    except NotFound:
        dispatch = None
    if dispatch is None or dispatch.point_id != point_id or rows.held(dispatch, at):
        raise NotFound(N_("There is no such case here. Look at the list of your cases."))
    return dispatch


def listed(connection: Connection, point_id: int, at: datetime) -> tuple[PointCase, ...]:
    """The open cases that a point was offered or has accepted, the next to answer first; nobody's name."""
    live = select(col(Dispatch.id)).where(LIVE, col(Dispatch.point_id) == point_id)  # their own index
    found = connection.execute(
        select(col(Dispatch.id))
        .join(Case, col(Case.id) == col(Dispatch.case_id))
        .where(col(Dispatch.id).in_(live), col(Case.closed_at).is_(None))
        .order_by(col(Dispatch.answer_due_at), col(Dispatch.id))
        .limit(_MOST)
    )
    dispatches = [rows.load(connection, one or 0) for one in found.scalars().all()]
    return tuple(_seen(connection, one, at, None) for one in dispatches if not rows.held(one, at))


def seen(connection: Connection, dispatch: Dispatch, at: datetime, open_days: int) -> PointCase:
    """One case with all that its point may see of it now.

    Args:
        connection: for reading.
        dispatch: as ``require_own`` gave it.
        at: now.
        open_days: for how many days after its closing who and where stay open.
    """
    return _seen(connection, dispatch, at, timedelta(days=open_days))


def _seen(connection: Connection, dispatch: Dispatch, at: datetime, stays: timedelta | None) -> PointCase:
    """``stays`` None: for a list, on which nobody is named."""
    case = standing.load(connection, dispatch.case_id)
    accepted = dispatch.state == DispatchState.ACCEPTED
    over = dispatch.state in OVER or (accepted and not _is_open(case, at, stays or timedelta(0)))
    named = accepted and not over and stays is not None
    data = {} if over else offer_data(facts_of(connection, case, dispatch))
    return PointCase(
        dispatch_id=dispatch.id or 0,
        number=show(case.number),
        state=dispatch.state.value,
        case_state=case.state.value if accepted and not over else "",
        answer_due_at=None if accepted or over else dispatch.answer_due_at,
        expected_at=case.expected_at if accepted and not over else None,
        can=() if over else reports.possible(connection, dispatch, case),
        offer=None
        if over
        else Offer(**{one.name: data[one.name] for one in fields(Offer) if one.name in data}),
        opened=_opened(connection, case) if named else None,
        reports=reports.said(connection, dispatch) if named else (),
    )


def _is_open(case: Case, at: datetime, stays: timedelta) -> bool:
    return case.closed_at is None or at <= case.closed_at + stays


def _opened(connection: Connection, case: Case) -> Opened:
    customer = rows.one(connection, Customer, case.customer_id)
    item = rows.one(connection, Item, case.item_id)
    name = case.reporter or (customer.name if customer else "")
    return Opened(
        customer=customer.name if customer else name,
        people=_people(connection, case, name),
        place=case.place or "",
        city=case.place_city or "",
        postcode=case.place_postcode or "",
        country=case.place_country or "",
        lat=case.place_lat,
        lon=case.place_lon,
        description=case.description,
        item=" ".join(filter(None, (item.brand, item.product))) if item else case.item_said or "",
        serial=item.serial if item else None,
        plate=item.plate if item else None,
        km=item.km if item else None,
        cover=case.cover.value if case.cover else None,
        cost_told=case.cost_told,
        cost_agreed=case.cost_agreed,
        currency=case.currency,
    )


def _people(connection: Connection, case: Case, reporter: str) -> tuple[Reachable, ...]:
    """Who rang, and who is on the spot; without a number of theirs those that are on file."""
    people = []
    if case.contact or case.contact_phone:
        people.append(_reachable(case.contact or reporter, case.contact_phone, is_on_spot=True))
    if case.caller_e164 or case.caller_raw:
        caller = _reachable(reporter, case.caller_e164 or case.caller_raw)
        if all((one.name, one.number) != (caller.name, caller.number) for one in people):
            people.append(caller)
    if not any(one.number for one in people) and case.customer_id is not None:
        held = connection.execute(
            select(col(Phone.e164), col(Phone.raw))
            .where(col(Phone.customer_id) == case.customer_id, col(Phone.held_to).is_(None))
            .where(col(Phone.contact_id).is_(None))
            .order_by(col(Phone.position), col(Phone.id))
            .limit(2)
        )
        people += [_reachable(reporter, e164 or raw) for e164, raw in held]
    return tuple(people)


def _reachable(name: str, number: str | None, *, is_on_spot: bool = False) -> Reachable:
    text = phones.pretty(number) if number and number.startswith("+") else number or ""
    return Reachable(name, number or "", text, is_on_spot)
