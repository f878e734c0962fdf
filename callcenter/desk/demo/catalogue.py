"""What the demo's customers own: real makes and models, with how their serials are built."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

Market = Literal["CN", "EU", "NA", "ALL"]


@dataclass(frozen=True, slots=True)
class Product:
    """One model.

    Attributes:
        brand: the make.
        name: the model, as people call it.
        line: the product line of the taxonomy.
        market: where it is sold.
        weight: how common it is there.
        price: in whole units of ``CNY``.
        serial: for a car the first eight signs of its VIN (maker and model); ``IMEI``; else a pattern in
            which ``#`` is a digit, ``@`` a letter and ``*`` either.
        years: the maker's warranty.
        km: its limit in kilometres; 0 without one.
        part: what has a longer term of its own, and for how many years.
    """

    brand: str
    name: str
    line: str
    market: Market
    weight: int
    price: int
    serial: str
    years: int
    km: int
    part: tuple[str, int] | None = None


_VEHICLES = """
Buick|Excelle 1.6|car|CN|16|118000|LSGJA52U|3|100000
Buick|Regal 2.0T|car|CN|7|205000|LSGGN55L|3|100000
Buick|GL8 ES|van|CN|4|325000|LSGUL83L|3|100000
Volkswagen|Lavida 1.5|car|CN|10|125000|LSVNV218|3|100000
Volkswagen|Passat 2.0|car|CN|6|215000|LSVCZ6A4|3|100000
Toyota|Corolla 1.2T|car|CN|9|130000|LFMAP86C|3|100000
Toyota|Camry 2.5|car|CN|6|220000|LVGBE40K|3|100000
Nissan|Sylphy 1.6|car|CN|8|120000|LGBH52E0|3|100000
Honda|CR-V 1.5|car|CN|5|195000|LVHRW187|3|100000
Geely|Emgrand GL|car|CN|4|95000|LB37624S|4|120000
BYD|Qin Plus DM-i|ev|CN|6|120000|LGXC76C3|6|150000|traction battery:8
BYD|Han EV|ev|CN|4|230000|LC0CE6CB|6|150000|traction battery:8
Tesla|Model 3|ev|ALL|4|245000|LRW3E7FA|4|80000|traction battery:8
Tesla|Model Y|ev|CN|4|290000|LRWYGCEK|4|80000|traction battery:8
BMW|320i|car|ALL|5|310000|LBV5S310|3|100000
Wuling|Hongguang S|van|CN|5|56000|LZWADAGA|2|60000
Volkswagen|Golf 1.5 TSI|car|EU|12|220000|WVWZZZAU|2|0
Ford|Focus 1.0|car|EU|7|190000|WF0NXXGC|2|100000
Ford|Transit 350|van|EU|4|280000|WF0XXXTT|2|160000
Renault|Clio TCe 90|car|EU|6|150000|VF1RJA00|2|0
Peugeot|308|car|EU|5|210000|VF3LBHNY|2|0
Volvo|V60 B4|car|EU|3|360000|YV1ZWK5V|2|100000
Toyota|Corolla LE|car|NA|9|160000|2T1BURHE|3|60000
Honda|Civic EX|car|NA|8|175000|2HGFC2F7|3|60000
Ford|F-150 XLT|truck|NA|8|310000|1FTEW1EP|3|60000
Chevrolet|Equinox LT|car|NA|6|210000|2GNAXUEV|3|60000
"""
_HOME = """
Haier|BCD-470|fridge|CN|9|4299|B00X7K####|1|0|compressor:10
Haier|BCD-218|fridge|CN|5|1899|B00X2L####|1|0|compressor:10
Midea|BCD-520|fridge|CN|5|3999|21031#####P###|1|0|compressor:10
Midea|KFR-35|air_conditioner|CN|13|2799|24A1K#######|6|0|compressor:10
Gree|KFR-26|air_conditioner|CN|11|2599|4C0119#######|6|0|compressor:10
Haier|KFR-50|air_conditioner|CN|5|4599|AA9NT8######|6|0|compressor:10
Haier|EG100|washer|CN|8|2499|CE0J9#######|3|0|motor:10
Little Swan|TG100|washer|CN|6|2299|38112######L|3|0|motor:10
Siemens|WG54|washer|CN|3|4999|FD99########|2|0|motor:10
A.O. Smith|ES60|water_heater|CN|4|2399|W21Z#######|2|0|tank:8
Vanward|JSQ30|water_heater|CN|4|2599|J16S########|2|0
Robam|27A5|oven|CN|3|4199|R27A########|2|0|motor:5
Fangtai|JZT-TH33|oven|CN|3|2999|F33B########|2|0
Galanz|P70F20|microwave|CN|3|499|GZ2########|1|0|magnetron:3
Hisense|65E7K|tv|CN|5|5299|TH65E7######|1|0|screen:3
Xiaomi|TV A55|tv|CN|4|1999|3826#########|1|0|screen:3
Roborock|S8|vacuum|ALL|3|3299|RRS8##@######|1|0
Bosch|KGN36|fridge|EU|5|5400|FD0########1|2|0
Liebherr|CNd 5723|fridge|EU|2|8600|81.######.#|2|0
Bosch|WGG244|washer|EU|5|5200|FD02########|2|0|motor:10
Miele|WWD 660|washer|EU|4|9800|118######|2|0
Bosch|SMS6ZCI|dishwasher|EU|4|5900|FD01########|2|0
Vaillant|ecoTEC plus|water_heater|EU|2|18500|21##10######|2|0
LG|LFXS26973|fridge|NA|4|13900|#08KR#######|1|0|compressor:10
Samsung|WF45T6000|washer|NA|4|6100|0ANY5A@####|1|0|motor:10
Whirlpool|WED4850|dryer|NA|3|4900|M#4######|1|0
Samsung|QE55Q80|tv|EU|4|7900|0C7Z3S@######|2|0
LG|OLED55C3|tv|NA|4|9900|3##MAKR#####|1|0
"""
_SMALL = """
Huawei|P60|phone|CN|9|4488|IMEI|1|0
Xiaomi|13|phone|CN|8|3999|IMEI|1|0
OPPO|Reno 10|phone|CN|5|2499|IMEI|1|0
Apple|iPhone 14|phone|ALL|9|5999|IMEI|1|0
Samsung|Galaxy S23|phone|EU|6|6500|IMEI|2|0
Samsung|Galaxy S23 FE|phone|NA|5|4500|IMEI|1|0
Apple|iPad 10|tablet|ALL|4|3599|DMP*********|1|0
Lenovo|ThinkPad X1|laptop|ALL|5|9999|PF4*****|3|0
Lenovo|Xiaoxin 14|laptop|CN|5|4999|MP2*****|2|0
Dell|XPS 13|laptop|NA|3|9800|*******|1|0
Apple|MacBook Air|laptop|ALL|4|8999|C02*********|1|0
Dell|OptiPlex 7010|computer|EU|3|6200|*******|3|0
Sony|WH-1000XM5|audio|ALL|3|2499|50#####|1|0
Dyson|V12|vacuum|ALL|4|3990|9XK-@@-@@@####@|2|0
Panasonic|NN-GT353|microwave|NA|2|1200|4B#######|1|0
"""


@cache
def products() -> tuple[Product, ...]:
    """All models: vehicles, then what stands in a home, then what is carried."""
    lines = (_VEHICLES + _HOME + _SMALL).split("\n")
    return tuple(_product(line) for line in lines if line)


@cache
def product(brand: str, name: str) -> Product:
    """One model.

    Raises:
        KeyError: the catalogue has no such model.
    """
    return {(one.brand, one.name): one for one in products()}[brand, name]


@cache
def sold_in(country: str) -> tuple[tuple[Product, ...], tuple[int, ...]]:
    """The models that are sold in a country, and how common each is."""
    market = "CN" if country == "CN" else "NA" if country in ("US", "CA") else "EU"
    sold = tuple(one for one in products() if one.market in (market, "ALL"))
    return sold, tuple(one.weight for one in sold)


def is_vehicle(line: str) -> bool:
    """Whether things of this line have a VIN, a plate and kilometres."""
    return line in ("car", "ev", "van", "truck")


def _product(line: str) -> Product:
    brand, name, kind, market, weight, price, serial, years, km, *more = line.split("|")
    part = (more[0].split(":")[0], int(more[0].split(":")[1])) if more else None
    return Product(
        brand, name, kind, _MARKETS[market], int(weight), int(price), serial, int(years), int(km), part
    )


_MARKETS: dict[str, Market] = {"CN": "CN", "EU": "EU", "NA": "NA", "ALL": "ALL"}
