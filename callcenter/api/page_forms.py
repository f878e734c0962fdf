"""What was typed on a point's page, read and handed to its desk."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.desk.point import PointDesk
from callcenter.errors import Invalid
from callcenter.i18n import N_

Form = Mapping[str, str]
_LONGEST = 4000
_MOST = 10**9


def act(desk: PointDesk, key: str, dispatch_id: int, form: Form) -> None:
    """Do what a form asks for.

    Args:
        desk: of the point.
        key: hidden in the form.
        dispatch_id: whose page it is.
        form: its fields.

    Raises:
        Invalid: a field can't be read, or the form asks for nothing that we know.
        MoveRefused: too late, or not yet.
    """
    for name, value in form.items():
        if len(value) > _LONGEST:
            raise Invalid(N_("That is too long: write {most} characters at most."), field=name, most=_LONGEST)
    do = form.get("do", "")
    _ACTS.get(do, _report)(desk, key, dispatch_id, form)


def _accept(desk: PointDesk, key: str, dispatch_id: int, form: Form) -> None:
    at = form.get("at", "")
    desk.accept(key, dispatch_id, _time(at, desk.seat.zone) if at else None, form.get("note", ""))


def _decline(desk: PointDesk, key: str, dispatch_id: int, form: Form) -> None:
    desk.decline(key, dispatch_id, form.get("reason", ""), form.get("note", ""))


def _propose(desk: PointDesk, key: str, dispatch_id: int, form: Form) -> None:
    at = _time(form.get("at", ""), desk.seat.zone)
    desk.propose(key, dispatch_id, at, form.get("note", ""))


def _report(desk: PointDesk, key: str, dispatch_id: int, form: Form) -> None:
    said: dict[str, Any] = {
        name: form.get(name, "") for name in ("note", "outcome", "cause", "work", "parts", "job_no")
    }
    desk.progress(
        key,
        dispatch_id,
        form.get("do", ""),
        **said,
        km=_km(form.get("km", "")),
        cost=_cost(form.get("cost", "")),
    )


_ACTS: Mapping[str, Callable[[PointDesk, str, int, Form], None]] = {
    "accept": _accept, "decline": _decline, "propose": _propose,
}  # fmt: skip


def _time(given: str, zone: str) -> datetime:
    """A time on the point's wall, as browsers send it, or as somebody types it where they have no picker."""
    try:
        return datetime.fromisoformat(given.strip()).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Invalid(
            N_("“{given}” is no time. Write it like 2026-03-02 14:30."), field="at", given=given
        ) from None


def _km(given: str) -> int | None:
    digits = "".join(given.split()).replace(",", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        raise Invalid(N_("“{given}” is no number of kilometres."), field="km", given=given)
    return int(digits)


def _cost(given: str) -> int | None:
    """An amount in hundredths; a comma before one or two digits at the end is a decimal one."""
    if not given.strip():
        return None
    text = "".join(given.split())
    head, comma, tail = text.rpartition(",")
    text = f"{head}.{tail}" if comma and len(tail) < 3 and "." not in head else text.replace(",", "")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= _MOST or amount != round(amount, 2):
        raise Invalid(N_("“{given}” is no amount. Write it like 380.00."), field="cost", given=given)
    return int(amount * 100)
