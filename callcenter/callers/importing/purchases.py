"""Purchases from a file: who owns which unit since when, and the maker's term that came with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, update
from sqlmodel import col

from callcenter.callers import recalls, serials, survivors
from callcenter.callers.importing.items import Owning, Unit, Units
from callcenter.callers.models import Customer, Item, Purchase, WarrantyTerm
from callcenter.callers.words import TermKind
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store.bulk import cells
from callcenter.store.bulk.days import day
from callcenter.store.bulk.rows import Differs, FileRow, House, Kind, Verdict
from callcenter.store.bulk.upsert import (
    Values,
    differing,
    held,
    hold,
    ids_by,
    insert_all,
    update_all,
    versions,
)

_HEADINGS = {"item_id": "serial"}
_NO_PROOF = frozenset(["no", "n", "false", "0", "none", "无", "没有", "否"])
_PROOF = frozenset(["yes", "y", "true", "1", "有", "是", "发票", "invoice"])


@dataclass(frozen=True, slots=True)
class ReadPurchase:
    """One row of the file, read."""

    external_id: str
    customer: str
    item: Values
    bought: Values
    warranty_until: date | None

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes, at a third of what dataclasses take."""
        return ReadPurchase, (self.external_id, self.customer, self.item, self.bought, self.warranty_until)

    @property
    def term_id(self) -> str:
        """The id that the term of this purchase has among the warranty terms."""
        return f"purchase:{self.external_id}"


@dataclass(slots=True)
class _Plan:
    read: ReadPurchase
    unit: Unit
    owning: Owning
    old_id: int | None
    bought: Values
    """All of them for a new purchase, the different ones for an old one."""
    old: Any = None
    """The purchase's row on file."""
    told: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """What the row says that is new of the unit: as it was known, as it is."""
    term: Values | None = None
    term_id: int | None = None
    old_until: date | None = None

    @property
    def verdict(self) -> Verdict:
        if self.old_id is None:
            return "added"
        if not (self.bought or self.told or self.term):
            return "unchanged"
        bought = {
            _HEADINGS.get(name, name): (getattr(self.old, name), value) for name, value in self.bought.items()
        }
        term = {"warranty_until": (self.old_until, self.read.warranty_until)} if self.term else {}
        return Differs({**bought, **self.told, **term})


class Purchases(Kind[ReadPurchase]):
    """The file of purchases."""

    headings = (
        "id", "customer_id", "brand", "product", "line", "serial", "plate", "model_year", "bought_on",
        "owned_until",
        "retailer", "price", "currency", "proof", "km", "km_on", "warranty_until",
    )  # fmt: skip
    needed = ("id", "customer_id")

    def __init__(self, house: House) -> None:
        self._house = house

    def parse(self, row: FileRow) -> ReadPurchase:
        """Read a purchase; a VIN with a wrong check digit is a warning."""
        external_id, customer = row.need("id"), row.need("customer_id")
        item, bought = self._item(row), self._bought(row)
        until = row.read("warranty_until", day)
        bought_on, owned_until = bought.get("bought_on"), bought.get("owned_until")
        for heading, end in (("owned_until", owned_until), ("warranty_until", until)):
            if bought_on and end and end < bought_on:
                sentence = N_("{end} lies before the purchase on {bought_on}. Correct one of them.")
                raise row.fault(heading, sentence, end=end.isoformat(), bought_on=bought_on.isoformat())
        return ReadPurchase(external_id, customer, item, bought, until)

    def _item(self, row: FileRow) -> Values:
        serial, plate, line = row.text("serial"), row.text("plate"), row.text("line")
        if not (row.text("brand") or row.text("product") or serial):
            raise row.fault(
                "product", N_("nothing says what was bought. Fill in brand and product, or the serial.")
            )
        if serial and serials.is_vin(serial) and not serials.vin_check_ok(serial):
            row.warn(
                "serial",
                N_("the check digit of the VIN {vin} doesn't fit. Compare it with the papers."),
                vin=serial,
            )
        years = partial(cells.whole, 1886, self._house.today.year + 2)
        values: Values = {
            "brand": row.text("brand"),
            "product": row.text("product"),
            "line": line and line.casefold(),
            "serial": serial,
            "serial_key": (serial and serials.serial_key(serial)) or None,
            "plate": plate,
            "plate_key": (plate and serials.plate_key(plate)) or None,
            "model_year": row.read("model_year", years),
            "km": row.read("km", cells.kilometres),
            "km_on": row.read("km_on", day),
        }
        return {name: value for name, value in values.items() if value is not None}

    def _bought(self, row: FileRow) -> Values:
        amount = row.read(
            "price", partial(cells.money, row.read("currency", cells.currency) or self._house.currency)
        )
        proof = row.text("proof")
        values: Values = {
            "bought_on": row.read("bought_on", day),
            "owned_until": row.read("owned_until", day),
            "retailer": row.text("retailer"),
            "price": amount and amount[0],
            "currency": amount and amount[1],
            "proof": _proof(proof) if proof else None,
        }
        return {name: value for name, value in values.items() if value is not None}

    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, ReadPurchase]], *, write: bool
    ) -> list[Verdict]:
        """Find or make the units, compare, end earlier ownerships, and write."""
        customers = ids_by(connection, Customer, "external_id", (read.customer for _, read in batch))
        now = survivors.held_many if write else survivors.of_many
        leads = now(connection, customers.values())
        customers = {said: leads[customer_id] for said, customer_id in customers.items()}
        old = held(connection, Purchase, (read.external_id for _, read in batch))
        terms = held(connection, WarrantyTerm, (read.term_id for _, read in batch if read.warranty_until))
        keys = (key for _, read in batch if (key := read.item.get("serial_key")))
        units = Units(connection, (row.item_id for row in old.values()), keys)
        plans: list[_Plan | Invalid] = []
        for row, read in batch:
            customer_id = customers.get(read.customer)
            if customer_id is None:
                plans.append(_unknown_customer(row, read.customer))
                continue
            plans.append(_plan(units, read, old.get(read.external_id), customer_id, terms.get(read.term_id)))
        made = [plan for plan in plans if not isinstance(plan, Invalid)]
        for plan in made:
            plan.told = plan.unit.tell(plan.read.item, plan.owning)
        for unit in units.all():
            unit.end_earlier(self._house.today)
        if write:
            _write(connection, units, made)
        return [plan if isinstance(plan, Invalid) else plan.verdict for plan in plans]


