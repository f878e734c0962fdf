"""What can be imported, and who reads and writes its rows."""

from collections.abc import Callable
from typing import Any

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store.bulk.rows import House, Kind

KINDS = ("points", "customers", "purchases", "warranties", "repairs", "recalls")
"""In the order in which the files need one another."""


def make(name: str, house: House) -> Kind[Any]:
    """A reader and writer of one kind of file, new for each import and each process.

    Raises:
        Invalid: no such kind.
    """
    from callcenter.callers.importing.customers import Customers
    from callcenter.callers.importing.point_phones import PointPhones
    from callcenter.callers.importing.purchases import Purchases
    from callcenter.callers.importing.recalls import Recalls
    from callcenter.callers.importing.repairs import Repairs
    from callcenter.callers.importing.warranties import Warranties
    from callcenter.points.importing.points import Points

    makers: dict[str, Callable[[], Kind[Any]]] = {
        "points": lambda: Points(house, PointPhones()),
        "customers": lambda: Customers(house),
        "purchases": lambda: Purchases(house),
        "warranties": lambda: Warranties(house),
        "repairs": lambda: Repairs(house),
        "recalls": lambda: Recalls(house),
    }
    if name not in makers:
        raise Invalid(
            N_("“{kind}” can't be imported. Choose one of: {kinds}."), kind=name, kinds=", ".join(KINDS)
        )
    return makers[name]()
