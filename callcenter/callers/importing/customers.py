"""Customers from a file: who they are, their numbers, a contact, what they agreed to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from callcenter.callers import names_on_file, phones, survivors
from callcenter.callers.importing import held_customers, write_customers
from callcenter.callers.importing.held_customers import HeldCustomer
from callcenter.callers.importing.point_names import PointNames
from callcenter.callers.models import Customer
from callcenter.callers.names import tokens
from callcenter.callers.numbers_on_file import Number, read_numbers
from callcenter.callers.words import CustomerKind
from callcenter.i18n import N_
from callcenter.points.countries import country
from callcenter.store.bulk import cells
from callcenter.store.bulk.days import day
from callcenter.store.bulk.rows import Differs, FileRow, House, Kind, Verdict
from callcenter.store.bulk.upsert import Values, differing, held

_KINDS = {
    "individual": "person", "private": "person", "p": "person", "个人": "person", "company": "firm",
    "business": "firm",
    "organisation": "firm", "organization": "firm", "corporate": "firm", "f": "firm", "企业": "firm",
    "公司": "firm",
    "单位": "firm", "firma": "firm", "entreprise": "firm",
}  # fmt: skip
_TIERS = {
    "普通": "standard",
    "normal": "standard",
    "银": "silver",
    "银卡": "silver",
    "金": "gold",
    "金卡": "gold",
}
_PARTS = re.compile(r"[;；|\n]+")
_HEADINGS = {"preferred_point_id": "preferred_point"}
_KIND_CODES = tuple(kind.value for kind in CustomerKind)


@dataclass(slots=True)
class Naming:
    """How a row's names are written in Latin letters and what they are found by: made when first needed."""

    latin: dict[str, str | None] = field(default_factory=dict)
    tokens: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def latin_of(self, name: str) -> str | None:
        """A name in Latin letters, if it isn't."""
        if name not in self.latin:
            self.latin[name] = names_on_file.latin_of(name)
        return self.latin[name]

    def all(self, names: Iterable[str | None]) -> None:
        """Make everything for these names."""
        for name in filter(None, names):
            for each in filter(None, (name, self.latin_of(name))):
                self.tokens[each] = tuple(tokens(each))


@dataclass(frozen=True, slots=True)
class ReadCustomer:
    """One row of the file, read."""

    external_id: str
    values: Values
    numbers: tuple[Number, ...]
    contact: str | None
    consent: bool | None
    consent_on: date | None
    preferred: str | None
    naming: Naming = field(default_factory=Naming)
    phones: str | None = None
    """As written, where the row names no country: a customer on file may have one."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes, at a third of what dataclasses take."""
        return ReadCustomer, (
            self.external_id, self.values, self.numbers, self.contact, self.consent, self.consent_on,
            self.preferred, self.naming, self.phones,
        )  # fmt: skip


@dataclass(slots=True)
class Plan:
    """What a row means for what is on file."""

    read: ReadCustomer
    old: HeldCustomer | None
    values: Values
    """All of them for a new customer, the different ones for an old one."""
    numbers: list[Number] = field(default_factory=list)
    contact: str | None = None
    consent: Values | None = None

    @property
    def is_changed(self) -> bool:
        """Whether it says anything new of a customer on file."""
        return bool(self.values or self.numbers or self.contact or self.consent)

    @property
    def verdict(self) -> Verdict:
        """What becomes of the row."""
        if self.old is None:
            return "added"
        if not self.is_changed:
            return "unchanged"
        fields: dict[str, tuple[Any, Any]] = {
            _HEADINGS.get(name, name): (getattr(self.old.row, name), value)
            for name, value in self.values.items()
            if name != "latin"
        }
        if self.numbers:
            fields["phones"] = (None, "; ".join(number.raw for number in self.numbers))
        if self.contact:
            fields["contact_name"] = (None, self.contact)
        if self.consent:
            fields["consent_marketing"] = (getattr(self.old.consent, "given", None), self.consent["given"])
        return Differs(fields)


