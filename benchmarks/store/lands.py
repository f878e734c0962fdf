"""Countries of the made-up customers: how people there are called, where they live, how they are rung.

Names are common knowledge, put together at random; family names of some languages are built as their speakers
build them, so that the vocabulary is as large as a real one. Towns stand with degrees of WGS 84. Numbers are
valid in form and belong to nobody that we know of: nothing here rings anybody.
"""

# ruff: noqa: E501  names stand in lists, not in columns

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.store import naming


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its name, region, postcode and place."""

    name: str
    region: str
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Land:
    """A country: ``weight`` of a hundred customers live there.

    Attributes:
        begins: how mobile numbers begin, without the trunk prefix.
        digits: how many digits follow; ``begins`` and these give at least fifty million numbers.
        trunk: what is dialled before a number within the country.
        street: an address with a gap for a number.
    """

    code: str
    weight: int
    dial: str
    trunk: str
    begins: Sequence[str]
    digits: int
    language: str
    currency: str
    names: naming.Names
    towns: Sequence[Town]
    streets: Sequence[str]


def _towns(text: str) -> tuple[Town, ...]:
    """Towns out of lines ``name | region | postcode | lat | lon``."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(Town(name, region, code, float(lat), float(lon)) for name, region, code, lat, lon in rows)


