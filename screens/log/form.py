"""The form of the log as values: what is typed, what is proposed, and what is made of both."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import uuid4

from callcenter import clock
from callcenter.desk.views import (
    Card,
    CategoryView,
    CoverProposal,
    Intake,
    ItemView,
    Place,
    PlaceSaid,
    SimilarCase,
    Taxonomy,
    propose_cover,
)
from callcenter.i18n import _, local

NOT_KEPT = ("customer_id", "request", "signs")
TYPED_ALREADY = ("description",)
NOWHERE, OPEN = PlaceSaid(), CoverProposal()


@dataclass
class LogForm:
    """One issue as it is typed. Names are those of ``Intake``; ``*_chosen`` marks an agent's own word."""

    customer_id: int | None = None
    caller: str = ""
    kind: str = "fault"
    description: str = ""
    item_id: int | None = None
    item_said: str = ""
    item_settled: bool = False
    line: str = ""
    brand: str = ""
    reporter: str = ""
    reporter_contact_id: int | None = None
    contact: str = ""
    contact_phone: str = ""
    contact_hours: str = ""
    category: str = ""
    category_chosen: bool = False
    safety_answer: str = ""
    may_drive: str = ""
    """"yes", "no", or "" while it was not asked."""
    priority: str = "normal"
    way: str = ""
    way_chosen: bool = False
    place: PlaceSaid = NOWHERE
    place_chosen: bool = False
    unmatched: str = ""
    """What the gazetteer didn't know of the place that was typed."""
    cover: str = ""
    cover_chosen: bool = False
    cost_told: int | None = None
    cost_agreed: bool | None = None
    language: str = ""
    repeat_of_id: int | None = None
    answer: str = ""
    """What was answered on the phone, where that solves it."""
    signs: tuple[str, ...] = ()
    """Words of the description that make it a matter of safety."""
    request: str = ""

    def __post_init__(self) -> None:
        """The request key is made when the form opens."""
        self.request = self.request or str(uuid4())

    @property
    def subject(self) -> str:
        """Whose draft this is."""
        return f"customer:{self.customer_id}" if self.customer_id else f"number:{self.caller}"

    @property
    def started(self) -> bool:
        """Whether there is anything worth keeping as a draft."""
        return any((self.description.strip(), self.safety_answer, self.answer, self.item_said,
                    self.place_chosen, self.category_chosen, self.cover_chosen, self.way_chosen,
                    self.contact_hours, self.cost_told is not None))  # fmt: skip

    def draft(self, focus: str) -> dict[str, Any]:
        """The form as JSON values."""
        body = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in NOT_KEPT}
        place = {name: getattr(self.place, name) for name in PlaceSaid.__slots__}
        return body | {"place": place, "focus": focus}

    def restore(self, body: dict[str, Any]) -> None:
        """Take a draft back, but for the words, which may have been typed on."""
        for one in fields(self):
            if one.name in body and one.name not in NOT_KEPT + TYPED_ALREADY:
                value = body[one.name]
                setattr(self, one.name, PlaceSaid(**value) if one.name == "place" else value)

    def propose_from(self, card: Card) -> None:
        """Fill what the card knows: reporter, number, home, language, the only item."""
        said = next((phone for phone in card.phones if phone.calling), None)
        contact = said.contact if said else ""
        who = next((one for one in card.contacts if one.name == contact), None)
        self.reporter = contact or card.name
        self.reporter_contact_id = who.contact_id if who else None
        self.language = (who.language if who else None) or card.language or ""
        self.contact_phone = self.caller or next((one.e164 for one in card.phones if one.e164), "") or ""
        self.propose_home(card)
        owned = self.owned(card)
        if self.item_id is not None or len(owned) == 1:
            self.item_id = self.item_id or owned[0].item_id
            self.item_settled = True
        elif not owned:
            self.item_settled = True

    def propose_home(self, card: Card) -> None:
        """The place of the item is proposed to be the customer's home."""
        self.place = PlaceSaid("", card.place, "", card.country or "", card.lat, card.lon, home=True)
        self.place_chosen, self.unmatched = False, ""

    @staticmethod
    def owned(card: Card) -> tuple[ItemView, ...]:
        """What the customer owns today."""
        return tuple(item for item in card.items if item.owned_until is None)

    def item(self, card: Card | None) -> ItemView | None:
        """The item on the card."""
        items = card.items if card else ()
        return next((one for one in items if one.item_id == self.item_id), None)

    def take_place(self, text: str, place: Place | None) -> None:
        """The place of the item as typed, and what the gazetteer knows of it."""
        self.place_chosen = bool(text.strip())
        self.unmatched = place.unmatched if place else ""
        if place is None:
            self.place = PlaceSaid(text.strip())
            return
        postcode, _, town = place.name.partition(" ") if place.kind == "postcode" else ("", "", place.name)
        self.place = PlaceSaid(text.strip(), town, postcode, place.country, place.lat, place.lon)

    @property
    def place_known(self) -> bool:
        """Whether it stands on the map."""
        return self.place.lat is not None

    def view(self, taxonomy: Taxonomy | None, card: Card | None) -> CategoryView | None:
        """The category with way and skill for the item's line."""
        return taxonomy.category(self.category, self.line_of(card)) if taxonomy and self.category else None

    def line_of(self, card: Card | None) -> str:
        """The product line of the item."""
        item = self.item(card)
        return (item.line or "") if item else self.line

    def safety(self, view: CategoryView | None) -> bool:
        """Whether it is a matter of safety."""
        return bool(self.signs) or bool(view and view.safety)

    def settle(self, taxonomy: Taxonomy | None, card: Card | None) -> CoverProposal:
        """Follow the category: the way it usually takes, who may pay; an agent's own word stays.

        Returns:
            what speaks for the cover that is proposed.
        """
        view = self.view(taxonomy, card)
        if not self.way_chosen:
            self.way = view.way if view else ""
            if self.may_drive == "no" and self.way in ("", "bring_in"):
                self.way = "roadside"
        component = taxonomy.component(self.category) if taxonomy and self.category else None
        proposal = propose_cover(self.item(card), component, kind=self.kind, today=local(clock.now()).date())
        if not self.cover_chosen:
            self.cover = proposal.cover
        return proposal

    def intake(self, safety: bool) -> Intake:
        """The form as the desk takes it."""
        names = {one.name for one in fields(Intake)}
        mine = {one.name: getattr(self, one.name) for one in fields(self) if one.name in names}
        drives = {"yes": _("may be driven: yes"), "no": _("may be driven: no")}
        asked = drives.get(self.may_drive, "")
        mine["category_by"] = "chosen" if self.category_chosen else "suggested"
        mine["safety_answer"] = " · ".join(part for part in (self.safety_answer.strip(), asked) if part)
        if safety and not self.safety_answer.strip():
            mine["safety_answer"] = ""
        mine["priority"] = "urgent" if safety else self.priority
        return Intake(**mine)


