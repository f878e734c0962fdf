"""Telephone numbers of the demo: valid in form, and kept out of real use as far as a country lets one.

Set aside for film and drama: +1 NXX 555 01xx (NANPA), +44 20 7946 0xxx (Ofcom), +33 1 99 00 xxxx (ARCEP), +49 30
23125 xxx, 40 66969, 69 90009, 89 99998, 221 4710 (BNetzA), +61 2 5550 xxxx (ACMA). China, Japan, Korea, Singapore and India set
none aside: there the numbers have the ``1234`` that everybody knows from forms. The demo rings nobody.
"""

from collections.abc import Callable
from random import Random

from callcenter.desk.demo.cities import City
from callcenter.desk.demo.stage import Stage

_CHINA = [
    "130",
    "131",
    "132",
    "133",
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "152",
    "155",
    "156",
    "157",
    "158",
    "159",
    "176",
    "177",
    "178",
    "180",
    "181",
    "182",
    "183",
    "185",
    "186",
    "187",
    "188",
    "189",
    "191",
    "193",
    "198",
    "199",
]
_GERMANY = {"30": "23125", "40": "66969", "69": "90009", "89": "99998", "221": "4710"}
_AMERICA = {
    "212": ["212", "646", "917", "718", "347", "929"], "213": ["213", "310", "323", "424", "818"], "312": ["312", "773", "872", "630"],
    "713": ["713", "281", "832"], "415": ["415", "628", "510", "650"], "206": ["206", "253", "425"], "617": ["617", "857", "781"],
    "303": ["303", "720"], "416": ["416", "647", "437", "905"], "604": ["604", "778", "236"],
}  # fmt: skip


def mobile(stage: Stage, chance: Random, town: City) -> str:
    """A new mobile number; where a country sets none aside, one of a place."""
    match town.country:
        case "CN":
            return _fresh(stage, chance, lambda: f"+86{chance.choice(_CHINA)}1234", 4)
        case "JP":
            return _fresh(stage, chance, lambda: f"+81{chance.choice(('80', '90', '70'))}1234", 4)
        case "KR":
            return _fresh(stage, chance, lambda: "+82101234", 4)
        case "SG":
            return _fresh(stage, chance, lambda: "+6591234", 3)
        case "IN":
            return _fresh(stage, chance, lambda: "+9198765", 5)
    return fixed(stage, chance, town)


def fixed(stage: Stage, chance: Random, town: City) -> str:
    """A new number of a place."""
    area = town.area_code
    match town.country:
        case "CN":
            return _fresh(stage, chance, lambda: f"+86{area}5888", 4)
        case "US" | "CA":
            return _fresh(stage, chance, lambda: f"+1{chance.choice(_AMERICA[area])}55501", 2)
        case "DE":
            return _fresh(stage, chance, lambda: f"+49{area}{_GERMANY[area]}", 3)
        case "GB":
            return _fresh(stage, chance, lambda: "+442079460", 3)
        case "FR":
            return _fresh(stage, chance, lambda: "+3319900", 4)
        case "AU":
            return _fresh(stage, chance, lambda: "+6125550", 4)
        case "JP":
            return _fresh(stage, chance, lambda: "+8135550", 4)
        case "KR":
            return _fresh(stage, chance, lambda: "+822555", 4)
        case "IN":
            return _fresh(stage, chance, lambda: "+9122555", 5)
    return _fresh(stage, chance, lambda: "+656123", 4)


def _fresh(stage: Stage, chance: Random, begin: Callable[[], str], digits: int) -> str:
    """A number that nobody of the demo has yet."""
    while True:
        number = f"{begin()}{chance.randrange(10**digits):0{digits}}"
        if number not in stage.numbers:
            stage.numbers.add(number)
            return number
