"""Warranty terms from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from callcenter.callers.importing.known_items import items_of, unknown
from callcenter.callers.models import WarrantyTerm
from callcenter.callers.words import TermKind
from callcenter.i18n import N_
from callcenter.store.bulk import cells
from callcenter.store.bulk.days import day
from callcenter.store.bulk.rows import FileRow, House, Kind, Verdict, compared
from callcenter.store.bulk.upsert import Values, differing, held, insert_all, update_all

_KINDS = {
    "manufacturer": "maker", "factory": "maker", "厂家": "maker", "原厂": "maker", "厂商": "maker",
    "statutory": "legal",
    "法定": "legal", "三包": "legal", "extension": "extended", "延保": "extended", "延长": "extended",
    "parts": "part",
    "部件": "part", "零件": "part", "配件": "part", "主要部件": "part",
}  # fmt: skip
_HEADINGS = {"from_on": "from", "until_on": "until", "item_id": "purchase_id"}
_CODES = tuple(kind.value for kind in TermKind)


@dataclass(frozen=True, slots=True)
class ReadTerm:
    """One row of the file, read."""

    external_id: str
    purchase: str
    values: Values


class Warranties(Kind[ReadTerm]):
    """The file of warranty terms; a term belongs to the unit, whoever owns it."""

    headings = ("id", "purchase_id", "kind", "covers", "from", "until", "until_km")
    needed = ("id", "purchase_id")

    def __init__(self, house: House) -> None:
        self._house = house

    def parse(self, row: FileRow) -> ReadTerm:
        """Read a term; one that names a part and no kind is a part's."""
        external_id, purchase = row.need("id"), row.need("purchase_id")
        covers, kind = row.text("covers"), row.read("kind", partial(cells.one_of, _CODES, _KINDS))
        values: Values = {
            "kind": TermKind(kind or ("part" if covers else "maker")),
            "covers": covers,
            "from_on": row.read("from", day),
            "until_on": row.read("until", day),
            "until_km": row.read("until_km", cells.kilometres),
        }
        if values["from_on"] and values["until_on"] and values["until_on"] < values["from_on"]:
            raise row.fault("until", N_("the term ends before it begins. Correct one of the dates."))
        if values["until_on"] is None and values["until_km"] is None:
            row.warn("until", N_("the term has no end. It counts as running."))
        return ReadTerm(
            external_id, purchase, {name: value for name, value in values.items() if value is not None}
        )

    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, ReadTerm]], *, write: bool
    ) -> list[Verdict]:
        """Compare a batch with what is on file and write the difference."""
        items = items_of(connection, (read.purchase for _, read in batch))
        old = held(connection, WarrantyTerm, (read.external_id for _, read in batch))
        new: list[Values] = []
        changes: dict[int, Values] = {}
        verdicts: list[Verdict] = []
        for row, read in batch:
            item_id = items.get(read.purchase)
            if item_id is None:
                verdicts.append(unknown(row, read.purchase))
            elif (term := old.get(read.external_id)) is None:
                new.append({"external_id": read.external_id, "item_id": item_id, **read.values})
                verdicts.append("added")
            else:
                changes[term.id] = differing(term, {"item_id": item_id, **read.values})
                verdicts.append(compared(term, changes[term.id], _HEADINGS))
        if write:
            insert_all(connection, WarrantyTerm, new)
            update_all(connection, WarrantyTerm, changes)
        return verdicts
