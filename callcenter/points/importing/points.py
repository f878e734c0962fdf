"""Service points from a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from callcenter.i18n import N_
from callcenter.points import hours
from callcenter.points.countries import country
from callcenter.points.importing.place import locate
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.words import AbilityKind
from callcenter.store.bulk import cells
from callcenter.store.bulk.rows import Differs, FileRow, House, Kind, Verdict, compared
from callcenter.store.bulk.upsert import Values, differing, held, insert_all, update_all, versions

WAYS = ("bring_in", "on_site", "pick_up", "mail_in", "roadside")
"""The codes of the ways; their words stand with the cases."""
_WAYS = {
    "walk_in": "bring_in", "carry_in": "bring_in", "drop_off": "bring_in", "workshop": "bring_in",
    "到店": "bring_in",
    "送修": "bring_in", "进店": "bring_in", "onsite": "on_site", "home": "on_site", "at home": "on_site",
    "上门": "on_site",
    "上门服务": "on_site", "pickup": "pick_up", "取送": "pick_up", "上门取件": "pick_up", "取车": "pick_up",
    "mail": "mail_in",
    "ship": "mail_in", "寄修": "mail_in", "邮寄": "mail_in", "tow": "roadside", "towing": "roadside",
    "rescue": "roadside",
    "救援": "roadside", "道路救援": "roadside", "拖车": "roadside",
}  # fmt: skip
_TEXTS = ("address", "city", "region", "postcode")
_LISTS = {
    "brands": AbilityKind.BRAND, "authorised_brands": AbilityKind.AUTHORISED, "skills": AbilityKind.SKILL,
    "ways": AbilityKind.WAY, "languages": AbilityKind.LANGUAGE,
}  # fmt: skip

_HEADINGS = {"opening_hours_said": "opening_hours", "place_quality": ""}
Abilities = Mapping[AbilityKind, frozenset[str]]
ReadPhone = Callable[[str, str], tuple[str, bool]]
"""Writes the numbers of a cell internationally, and says whether all were read."""


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """One row of the file, read."""

    external_id: str
    values: Values
    abilities: Abilities
    """Only the kinds that the row names."""


class Points(Kind[ReadPoint]):
    """The file of service points.

    Args:
        house: settings and time.
        phone: reads telephone numbers.
    """

    headings = (
        "id", "name", "brands", "authorised_brands", "skills", "ways", "area_km", "address", "city", "region",
        "postcode", "country", "lat", "lon", "datum", "phone", "emergency_phone", "email", "webhook",
        "opening_hours",
        "daily_capacity", "languages", "timezone",
    )  # fmt: skip
    needed = ("id", "name")

    def __init__(self, house: House, phone: ReadPhone) -> None:
        self._house = house
        self._phone = phone

    def parse(self, row: FileRow) -> ReadPoint:
        """Read a point; a place, hours or numbers that can't be true are warnings."""
        external_id, name = row.need("id"), row.need("name")
        code = row.lenient("country", country)
        place = locate(row, code, self._house)
        values: Values = {
            "name": name,
            **{heading: row.text(heading) for heading in _TEXTS},
            "country": code,
            "lat": place.lat,
            "lon": place.lon,
            "place_quality": place.quality,
            "timezone": place.zone,
            "phone": self._number(row, "phone", code),
            "emergency_phone": self._number(row, "emergency_phone", code),
            "email": row.lenient("email", cells.email) or row.text("email"),
            "webhook": row.read("webhook", cells.web_address),
            "daily_capacity": row.read("daily_capacity", partial(cells.whole, 0, 100_000)),
            "area_km": row.read("area_km", _area),
        }
        known = {heading: value for heading, value in values.items() if value is not None}
        return ReadPoint(external_id, known | _hours(row), _abilities(row))

    def _number(self, row: FileRow, heading: str, code: str | None) -> str | None:
        raw = row.text(heading)
        if raw is None:
            return None
        shown, whole = self._phone(raw, code or self._house.region)
        if not whole:
            row.warn(
                heading, N_("“{given}” is no complete telephone number. It is kept as it is."), given=raw
            )
        return shown

    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, ReadPoint]], *, write: bool
    ) -> list[Verdict]:
        """Compare a batch with what is on file and write the difference."""
        old = held(connection, ServicePoint, (read.external_id for _, read in batch))
        can = _held_abilities(connection, [row.id for row in old.values()])
        new: list[ReadPoint] = []
        changes: dict[int, Values] = {}
        abilities: list[tuple[int, Abilities]] = []
        verdicts: list[Verdict] = []
        for _, read in batch:
            point = old.get(read.external_id)
            if point is None:
                new.append(read)
                verdicts.append("added")
                continue
            sets = _settled(point, differing(point, read.values))
            other = {
                kind: words
                for kind, words in read.abilities.items()
                if can.get((point.id, kind), set()) != words
            }
            if sets or other:
                changes[point.id] = sets
                abilities.append((point.id, other))
            verdicts.append(_verdict(point, sets, can, other))
        if write:
            ids = insert_all(
                connection, ServicePoint, [{"external_id": one.external_id, **one.values} for one in new]
            )
            update_all(connection, ServicePoint, changes)
            versions(connection, ServicePoint, changes)
            _write_abilities(connection, abilities)
            _insert_abilities(
                connection, [(point_id, one.abilities) for point_id, one in zip(ids, new, strict=True)]
            )
        return verdicts


