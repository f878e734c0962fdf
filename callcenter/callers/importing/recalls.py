"""Recalls from a file; the units they name are written with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete
from sqlmodel import col

from callcenter.callers import recalls
from callcenter.callers.models import Recall, RecallItem
from callcenter.i18n import N_
from callcenter.store.bulk import cells
from callcenter.store.bulk.rows import FileRow, House, Kind, Verdict, compared
from callcenter.store.bulk.upsert import Values, differing, held, insert_all, update_all

_SCOPE = frozenset({"brand", "products", "serials", "years"})


@dataclass(frozen=True, slots=True)
class ReadRecall:
    """One row of the file, read."""

    external_id: str
    values: Values


class Recalls(Kind[ReadRecall]):
    """The file of recalls."""

    headings = ("id", "brand", "products", "serials", "years", "component", "risk", "remedy", "url")
    needed = ("id", "brand")

    def __init__(self, house: House) -> None:
        self._house = house

    def parse(self, row: FileRow) -> ReadRecall:
        """Read a recall; one without products, serials and years names every unit of the brand."""
        values: Values = {
            "brand": row.need("brand"),
            "products": [*(row.read("products", cells.listed) or ())],
            "serials": [*(row.read("serials", cells.listed) or ())],
            "years": row.read("years", cells.years) or [],
            **{name: row.text(name) for name in ("component", "risk", "remedy")},
            "url": row.read("url", cells.web_address),
        }
        if not (values["products"] or values["serials"] or values["years"]):
            row.warn("products", N_("the recall names every unit of {brand}."), brand=values["brand"])
        return ReadRecall(row.need("id"), {name: value for name, value in values.items() if value})

    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, ReadRecall]], *, write: bool
    ) -> list[Verdict]:
        """Compare a batch with what is on file and write the difference and the units."""
        old = held(connection, Recall, (read.external_id for _, read in batch))
        new: list[Values] = []
        changes: dict[int, Values] = {}
        verdicts: list[Verdict] = []
        for _, read in batch:
            recall = old.get(read.external_id)
            if recall is None:
                new.append({"external_id": read.external_id, **read.values})
                verdicts.append("added")
            else:
                changes[recall.id] = differing(recall, read.values)
                verdicts.append(compared(recall, changes[recall.id]))
        if write:
            ids = insert_all(connection, Recall, new)
            update_all(connection, Recall, changes)
            _name_units(connection, ids, [each for each, sets in changes.items() if _SCOPE & sets.keys()])
        return verdicts


def _name_units(connection: Connection, new: list[int], changed: list[int]) -> None:
    """Name the units; a changed recall lets go of those it no longer names, except what is done."""
    connection.execute(
        delete(RecallItem).where(col(RecallItem.recall_id).in_(changed), col(RecallItem.done_on).is_(None))
    )
    if new or changed:
        recalls.name_units(connection, *new, *changed)
