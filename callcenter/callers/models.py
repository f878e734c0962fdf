"""Tables of callers and of what they own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text

from callcenter.callers.words import ContactRole, CustomerKind, PhoneKind, RepairCover, TermKind
from callcenter.store.columns import Row, amount, code, data, external, key, number, plain, ref


class Customer(Row, table=True):
    """A person or firm that bought something, or only rang."""

    __tablename__ = "customer"
    __table_args__ = (
        Index(
            "ix_customer_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    id: int | None = key()
    external_id: str | None = external()
    kind: CustomerKind = code(CustomerKind, default=CustomerKind.PERSON)
    name: str
    latin: str | None = None
    """The name in Latin letters (pinyin for Chinese), when it isn't."""
    email: str | None = None
    address: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = plain(optional=True)
    """ISO 3166-1 alpha-2."""
    lat: float | None = None
    lon: float | None = None
    """Degrees, WGS 84."""
    tier: str = plain(default="standard")
    language: str | None = plain(optional=True)
    preferred_point_id: int | None = ref("service_point.id", optional=True)
    do_not_call: bool = False
    flags: dict[str, Any] = data()
    """Codes that an agent must see, such as ``{"hard_of_hearing": true}``."""
    note: str | None = None
    since: date | None = None
    merged_into_id: int | None = ref("customer.id", optional=True)
    created_at: datetime
    version: int = 1


class CustomerMerge(Row, table=True):
    """Two customers on file that were one person or firm, and the way back."""

    __tablename__ = "customer_merge"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an erased merge's number must never mean another

    id: int | None = key()
    survivor_id: int = ref("customer.id", index=True)
    merged_id: int = ref("customer.id", index=True)
    at: datetime
    agent_id: int | None = ref("agent.id", optional=True)
    moved: dict[str, Any] = data()
    """The keys of the rows that moved, by ``table.column``: ``{"case.customer_id": [7, 9]}``."""
    held: dict[str, Any] = data()
    """How many rows the survivor has since then, by ``table.column``, to tell what came later."""
    was: dict[str, Any] = data()
    """What was written over, personal: fields, consents and places of numbers, each before and after."""
    undone_at: datetime | None = None
    undone_by: int | None = ref("agent.id", optional=True)


class CustomerApart(Row, table=True):
    """Two customers that look alike and are not the same: they are not proposed again."""

    __tablename__ = "customer_apart"

    customer_id: int = number(primary_key=True, foreign_key="customer.id")
    """The smaller id of the two."""
    other_id: int = number(primary_key=True, foreign_key="customer.id", index=True)
    agent_id: int | None = ref("agent.id", optional=True)
    at: datetime


class Contact(Row, table=True):
    """A person who speaks for a customer."""

    __tablename__ = "contact"

    id: int | None = key()
    customer_id: int = ref("customer.id", index=True)
    name: str
    latin: str | None = None
    role: ContactRole = code(ContactRole, default=ContactRole.OTHER)
    language: str | None = plain(optional=True)
    note: str | None = None
    ended_on: date | None = None


class Phone(Row, table=True):
    """One holding of a number: numbers are shared and reissued, so several rows may carry the same E.164."""

    __tablename__ = "phone"
    __table_args__ = (
        Index("ix_phone_e164", "e164"),
        Index("ix_phone_reversed", "reversed"),
    )

    id: int | None = key()
    customer_id: int = ref("customer.id", index=True)
    contact_id: int | None = ref("contact.id", optional=True)
    kind: PhoneKind = code(PhoneKind, default=PhoneKind.OTHER)
    raw: str
    """As it was written."""
    e164: str | None = plain(optional=True)
    """None for short and internal numbers."""
    reversed: str = plain()
    """The digits from the last to the first, for the last-digits lookup."""
    extension: str | None = plain(optional=True)
    position: int = 0
    held_from: date | None = None
    held_to: date | None = None
    """Set when the number is retired: it was reissued to somebody else."""
    confirmed_at: datetime | None = None


