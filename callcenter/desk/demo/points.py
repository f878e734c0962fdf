"""Service points of the demo: garages, appliance services and electronics counters in real cities."""

from dataclasses import dataclass
from random import Random

from callcenter.desk.demo import given
from callcenter.desk.demo.catalogue import is_vehicle, sold_in
from callcenter.desk.demo.cities import City, cities, city
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage, near
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.words import AbilityKind

POINTS = 400
IN_CHINA = 240
_GARAGE = [
    "engine",
    "brakes",
    "transmission",
    "chassis",
    "tyres",
    "electrics",
    "bodywork",
    "glass",
    "interior",
    "hvac",
    "infotainment",
    "general",
]
_HOME = [
    "cooling",
    "laundry",
    "plumbing_gas",
    "kitchen",
    "display",
    "small_appliance",
    "electrics",
    "installation",
    "general",
]
_COUNTER = ["phone_repair", "computer", "display", "small_appliance", "electrics", "general"]


@dataclass(frozen=True, slots=True)
class Trade:
    """A sort of service point.

    Attributes:
        code: for ids and addresses.
        skills: what it can do.
        ways: how item and point come together.
        hours: opening hours that are usual for it.
        capacity: jobs a day, from and to.
        area_km: how far it drives, from and to; 0 for not at all.
        weight: how common it is.
        vehicles: whether it is for vehicles.
        chinese: the names' second part in China.
        abroad: the same elsewhere.
    """

    code: str
    skills: tuple[str, ...]
    ways: tuple[str, ...]
    hours: tuple[str, ...]
    capacity: tuple[int, int]
    area_km: tuple[int, int]
    weight: int
    vehicles: bool
    chinese: tuple[str, ...]
    abroad: tuple[str, ...]


_SHOP_HOURS = (
    "Mo-Su 08:30-18:00", "Mo-Fr 08:00-18:00; Sa 09:00-16:00", "Mo-Sa 08:00-20:00", "Mo-Sa 09:00-12:00,13:30-18:00",
    "Mo-Su 09:00-18:00; PH off",
)  # fmt: skip
_HOME_HOURS = (
    "Mo-Su 08:00-20:00", "Mo-Sa 08:00-18:00; PH off", "Mo-Fr 08:00-17:30; Sa 09:00-13:00", "Mo-Su 09:00-21:00",
)  # fmt: skip
_COUNTER_HOURS = ("Mo-Su 10:00-22:00", "Mo-Sa 10:00-19:00", "Mo-Su 09:30-20:30", "Tu-Su 10:00-18:30")
TRADES = (
    Trade("dealer", tuple(_GARAGE), ("bring_in", "pick_up"), _SHOP_HOURS, (6, 16), (20, 40), 30, True,
          ("汽车", "名车", "行", "4S店"), ("Autohaus", "Motors", "Automobiles", "Auto Centre")),
    Trade("garage", tuple(_GARAGE[:8]), ("bring_in",), _SHOP_HOURS, (3, 8), (0, 0), 20, True,
          ("维修", "快修", "汽修", "养车"), ("Garage", "Car Care", "Auto Service")),
    Trade("road", ("engine", "electrics", "tyres", "chassis", "brakes", "general"), ("roadside", "pick_up", "bring_in"),
          ("24/7",), (10, 24), (40, 80), 8, True, ("道路救援", "救援中心"), ("Roadside Assistance", "Recovery")),
    Trade("tyres", ("tyres", "chassis", "brakes", "glass"), ("bring_in",), _SHOP_HOURS, (8, 14), (0, 0), 5, True,
          ("轮胎", "轮胎制动"), ("Tyres & Brakes",)),
    Trade("ev", ("ev_battery", "electrics", "brakes", "chassis", "tyres", "infotainment", "general"),
          ("bring_in", "pick_up"), _SHOP_HOURS, (4, 10), (25, 45), 6, True, ("新能源", "电动车服务"), ("EV Service",)),
    Trade("home", tuple(_HOME), ("on_site", "pick_up", "bring_in"), _HOME_HOURS, (10, 30), (18, 45), 22, False,
          ("家电服务", "家电维修", "电器"), ("Appliance Service", "Home Repair")),
    Trade("cooling", ("cooling", "installation", "electrics", "general"), ("on_site",), _HOME_HOURS, (8, 20), (20, 50),
          8, False, ("制冷", "空调服务"), ("Cooling & Air",)),
    Trade("counter", tuple(_COUNTER), ("bring_in", "mail_in"), _COUNTER_HOURS, (12, 40), (0, 0), 14, False,
          ("数码", "手机电脑维修", "客服中心"), ("Device Repair", "Service Counter")),
)  # fmt: skip
_HOUSES = ["恒通", "瑞丰", "顺达", "鑫诚", "安捷", "博众", "广源", "联创", "华信", "骏驰", "永达", "泰安"]
_AUTHORISED_TRADES = ("dealer", "ev", "home", "cooling", "counter")
_LINES = {
    "home": ("fridge", "freezer", "air_conditioner", "washer", "dryer", "dishwasher", "water_heater", "oven", "microwave", "tv"),
    "cooling": ("fridge", "freezer", "air_conditioner"),
    "counter": ("phone", "tablet", "laptop", "computer", "audio", "vacuum", "tv", "microwave"),
    "ev": ("ev",),
}  # fmt: skip
# Beside the famous one of the sketch in SCREENS.md: name, district, degrees, trade, hours, jobs a day, authorised brands.
_FAMOUS = (
    ("永达浦东", "浦东新区", 31.2281, 121.5483, "dealer", "Mo-Su 08:30-18:00", 8, ("Buick", "Volkswagen")),
    ("永达张江", "浦东新区", 31.2070, 121.5930, "dealer", "Mo-Su 09:00-20:00", 6, ("Buick",)),
    ("泰安维修", "浦东新区", 31.1768, 121.5160, "garage", "Mo-Sa 13:30-20:00", 4, ()),
    ("浦东快修", "浦东新区", 31.2292, 121.5130, "tyres", "Mo-Su 08:00-19:00", 12, ()),
    ("永达金桥", "浦东新区", 31.2630, 121.5520, "dealer", "Mo-Su 08:30-18:00", 3, ("Buick",)),
    ("永达虹桥", "长宁区", 31.2060, 121.4010, "dealer", "Mo-Sa 08:30-17:30", 10, ("Buick", "Toyota")),
    ("海尔浦东服务中心", "浦东新区", 31.2360, 121.5300, "home", "Mo-Su 08:00-20:00", 24, ("Haier",)),
    (
        "美的浦东服务中心",
        "浦东新区",
        31.2150,
        121.5420,
        "home",
        "Mo-Su 08:00-20:00",
        20,
        ("Midea", "Little Swan"),
    ),
    ("浦东道路救援", "浦东新区", 31.2210, 121.5360, "road", "24/7", 20, ()),
)


