"""Whether the caller is who they say: which details matched is kept, what was answered never is."""

import calendar
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select
from sqlmodel import col

from callcenter.callers import serials
from callcenter.callers.models import Verification
from callcenter.callers.names import fold
from callcenter.callers.signs import digits
from callcenter.callers.views import Card, ItemView
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.events import Actor

LASTS = timedelta(minutes=30)
NEEDED = 2
_SHORTEST_STREET = 3
_SHORTEST_SERIAL = 4
_SHORTEST_PHONE = 4

_LATEST = (
    select(col(Verification.at))
    .where(
        col(Verification.customer_id) == bindparam("customer"),
        col(Verification.agent_id) == bindparam("agent"),
        col(Verification.at) > bindparam("since"),
    )
    .order_by(col(Verification.at).desc())
    .limit(1)
)


def verified_at(connection: Connection, customer_id: int, agent_id: int, now: datetime) -> datetime | None:
    """When this agent verified the customer, within the last 30 minutes; else None."""
    asked = {"customer": customer_id, "agent": agent_id, "since": now - LASTS}
    return connection.execute(_LATEST, asked).scalar()


def verify(
    connection: Connection,
    actor: Actor,
    at: datetime,
    customer_id: int,
    matched: Sequence[str],
    offered: Iterable[str],
) -> None:
    """Record which details the caller knew, never the answers.

    Args:
        connection: of a ``store.write()``.
        actor: the agent.
        at: when.
        customer_id: who is on the line.
        matched: codes of ``Card.ask``.
        offered: the codes that were on offer.

    Raises:
        Invalid: fewer than two, or one that wasn't on offer.
    """
    codes = list(dict.fromkeys(matched))
    if strange := [code for code in codes if code not in set(offered)]:
        raise Invalid(
            N_("{what!w} can't be asked: it isn't on file. Ask something else."),
            field="matched",
            what=strange[0],
        )
    if len(codes) < NEEDED:
        raise Invalid(N_("Two details must match to verify a caller. Ask one more."), field="matched")
    row = {"customer_id": customer_id, "agent_id": actor.id, "at": at, "matched": codes}
    connection.execute(insert(Verification).values(**row))
    events.record(
        connection, actor, at, "customer.verified", "customer", customer_id, params={"matched": codes}
    )


# --- does an answer fit ---


def fits(card: Card, code: str, said: str) -> bool:
    """Whether what the caller said fits what is on file, so that the agent needn't see it.

    Args:
        card: an open card of the customer; it stays in the desk.
        code: of ``Card.ask``.
        said: the answer; it is kept nowhere.

    Raises:
        Invalid: there is no such question.
    """
    if code not in _CHECKS:
        raise Invalid(
            N_("{what!w} can't be asked: it isn't on file. Ask something else."), field="code", what=code
        )
    return _CHECKS[code](card, said)


def _plain(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _street(card: Card, said: str) -> bool:
    answer = _plain(said)
    long_enough = len(answer) >= (_SHORTEST_STREET if answer.isascii() else 2)
    return long_enough and not answer.isdigit() and answer in _plain(card.address or "")


def _email(card: Card, said: str) -> bool:
    return bool(said.strip()) and said.strip().casefold() == (card.email or "").casefold()


def _now(card: Card) -> list[ItemView]:
    return [item for item in card.items if item.owned_until is None]


def _serial(card: Card, said: str) -> bool:
    answer = serials.serial_key(said)
    on_file = (serials.serial_key(item.serial) for item in _now(card) if item.serial)
    return len(answer) >= _SHORTEST_SERIAL and any(key.endswith(answer) for key in on_file)


def _plate(card: Card, said: str) -> bool:
    answer = serials.plate_key(said)
    return bool(answer) and any(serials.plate_key(item.plate) == answer for item in _now(card) if item.plate)


def _month_bought(card: Card, said: str) -> bool:
    named = fold(said)
    numbers = {int(number) for number in re.findall(r"\d{1,4}", named)}
    months = {at for at, name in enumerate(calendar.month_abbr) if at and name.casefold() in named}
    bought = [item.bought_on for item in _now(card) if item.bought_on]
    return any(day.year in numbers and day.month in (months or numbers) for day in bought)


def _other_phone(card: Card, said: str) -> bool:
    answer = digits(said)
    others = (phone.e164 or "" for phone in card.phones if not phone.calling)
    return len(answer) >= _SHORTEST_PHONE and any(number.endswith(answer) for number in others)


_CHECKS: Mapping[str, Callable[[Card, str], bool]] = {
    "ask.street": _street,
    "ask.email": _email,
    "ask.serial": _serial,
    "ask.plate": _plate,
    "ask.month_bought": _month_bought,
    "ask.other_phone": _other_phone,
}
