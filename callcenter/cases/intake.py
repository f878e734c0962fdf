"""Reading the form of the log: each field fits, or one sentence names it and says what to do."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, exists, select
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Contact, Customer, Item, Purchase
from callcenter.cases import home
from callcenter.cases.models import Case
from callcenter.cases.suggest import safety_signs
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.cases.words import CaseKind, Cover, Priority, Way, code
from callcenter.errors import Invalid
from callcenter.i18n import N_, phrases
from callcenter.settings import Settings

SUMMARY_LENGTH = 60
_BY = ("suggested", "chosen")
_FAR = 10  # merged customers in a row

phrases(
    {
        "field.kind": N_("Kind"),
        "field.way": N_("Way"),
        "field.priority": N_("Priority"),
        "field.cover": N_("Cover"),
        "field.outcome": N_("Outcome"),
        "field.wait_for": N_("Waiting for"),
        "field.close_reason": N_("Reason for closing"),
        "field.move": N_("Move"),
    }
)

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Read:
    """A form that fits: the values of the case's row, and what makes it a matter of safety."""

    values: dict[str, Any]
    sign: str
    """The symptom's code or the word in the description; empty where it isn't a matter of safety."""


def word(words: type[Word], field: str, value: str) -> Word:
    """Read a code.

    Raises:
        Invalid: there is no such code; the sentence names those there are.
    """
    try:
        return words(value)
    except ValueError:
        raise Invalid(
            N_("{field!w}: there is no “{value}”. Choose one of: {choices!w}."),
            field=f"field.{field}",
            value=value,
            choices=[code(one) for one in words],
        ) from None


def read(connection: Connection, intake: Intake, *, settings: Settings, taxonomy: Taxonomy) -> Read:
    """Check a form against the store and the taxonomy.

    Args:
        connection: for reading.
        intake: the form.
        settings: for the region of numbers and the currency.
        taxonomy: the categories there are.

    Raises:
        Invalid: a field doesn't fit; ``params["field"]`` names it.
    """
    kind = word(CaseKind, "kind", intake.kind)
    sign = safety_sign(intake, taxonomy)
    customer = _customer(connection, intake)
    item = _item(connection, intake, customer)
    _check_reporter(connection, intake)
    _check_words(intake, kind, taxonomy)
    if sign:
        _check_safety(intake)
    values = _about(intake, kind, sign) | _who(intake, customer, settings) | _what(intake, item)
    values |= _place(home.exact(intake.place, customer)) | _cover(intake, settings)
    values["repeat_of_id"] = _earlier(connection, intake.repeat_of_id)
    return Read(values, sign)


def safety_sign(intake: Intake, taxonomy: Taxonomy) -> str:
    """The symptom's code or the word that makes it a matter of safety; empty where nothing does."""
    symptom = taxonomy.by_code.get(intake.category)
    if symptom is not None and symptom.safety:
        return symptom.code
    return next(iter(safety_signs(intake.description, taxonomy)), "")