def make_points(stage: Stage) -> None:
    """All service points: the famous ones of Shanghai first, then by the size of the cities."""
    for name, district, lat, lon, trade, hours, capacity, brands in _FAMOUS:
        town = city("上海市")
        values: Values = {
            "name": name,
            "lat": lat,
            "lon": lon,
            "opening_hours": hours,
            "daily_capacity": capacity,
        }
        _add(stage, stage.chance(name), town, _trade(trade), district, values, brands)
    chance = stage.chance("points")
    towns = cities()
    china = [town for town in towns if town.country == "CN"]
    abroad = [town for town in towns if town.country != "CN"]
    for group, until in ((china, IN_CHINA), (abroad, POINTS)):
        for town in _spread(chance, group, until - len(stage.rows.of(ServicePoint))):
            _usual(stage, chance, town)


def _spread(chance: Random, towns: list[City], count: int) -> list[City]:
    """So many places: each town twice, the rest by size."""
    first = [town for town in towns for _ in range(2)]
    return first + chance.choices(towns, [town.weight for town in towns], k=count - len(first))


def _usual(stage: Stage, chance: Random, town: City) -> None:
    here = [point for point in stage.rows.of(ServicePoint) if point["city"] == town.name]
    # The first two of a town are for cars and for homes, so that nobody is without.
    first = ("dealer", "home")[len(here)] if len(here) < 2 and town.name != "上海市" else ""
    trade = _trade(first) if first else chance.choices(TRADES, [one.weight for one in TRADES])[0]
    district = chance.choice(town.districts)
    lat, lon = near(chance, town, 11.0)
    low, high = trade.capacity
    brands = _brands(chance, trade, town.country)
    values: Values = {
        "name": _name(stage, chance, town, trade, district),
        "lat": lat,
        "lon": lon,
        "opening_hours": chance.choice(trade.hours),
        "daily_capacity": chance.randint(low, high),
    }
    _add(stage, chance, town, trade, district, values, brands)


def _name(stage: Stage, chance: Random, town: City, trade: Trade, district: str) -> str:
    taken = {point["name"] for point in stage.rows.of(ServicePoint)}
    while True:
        if town.country == "CN":
            where = district.removesuffix("区").removesuffix("街道").removesuffix("镇")
            place = where if len(where) > 1 else town.name.removesuffix("市")
            name = f"{chance.choice(_HOUSES)}{place}{chance.choice(trade.chinese)}"
        else:
            house = given.person(chance, town.country)[1] or given.person(chance, "GB")[0]
            where = chance.choice(
                (town.latin, district.replace("-", " ") if district.isascii() else town.latin)
            )
            name = f"{house.split()[-1]} {chance.choice(trade.abroad)} {where}"
        if name not in taken:
            return name