class Consent(Row, table=True):
    """What a customer agreed to; no row, no marketing."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("customer_id", "purpose", "channel"),)

    id: int | None = key()
    customer_id: int = ref("customer.id", index=True)
    purpose: str = plain()
    channel: str = plain(default="any")
    given: bool
    source: str
    given_on: date


class Verification(Row, table=True):
    """Which details a caller knew; never what was answered."""

    __tablename__ = "verification"
    __table_args__ = (Index("ix_verification_customer_id_at", "customer_id", "at"),)

    id: int | None = key()
    customer_id: int = ref("customer.id")
    agent_id: int = ref("agent.id")
    at: datetime
    matched: list[str] = data(list)


class NameToken(Row, table=True):
    """A folded word of a name and whose it is (``contact_id`` 0: the customer's own)."""

    __tablename__ = "name_token"
    __table_args__ = (Index("ix_name_token_customer_id", "customer_id"), {"sqlite_with_rowid": False})

    token: str = plain(primary_key=True)
    customer_id: int = number(primary_key=True)
    contact_id: int = number(primary_key=True, default=0)


class TokenDelete(Row, table=True):
    """A token with one letter left out, for lookups with a typo; shared by all names."""

    __tablename__ = "token_delete"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = plain(primary_key=True)
    token: str = plain(primary_key=True)


class Item(Row, table=True):
    """One physical unit; it outlives its owners."""

    __tablename__ = "item"

    id: int | None = key()
    brand: str
    product: str
    line: str | None = plain(optional=True)
    """The product line of the taxonomy: ``car``, ``fridge`` ..."""
    serial: str | None = plain(optional=True)
    """As written: a serial number or VIN."""
    serial_key: str | None = plain(optional=True, index=True)
    plate: str | None = plain(optional=True)
    plate_key: str | None = plain(optional=True, index=True)
    model_year: int | None = None
    km: int | None = None
    km_on: date | None = None
    version: int = 1


class Purchase(Row, table=True):
    """One ownership of an item."""

    __tablename__ = "purchase"

    id: int | None = key()
    external_id: str | None = external()
    item_id: int = ref("item.id", index=True)
    customer_id: int = ref("customer.id", index=True)
    bought_on: date | None = None
    owned_until: date | None = None
    retailer: str | None = None
    price: int | None = amount()
    """In hundredths of ``currency``."""
    currency: str | None = plain(optional=True)
    proof: str | None = plain(optional=True)
    """``receipt``, ``registered`` ...; None: on file, not proven."""


class WarrantyTerm(Row, table=True):
    """One promise of somebody to repair an item for nothing."""

    __tablename__ = "warranty_term"

    id: int | None = key()
    external_id: str | None = external()
    item_id: int = ref("item.id", index=True)
    kind: TermKind = code(TermKind)
    covers: str | None = None
    """What a part term covers: ``compressor``; None covers the whole unit."""
    from_on: date | None = None
    until_on: date | None = None
    """The last day covered."""
    until_km: int | None = None
    source: str | None = None


class Repair(Row, table=True):
    """One past service on an item."""

    __tablename__ = "repair"
    __table_args__ = (
        Index("ix_repair_item_id_received_on", "item_id", "received_on"),
        Index(
            "uq_repair_point_id_job_no",
            "point_id",
            "job_no",
            unique=True,
            sqlite_where=text("job_no IS NOT NULL"),
            postgresql_where=text("job_no IS NOT NULL"),
        ),
    )

    id: int | None = key()
    external_id: str | None = external()
    item_id: int = ref("item.id")
    point_id: int | None = ref("service_point.id", optional=True)
    point_name: str | None = None
    """Where, when the place is no service point of ours."""
    case_id: int | None = ref("case.id", optional=True)
    received_on: date | None = None
    handed_back_on: date | None = None
    km: int | None = None
    complaint: str | None = None
    cause: str | None = None
    work: str | None = None
    parts: str | None = None
    component: str | None = plain(optional=True)
    symptom: str | None = plain(optional=True)
    """Taxonomy codes, ``engine`` and ``engine.stalls``; other files' words are kept as they are."""
    job_no: str | None = plain(optional=True)
    cost: int | None = amount()
    """In hundredths of ``currency``."""
    currency: str | None = plain(optional=True)
    cover: RepairCover | None = code(RepairCover, optional=True)
    result: str | None = None


class Recall(Row, table=True):
    """A maker's call to bring units back."""

    __tablename__ = "recall"

    id: int | None = key()
    external_id: str | None = external()
    brand: str
    products: list[str] = data(list)
    """Product names; empty: every product of the brand within ``years`` or ``serials``."""
    serials: list[str] = data(list)
    """Serial keys, ``A..B`` ranges or ``PREFIX*``; empty: all."""
    years: list[int] = data(list)
    component: str | None = plain(optional=True)
    risk: str | None = None
    remedy: str | None = None
    url: str | None = None
    issued_on: date | None = None


class RecallItem(Row, table=True):
    """A unit that a recall names, done or not."""

    __tablename__ = "recall_item"

    recall_id: int = number(primary_key=True, foreign_key="recall.id")
    item_id: int = number(primary_key=True, foreign_key="item.id", index=True)
    done_on: date | None = None
    repair_id: int | None = ref("repair.id", optional=True)
