"""Purchases and repairs as lists, under the headings of the import, so that a file comes back as it went."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from callcenter.callers.models import Customer, Item, Purchase, Repair
from callcenter.desk.files.paging import Cells, Listing, pages
from callcenter.points.models import ServicePoint
from callcenter.store.store import Store

_PURCHASE = (
    "id", "customer_id", "brand", "product", "line", "serial", "plate", "model_year", "bought_on",
    "owned_until", "retailer", "price", "currency", "proof", "km", "km_on",
)  # fmt: skip
_REPAIR = (
    "id", "purchase_id", "point_id", "received_on", "done_on", "km", "fault", "cause", "work", "parts",
    "component", "symptom", "job_no", "cost", "currency", "under_warranty", "result",
)  # fmt: skip


def purchases(store: Store) -> Listing:
    """Who owns or owned which unit; of one bought before a later owner, what is known of the unit today."""

    def rows() -> Iterator[Cells]:
        statement: Select[Any] = (
            select(
                *Purchase.__table__.c,  # type: ignore[attr-defined]
                col(Customer.external_id).label("customer"), col(Item.brand), col(Item.product),
                col(Item.line), col(Item.serial), col(Item.plate), col(Item.model_year), col(Item.km),
                col(Item.km_on),
            )
            .join(Customer, col(Customer.id) == col(Purchase.customer_id))
            .join(Item, col(Item.id) == col(Purchase.item_id))
        )  # fmt: skip
        for page in pages(store, statement, col(Purchase.id)):
            for row in page:
                own = {"id": row.external_id, "customer_id": row.customer, "price": _money(row.price)}
                yield [own[name] if name in own else getattr(row, name) for name in _PURCHASE]

    return Listing(_PURCHASE, rows())


def repairs(store: Store) -> Listing:
    """Past services, those of our own cases too (they have no id of a file)."""

    def rows() -> Iterator[Cells]:
        bought = (
            select(func.min(col(Purchase.external_id)))
            .where(col(Purchase.item_id) == col(Repair.item_id))
            .scalar_subquery()
        )
        statement: Select[Any] = select(
            *Repair.__table__.c,  # type: ignore[attr-defined]
            bought.label("purchase"),
            col(ServicePoint.external_id).label("point"),
            col(ServicePoint.name).label("named"),
        ).outerjoin(ServicePoint, col(ServicePoint.id) == col(Repair.point_id))
        for page in pages(store, statement, col(Repair.id)):
            for row in page:
                own = {
                    "id": row.external_id, "purchase_id": row.purchase, "done_on": row.handed_back_on,
                    "point_id": row.point or row.named or row.point_name, "fault": row.complaint,
                    "cost": _money(row.cost), "under_warranty": row.cover,
                }  # fmt: skip
                yield [own[name] if name in own else getattr(row, name) for name in _REPAIR]

    return Listing(_REPAIR, rows())


def _money(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)
