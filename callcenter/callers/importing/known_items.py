"""The units that other files mean when they name a purchase."""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.models import Purchase
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store.bulk.rows import FileRow


def items_of(connection: Connection, purchases: Iterable[str]) -> dict[str, int]:
    """The item of each purchase, by the purchase's id in its file."""
    rows = select(col(Purchase.external_id), col(Purchase.item_id)).where(
        col(Purchase.external_id).in_(set(purchases))
    )
    return {external_id or "": item_id for external_id, item_id in connection.execute(rows)}


def unknown(row: FileRow, said: str) -> Invalid:
    """The error of a row whose purchase isn't on file."""
    return row.fault(
        "purchase_id", N_("there is no purchase “{id}” on file. Import the purchases first."), id=said
    )
