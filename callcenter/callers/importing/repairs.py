"""Repairs from a file: once per job number of a point, whoever wrote it down first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, select, tuple_
from sqlmodel import col

from callcenter.callers.importing.known_items import items_of, unknown
from callcenter.callers.importing.point_names import PointNames
from callcenter.callers.models import Item, Repair
from callcenter.callers.words import RepairCover
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store.bulk import cells
from callcenter.store.bulk.days import day
from callcenter.store.bulk.rows import FileRow, House, Kind, Verdict, compared
from callcenter.store.bulk.upsert import (
    Values,
    columns,
    differing,
    held,
    hold,
    insert_all,
    update_all,
    versions,
)

_TEXTS = {
    "fault": "complaint", "cause": "cause", "work": "work", "parts": "parts", "component": "component",
    "symptom": "symptom", "job_no": "job_no", "result": "result",
}  # fmt: skip
_COVERS = {
    "保内": "warranty",
    "保修": "warranty",
    "保外": "paid",
    "自费": "paid",
    "召回": "recall",
    "延保": "extended",
}
_HEADINGS = {ours: theirs for theirs, ours in _TEXTS.items()} | {
    "handed_back_on": "done_on", "cover": "under_warranty", "point_name": "point_id", "external_id": "id",
    "item_id": "purchase_id",
}  # fmt: skip
_CODES = tuple(cover.value for cover in RepairCover)
_Job = tuple[int, str]
"""A point's id and its job number."""


@dataclass(frozen=True, slots=True)
class ReadRepair:
    """One row of the file, read."""

    external_id: str
    purchase: str
    point: str | None
    values: Values

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes, at a third of what dataclasses take."""
        return ReadRepair, (self.external_id, self.purchase, self.point, self.values)


class Repairs(Kind[ReadRepair]):
    """The file of repairs."""

    headings = (
        "id", "purchase_id", "point_id", "received_on", "done_on", "km", "fault", "cause", "work", "parts",
        "component",
        "symptom", "job_no", "cost", "currency", "under_warranty", "result",
    )  # fmt: skip
    needed = ("id", "purchase_id")

    def __init__(self, house: House) -> None:
        self._house = house
        self._points = PointNames()
        self._jobs: dict[_Job, str] = {}

    def parse(self, row: FileRow) -> ReadRepair:
        """Read a repair."""
        external_id, purchase = row.need("id"), row.need("purchase_id")
        amount = row.read(
            "cost", partial(cells.money, row.read("currency", cells.currency) or self._house.currency)
        )
        values: Values = {
            "received_on": row.read("received_on", day),
            "handed_back_on": row.read("done_on", day),
            "km": row.read("km", cells.kilometres),
            **{ours: row.text(theirs) for theirs, ours in _TEXTS.items()},
            "cost": amount and amount[0],
            "currency": amount and amount[1],
            "cover": row.read("under_warranty", _cover),
        }
        received, done = values["received_on"], values["handed_back_on"]
        if received and done and done < received:
            raise row.fault("done_on", N_("it was done before it was received. Correct one of the dates."))
        known = {name: value for name, value in values.items() if value is not None}
        return ReadRepair(external_id, purchase, row.text("point_id"), known)

    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, ReadRepair]], *, write: bool
    ) -> list[Verdict]:
        """Compare a batch with what is on file and write the difference."""
        self._points.load(connection)
        items = items_of(connection, (read.purchase for _, read in batch))
        old = held(connection, Repair, (read.external_id for _, read in batch))
        placed = [read.values | self._place(read.point) for _, read in batch]
        jobs = _jobs(connection, filter(None, map(_job, placed)))
        new: list[Values] = []
        changes: dict[int, Values] = {}
        verdicts: list[Verdict] = []
        for (row, read), values in zip(batch, placed, strict=True):
            item_id = items.get(read.purchase)
            if item_id is None:
                verdicts.append(unknown(row, read.purchase))
                continue
            found = self._found(row, read, old.get(read.external_id), _job(values), jobs)
            if isinstance(found, Invalid):
                verdicts.append(found)
                continue
            wanted = {"external_id": read.external_id, "item_id": item_id, **values}
            if found is None:
                new.append(wanted)
                verdicts.append("added")
            else:
                changes[found.id] = differing(found, wanted)
                verdicts.append(compared(found, changes[found.id], _HEADINGS))
        if write:
            insert_all(connection, Repair, new)
            update_all(connection, Repair, changes)
            _mileage(connection, [*new, *({"item_id": None, **each} for each in changes.values())])
        return verdicts

    def _place(self, said: str | None) -> Values:
        """A point of ours, or the name of another place."""
        if said is None:
            return {}
        point_id = self._points.find(said)
        return {"point_name": said} if point_id is None else {"point_id": point_id}

    def _found(
        self, row: FileRow, read: ReadRepair, old: Any, job: _Job | None, jobs: dict[_Job, Any]
    ) -> Any:
        """The repair on file that the row means, an error where its job number is another one's, or None."""
        if job is None:
            return old
        other = jobs.get(job)
        first = self._jobs.setdefault(job, read.external_id)
        standing = first if first != read.external_id else _other_repair(read, old, other)
        if standing is not None:
            return row.fault(
                "job_no",
                N_("the job {job_no} of this point is on file already, as {id}. Leave one of them out."),
                job_no=job[1], id=standing,
            )  # fmt: skip
        return old or other


def _cover(text: str) -> RepairCover:
    """Yes is the warranty, no is paid; a code of ours says it exactly."""
    try:
        return RepairCover.WARRANTY if cells.yes(text) else RepairCover.PAID
    except Invalid:
        return RepairCover(cells.one_of(("yes", "no", *_CODES), _COVERS, text))


def _job(values: Values) -> _Job | None:
    point_id, job_no = values.get("point_id"), values.get("job_no")
    return (point_id, job_no) if point_id and job_no else None


def _jobs(connection: Connection, jobs: Iterable[_Job]) -> dict[_Job, Any]:
    wanted = list(dict.fromkeys(jobs))
    if not wanted:
        return {}
    which = tuple_(col(Repair.point_id), col(Repair.job_no)).in_(wanted)
    found = connection.execute(select(*columns(Repair)).where(which))
    return {(row.point_id, row.job_no): row for row in found}


def _mileage(connection: Connection, repairs: Sequence[Values]) -> None:
    """Let items know their newest kilometres."""
    read = [each for each in repairs if each.get("item_id") and each.get("km") and each.get("received_on")]
    latest: dict[int, Values] = {}
    for each in sorted(read, key=lambda one: one["received_on"]):
        latest[each["item_id"]] = {"km": each["km"], "km_on": each["received_on"]}
    items = held(connection, Item, latest, by="id")
    newer = {
        item_id: values
        for item_id, values in latest.items()
        if (items[item_id].km or 0) < values["km"]
        and (items[item_id].km_on is None or items[item_id].km_on <= values["km_on"])
    }
    hold(connection, Item, newer)
    update_all(connection, Item, newer)
    versions(connection, Item, newer)


def _other_repair(read: ReadRepair, old: Any, other: Any) -> str | None:
    """The id of another repair on file that has this job number; None where there is none."""
    if other is None:
        return None
    taken = other.external_id not in (None, read.external_id)
    return str(other.external_id or other.id) if taken or (old is not None and other.id != old.id) else None
