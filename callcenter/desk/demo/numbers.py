"""Telephone numbers of the demo: valid in form, and kept out of real use as far as a country lets one.

Set aside for film and drama: +1 NXX 555 01xx (NANPA), +44 20 7946 0xxx (Ofcom), +33 1 99 00 xxxx (ARCEP),
+49 30 23125, 40 66969, 69 90009, 89 99998 and 221 4710 (BNetzA), +61 2 5550 xxxx (ACMA). China, Japan, Korea,
Singapore and India set none aside: there mobiles have the ``1234`` that everybody knows from forms. The demo
rings nobody.
"""

from random import Random

from callcenter.desk.demo.cities import City
from callcenter.desk.demo.stage import Stage

_MOBILES: dict[str, tuple[tuple[str, ...], int]] = {
    "CN": (
        tuple(
            f"+86{begin}1234"
            for begin in (
                *range(130, 140),
                150,
                151,
                152,
                *range(155, 160),
                *range(176, 179),
                *range(180, 190),
            )
        ),
        4,
    ),
    "JP": (("+81801234", "+81901234", "+81701234"), 4),
    "KR": (("+82101234",), 4),
    "SG": (("+6591234",), 3),
    "IN": (("+9198765",), 5),
}
"""How mobile numbers begin, and how many digits follow; elsewhere people have numbers of places."""
_SHORT = ("592", "351", "771", "931", "991", "471")
"""Chinese areas whose numbers have seven digits."""
_GERMANY = {"30": "23125", "40": "66969", "69": "90009", "89": "99998", "221": "4710"}
_AREAS = {
    "212": "212 646 917 718 347 929", "213": "213 310 323 424 818", "312": "312 773 872 630",
    "713": "713 281 832", "415": "415 628 510 650", "206": "206 253 425", "617": "617 857 781",
    "303": "303 720", "416": "416 647 437 905", "604": "604 778 236",
}  # fmt: skip


def mobile(stage: Stage, chance: Random, town: City) -> str:
    """A new mobile number; where a country sets none aside, one of a place."""
    if town.country not in _MOBILES:
        return fixed(stage, chance, town)
    begins, digits = _MOBILES[town.country]
    return _fresh(stage, chance, begins, digits)


def fixed(stage: Stage, chance: Random, town: City) -> str:
    """A new number of a place."""
    begins, digits = _of_place(town)
    return _fresh(stage, chance, begins, digits)


def of_point(town: City, number: int) -> str:
    """The number of the service point of this number; those of one town differ."""
    area = town.area_code
    match town.country:
        case "CN":
            return f"+86 {area} {'589' if area in _SHORT else '5889'} {number:04}"
        case "US" | "CA":
            return f"+1 {area} 555 01{number % 100:02}"
        case "DE":
            return f"+49 {area} {_GERMANY[area]} {number:03}"
    begin = {"GB": "44 20 7946 0", "FR": "33 1 99 00 0", "AU": "61 2 5550 9", "JP": "81 3 5551 9"}
    begin |= {"KR": "82 2 556 9", "IN": "91 22 2556 9", "SG": "65 6124 9"}
    return f"+{begin[town.country]}{number:03}"


def _of_place(town: City) -> tuple[tuple[str, ...], int]:
    """How numbers of a town begin, and how many digits follow."""
    area = town.area_code
    match town.country:
        case "CN":
            return (f"+86{area}{'588' if area in _SHORT else '5888'}",), 4
        case "US" | "CA":
            return tuple(f"+1{one}55501" for one in _AREAS[area].split()), 2
        case "DE":
            return (f"+49{area}{_GERMANY[area]}",), 3
    begin, digits = {
        "GB": ("+442079460", 3), "FR": ("+3319900", 4), "AU": ("+6125550", 4), "JP": ("+8135550", 4),
        "KR": ("+822555", 4), "IN": ("+9122555", 5), "SG": ("+656123", 4),
    }[town.country]  # fmt: skip
    return (begin,), digits


def _fresh(stage: Stage, chance: Random, begins: tuple[str, ...], digits: int) -> str:
    """A number that nobody of the demo has yet."""
    while True:
        number = f"{chance.choice(begins)}{chance.randrange(10**digits):0{digits}}"
        if number not in stage.numbers:
            stage.numbers.add(number)
            return number