def summary_of(description: str) -> str:
    """One line for lists: the first sentence of a description, cut after a word or at sixty characters."""
    line = " ".join(description.split())
    ends = [line.find(mark) for mark in ("。", "！", "？", "；", ". ", "! ", "? ", "; ")]
    first = line[: min([end for end in ends if end > 0], default=len(line))].rstrip(".!?")
    if len(first) <= SUMMARY_LENGTH:
        return first
    cut = first[: SUMMARY_LENGTH - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > SUMMARY_LENGTH // 2 else cut}…"


def _check_words(intake: Intake, kind: CaseKind, taxonomy: Taxonomy) -> None:
    if not intake.description.strip() and kind != CaseKind.RECALL_WORK:
        raise Invalid(
            N_("The description is missing: write what happens, in the caller's words."), field="description"
        )
    if intake.customer_id is None and not any(sign.isdigit() for sign in intake.caller):
        raise Invalid(
            N_("Neither the customer nor a number is known: note the number to call back."), field="caller"
        )
    if kind == CaseKind.RECALL_WORK and intake.item_id is None and not intake.item_said.strip():
        raise Invalid(N_("The item is missing: a recall names single units."), field="item")
    if intake.category and intake.category not in taxonomy.by_code:
        raise Invalid(
            N_("There is no category “{category}”. Choose one from the list."),
            field="category",
            category=intake.category,
        )
    if intake.category and intake.category_by not in _BY:
        raise Invalid(
            N_("A category is “suggested” or “chosen”, not “{value}”."),
            field="category_by",
            value=intake.category_by,
        )


def _check_safety(intake: Intake) -> None:
    if not intake.safety_answer.strip():
        raise Invalid(
            N_("A matter of safety: ask the safety question first and note the answer."),
            field="safety_answer",
        )
    if not any(sign.isdigit() for sign in intake.contact_phone + intake.caller):
        raise Invalid(N_("A matter of safety: note the number to call back."), field="contact_phone")
    place = intake.place
    if not any((place.text.strip(), place.city, place.postcode)) and place.lat is None:
        raise Invalid(N_("A matter of safety: note where the item is."), field="place")


def _customer(connection: Connection, intake: Intake) -> Customer | None:
    """The customer, or the one it was merged into."""
    customer_id = intake.customer_id
    for _step in range(_FAR if customer_id is not None else 0):
        row = connection.execute(select(Customer).where(col(Customer.id) == customer_id)).first()
        if row is None:
            break
        if row.merged_into_id is None:
            return Customer(**row._mapping)
        customer_id = row.merged_into_id
    if customer_id is None:
        return None
    raise Invalid(N_("This customer is not on file any more. Look the caller up again."), field="customer")


def _item(connection: Connection, intake: Intake, customer: Customer | None) -> Item | None:
    if intake.item_id is None:
        return None
    row = connection.execute(select(Item).where(col(Item.id) == intake.item_id)).first()
    if row is None:
        raise Invalid(N_("This item is not on file. Choose another one or name it."), field="item")
    item = Item(**row._mapping)
    if customer is None:
        return item
    owned = exists().where(col(Purchase.item_id) == item.id, col(Purchase.customer_id) == customer.id)
    if not connection.execute(select(owned)).scalar():
        raise Invalid(
            N_("{item} is not on file for {customer}. Enter the new owner first, or name the item."),
            field="item",
            item=f"{item.brand} {item.product}",
            customer=customer.name,
        )
    return item


def _check_reporter(connection: Connection, intake: Intake) -> None:
    contact = intake.reporter_contact_id
    there = exists().where(col(Contact.id) == contact)
    if contact is not None and not connection.execute(select(there)).scalar():
        raise Invalid(N_("This contact is not on file any more. Choose another one."), field="reporter")


def _earlier(connection: Connection, case_id: int | None) -> int | None:
    if (
        case_id is not None
        and not connection.execute(select(exists().where(col(Case.id) == case_id))).scalar()
    ):
        raise Invalid(N_("The earlier case is not on file. Look it up by its number."), field="repeat_of")
    return case_id


def _about(intake: Intake, kind: CaseKind, sign: str) -> dict[str, Any]:
    priority = word(Priority, "priority", intake.priority)
    return {
        "kind": kind,
        "description": intake.description.strip(),
        "category": intake.category or None,
        "category_by": intake.category_by if intake.category else None,
        "safety": bool(sign),
        "safety_answer": intake.safety_answer.strip() or None,
        "priority": Priority.URGENT if sign else priority,
        "way": word(Way, "way", intake.way) if intake.way else None,
    }


def _who(intake: Intake, customer: Customer | None, settings: Settings) -> dict[str, Any]:
    found = phones.candidates(intake.caller, settings.region) if intake.caller else ()
    return {
        "customer_id": customer.id if customer else None,
        "caller_e164": found[0].e164 if found else None,
        "caller_raw": intake.caller.strip() or None,
        "reporter": intake.reporter.strip() or None,
        "reporter_contact_id": intake.reporter_contact_id,
        "contact": intake.contact.strip() or None,
        "contact_phone": intake.contact_phone.strip() or None,
        "contact_hours": intake.contact_hours.strip() or None,
        "language": intake.language or (customer.language if customer else None),
        "tier": customer.tier if customer else "standard",
    }


def _what(intake: Intake, item: Item | None) -> dict[str, Any]:
    said = intake.item_said.strip()
    named = f"{item.brand} {item.product}" if item else said
    return {
        "item_id": item.id if item else None,
        "item_said": said or None,
        "line": (item.line if item else None) or intake.line or None,
        "brand": item.brand if item else intake.brand.strip() or None,
        "summary": summary_of(intake.description) or named,
    }


def _place(place: PlaceSaid) -> dict[str, Any]:
    lat, lon = place.lat, place.lon
    if (lat is None) != (lon is None) or not _on_earth(lat or 0.0, lon or 0.0):
        raise Invalid(
            N_("The place needs a latitude of -90 to 90 and a longitude of -180 to 180 degrees, or neither."),
            field="place",
        )
    return {
        "place": place.text.strip() or None,
        "place_city": place.city.strip() or None,
        "place_postcode": place.postcode.strip() or None,
        "place_country": place.country.strip() or None,
        "place_lat": lat,
        "place_lon": lon,
    }


def _on_earth(lat: float, lon: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180


def _cover(intake: Intake, settings: Settings) -> dict[str, Any]:
    return {
        "cover": word(Cover, "cover", intake.cover) if intake.cover else None,
        "cover_reason": intake.cover_reason.strip() or None,
        "cost_told": checked_cost(intake.cost_told),
        "cost_agreed": intake.cost_agreed,
        "currency": settings.currency if intake.cost_told is not None else None,
    }


def checked_cost(cost: int | None) -> int | None:
    """A cost in hundredths, as given.

    Raises:
        Invalid: it is below nothing.
    """
    if cost is not None and cost < 0:
        raise Invalid(N_("The cost can't be below 0."), field="cost")
    return cost