def _unknown_customer(row: FileRow, said: str) -> Invalid:
    return row.fault(
        "customer_id", N_("there is no customer “{id}” on file. Import the customers first."), id=said
    )


def _proof(said: str) -> str | None:
    word = said.casefold()
    if word in _NO_PROOF:
        return None
    return "receipt" if word in _PROOF else word


def _plan(units: Units, read: ReadPurchase, old: object, customer_id: int, term: object) -> _Plan:
    unit = units.find(getattr(old, "item_id", None), read.item)
    owned = {"customer_id": customer_id, **read.bought}
    owning = units.owning(unit, old, owned)
    bought = owned
    if old is not None:
        bought = differing(old, owned)
        if unit.id != getattr(old, "item_id", None):
            bought["item_id"] = unit.id
    wanted = _term(read)
    different = wanted if term is None else differing(term, wanted)
    return _Plan(
        read, unit, owning, getattr(old, "id", None), bought, old=old,
        term=(different or None) if read.warranty_until else None, term_id=getattr(term, "id", None),
        old_until=getattr(term, "until_on", None),
    )  # fmt: skip


def _term(read: ReadPurchase) -> Values:
    bought_on = read.bought.get("bought_on")
    return {"until_on": read.warranty_until} | ({"from_on": bought_on} if bought_on else {})


def _write(connection: Connection, units: Units, plans: list[_Plan]) -> None:
    item_ids = _write_items(connection, units)
    new = [plan for plan in plans if plan.old_id is None]
    rows = [
        {**plan.bought, "external_id": plan.read.external_id, "item_id": plan.unit.id,
         "owned_until": plan.owning.owned_until}
        for plan in new
    ]  # fmt: skip
    insert_all(connection, Purchase, rows)
    changes: dict[int, Values] = {plan.old_id: dict(plan.bought) for plan in plans if plan.old_id is not None}
    for plan in plans:
        if plan.old_id is not None and "item_id" in plan.bought:
            changes[plan.old_id]["item_id"] = plan.unit.id
    update_all(connection, Purchase, changes)
    for unit in units.all():
        for owning in unit.owners:
            if owning.ended is not None and owning.order < (1 << 62):
                connection.execute(
                    update(Purchase).where(col(Purchase.id) == owning.order).values(owned_until=owning.ended)
                )
    _write_terms(connection, plans)
    recalls.name_new_items(connection, item_ids)


def _write_items(connection: Connection, units: Units) -> list[int]:
    """Write new and changed units; returns the ids of both."""
    blank: Values = {"brand": "", "product": ""}
    for unit, item_id in zip(
        units.new, insert_all(connection, Item, [blank | unit.sets for unit in units.new]), strict=True
    ):
        unit.id = item_id
    changed = {unit.id: unit.sets for unit in units.held() if unit.sets and unit.id}
    hold(connection, Item, (item_id for item_id in changed if item_id))
    update_all(connection, Item, changed)
    versions(connection, Item, changed)
    return [*changed, *(unit.id for unit in units.new if unit.id)]


def _write_terms(connection: Connection, plans: list[_Plan]) -> None:
    told = [plan for plan in plans if plan.term]
    insert_all(
        connection,
        WarrantyTerm,
        [
            {
                "external_id": plan.read.term_id,
                "item_id": plan.unit.id,
                "kind": TermKind.MAKER,
                **(plan.term or {}),
            }
            for plan in told
            if plan.term_id is None
        ],
    )
    update_all(connection, WarrantyTerm, {plan.term_id: plan.term or {} for plan in told if plan.term_id})
