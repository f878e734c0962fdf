"""What a customer owns and owned: items, warranty terms, open recalls and repairs, four statements in all.

An item outlives its owners: its repairs stay with it, but what an earlier owner paid is never shown, and what
was repaired after the customer gave it away is not theirs to hear.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import terms
from callcenter.callers.models import Item, Purchase, Recall, RecallItem, Repair, WarrantyTerm
from callcenter.callers.views import ItemView, RecallView, RepairView, TermView
from callcenter.points.models import ServicePoint

_MOST_ITEMS = 300
_MOST_REPAIRS = 500

_other = aliased(Purchase)
_earlier = (
    select(func.count(func.distinct(col(_other.customer_id))), func.max(col(_other.owned_until)))
    .where(
        col(_other.item_id) == col(Item.id),
        col(_other.customer_id) != bindparam("customer"),
        col(_other.owned_until).is_not(None),
    )
    .correlate(Item)
)
_OWNED = (
    select(
        col(Item.id),
        col(Item.brand),
        col(Item.product),
        col(Item.line),
        col(Item.serial),
        col(Item.plate),
        col(Item.model_year),
        col(Item.km),
        col(Item.km_on),
        col(Purchase.bought_on),
        col(Purchase.owned_until),
        col(Purchase.retailer),
        col(Purchase.proof),
        _earlier.with_only_columns(func.count(func.distinct(col(_other.customer_id))))
        .scalar_subquery()
        .label("owners"),
        _earlier.with_only_columns(func.max(col(_other.owned_until))).scalar_subquery().label("given_up"),
    )
    .join(Item, col(Item.id) == col(Purchase.item_id))
    .where(col(Purchase.customer_id) == bindparam("customer"))
    .order_by(col(Purchase.owned_until).is_not(None), col(Purchase.bought_on).desc(), col(Purchase.id).desc())
    .limit(_MOST_ITEMS)
)
_items = select(col(Purchase.item_id)).where(col(Purchase.customer_id) == bindparam("customer"))
_TERMS = select(
    col(WarrantyTerm.item_id),
    col(WarrantyTerm.kind),
    col(WarrantyTerm.covers),
    col(WarrantyTerm.from_on),
    col(WarrantyTerm.until_on),
    col(WarrantyTerm.until_km),
    col(WarrantyTerm.source),
).where(col(WarrantyTerm.item_id).in_(_items))
_RECALLS = (
    select(
        col(RecallItem.item_id),
        col(Recall.id),
        col(Recall.component),
        col(Recall.risk),
        col(Recall.remedy),
        col(Recall.url),
    )
    .join(Recall, col(Recall.id) == col(RecallItem.recall_id))
    .where(col(RecallItem.item_id).in_(_items), col(RecallItem.done_on).is_(None))
    .order_by(col(Recall.issued_on).desc(), col(Recall.id))
)
_REPAIRS = (
    select(
        col(Repair.id),
        col(Repair.item_id),
        col(Repair.received_on),
        col(Repair.handed_back_on),
        col(Repair.point_id),
        func.coalesce(col(ServicePoint.name), col(Repair.point_name), "").label("place"),
        col(Repair.complaint),
        col(Repair.cause),
        col(Repair.work),
        col(Repair.symptom),
        col(Repair.component),
        col(Repair.km),
        col(Repair.cost),
        col(Repair.currency),
        col(Repair.cover),
        col(Repair.result),
    )
    .outerjoin(ServicePoint, col(ServicePoint.id) == col(Repair.point_id))
    .where(col(Repair.item_id).in_(_items))
    .order_by(col(Repair.received_on).desc().nulls_last(), col(Repair.id).desc())
    .limit(_MOST_REPAIRS)
)


@dataclass(frozen=True, slots=True)
class Belongings:
    """The items, what is owned now first, and the repairs of all, newest first."""

    items: tuple[ItemView, ...]
    repairs: tuple[RepairView, ...]


@dataclass(frozen=True, slots=True)
class Ownership:
    """When an item was the customer's.

    Attributes:
        spans: from and to of each time; None: unknown, or still.
        given_up: when the last earlier owner gave it up; None without one.
    """

    spans: tuple[tuple[date | None, date | None], ...]
    given_up: date | None = None

    @property
    def present(self) -> bool:
        """Whether it is the customer's now."""
        return any(until is None for _, until in self.spans)

    def may_hear(self, day: date | None) -> bool:
        """Whether a repair of that day is theirs to hear of: any before they gave the item away."""
        return self.present or (day is not None and any(until and day <= until for _, until in self.spans))

    def paid(self, day: date | None) -> bool:
        """Whether they were the owner on that day; unknown days are theirs only without an earlier owner."""
        if day is None:
            return self.given_up is None and self.present
        return any(
            (since or self.given_up or date.min) <= day <= (until or date.max) for since, until in self.spans
        )


