"""Service points of the demo: garages, appliance services and electronics counters in real cities."""

from random import Random

from callcenter.desk.demo import given
from callcenter.desk.demo.catalogue import is_vehicle, sold_in
from callcenter.desk.demo.cities import City, cities, city
from callcenter.desk.demo.numbers import of_point
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage, near
from callcenter.desk.demo.trades import AUTHORISED_TRADES, FIRST, TRADES, Trade
from callcenter.desk.demo.trades import trade as trade_of
from callcenter.points.geometry import metres
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.words import AbilityKind

POINTS = 400
IN_CHINA = 240
_HOUSES = ("恒通", "瑞丰", "顺达", "鑫诚", "安捷", "博众", "广源", "联创", "华信", "骏驰", "永达", "泰安")
_LINES = {
    "home": (
        "fridge", "freezer", "air_conditioner", "washer", "dryer", "dishwasher", "water_heater", "oven",
        "microwave", "tv",
    ),
    "cooling": ("fridge", "freezer", "air_conditioner"),
    "counter": ("phone", "tablet", "laptop", "computer", "audio", "vacuum", "tv", "microwave"),
    "ev": ("ev",),
}  # fmt: skip
# Name, district, degrees, trade, hours, jobs a day, authorised brands.
_FAMOUS = (
    ("永达浦东", "浦东新区", 31.2281, 121.5540, "dealer", "Mo-Su 08:30-18:00", 8, ("Buick", "Volkswagen")),
    ("永达张江", "浦东新区", 31.2070, 121.5930, "dealer", "Mo-Su 09:00-20:00", 6, ("Buick",)),
    ("泰安维修", "浦东新区", 31.1345, 121.5400, "garage", "Mo-Sa 13:30-20:00", 4, ()),
    ("浦东快修", "浦东新区", 31.2225, 121.5215, "tyres", "Mo-Su 08:00-19:00", 12, ()),
    ("永达金桥", "浦东新区", 31.2360, 121.5390, "dealer", "Mo-Su 08:30-18:00", 3, ("Buick",)),
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


FAMOUS_HOME = (31.2128, 121.5268)
"""Where the famous customer lives: latitude and longitude."""
_APART = 9500.0


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
        _add(stage, stage.chance(name), town, trade_of(trade), district, values, brands)
    chance = stage.chance("points")
    towns = cities()
    china = [town for town in towns if town.country == "CN"]
    abroad = [town for town in towns if town.country != "CN"]
    for group, until in ((china, IN_CHINA), (abroad, POINTS)):
        for town in _spread(chance, group, until - len(stage.rows.of(ServicePoint))):
            _usual(stage, chance, town)


def _spread(chance: Random, towns: list[City], count: int) -> list[City]:
    """So many places: each town has the first trades, the rest goes by size."""
    first = [town for town in towns for _ in FIRST]
    return first + chance.choices(towns, [town.weight for town in towns], k=count - len(first))


def _usual(stage: Stage, chance: Random, town: City) -> None:
    here = sum(1 for point in stage.rows.of(ServicePoint)[len(_FAMOUS) :] if point["city"] == town.name)
    first = FIRST[here] if here < len(FIRST) else ""
    trade = trade_of(first) if first else chance.choices(TRADES, [one.weight for one in TRADES])[0]
    district = chance.choice(town.districts)
    low, high = trade.capacity
    lat, lon = _place(chance, town)
    values: Values = {
        "name": _name(stage, chance, town, trade, district),
        "lat": lat,
        "lon": lon,
        "opening_hours": chance.choice(trade.hours),
        "daily_capacity": chance.randint(low, high),
    }
    brands = _brands(chance, trade, town.country, many=bool(first))
    _add(stage, chance, town, trade, district, values, brands)


def _place(chance: Random, town: City) -> tuple[float, float]:
    """A place in town; the famous points keep the surroundings of their customer for themselves."""
    while True:
        lat, lon = near(chance, town, 11.0)
        if metres(lat, lon, *FAMOUS_HOME) > _APART:
            return lat, lon


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


def _brands(chance: Random, trade: Trade, country: str, *, many: bool) -> tuple[str, ...]:
    """The brands it is authorised for; the first of a town is for many, as in small towns."""
    if trade.code not in AUTHORISED_TRADES:
        return ()
    models, _ = sold_in(country)
    lines = _LINES.get(trade.code)
    fitting = [one for one in models if (one.line in lines if lines else is_vehicle(one.line))]
    brands = sorted({one.brand for one in fitting})
    weights = [sum(one.weight for one in fitting if one.brand == brand) for brand in brands]
    most = 3 * len(brands) if many or trade.code == "road" else 3 if trade.vehicles else 6
    return tuple(dict.fromkeys(chance.choices(brands, weights, k=chance.randint(most // 2, most))))


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
    phone = of_point(town, number)
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
    extra = ("ev_battery",) if trade.code == "dealer" and {"BYD", "Tesla"} & set(brands) else ()
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


def by_name(stage: Stage, name: str) -> int:
    """The id of a famous point.

    Raises:
        StopIteration: there is none of that name.
    """
    return next(int(point["id"]) for point in stage.rows.of(ServicePoint) if point["name"] == name)


def hand_made(stage: Stage) -> tuple[int, ...]:
    """The famous garages: how full they are today is made by hand."""
    return tuple(
        by_name(stage, name) for name in ("永达浦东", "永达张江", "泰安维修", "浦东快修", "永达金桥")
    )
