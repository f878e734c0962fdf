"""What the callers' room shows: frozen read models, standard library only."""

from dataclasses import dataclass
from datetime import date, datetime

from callcenter.i18n import Phrase


@dataclass(frozen=True, slots=True)
class PhoneCandidate:
    """One telephone number found in a text.

    Attributes:
        raw: the part of the text it was read from, as typed.
        e164: ``+`` and at most 15 digits (ITU-T E.164), without the extension.
        extension: digits to dial after the answer, or None.
        region: ISO 3166 two-letter code, ``001`` for numbers of no country, None where unknown.
        valid: whether the numbering plan of its region knows such a number.
    """

    raw: str
    e164: str
    extension: str | None
    region: str | None
    valid: bool


@dataclass(frozen=True, slots=True)
class LookupRow:
    """One answer of the desk field, with why it matched."""

    kind: str
    """``customer``, ``case``, ``item`` (one that nobody owns now) or ``new`` (offer a new customer with the
    number filled in)."""
    why: Phrase
    """Codes ``why.exact_number``, ``why.last_digits``, ``why.name``, ``why.typo``, ``why.serial`` ..."""
    exact: bool
    name: str = ""
    latin: str = ""
    place: str = ""
    customer_id: int | None = None
    contact: str = ""
    """The contact whose name or number matched, when it isn't the customer's own."""
    external_id: str | None = None
    phones: tuple[str, ...] = ()
    """E.164, masked but for the number asked for and exact matches."""
    items: tuple[str, ...] = ()
    """At most three, newest first: ``Buick Excelle``."""
    open_cases: tuple[str, ...] = ()
    """Case numbers as shown."""
    tier: str = "standard"
    item_id: int | None = None
    """The item that matched by serial, VIN or plate."""
    earlier_owner: bool = False
    """The item that matched had owners, who are not named, and has none now."""
    case_id: int | None = None
    case_number: str = ""
    case_state: str = ""
    summary: str = ""
    e164: str | None = None
    """The number asked for, on ``new`` rows and exact matches."""
    double: bool = False
    """Another row with the same number may be the same customer."""


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What the desk field found, best first."""

    text: str
    rows: tuple[LookupRow, ...]
    single: LookupRow | None = None
    """The row to open by itself: exact and the only one."""
    number: PhoneCandidate | None = None
    """The number in the text, if it is one."""
    more: bool = False
    """Whether there are more rows than these."""
    number_text: str = ""
    """The number asked for as people read it, where it is one."""


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A number on the card."""

    phone_id: int
    text: str
    """Ready to read: international format, masked unless verified or the one called from."""
    e164: str | None
    """None while masked."""
    kind: str
    extension: str | None = None
    contact: str = ""
    also: tuple[str, ...] = ()
    """Names of others who hold the same number."""
    calling: bool = False
    """Whether the call comes from it."""


@dataclass(frozen=True, slots=True)
class ContactView:
    """A person who speaks for the customer."""

    contact_id: int
    name: str
    role: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TermView:
    """One warranty term, judged today."""

    kind: str
    covers: str | None
    from_on: date | None
    until_on: date | None
    until_km: int | None
    over: bool
    """By date or by the last known kilometres."""
    years: int | None
    """Whole years from start to end, where they are whole: ``maker's 3 years``."""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class RecallView:
    """An open recall of one unit."""

    recall_id: int
    component: str
    risk: str | None
    remedy: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class RepairView:
    """One past repair."""

    repair_id: int
    item_id: int
    received_on: date | None
    handed_back_on: date | None
    where: str
    complaint: str
    work: str
    symptom: str | None
    component: str | None
    km: int | None
    cost: int | None
    """Hundredths of ``currency``; None when unknown or masked."""
    currency: str | None
    cost_masked: bool
    cover: str | None
    result: str | None
    point_id: int | None = None
    case_number: str | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A fault that came back on an item."""

    item_id: int
    symptom: str
    """A taxonomy code, or the words of the repairs."""
    times: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing the customer owns or owned."""

    item_id: int
    name: str
    """Brand and product."""
    brand: str
    line: str | None
    serial: str | None
    plate: str | None
    model_year: int | None
    km: int | None
    bought_on: date | None
    retailer: str | None
    proven: bool
    """Whether there is proof of the purchase; else: on file, not proven."""
    owned_until: date | None
    """Set for what was sold or given away: shown dim, without the new owner."""
    earlier_owners: int
    terms: tuple[TermView, ...] = ()
    recalls: tuple[RecallView, ...] = ()
    repairs: int = 0


@dataclass(frozen=True, slots=True)
class OpenCaseView:
    """A case on the card."""

    case_id: int
    number: str
    """As shown: 4821-7."""
    summary: str
    state: str
    kind: str
    safety: bool
    item_id: int | None
    where: str
    """The point that has it, or empty."""
    logged_at: datetime
    due_at: datetime | None
    expected_at: datetime | None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastContact:
    """The last time we spoke, and what was said and promised."""

    at: datetime
    agent: str
    what: Phrase
    words: str = ""
    promise: str = ""
    promise_by: datetime | None = None
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Who it is, what they own, what is open: one caller on one screen."""

    customer_id: int
    external_id: str | None
    version: int
    kind: str
    name: str
    latin: str
    tier: str
    language: str | None
    place: str
    """City and district; the full address only when verified."""
    address: str | None
    """None while masked or unknown."""
    email: str | None
    since: date | None
    do_not_call: bool
    flags: tuple[str, ...]
    note: str
    verified_at: datetime | None
    ask: tuple[str, ...]
    """Codes of what may be asked to verify: ``ask.street``, ``ask.serial``, ``ask.month_bought`` ..."""
    phones: tuple[PhoneView, ...] = ()
    contacts: tuple[ContactView, ...] = ()
    last: LastContact | None = None
    open_cases: tuple[OpenCaseView, ...] = ()
    closed_cases: tuple[OpenCaseView, ...] = ()
    """The latest few."""
    items: tuple[ItemView, ...] = ()
    repairs: tuple[RepairView, ...] = ()
    """Of all items, newest first."""
    repeats: tuple[Repeat, ...] = ()
    calling: str | None = None
    """The E.164 number of this call, if the card was opened by one."""
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    preferred_point_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What an agent types of a customer who isn't on file."""

    name: str
    phones: tuple[str, ...] = ()
    kind: str = "person"
    email: str = ""
    address: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    language: str = ""
    note: str = ""