Suggested = tuple[tuple[str, tuple[str, ...]], ...]
"""Category codes with the words that point at them, best first."""


@dataclass
class Issue:
    """The form and what the desk has said about it."""

    form: LogForm
    card: Card | None = None
    taxonomy: Taxonomy | None = None
    suggestions: Suggested = ()
    similar: tuple[SimilarCase, ...] = ()
    named: tuple[str, ...] = ()
    """Product lines that the words name, other than the item's."""
    cover: CoverProposal = OPEN
    currency: str = ""

    @property
    def view(self) -> CategoryView | None:
        """The category with way and skill."""
        return self.form.view(self.taxonomy, self.card)

    @property
    def item(self) -> ItemView | None:
        """The item on the card."""
        return self.form.item(self.card)

    @property
    def meant(self) -> ItemView | None:
        """Another of their items, the only one of a line that the words name; it is only offered."""
        if self.form.item_said:
            return None
        only = (tuple(item for item in self.owned if item.line == line) for line in self.named)
        found = next((items[0] for items in only if len(items) == 1), None)
        return None if found is None or found.item_id == self.form.item_id else found

    @property
    def safety(self) -> bool:
        """Whether it is a matter of safety."""
        return self.form.safety(self.view)

    @property
    def owned(self) -> tuple[ItemView, ...]:
        """What the caller owns today."""
        return self.form.owned(self.card) if self.card else ()

    def intake(self) -> Intake:
        """The form as the desk takes it."""
        return self.form.intake(self.safety)

    def follow(self) -> None:
        """Let way and cover follow the category."""
        self.cover = self.form.settle(self.taxonomy, self.card)

    def safety_question(self, language: str) -> str:
        """What is asked first: of the symptom, else of all safety words."""
        names = (self.view.safety_question if self.view else {}) or (
            self.taxonomy.safety_question if self.taxonomy else {}
        )
        return names.get(language) or names.get("en", "")

    def drive_question(self, language: str) -> str:
        """Whether it may be driven, where the symptom asks for it."""
        names = self.view.may_drive_question if self.view else {}
        return names.get(language) or names.get("en", "")
