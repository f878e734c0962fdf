"""What a service point sees of a case that it was offered: frozen values, standard library only."""

from dataclasses import dataclass, field
from datetime import datetime

from callcenter.i18n import Phrase


@dataclass(frozen=True, slots=True)
class Offer:
    """What a point must know to say yes, and nothing of who the customer is; texts are masked."""

    kind: str
    way: str
    category: str | None
    line: str | None
    brand: str | None
    product: str | None
    model_year: int | None
    district: str
    country: str | None
    work_on: str
    time_wished: str | None
    cover: str | None
    priority: str
    safety: bool
    description: str
    category_name: str = ""
    """In the reader's language."""
    appointment: dict[str, str] | None = None
    """``from`` and ``to``, as it was agreed with the customer."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody whom the point may ring."""

    name: str
    number: str
    """To be dialled."""
    text: str
    """As it is written."""
    is_on_spot: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose case it is and where: what opens when the point accepts."""

    customer: str = field(repr=False)
    people: tuple[Reachable, ...] = field(repr=False)
    place: str = field(repr=False)
    city: str
    postcode: str
    country: str
    lat: float | None = field(repr=False)
    lon: float | None = field(repr=False)
    description: str = field(repr=False)
    """As it was typed."""
    item: str
    serial: str | None
    plate: str | None
    km: int | None
    cover: str | None
    cost_told: int | None
    """In hundredths of ``currency``."""
    cost_agreed: bool | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that this point said."""

    at: datetime
    what: Phrase
    words: str = ""


@dataclass(frozen=True, slots=True)
class PointCase:
    """One case as its service point sees it."""

    dispatch_id: int
    number: str
    state: str
    """Of the offer."""
    case_state: str
    """Of the case; empty while the offer isn't accepted, and once it is over."""
    answer_due_at: datetime | None
    expected_at: datetime | None
    can: tuple[str, ...]
    """What it can do now: ``accept``, ``decline``, ``propose``, and the steps of its work."""
    offer: Offer | None
    """None once the offer has ended."""
    opened: Opened | None = None
    """From acceptance until the offer ends, or some days after the case was closed."""
    reports: tuple[Report, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing of the case is shown any more."""
        return self.offer is None