def _brands(chance: Random, trade: Trade, country: str) -> tuple[str, ...]:
    """The brands it is authorised for."""
    if trade.code not in _AUTHORISED_TRADES:
        return ()
    models, _ = sold_in(country)
    lines = _LINES.get(trade.code)
    fitting = [
        one for one in models if (one.line in lines if lines else is_vehicle(one.line) and one.line != "ev")
    ]
    brands = sorted({one.brand for one in fitting})
    weights = [sum(one.weight for one in fitting if one.brand == brand) for brand in brands]
    most = 2 if trade.vehicles else 5
    return tuple(dict.fromkeys(chance.choices(brands, weights, k=chance.randint(1, most))))


def _add(
    stage: Stage,
    chance: Random,
    town: City,
    trade: Trade,
    district: str,
    values: Values,
    brands: tuple[str, ...],
) -> None:
    number = len(stage.rows.of(ServicePoint)) + 1
    chinese = town.country == "CN"
    low, high = trade.area_km
    phone = _phone(town, number)
    slug = f"p{number:03}-{trade.code}"
    point = stage.rows.add(
        ServicePoint,
        external_id=f"P{number:04}",
        address=_address(chance, town, district),
        city=town.name,
        region=town.region,
        country=town.country,
        phone=phone,
        emergency_phone=phone if trade.code == "road" else None,
        email=f"{slug}@example.{'cn' if chinese else 'com'}",
        webhook=f"https://{slug}.example/offers"
        if number > len(_FAMOUS) and chance.random() < 0.15
        else None,
        area_km=float(chance.randint(low, high)) if high else None,
        timezone=town.timezone,
        **values,
    )
    point["opening_hours_said"] = point["opening_hours"]
    _abilities(stage, chance, town, trade, point["id"], brands)


def _abilities(
    stage: Stage, chance: Random, town: City, trade: Trade, point_id: int, brands: tuple[str, ...]
) -> None:
    languages = {"CN": ("zh",), "DE": ("de", "en"), "FR": ("fr",), "JP": ("ja",), "KR": ("ko",)}.get(
        town.country, ("en",)
    )
    if town.country == "CN" and chance.random() < 0.25:
        languages = ("zh", "en")
    extra = ("ev_battery",) if trade.code == "dealer" and {"BYD", "Tesla", "Geely"} & set(brands) else ()
    care = ("customer_relations",) if brands else ()
    kinds = {
        AbilityKind.WAY: trade.ways,
        AbilityKind.SKILL: (*trade.skills, *extra, *care),
        AbilityKind.LANGUAGE: languages,
        AbilityKind.AUTHORISED: tuple(brand.casefold() for brand in brands),
    }
    for kind, all_of_it in kinds.items():
        for value in dict.fromkeys(all_of_it):
            stage.rows.add(PointAbility, point_id=point_id, kind=kind, value=value)
    if trade.code == "dealer" and brands and chance.random() < 0.4:
        for brand in brands:  # serves its own brands only
            stage.rows.add(PointAbility, point_id=point_id, kind=AbilityKind.BRAND, value=brand.casefold())


def _address(chance: Random, town: City, district: str) -> str:
    if town.country == "CN":
        return f"{given.street(chance, 'CN', town.name, district).partition('弄')[0]}号"
    return given.street(chance, town.country, town.name, district)


def _phone(town: City, number: int) -> str:
    """The point's own number, in the ranges of ``numbers``; those of one town differ in their last digits."""
    match town.country:
        case "CN":
            return f"+86 {town.area_code} 5889 {number:04}"
        case "US" | "CA":
            return f"+1 {town.area_code} 555 01{number % 100:02}"
        case "DE":
            return f"+49 {town.area_code} {_GERMANY[town.area_code]} {number}"
        case "GB":
            return f"+44 20 7946 0{number}"
        case "FR":
            return f"+33 1 99 00 {number // 100:02} {number % 100:02}"
        case "AU":
            return f"+61 2 5550 {number:04}"
        case "JP":
            return f"+81 3 5551 {number:04}"
        case "KR":
            return f"+82 2 556 {number:04}"
        case "IN":
            return f"+91 22 2556 {number:04}"
    return f"+65 6124 {number:04}"


_GERMANY = {"30": "23125", "40": "66969", "69": "90009", "89": "99998", "221": "4710"}


def _trade(code: str) -> Trade:
    return next(one for one in TRADES if one.code == code)


def by_name(stage: Stage, name: str) -> int:
    """The id of a famous point.

    Raises:
        StopIteration: there is none of that name.
    """
    return next(int(point["id"]) for point in stage.rows.of(ServicePoint) if point["name"] == name)
