"""The body of an offer: what a point must know to say yes, and nothing of who the customer is.

No name, no number, no e-mail, no exact address: those open when the point accepts. Pure functions.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from callcenter.dispatch.masking import masked


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What an offer is made from; the private ones are only taken out of the free texts."""

    dispatch_id: int
    number: str
    """The case number as shown."""
    kind: str
    way: str
    category: str | None = None
    description: str = field(default="", repr=False)
    line: str | None = None
    brand: str | None = None
    product: str | None = None
    model_year: int | None = None
    item_said: str | None = field(default=None, repr=False)
    city: str | None = None
    postcode: str | None = None
    country: str | None = None
    time_wished: str | None = field(default=None, repr=False)
    appointment: tuple[datetime, datetime] | None = None
    """From and to, on the point's clock."""
    cover: str | None = None
    priority: str = "normal"
    safety: bool = False
    work_on: str = ""
    answer_due_at: datetime | None = None
    names: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)


def offer_body(facts: OfferFacts, at: datetime, answer_url: str | None = None) -> dict[str, Any]:
    """The JSON of an offer, in the envelope of Standard Webhooks (``type``, ``timestamp``, ``data``).

    Args:
        facts: of the offer.
        at: now.
        answer_url: the page on which the point answers, where there is one.
    """
    data = offer_data(facts) | ({"answer_url": answer_url} if answer_url else {})
    return {"type": "dispatch.offered", "timestamp": at.isoformat(), "data": data}


def offer_data(facts: OfferFacts) -> dict[str, Any]:
    """What is said of an offer, wherever a point reads it."""

    def clean(text: str | None) -> str | None:
        return masked(text, facts.names, facts.phones, facts.addresses) if text else None

    return {
        "dispatch": facts.dispatch_id,
        "case": facts.number,
        "kind": facts.kind,
        "category": facts.category,
        "line": facts.line,
        "brand": facts.brand,
        "product": facts.product or clean(facts.item_said),
        "model_year": facts.model_year,
        "way": facts.way,
        "district": district(clean(facts.city), facts.postcode),
        "country": facts.country,
        "work_on": facts.work_on,
        "time_wished": _time_wished(facts) or clean(facts.time_wished),
        "appointment": _appointment(facts),
        "cover": facts.cover,
        "priority": facts.priority,
        "safety": facts.safety,
        "description": clean(facts.description) or "",
        "answer_by": facts.answer_due_at.isoformat() if facts.answer_due_at else None,
    }


def _time_wished(facts: OfferFacts) -> str:
    """The appointment in words that every reader of offers knows: it is what the customer agreed to."""
    if facts.appointment is None:
        return ""
    begin, end = facts.appointment
    return f"{begin:%Y-%m-%d %H:%M}-{end:%H:%M}"


def _appointment(facts: OfferFacts) -> dict[str, str] | None:
    if facts.appointment is None:
        return None
    begin, end = facts.appointment
    return {"from": begin.isoformat(), "to": end.isoformat()}


def withdrawn_body(dispatch_id: int, number: str, at: datetime) -> dict[str, Any]:
    """The JSON that tells a point that an offer no longer stands; the reason stays in the house."""
    data = {"dispatch": dispatch_id, "case": number}
    return {"type": "dispatch.withdrawn", "timestamp": at.isoformat(), "data": data}


def appointment_body(
    dispatch_id: int, number: str, times: tuple[datetime, datetime] | None, at: datetime
) -> dict[str, Any]:
    """The JSON that tells a point when the customer is expected by now; without times: not any more."""
    appointment = {"from": times[0].isoformat(), "to": times[1].isoformat()} if times else None
    data = {"dispatch": dispatch_id, "case": number, "appointment": appointment}
    return {"type": "dispatch.appointment", "timestamp": at.isoformat(), "data": data}


def district(city: str | None, postcode: str | None) -> str:
    """City and the beginning of the postcode: enough to know the way, too little to find the door."""
    town = re.sub(r"[\d#]+\S*", "", unicodedata.normalize("NFKC", city or "")).strip(" ,")
    code = re.sub(r"\s", "", postcode or "")
    kept = code[: max(2, len(code) // 2)] if len(code) > 3 else ""
    return " ".join(part for part in (town, f"{kept}…" if kept else "") if part)
