"""What merging two cases would do: which one survives, and what it takes over. Pure rules.

Nothing of the merged case's urgency is lost: the survivor is a matter of safety if either was, has the higher
priority and the better tier, and is due no later than either was (see ``clock``). What the survivor lacks it
takes over as a whole: a place, not half of one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.words import CaseState, Priority
from callcenter.i18n import N_, Phrase, phrases
from callcenter.settings import Settings

_FURTHER = (
    CaseState.NEW, CaseState.ROUTED, CaseState.ACCEPTED, CaseState.EXPECTED, CaseState.IN_PROGRESS,
    CaseState.RESOLVED,
)  # fmt: skip
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer_id",),
    "item": ("item_id", "item_said", "line", "brand"),
    "category": ("category", "category_by"),
    "safety_answer": ("safety_answer",),
    "contact": ("contact", "contact_phone", "contact_hours"),
    "place": (
        "place", "place_city", "place_postcode", "place_country", "place_lat", "place_lon",
    ),
    "way": ("way",),
    "cover": ("cover", "cover_reason", "cover_agent_id", "cost_told", "cost_agreed", "currency"),
    "agent": ("agent_id",),
}  # fmt: skip
"""What the survivor takes over where it has nothing of the group."""
_OF_ITEM = ("item_id", "item_said")
"""Line and brand alone are no item."""

phrases(
    {
        "joint.further": N_("{number} is further along"),
        "joint.older": N_("{number} was logged first"),
        "joint.chosen": N_("you chose it"),
        "takes.safety": N_("a matter of safety"),
        "takes.priority": N_("priority: {priority!w}"),
        "takes.tier": N_("tier: {tier!w}"),
        "takes.received": N_("without the item since {at!f}"),
        "takes.due": N_("due {at!f}, not {before!f}"),
        "takes.customer": N_("the customer"),
        "takes.item": N_("the item"),
        "takes.category": N_("the category"),
        "takes.safety_answer": N_("the answer to the safety question"),
        "takes.contact": N_("the contact on the spot"),
        "takes.place": N_("the place"),
        "takes.way": N_("how it gets there"),
        "takes.cover": N_("who pays"),
        "takes.agent": N_("who has it in hand"),
    }
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the survivor takes over.

    Attributes:
        groups: the names of the groups it lacked.
        filled: the columns of these groups, with the merged case's values.
        raised: other columns: safety, priority, tier, received.
    """

    groups: tuple[str, ...]
    filled: dict[str, Any]
    raised: dict[str, Any]

    @property
    def sets(self) -> dict[str, Any]:
        """All columns to set."""
        return self.filled | self.raised


def survivor_first(one: Case, other: Case) -> tuple[Case, Case, Phrase]:
    """The one to survive, the one to be merged, and why: the one further along, else the older."""
    first, last = sorted((one, other), key=lambda case: (-_further(case), case.logged_at, case.id or 0))
    why = "joint.further" if _further(first) != _further(last) else "joint.older"
    return first, last, Phrase(why, {"number": show(first.number)})


def plan(survivor: Case, merged: Case, settings: Settings) -> Plan:
    """What the survivor takes over.

    Args:
        survivor: its row.
        merged: the other's row.
        settings: the service levels, to tell the better tier.
    """
    groups = tuple(name for name in _GROUPS if _lacks(survivor, name) and not _lacks(merged, name))
    filled = {
        column: getattr(merged, column)
        for name in groups
        for column in _GROUPS[name]
        if getattr(survivor, column) != getattr(merged, column)
    }
    raised = {
        column: value
        for column, value in _raised(survivor, merged, settings)
        if value != getattr(survivor, column)
    }
    return Plan(groups, filled, raised)


def takes(made: Plan, before: datetime | None, after: datetime | None) -> Iterator[Phrase]:
    """The plan in phrases.

    Args:
        made: the plan.
        before: when the survivor was due.
        after: when it will be due.
    """
    raised = made.raised
    if raised.get("safety"):
        yield Phrase("takes.safety")
    if "priority" in raised:
        yield Phrase("takes.priority", {"priority": f"priority.{raised['priority'].value}"})
    if "tier" in raised:
        yield Phrase("takes.tier", {"tier": f"tier.{raised['tier']}"})
    if before is not None and after is not None and after < before:
        yield Phrase("takes.due", {"at": after, "before": before})
    if "received_at" in raised:
        yield Phrase("takes.received", {"at": raised["received_at"]})
    yield from (Phrase(f"takes.{name}") for name in made.groups)


def _raised(survivor: Case, merged: Case, settings: Settings) -> Iterator[tuple[str, Any]]:
    order = list(Priority)
    priority = min(survivor.priority, merged.priority, key=order.index)
    yield "safety", survivor.safety or merged.safety
    yield "priority", priority
    tiers = (survivor.tier, merged.tier)
    yield "tier", min(tiers, key=lambda tier: settings.target(priority, tier).resolve)
    out_of_hand = merged.received_at if merged.handed_back_at is None else None
    if out_of_hand and survivor.state != CaseState.RESOLVED and _same_item(survivor, merged):
        yield "received_at", min(out_of_hand, survivor.received_at or out_of_hand)


def _same_item(survivor: Case, merged: Case) -> bool:
    return survivor.item_id == merged.item_id or _lacks(survivor, "item")


def _lacks(case: Case, group: str) -> bool:
    columns = _OF_ITEM if group == "item" else _GROUPS[group]
    return all(getattr(case, column) in (None, "") for column in columns)


def _further(case: Case) -> int:
    state = case.state
    if state == CaseState.WAITING and case.before_wait:
        state = CaseState(case.before_wait)
    return _FURTHER.index(state) if state in _FURTHER else len(_FURTHER)