class Customers(Kind[ReadCustomer]):
    """The file of customers."""

    headings = (
        "id", "kind", "name", "contact_name", "phones", "email", "address", "city", "region", "postcode",
        "country",
        "lat", "lon", "tier", "language", "preferred_point", "do_not_call", "consent_marketing",
        "consent_on", "note",
    )  # fmt: skip
    needed = ("id", "name")

    def __init__(self, house: House) -> None:
        self._house = house
        self._numbers = phones.PrefixCache()
        self._kind = cells.choice(_KIND_CODES, _KINDS)
        self._tier = cells.choice(house.tiers, _TIERS)
        self._country = lru_cache(maxsize=1024)(country)
        self._tokens: set[str] = set()
        self._points = PointNames()

    def parse(self, row: FileRow) -> ReadCustomer:
        """Read a customer; numbers that can't be read are kept raw with a warning."""
        external_id, name = row.need("id"), row.need("name")
        contact = row.text("contact_name")
        kind = row.read("kind", self._kind)
        values: Values = {
            "kind": CustomerKind(kind or ("firm" if contact and contact != name else "person")),
            "name": name,
            "email": row.lenient("email", cells.email) or row.text("email"),
            "country": row.lenient("country", self._country),
            "tier": row.lenient("tier", self._tier),
            "language": row.lenient("language", cells.language),
            "do_not_call": row.read("do_not_call", cells.yes),
            **{name: row.text(name) for name in ("address", "city", "region", "postcode", "note")},
            **_place(row),
        }
        if kind is None and contact is None:
            del values["kind"]  # the default says nothing about a customer on file
        return ReadCustomer(
            external_id,
            {name: value for name, value in values.items() if value is not None},
            self._read_numbers(row, row.text("phones"), values, values["country"]),
            contact,
            row.read("consent_marketing", cells.yes),
            row.read("consent_on", day),
            row.text("preferred_point"),
            phones=None if values["country"] else row.text("phones"),
        )

    def _read_numbers(
        self, row: FileRow, raw: str | None, values: Mapping[str, Any], country: str | None
    ) -> tuple[Number, ...]:
        region = country or self._house.region
        firm = values.get("kind") is CustomerKind.FIRM
        found: dict[tuple[str, str | None], Number] = {}
        for part in _PARTS.split(raw or ""):
            for number in read_numbers(
                part, region, firm=firm, read=self._numbers.candidates, kind=self._numbers.kind_guess
            ):
                if number.e164 is None:
                    row.warn(
                        "phones",
                        N_("“{given}” is no complete telephone number. It is kept as it is."),
                        given=number.raw,
                    )
                found.setdefault(
                    held_customers.number_key(number.reversed, number.extension, number.raw), number
                )
        return tuple(found.values())

    def prepare(self, parsed: ReadCustomer) -> None:
        """Make what the index of names needs."""
        parsed.naming.all((parsed.values["name"], parsed.contact))

    def put(
        self, connection: Connection, batch: Sequence[tuple[FileRow, ReadCustomer]], *, write: bool
    ) -> list[Verdict]:
        """Compare a batch with what is on file and write the difference."""
        rows = held(connection, Customer, (read.external_id for _, read in batch))
        now = survivors.held_many if write else survivors.of_many
        known = held_customers.read(connection, rows, now(connection, (int(row.id) for row in rows.values())))
        self._points.load(connection)
        plans = [self._plan(row, read, known.get(read.external_id)) for row, read in batch]
        _tell_once(plans)
        if write:
            write_customers.write(connection, plans, self._house, self._tokens)
        return [plan.verdict for plan in plans]

    def _plan(self, row: FileRow, read: ReadCustomer, old: HeldCustomer | None) -> Plan:
        values = dict(read.values)
        if read.preferred:
            values |= self._preferred(row, read.preferred)
        if old is None or values["name"] != old.row.name:
            values["latin"] = read.naming.latin_of(values["name"])
        consent = None
        if read.consent is not None:
            consent = held_customers.consent(old, read.consent, read.consent_on, self._house.today)
        if old is None:
            return Plan(read, None, values, list(read.numbers), read.contact, consent)
        new = [
            number
            for number in self._numbers_of(row, read, old)
            if held_customers.number_key(number.reversed, number.extension, number.raw) not in old.numbers
        ]
        contact = read.contact if read.contact not in old.contacts else None
        return Plan(read, old, differing(old.row, values), new, contact, consent)

    def _numbers_of(self, row: FileRow, read: ReadCustomer, old: HeldCustomer) -> tuple[Number, ...]:
        """A row's numbers; of one that names no country, as they are dialled in the country on file."""
        country = old.row.country
        if read.phones is None or country in (None, self._house.region):
            return read.numbers
        row.warnings[:] = [one for one in row.warnings if one.params.get("field") != "phones"]
        return self._read_numbers(row, read.phones, read.values, country)

    def _preferred(self, row: FileRow, said: str) -> Values:
        found = self._points.find(said)
        if found is None:
            row.warn(
                "preferred_point", N_("“{given}” is no service point on file. It is left out."), given=said
            )
            return {}
        return {"preferred_point_id": found}


def _tell_once(plans: Iterable[Plan]) -> None:
    """Of two ids in the file that lead to one customer only the first brings the same number or contact."""
    told: set[tuple[object, ...]] = set()
    for plan in plans:
        if plan.old is not None:
            numbers, plan.numbers = plan.numbers, []
            for number in numbers:
                key = (plan.old.id, *held_customers.number_key(number.reversed, number.extension, number.raw))
                if key not in told:
                    told.add(key)
                    plan.numbers.append(number)
            if plan.contact and (contact := (plan.old.id, plan.contact)) in told:
                plan.contact = None
            elif plan.contact:
                told.add(contact)


def _place(row: FileRow) -> Values:
    """Coordinates where both are sensible; a customer without them is still a customer."""
    lat, lon = row.lenient("lat", cells.degrees), row.lenient("lon", cells.degrees)
    if lat is None and lon is None:
        return {}
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or (abs(lat) < 0.01 and abs(lon) < 0.01):
        row.warn("lat", N_("“{lat}, {lon}” is no place on the map. It is left out."), lat=lat, lon=lon)
        return {}
    return {"lat": lat, "lon": lon}
