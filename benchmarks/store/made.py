"""Made-up rows, each out of a seed and its own number: any row can be made alone, none is remembered.

So files of any length stream, the same seed gives the same rows, and the benchmarks know whom they ask for.
"""

from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from benchmarks.store import goods
from benchmarks.store.goods import PRODUCTS, Product
from benchmarks.store.lands import LANDS, Land, Town

PURCHASES_EACH = 2
REPAIRS_EACH = 3
NEWEST = date(2026, 2, 27)
"""No row is younger."""
NAMES = 1_000_000
"""After so many customers names, addresses and products come again, as among many people; numbers don't."""
HOUSEHOLD = 50
"""One customer in so many shares the number of the one before."""
SCATTER = 1_000_003
"""Prime, and no factor of any country's numbers: multiplied by it they come in another order, each once."""
_FIRMS = {
    "CN": "汽车服务有限公司", "JP": "株式会社", "KR": "주식회사", "RU": "и сыновья", "UA": "і сини",
    "GR": "ΑΕ", "EG": "للتجارة", "SA": "للتجارة", "TR": "Ticaret A.Ş.", "VN": "Công ty", "DE": "GmbH",
    "FR": "et Cie",
}  # fmt: skip
_TIERS = ("standard",) * 8 + ("silver", "gold")
_LANDS = [at for at, land in enumerate(LANDS) for _ in range(land.weight)]


class Number(NamedTuple):
    """A telephone number, and how it was written down."""

    e164: str
    written: str


class Person(NamedTuple):
    """A customer; ``number`` counts from 0."""

    number: int
    land: Land
    name: str
    firm: bool
    phones: tuple[Number, ...]
    email: str | None
    address: str
    town: Town
    lat: float
    lon: float
    tier: str

    @property
    def id(self) -> str:
        """The id of the house's own files."""
        return f"C{self.number}"


class Bought(NamedTuple):
    """A purchase and its unit; ``number`` counts from 0, ``customer`` is the customer's."""

    number: int
    customer: int
    product: Product
    serial: str
    plate: str | None
    year: int
    on: date
    retailer: str
    price: int
    currency: str
    km: int | None


class Repaired(NamedTuple):
    """A past repair; ``purchase`` and ``point`` are the numbers of those."""

    number: int
    purchase: int
    point: int
    on: date
    days: int
    symptom: str
    cost: int
    currency: str
    paid: bool


class Chance:
    """What is drawn for one row: 256 bits out of seed, kind and number, taken from the low end."""

    __slots__ = ("_bits",)

    def __init__(self, seed: int, kind: str, number: int) -> None:
        digest = blake2b(f"{seed} {kind} {number}".encode(), digest_size=32).digest()
        self._bits = int.from_bytes(digest)

    def below(self, limit: int) -> int:
        """A whole number from 0 to below a limit."""
        self._bits, drawn = divmod(self._bits, limit)
        return drawn


def person(seed: int, number: int) -> Person:
    """The customer of a number."""
    shares = number % HOUSEHOLD == HOUSEHOLD - 1
    alike = number % NAMES
    chance = Chance(seed, "customer", alike)
    land = _land(seed, alike - shares)
    town = land.towns[(alike - shares) // len(_LANDS) % len(land.towns)]
    name, firm = _name(seed, alike, land)
    count = 1 + (number % 10 in {3, 6, 9})
    phones = tuple(
        _phone(land, seed, 2 * (number - shares) + at, chance.below(5))
        for at in range(1 if shares else count)
    )
    street = land.streets[chance.below(len(land.streets))]
    return Person(
        number,
        land,
        name,
        firm,
        phones,
        f"c{alike}@example.{land.code.lower()}" if chance.below(3) else None,
        street.format(1 + chance.below(300)),
        town,
        round(town.lat + (chance.below(2000) - 1000) / 5000, 5),
        round(town.lon + (chance.below(2000) - 1000) / 5000, 5),
        _TIERS[chance.below(len(_TIERS))],
    )


def _name(seed: int, number: int, land: Land) -> tuple[str, bool]:
    """A name, and whether it is a firm's."""
    chance = Chance(seed, "name", number)
    firm = chance.below(20) == 0
    name = land.names(chance.below(1 << 48))
    return (f"{name} {_FIRMS.get(land.code, 'Ltd')}" if firm else name), firm


def _land(seed: int, number: int) -> Land:
    """The country of a customer: of each hundred in a row, so many as its weight says."""
    return LANDS[_LANDS[(number * 37 + seed) % len(_LANDS)]]


def _phone(land: Land, seed: int, number: int, spelling: int) -> Number:
    size = 10**land.digits
    begin, rest = divmod((number * SCATTER + seed) % (len(land.begins) * size), size)
    own = f"{land.begins[begin]}{rest:0{land.digits}}"
    e164 = f"+{land.dial}{own}"
    parts = (own[:-8], own[-8:-4], own[-4:]) if len(own) > 8 else (own[:-4], own[-4:])
    match spelling:
        case 0:
            return Number(e164, e164)
        case 1:
            return Number(e164, f"+{land.dial} {' '.join(parts)}")
        case 2:
            return Number(e164, f"+{land.dial}-{own}")
        case 3:
            return Number(e164, f"{land.trunk}{'-'.join(parts)}")
        case _:
            return Number(e164, f"{land.trunk}{own}")


def bought(seed: int, number: int, each: int = PURCHASES_EACH) -> Bought:
    """The purchase of a number, when every customer has so many."""
    product, on, chance = _what_and_when(seed, number)
    customer = number // each
    land = _land(seed, customer)
    return Bought(
        number,
        customer,
        product,
        goods.serial(product, number, on.year),
        goods.plate(product, number),
        on.year,
        on,
        f"{land.towns[0].name} {1 + chance.below(40)}",
        product.price * 100 - chance.below(5000),
        land.currency,
        chance.below(240_000) if product.has_vin else None,
    )


def _what_and_when(seed: int, number: int) -> tuple[Product, date, Chance]:
    """What was bought and when, and what is left of the chance for the rest."""
    chance = Chance(seed, "purchase", number % (NAMES * PURCHASES_EACH))
    return PRODUCTS[chance.below(len(PRODUCTS))], NEWEST - timedelta(days=chance.below(3650)), chance


def repaired(seed: int, number: int, points: int, each: int = REPAIRS_EACH) -> Repaired:
    """The repair of a number, of one of the customer's purchases at one of so many service points."""
    chance = Chance(seed, "repair", number % (NAMES * REPAIRS_EACH))
    purchase = number // each * PURCHASES_EACH + number % PURCHASES_EACH
    product, on, _ = _what_and_when(seed, purchase)
    after = chance.below(max(1, (NEWEST - on).days))
    return Repaired(
        number,
        purchase,
        chance.below(points),
        on + timedelta(days=after),
        chance.below(20),
        product.symptoms[chance.below(len(product.symptoms))],
        1000 + chance.below(90_000),
        _land(seed, number // each).currency,
        chance.below(3) == 0,
    )


@cache
def point_count(customers: int) -> int:
    """How many service points a house of so many customers has: one for two thousand, at least forty."""
    return max(40, customers // 2000)


def point_town(number: int) -> tuple[Land, Town]:
    """Where a service point is: towns take turns, the larger countries' more often."""
    land = LANDS[_LANDS[number * 37 % len(_LANDS)]]
    return land, land.towns[number // len(_LANDS) % len(land.towns)]
