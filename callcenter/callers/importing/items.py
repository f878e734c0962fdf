"""The units that a file of purchases names, and who owned them: found by serial, or made.

A unit outlives its owners and may stand in several rows: the present owner's row may correct what is known of
it, an earlier owner's only fills gaps. So the same files give the same store, in whatever order they come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.models import Item, Purchase
from callcenter.callers.names import fold
from callcenter.callers.serials import is_vin
from callcenter.store.bulk.upsert import Values, columns

_LATER = 1 << 62


@dataclass(slots=True, eq=False)
class Owning:
    """One ownership of a unit, on file or in the making."""

    customer_id: int
    bought_on: date | None
    owned_until: date | None
    order: int
    """The id on file; rows in the making come after all of these."""
    ended: date | None = None
    """Set when a later owner ends it."""

    @property
    def place(self) -> tuple[date, int]:
        """Where it stands in the unit's life."""
        return self.bought_on or date.min, self.order


@dataclass(slots=True, eq=False)
class Unit:
    """An item, on file (``id``) or in the making."""

    id: int | None
    known: Values
    sets: Values = field(default_factory=dict)
    owners: list[Owning] = field(default_factory=list)

    def tell(self, values: Values, owning: Owning) -> dict[str, tuple[Any, Any]]:
        """Take what a row says; returns what is new of it: as it was known, as it is."""
        latest = max(self.owners, key=lambda each: each.place) is owning
        taken = {
            name: value
            for name, value in values.items()
            if value not in (None, "")
            and self.known.get(name) != value
            and (latest or self.known.get(name) in (None, ""))
            and (name not in ("km", "km_on"))
        } | self._mileage(values)
        new = {
            name: (self.known.get(name), value)
            for name, value in taken.items()
            if name not in ("serial_key", "plate_key")
        }
        self.known |= taken
        self.sets |= taken
        return new

    def _mileage(self, values: Values) -> Values:
        """Kilometres only grow: an older or smaller reading is left alone."""
        km, on = values.get("km"), values.get("km_on")
        old, old_on = self.known.get("km"), self.known.get("km_on")
        if km is None or (
            old is not None and (km < old or (on is not None and old_on is not None and on < old_on))
        ):
            return {}
        return {
            name: value
            for name, value in (("km", km), ("km_on", on))
            if value is not None and self.known.get(name) != value
        }

    def end_earlier(self, today: date) -> None:
        """End each ownership after which somebody else bought the unit."""
        line = sorted(self.owners, key=lambda each: each.place)
        for at, owning in enumerate(line):
            following = next(
                (each for each in line[at + 1 :] if each.customer_id != owning.customer_id), None
            )
            if owning.owned_until is None and following is not None:
                owning.owned_until = owning.ended = following.bought_on or today


class Units:
    """The units that a batch touches."""

    def __init__(self, connection: Connection, ids: Iterable[int], serial_keys: Iterable[str]) -> None:
        self._connection = connection
        self._by_id: dict[int, Unit] = {}
        self._by_key: dict[str, list[Unit]] = {}
        self.new: list[Unit] = []
        self._order = _LATER
        self._read(col(Item.id).in_(set(ids)))
        self._read(col(Item.serial_key).in_(set(serial_keys)))
        self._read_owners()

    def _read(self, which: Any) -> None:
        for row in self._connection.execute(select(*columns(Item)).where(which)):
            if row.id not in self._by_id:
                unit = self._by_id[row.id] = Unit(row.id, row._asdict())
                if row.serial_key:
                    self._by_key.setdefault(row.serial_key, []).append(unit)

    def _read_owners(self) -> None:
        rows = select(
            col(Purchase.id),
            col(Purchase.item_id),
            col(Purchase.customer_id),
            col(Purchase.bought_on),
            col(Purchase.owned_until),
        ).where(col(Purchase.item_id).in_(list(self._by_id)))
        for row_id, item_id, customer_id, bought_on, owned_until in self._connection.execute(rows):
            self._by_id[item_id].owners.append(Owning(customer_id, bought_on, owned_until, row_id or 0))

    def all(self) -> list[Unit]:
        """Every unit, those in the making too."""
        return [*self._by_id.values(), *self.new]

    def held(self) -> list[Unit]:
        """Those on file."""
        return list(self._by_id.values())

    def find(self, item_id: int | None, values: Values) -> Unit:
        """The unit that a row means.

        Args:
            item_id: that of the purchase, when it is on file.
            values: what the row says of the unit.
        """
        key = values.get("serial_key")
        alike = [each for each in self._by_key.get(key or "", ()) if _same_unit(each.known, values)]
        if item_id is not None:
            own = self._by_id[item_id]
            return alike[0] if alike and own not in alike else own
        if alike:
            return alike[0]
        unit = Unit(None, {"brand": "", "product": ""})
        self.new.append(unit)
        if key:
            self._by_key.setdefault(key, []).append(unit)
            unit.known["serial_key"] = unit.sets["serial_key"] = key
            unit.known["brand"] = unit.sets["brand"] = values.get("brand") or ""
        return unit

    def owning(self, unit: Unit, old: Any, values: Values) -> Owning:
        """The ownership that a row means, with what the row says of its days."""
        found = next((each for each in unit.owners if old is not None and each.order == old.id), None)
        if found is None:
            self._order += 1
            bought_on, owned_until, order = None, None, self._order
            if old is not None:
                bought_on, owned_until, order = old.bought_on, old.owned_until, old.id
            found = Owning(values["customer_id"], bought_on, owned_until, order)
            unit.owners.append(found)
            if old is not None:
                self._leave(unit, old.id)
        found.customer_id = values["customer_id"]
        found.bought_on = values.get("bought_on") or found.bought_on
        found.owned_until = values.get("owned_until") or found.owned_until
        return found

    def _leave(self, unit: Unit, purchase_id: int) -> None:
        """A purchase that moved to another unit is no longer the old one's."""
        for other in self._by_id.values():
            if other is not unit:
                other.owners = [each for each in other.owners if each.order != purchase_id]


def _same_unit(known: Values, values: Values) -> bool:
    """One serial of one maker; a VIN is one car whatever the maker is called."""
    one, other = fold(known.get("brand") or ""), fold(values.get("brand") or "")
    return not one or not other or one == other or is_vin(values.get("serial") or "")
