"""Whose an item is from today on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers import survivors
from callcenter.callers.models import Customer, Item, Purchase
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor


def new_owner(
    connection: Connection, actor: Actor, at: datetime, item_id: int, customer_id: int, today: date
) -> int:
    """Give an item to a customer from today and return the purchase's id.

    The earlier ownership ends; warranty terms, repairs and recalls stay with the item.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        at: when.
        item_id: the item.
        customer_id: who says it is theirs.
        today: the day from which it is.

    Raises:
        NotFound: no such item or customer.
        Invalid: it is theirs already.
    """
    customer_id = survivors.held(connection, customer_id)
    name = connection.execute(select(col(Customer.name)).where(col(Customer.id) == customer_id)).scalar()
    item: Any = connection.execute(
        select(col(Item.brand), col(Item.product))
        .where(col(Item.id) == item_id)
        .with_for_update(key_share=True)
    ).first()
    if name is None or item is None:
        raise NotFound(N_("This item or customer is not on file. Look them up again."))
    now = (col(Purchase.item_id) == item_id, col(Purchase.owned_until).is_(None))
    owners = connection.execute(select(col(Purchase.customer_id)).where(*now)).scalars().all()
    if customer_id in owners:
        raise Invalid(N_("{item} is theirs already."), field="item", item=f"{item.brand} {item.product}")
    connection.execute(update(Purchase).where(*now).values(owned_until=today))
    values = {"item_id": item_id, "customer_id": customer_id, "bought_on": today}
    purchase = add(connection, Purchase, values)
    connection.execute(update(Item).where(col(Item.id) == item_id).values(version=col(Item.version) + 1))
    told = {"customer_id": customer_id, "earlier": list(owners)}
    events.record(connection, actor, at, "item.new_owner", "item", item_id, params=told, words=name)
    return purchase
