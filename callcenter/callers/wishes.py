"""How a customer wants to be told of cases: kept as consents, so that a refusal stands."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from callcenter.callers.models import Consent, Customer
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, phrases
from callcenter.store import events
from callcenter.store.events import Actor

PURPOSE = "service"
"""The purpose of these consents."""
CHOICES = ("email", "sms", "any", "none")
"""What may be asked for; ``any``: as the house likes."""
_SAID: Mapping[str, Mapping[str, bool]] = {
    "email": {"email": True, "sms": False},
    "sms": {"email": False, "sms": True},
    "any": {"any": True},
    "none": {"any": False},
}
phrases(
    {
        "notices.email": N_("by e-mail"),
        "notices.sms": N_("by SMS"),
        "notices.any": N_("by e-mail or SMS"),
        "notices.none": N_("not at all"),
        "customer.notices": N_("wants to be told of cases: {choice!w}"),
    }
)


def set_notices(
    connection: Connection, actor: Actor, customer_id: int, choice: str, *, at: datetime, on: date
) -> None:
    """Keep how a customer wants to be told, in place of what was said before.

    Args:
        connection: of a ``store.write()``.
        actor: who was told so.
        customer_id: whose wish.
        choice: one of ``CHOICES``.
        at: now.
        on: the day it is at the desk.

    Raises:
        Invalid: no such choice.
        NotFound: no such customer.
    """
    if choice not in _SAID:
        raise Invalid(
            N_("Customers are told by email, sms, any of both, or none: not “{given}”."),
            field="channel",
            given=choice,
        )
    standing = col(Customer.id) == customer_id, col(Customer.merged_into_id).is_(None)
    lock = select(col(Customer.id)).where(*standing).with_for_update(key_share=True)
    if connection.execute(lock).first() is None:
        raise NotFound(N_("There is no customer {id} on file. Look them up again."), id=customer_id)
    said = col(Consent.customer_id) == customer_id, col(Consent.purpose) == PURPOSE
    connection.execute(delete(Consent).where(*said))
    about = {"customer_id": customer_id, "purpose": PURPOSE, "source": "call", "given_on": on}
    connection.execute(
        insert(Consent),
        [about | {"channel": channel, "given": given} for channel, given in _SAID[choice].items()],
    )
    events.record(
        connection, actor, at, "customer.notices", "customer", customer_id,
        params={"choice": f"notices.{choice}"},
    )  # fmt: skip


def notices(connection: Connection, customer_id: int) -> str:
    """How a customer wants to be told: one of ``CHOICES``; empty where nothing was said.

    Args:
        connection: for reading.
        customer_id: whose wish.
    """
    said = wishes(connection, customer_id)
    if not said:
        return ""
    if said.get("any") is False:
        return "none"
    by = {channel: said.get(channel, said.get("any")) for channel in ("email", "sms")}
    if by["email"] is False:
        return "none" if by["sms"] is False else "sms"
    return "email" if by["sms"] is False else "any"


def wishes(connection: Connection, customer_id: int | None) -> Mapping[str, bool]:
    """What a customer said of each channel; ``any`` is of all that nothing else is said of."""
    rows = connection.execute(
        select(col(Consent.channel), col(Consent.given)).where(
            col(Consent.customer_id) == customer_id, col(Consent.purpose) == PURPOSE
        )
    )
    return {row.channel: row.given for row in rows}