LANDS: tuple[Land, ...] = (
    Land("CN", 24, "86", "", ("138", "139", "150", "186", "189"), 8, "zh_CN", "CNY", naming.CHINESE,
         _towns("""上海市 | 上海 | 200000 | 31.23 | 121.47
                   北京市 | 北京 | 100000 | 39.90 | 116.40
                   广州市 | 广东 | 510000 | 23.13 | 113.26
                   成都市 | 四川 | 610000 | 30.57 | 104.07
                   西安市 | 陕西 | 710000 | 34.34 | 108.94"""),
         ("人民路{}号", "中山东路{}号", "解放大道{}号", "建设街{}号")),
    Land("JP", 7, "81", "0", ("801", "802", "803", "901", "902", "903", "904", "905"), 7, "ja", "JPY", naming.JAPANESE,
         _towns("""東京 | 東京都 | 100-0001 | 35.68 | 139.76
                   大阪市 | 大阪府 | 530-0001 | 34.69 | 135.50
                   札幌市 | 北海道 | 060-0001 | 43.06 | 141.35"""),
         ("中央{}丁目", "本町{}番地")),
    Land("KR", 6, "82", "0", ("102", "103", "104", "106", "107", "108", "109"), 7, "ko", "KRW", naming.KOREAN,
         _towns("""서울 | 서울특별시 | 04524 | 37.57 | 126.98
                   부산 | 부산광역시 | 48058 | 35.18 | 129.08"""),
         ("세종대로 {}", "중앙로 {}")),
    Land("RU", 7, "7", "8", ("91", "92", "96", "98"), 8, "ru", "RUB", naming.RUSSIAN,
         _towns("""Москва | Москва | 101000 | 55.76 | 37.62
                   Казань | Татарстан | 420000 | 55.79 | 49.12
                   Новосибирск | Новосибирская область | 630000 | 55.03 | 82.92"""),
         ("ул. Ленина, {}", "Садовая ул., {}")),
    Land("UA", 4, "380", "0", ("50", "66", "67", "68", "95", "96", "97", "98"), 7, "uk", "UAH", naming.UKRAINIAN,
         _towns("""Київ | Київ | 01001 | 50.45 | 30.52
                   Львів | Львівська область | 79000 | 49.84 | 24.03"""),
         ("вул. Шевченка, {}", "вул. Франка, {}")),
    Land("GR", 3, "30", "", ("69",), 8, "el", "EUR", naming.GREEK,
         _towns("""Αθήνα | Αττική | 105 57 | 37.98 | 23.73
                   Θεσσαλονίκη | Μακεδονία | 546 24 | 40.64 | 22.94"""),
         ("Ερμού {}", "Πατησίων {}")),
    Land("EG", 5, "20", "0", ("10", "11", "12", "15"), 8, "ar", "EGP", naming.ARABIC,
         _towns("""القاهرة | القاهرة | 11511 | 30.04 | 31.24
                   الإسكندرية | الإسكندرية | 21500 | 31.20 | 29.92"""),
         ("شارع التحرير {}", "شارع النيل {}")),
    Land("SA", 3, "966", "0", ("50", "53", "54", "55", "56"), 7, "ar", "SAR", naming.ARABIC,
         _towns("""الرياض | الرياض | 11564 | 24.71 | 46.68
                   جدة | مكة | 21577 | 21.49 | 39.19"""),
         ("طريق الملك فهد {}", "شارع العليا {}")),
    Land("TR", 6, "90", "0", ("53", "54", "55"), 8, "tr", "TRY", naming.TURKISH,
         _towns("""İstanbul | Marmara | 34000 | 41.01 | 28.98
                   İzmir | Ege | 35000 | 38.42 | 27.14
                   Ankara | İç Anadolu | 06000 | 39.93 | 32.86"""),
         ("Atatürk Cad. No:{}", "Çiçek Sok. No:{}")),
    Land("VN", 6, "84", "0", ("90", "91", "93", "96", "97", "98"), 7, "vi", "VND", naming.VIETNAMESE,
         _towns("""Hà Nội | Hà Nội | 100000 | 21.03 | 105.85
                   Đà Nẵng | Đà Nẵng | 550000 | 16.05 | 108.20"""),
         ("{} Trần Hưng Đạo", "{} Lê Lợi")),
    Land("DE", 7, "49", "0", ("170", "171", "172", "173", "175", "176", "177", "178", "179"), 7, "de", "EUR", naming.GERMAN,
         _towns("""Berlin | Berlin | 10115 | 52.52 | 13.40
                   München | Bayern | 80331 | 48.14 | 11.58
                   Köln | Nordrhein-Westfalen | 50667 | 50.94 | 6.96"""),
         ("Hauptstraße {}", "Bahnhofstraße {}", "Gartenweg {}")),
    Land("US", 8, "1", "", [area + first for area in ("212", "213", "312", "713", "415", "206", "617", "303") for first in "2345678"],
         6, "en", "USD", naming.ENGLISH,
         _towns("""New York | NY | 10001 | 40.71 | -74.01
                   Chicago | IL | 60601 | 41.88 | -87.63
                   Houston | TX | 77002 | 29.76 | -95.37"""),
         ("{} Main St", "{} Oak Ave")),
    Land("GB", 3, "44", "0", ("71", "72", "73"), 8, "en", "GBP", naming.ENGLISH,
         _towns("""London | England | SW1A 1AA | 51.51 | -0.13
                   Glasgow | Scotland | G1 1AA | 55.86 | -4.25"""),
         ("{} High Street", "{} Church Lane")),
    Land("FR", 4, "33", "0", ("60", "61", "62", "64", "65", "66", "67", "68"), 7, "fr", "EUR", naming.FRENCH,
         _towns("""Paris | Île-de-France | 75001 | 48.86 | 2.35
                   Besançon | Bourgogne-Franche-Comté | 25000 | 47.24 | 6.02"""),
         ("{} rue de l'Église", "{} avenue de la République")),
    Land("ES", 2, "34", "", ("61", "62", "63", "65", "66", "67"), 7, "es", "EUR", naming.SPANISH,
         _towns("""Madrid | Madrid | 28001 | 40.42 | -3.70
                   Málaga | Andalucía | 29001 | 36.72 | -4.42"""),
         ("Calle Mayor {}", "Plaza de España {}")),
    Land("PL", 2, "48", "", ("50", "51", "60", "66", "69", "78"), 7, "pl", "PLN", naming.POLISH,
         _towns("""Warszawa | Mazowieckie | 00-001 | 52.23 | 21.01
                   Łódź | Łódzkie | 90-001 | 51.76 | 19.46"""),
         ("ul. Długa {}", "ul. Świętego Marcina {}")),
    Land("SE", 1, "46", "0", ("70", "72", "73", "76", "79"), 7, "sv", "SEK", naming.SWEDISH,
         _towns("""Stockholm | Stockholm | 111 20 | 59.33 | 18.07
                   Göteborg | Västra Götaland | 411 03 | 57.71 | 11.97"""),
         ("Storgatan {}", "Kungsgatan {}")),
    Land("BR", 2, "55", "0", ("119", "219", "319", "519"), 8, "pt", "BRL", naming.PORTUGUESE,
         _towns("""São Paulo | SP | 01000-000 | -23.55 | -46.63
                   Florianópolis | SC | 88000-000 | -27.60 | -48.55"""),
         ("Rua São João, {}", "Avenida Brasil, {}")),
)  # fmt: skip
"""The countries; the weights sum up to a hundred."""