def read(connection: Connection, customer_id: int, *, verified: bool, today: date) -> Belongings:
    """What the customer owns and owned.

    Args:
        connection: of a ``store.read()``.
        customer_id: whose.
        verified: whether costs may be shown.
        today: the day on which warranty terms are judged.
    """
    whose = {"customer": customer_id}
    rows = connection.execute(_OWNED, whose).all()
    bought: dict[int, list[Any]] = {}
    for row in rows:
        bought.setdefault(row.id, []).append(row)
    owned = {item_id: _ownership(times) for item_id, times in bought.items()}
    covered = _by_item(connection.execute(_TERMS, whose).all())
    recalled = _by_item(connection.execute(_RECALLS, whose).all())
    repairs = tuple(_repairs(connection.execute(_REPAIRS, whose).all(), owned, verified=verified))
    counts = Counter(repair.item_id for repair in repairs)
    items = tuple(
        replace(
            _item(times[0], owned[item_id], covered.get(item_id, ()), recalled.get(item_id, ()), today),
            repairs=counts[item_id],
        )
        for item_id, times in bought.items()
    )
    return Belongings(items, repairs)


def _ownership(times: Sequence[Any]) -> Ownership:
    return Ownership(tuple((row.bought_on, row.owned_until) for row in times), times[0].given_up)


def _by_item(rows: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def _item(
    row: Any, owned: Ownership, covered: Iterable[Any], recalled: Iterable[Any], today: date
) -> ItemView:
    recent = owned.may_hear(row.km_on)
    return ItemView(
        item_id=row.id,
        name=f"{row.brand} {row.product}",
        brand=row.brand,
        line=row.line,
        serial=row.serial,
        plate=row.plate if owned.present else None,
        model_year=row.model_year,
        km=row.km if recent else None,
        bought_on=row.bought_on,
        retailer=row.retailer,
        proven=row.proof is not None,
        owned_until=None if owned.present else row.owned_until,
        earlier_owners=row.owners,
        terms=_terms(covered, row.km, today) if owned.present else (),
        recalls=tuple(_recalls(recalled)) if owned.present else (),
    )


def _terms(rows: Iterable[Any], km: int | None, today: date) -> tuple[TermView, ...]:
    return terms.in_order(
        terms.judge(
            row.kind.value,
            covers=row.covers,
            from_on=row.from_on,
            until_on=row.until_on,
            until_km=row.until_km,
            source=row.source,
            day=today,
            km=km,
        )
        for row in rows
    )


def _recalls(rows: Iterable[Any]) -> Iterator[RecallView]:
    for row in rows:
        yield RecallView(row.id, row.component or "", row.risk, row.remedy, row.url)


def _repairs(rows: Iterable[Any], owned: Mapping[int, Ownership], *, verified: bool) -> Iterator[RepairView]:
    for row in rows:
        if row.item_id in owned and owned[row.item_id].may_hear(row.received_on):
            yield _repair(row, open_cost=verified and owned[row.item_id].paid(row.received_on))


def _repair(row: Any, *, open_cost: bool) -> RepairView:
    return RepairView(
        repair_id=row.id,
        item_id=row.item_id,
        received_on=row.received_on,
        handed_back_on=row.handed_back_on,
        where=row.place,
        complaint=row.complaint or row.cause or "",
        work=row.work or "",
        symptom=row.symptom,
        component=row.component,
        km=row.km,
        cost=row.cost if open_cost else None,
        currency=row.currency if open_cost else None,
        cost_masked=row.cost is not None and not open_cost,
        cover=row.cover.value if row.cover else None,
        result=row.result,
        point_id=row.point_id,
    )
