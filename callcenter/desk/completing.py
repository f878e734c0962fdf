"""A form filled with what the card and the category know, for commands; a screen proposes the same."""

from dataclasses import replace
from datetime import date

from callcenter.callers.views import Card
from callcenter.cases.cover import propose_cover
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.cases.words import CaseKind


def complete(intake: Intake, card: Card | None, taxonomy: Taxonomy, today: date) -> Intake:
    """Fill what was left open: the only item, the category's way, the customer's place, who pays.

    Args:
        intake: what was said; nothing said is changed.
        card: the caller's card; None for a number that nobody holds.
        taxonomy: names the usual way of a category.
        today: the day on which warranty terms are judged.
    """
    if card is not None:
        intake = _from_card(intake, card)
    if not intake.way and intake.category and intake.kind in (CaseKind.FAULT, CaseKind.RECALL_WORK):
        intake = replace(intake, way=taxonomy.category(intake.category, intake.line or None).way or "")
    return intake if intake.cover or card is None else _covered(intake, card, taxonomy, today)


def _from_card(intake: Intake, card: Card) -> Intake:
    owned = [item for item in card.items if item.owned_until is None]
    if intake.item_id is None and not intake.item_said and len(owned) == 1:
        intake = replace(intake, item_id=owned[0].item_id)
    item = next((one for one in card.items if one.item_id == intake.item_id), None)
    home = PlaceSaid("", card.place, "", card.country or "", card.lat, card.lon, home=True)
    return replace(
        intake,
        line=intake.line or (item.line or "" if item else ""),
        brand=intake.brand or (item.brand if item else ""),
        place=home if intake.place == PlaceSaid() and card.lat is not None else intake.place,
        reporter=intake.reporter or card.name,
        language=intake.language or card.language or "",
        contact_phone=intake.contact_phone or next((one.e164 for one in card.phones if one.e164), None) or "",
    )


def _covered(intake: Intake, card: Card, taxonomy: Taxonomy, today: date) -> Intake:
    item = next((one for one in card.items if one.item_id == intake.item_id), None)
    component = taxonomy.component(intake.category.partition(".")[0]) if intake.category else None
    return replace(intake, cover=propose_cover(item, component, kind=intake.kind, today=today).cover)
