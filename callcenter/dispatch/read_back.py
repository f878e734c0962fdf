"""The read-back: what to say to the caller after sending, in the caller's language."""

import contextvars
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from callcenter import i18n
from callcenter.callers.models import Customer, Item
from callcenter.callers.phones import pretty
from callcenter.cases import standing, taxonomy
from callcenter.cases.models import Case
from callcenter.cases.numbers import grouped, show
from callcenter.cases.telling import appointments
from callcenter.cases.words import CaseState
from callcenter.dispatch import rows
from callcenter.dispatch.judging import hours_of
from callcenter.dispatch.lifecycle import LIVE
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.read_back_words import Said, paragraph
from callcenter.dispatch.views import ReadBack
from callcenter.dispatch.words import DispatchState
from callcenter.points import reading
from callcenter.points.views import PointFacts
from callcenter.settings import Settings


def read_back(connection: Connection, case_id: int, *, at: datetime, settings: Settings) -> ReadBack:
    """Put together what to say.

    Args:
        connection: for reading.
        case_id: the case.
        at: now.
        settings: the language where the caller's isn't known, the categories, the service levels.

    Raises:
        NotFound: no such case.
    """
    case = standing.load(connection, case_id)
    customer = rows.one(connection, Customer, case.customer_id)
    dispatch = rows.latest(connection, case_id)
    live = dispatch if dispatch is not None and dispatch.state in LIVE else None
    point = next(iter(reading.facts(connection, [live.point_id])), None) if live else None
    language = i18n.nearest(case.language or (customer.language if customer else None) or settings.language)
    said = _said(connection, case, live, point, at, settings)
    zone = point.timezone if point else settings.zone
    return ReadBack(
        case_id=case_id,
        number=show(case.number),
        text=_in(language, zone, said),
        language=language,
        by_phone=live is not None and live.state == DispatchState.BY_PHONE and not live.told_whom,
        dispatch_id=live.id if live else None,
        held_until=live.held_until if live else None,
    )


def _in(language: str, zone: str, said: Said) -> str:
    def speak() -> str:
        i18n.use(language, zone)
        return paragraph(said)

    return contextvars.copy_context().run(speak)


def _said(
    connection: Connection,
    case: Case,
    dispatch: Dispatch | None,
    point: PointFacts | None,
    at: datetime,
    settings: Settings,
) -> Said:
    item = rows.one(connection, Item, case.item_id)
    line = (item.line if item else case.line) or ""
    product = taxonomy.load(settings.taxonomy).line(line)
    said = Said(
        number=grouped(case.number),
        kind=case.kind.value,
        state=case.state.value,
        way=case.way.value if case.way else "",
        item=f"{item.brand} {item.product}" if item else "",
        line=product.code if product else line,
        family=product.family if product else "",
        cover=case.cover.value if case.cover else "",
        cost=_money(case.cost_told, case.currency or settings.currency),
    )
    if dispatch is None or point is None:
        first = settings.target(case.priority.value, case.tier).first
        new = case.state == CaseState.NEW
        return replace(said, hear_by=case.logged_at + first if new else None)
    return replace(
        said,
        way=dispatch.way.value,
        point=point.name,
        address=_address(point),
        phone=pretty(point.phone) if point.phone else "",
        dispatch_state=dispatch.state.value,
        today=at.astimezone(ZoneInfo(point.timezone)).date(),
        work_on=dispatch.work_on,
        hours=_hours(point, dispatch),
        hear_by=None if dispatch.state == DispatchState.ACCEPTED else dispatch.answer_due_at,
        promised_at=case.expected_at or dispatch.promised_at,
        appointment=_appointment(connection, dispatch, point),
    )


def _appointment(connection: Connection, dispatch: Dispatch, point: PointFacts) -> tuple[time, time] | None:
    made = appointments.live(connection, dispatch.case_id)
    if made is None or made.dispatch_id != dispatch.id:
        return None
    here = ZoneInfo(point.timezone)
    return made.from_at.astimezone(here).time(), made.to_at.astimezone(here).time()


def _address(point: PointFacts) -> str:
    """Address and city, once each; a Chinese address begins with the city."""
    if not point.address or not point.city or point.city in point.address:
        return point.address or point.city
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in point.address)
    return f"{point.city}{point.address}" if chinese else f"{point.address}, {point.city}"


def _hours(point: PointFacts, dispatch: Dispatch) -> tuple[tuple[time, time], ...] | None:
    hours = hours_of(point)
    return tuple(hours.day(dispatch.work_on)) or None if hours else None


def _money(hundredths: int | None, currency: str) -> str:
    if not hundredths:
        return ""
    whole, rest = divmod(hundredths, 100)
    return f"{currency} {whole:,}.{rest:02}" if rest else f"{currency} {whole:,}"