def _verdict(
    point: Any, sets: Values, can: Mapping[tuple[int, AbilityKind], set[str]], other: Abilities
) -> Verdict:
    found = compared(point, sets, _HEADINGS)
    if not other:
        return found
    lists = {
        heading: ("; ".join(sorted(can.get((point.id, kind), ()))), "; ".join(sorted(other[kind])))
        for heading, kind in _LISTS.items()
        if kind in other
    }
    return Differs({**(found.fields if isinstance(found, Differs) else {}), **lists})


def _area(text: str) -> float:
    return float(cells.whole(0, 20_000, text))


def _hours(row: FileRow) -> Values:
    """Opening hours in OSM form and as said; in no known form they are unknown."""
    said = row.text("opening_hours")
    if said is None:
        return {}
    osm = hours.normalise(said)
    if osm is None:
        row.warn(
            "opening_hours",
            N_("“{given}” is in no known form. They count as unknown; write them like Mo-Fr 09:00-18:00."),
            given=said,
        )
    return {"opening_hours": osm, "opening_hours_said": said}


def _settled(point: Any, sets: Values) -> Values:
    """A row without a place doesn't take away the one that is on file."""
    if sets.get("place_quality") == "none" and point.lat is not None:
        return {name: value for name, value in sets.items() if name not in ("place_quality", "timezone")}
    return sets


def _abilities(row: FileRow) -> Abilities:
    way = partial(cells.one_of, WAYS, _WAYS)
    read: dict[str, Callable[[str], str]] = {"ways": way, "languages": cells.language}
    found: dict[AbilityKind, frozenset[str]] = {}
    for heading, kind in _LISTS.items():
        if words := row.read(heading, partial(_all, read.get(heading, str))):
            found[kind] = frozenset(word.casefold() for word in words)
    return found


# --- what a point can do, in the store ---


def _held_abilities(connection: Connection, ids: list[int]) -> dict[tuple[int, AbilityKind], set[str]]:
    found: dict[tuple[int, AbilityKind], set[str]] = {}
    rows = select(col(PointAbility.point_id), col(PointAbility.kind), col(PointAbility.value)).where(
        col(PointAbility.point_id).in_(ids)
    )
    for point_id, kind, value in connection.execute(rows):
        found.setdefault((point_id, kind), set()).add(value)
    return found


def _write_abilities(connection: Connection, changes: Iterable[tuple[int, Abilities]]) -> None:
    """Replace the kinds of abilities that differ."""
    changed = list(changes)
    for point_id, abilities in changed:
        connection.execute(
            delete(PointAbility).where(
                col(PointAbility.point_id) == point_id, col(PointAbility.kind).in_(list(abilities))
            )
        )
    _insert_abilities(connection, changed)


def _insert_abilities(connection: Connection, wanted: Iterable[tuple[int, Abilities]]) -> None:
    rows = [
        {"point_id": point_id, "kind": kind, "value": value}
        for point_id, abilities in wanted
        for kind, values in abilities.items()
        for value in sorted(values)
    ]
    if rows:
        connection.execute(insert(PointAbility), rows)


def _all(reader: Callable[[str], str], text: str) -> frozenset[str]:
    return frozenset(reader(part) for part in cells.listed(text))
