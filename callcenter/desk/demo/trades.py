"""The trades of the demo's service points: what each sort can do, when it is open, how much it takes."""

from dataclasses import dataclass


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


_GARAGE = _words("engine brakes transmission chassis tyres electrics bodywork glass hvac general")
_DEALER = (*_GARAGE, "interior", "infotainment")
_HOME = _words(
    "cooling laundry plumbing_gas kitchen display small_appliance computer electrics installation general"
)
_COUNTER = _words("phone_repair computer display small_appliance kitchen electrics general")


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
    "Mo-Su 08:30-18:00",
    "Mo-Fr 08:00-18:00; Sa 09:00-16:00",
    "Mo-Sa 08:00-20:00",
    "Mo-Sa 09:00-12:00,13:30-18:00",
    "Mo-Su 09:00-18:00; PH off",
)
_HOME_HOURS = (
    "Mo-Su 08:00-20:00",
    "Mo-Sa 08:00-18:00; PH off",
    "Mo-Fr 08:00-17:30; Sa 09:00-13:00",
    "Mo-Su 09:00-21:00",
)
_COUNTER_HOURS = ("Mo-Su 10:00-22:00", "Mo-Sa 10:00-19:00", "Mo-Su 09:30-20:30", "Tu-Su 10:00-18:30")
TRADES = (
    Trade(
        "dealer",
        _DEALER,
        ("bring_in", "pick_up"),
        _SHOP_HOURS,
        (6, 16),
        (20, 40),
        30,
        True,
        ("汽车", "名车", "行", "4S店"),
        ("Autohaus", "Motors", "Automobiles", "Auto Centre"),
    ),
    Trade(
        "garage",
        _GARAGE,
        ("bring_in",),
        _SHOP_HOURS,
        (3, 8),
        (0, 0),
        20,
        True,
        ("维修", "快修", "汽修", "养车"),
        ("Garage", "Car Care", "Auto Service"),
    ),
    Trade(
        "road",
        ("engine", "electrics", "tyres", "chassis", "brakes", "general"),
        ("roadside", "pick_up", "bring_in"),
        ("24/7",),
        (10, 24),
        (40, 80),
        8,
        True,
        ("道路救援", "救援中心"),
        ("Roadside Assistance", "Recovery"),
    ),
    Trade(
        "tyres",
        ("tyres", "chassis", "brakes", "glass"),
        ("bring_in",),
        _SHOP_HOURS,
        (8, 14),
        (0, 0),
        5,
        True,
        ("轮胎", "轮胎制动"),
        ("Tyres & Brakes",),
    ),
    Trade(
        "ev",
        ("ev_battery", "electrics", "brakes", "chassis", "tyres", "hvac", "infotainment", "general"),
        ("bring_in", "pick_up"),
        _SHOP_HOURS,
        (4, 10),
        (25, 45),
        6,
        True,
        ("新能源", "电动车服务"),
        ("EV Service",),
    ),
    Trade(
        "home",
        _HOME,
        ("on_site", "pick_up", "bring_in"),
        _HOME_HOURS,
        (10, 30),
        (18, 45),
        22,
        False,
        ("家电服务", "家电维修", "电器"),
        ("Appliance Service", "Home Repair"),
    ),
    Trade(
        "cooling",
        ("cooling", "installation", "electrics", "general"),
        ("on_site",),
        _HOME_HOURS,
        (8, 20),
        (20, 50),
        8,
        False,
        ("制冷", "空调服务"),
        ("Cooling & Air",),
    ),
    Trade(
        "counter",
        _COUNTER,
        ("bring_in", "mail_in"),
        _COUNTER_HOURS,
        (12, 40),
        (0, 0),
        14,
        False,
        ("数码", "手机电脑维修", "客服中心"),
        ("Device Repair", "Service Counter"),
    ),
)
FIRST = ("dealer", "home", "counter", "road")
"""The trades that no town is without."""
AUTHORISED_TRADES = ("dealer", "road", "ev", "home", "cooling", "counter")
"""Those that makers authorise; on the road they work for all of them."""


def trade(code: str) -> Trade:
    """The trade of a code.

    Raises:
        StopIteration: there is none.
    """
    return next(one for one in TRADES if one.code == code)
