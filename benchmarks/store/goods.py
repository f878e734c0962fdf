"""What the made-up customers own: products, their serials and plates, and what breaks."""

# ruff: noqa: E501  products stand in lists, not in columns

from dataclasses import dataclass

from callcenter.callers.serials import with_vin_check

_YEAR_SIGNS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_PLANTS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_FIRST_YEAR = 2010
_NUMBERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Product:
    """A model: ``sign`` begins its serial; eight letters and digits are the begin of a VIN."""

    line: str
    brand: str
    name: str
    sign: str
    price: int
    symptoms: tuple[str, ...]

    @property
    def has_vin(self) -> bool:
        """Whether it is a vehicle."""
        return len(self.sign) == 8


def _of(line: str, symptoms: str, text: str) -> list[Product]:
    """Products out of pieces ``brand, name, sign, price``; prices in whole units."""
    rows = [[part.strip() for part in piece.split(",")] for piece in text.split(";")]
    return [
        Product(line, brand, name, sign, int(price), tuple(symptoms.split()))
        for brand, name, sign, price in rows
    ]


_MOTOR = "engine.stalls engine.no_start transmission.jerks brakes.noise electrical.battery hvac.not_cold wheels.wear lights.out"
_ELECTRIC = (
    "traction_battery.range e_drive.noise infotainment.freezes brakes.soft doors.latch suspension.noise"
)
PRODUCTS = (
    *_of("car", _MOTOR, "Buick,Excelle,LSGPC52U,11990; Volkswagen,Golf,WVWZZZ1K,24500; Toyota,Corolla,JTDBR32E,19800;"
         "Ford,Focus,WF05XXGC,21000; Hyundai,Elantra,KMHDU41B,17900; Renault,Clio,VF1BB05C,16200"),
    *_of("ev", _ELECTRIC, "BYD,Han,LGXCE4CB,21980; Tesla,Model 3,LRW3E7FA,39900; NIO,ET5,LJ1EEASS,29800"),
    *_of("motorcycle", "engine.no_start brakes.soft wheels.flat lights.out", "Honda,CB500,JH2PC44A,6900; Yamaha,MT-07,JYARM331,7400"),
    *_of("fridge", "cold.warm cold.ice cold.leak cold.noise", "Haier,BCD-470,HRF,599; Siemens,KG39,SIF,899; Samsung,RB34,SGF,749"),
    *_of("washer", "water.leaks water.drain motion.shakes motion.noise", "Midea,MG100,MDW,399; Bosch,WAN28,BSW,549; LG,F4WV,LGW,629"),
    *_of("air_conditioner", "cold.warm cold.noise controls.remote water.leaks", "Gree,KFR-35,GRA,459; Daikin,FTXM35,DKA,1099"),
    *_of("tv", "display.black display.lines sound.silent network.wifi", "TCL,Q10,TCT,699; Sony,XR-55,SNT,1299"),
    *_of("phone", "battery.drains display.cracked network.signal performance.freezes", "Huawei,Mate 60,HWP,899; Apple,iPhone 15,APP,999"),
    *_of("laptop", "battery.no_charge controls.keyboard performance.slow", "Lenovo,ThinkPad T14,LNL,1399; Dell,XPS 13,DLL,1299"),
)  # fmt: skip


def serial(product: Product, number: int, year: int) -> str:
    """The serial of the unit of this number, as written on it: a VIN with its check digit for vehicles."""
    if not product.has_vin:
        return f"{product.sign}{year % 100:02}-{number:09}"
    sign = _YEAR_SIGNS[(year - _FIRST_YEAR) % len(_YEAR_SIGNS)]
    plant = _PLANTS[number // _NUMBERS % len(_PLANTS)]
    return with_vin_check(f"{product.sign}0{sign}{plant}{number % _NUMBERS:06}")


def plate(product: Product, number: int) -> str | None:
    """The plate of a vehicle; one in four is not on file."""
    if not product.has_vin or number % 4 == 0:
        return None
    first, second = divmod(number // 100_000, 26)
    return f"{chr(65 + first % 26)}{chr(65 + second)} {number % 100_000:05}"
