"""The customers that are always there, whatever the seed: for pictures, journeys and the tour."""

from datetime import timedelta

from callcenter.callers.models import Customer, Item
from callcenter.callers.words import ContactRole, CustomerKind, PhoneKind
from callcenter.desk.demo import catalogue
from callcenter.desk.demo.cities import city
from callcenter.desk.demo.people import add_contact, add_customer, add_phone
from callcenter.desk.demo.points import by_name
from callcenter.desk.demo.products import add_item
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage

WANG = "王小明"
WANG_MOBILE = "+8613912345678"
SHARED_HOME = "+862158881234"
LI_MEI = "李梅"
ONE_CAR = "周建国"
ONE_CAR_MOBILE = "+8613812340001"
BERLIN = "Claudia Schneider"
BERLIN_PHONE = "+493023125100"
NEW_YORK = "Daniel Foster"
NEW_YORK_PHONE = "+12125550142"
FLEET = "上海金桥物流有限公司"
FLEET_PHONE = "+862158880088"


def make_famous(stage: Stage) -> None:
    """The first customers and items of every demo store."""
    _wang_and_li(stage)
    _one_car(stage)
    _berlin(stage)
    _new_york(stage)
    _fleet(stage)
    stage.famous_people = range(1, len(stage.rows.of(Customer)) + 1)
    stage.famous_items = len(stage.rows.of(Item))
    stage.numbers |= {row["e164"] for person in stage.famous_people for row in stage.phones_of(person)}


def _wang_and_li(stage: Stage) -> None:
    shanghai = city("上海市")
    wang = add_customer(
        stage,
        shanghai,
        WANG,
        "Wang Xiaoming",
        city="上海市浦东新区",
        address="上海市浦东新区峨山路91弄28号1502室",
        postcode="200127",
        lat=31.2128,
        lon=121.5268,
        tier="gold",
        language="zh_CN",
        note="晚上方便接电话",
        since=stage.day - timedelta(days=3600),
        preferred_point_id=by_name(stage, "永达浦东"),
        flags={"prefers_evenings": True},
    )
    add_phone(stage, wang, WANG_MOBILE, PhoneKind.MOBILE)
    add_phone(stage, wang, SHARED_HOME, PhoneKind.HOME)
    li = add_customer(
        stage,
        shanghai,
        LI_MEI,
        "Li Mei",
        city="上海市浦东新区",
        address="上海市浦东新区峨山路91弄28号1502室",
        postcode="200127",
        lat=31.2128,
        lon=121.5268,
        tier="standard",
        language="zh_CN",
        since=stage.day - timedelta(days=1500),
    )
    add_phone(stage, li, SHARED_HOME, PhoneKind.HOME)
    _item(stage, wang, "Buick", "Excelle 1.6", 1392, plate="沪A·12345", km=61400, retailer="永达浦东")
    _item(stage, wang, "Haier", "BCD-470", 3030, serial="B00X7K2M91", retailer="苏宁易购")
    _item(stage, li, "Midea", "KFR-35", 640, retailer="京东")


def _one_car(stage: Stage) -> None:
    one = add_customer(
        stage,
        city("上海市"),
        ONE_CAR,
        "Zhou Jianguo",
        city="上海市浦东新区",
        address="上海市浦东新区张杨路628弄3号501室",
        postcode="200122",
        lat=31.2276,
        lon=121.5251,
        tier="silver",
        language="zh_CN",
        since=stage.day - timedelta(days=900),
        preferred_point_id=by_name(stage, "永达浦东"),
    )
    add_phone(stage, one, ONE_CAR_MOBILE, PhoneKind.MOBILE)
    _item(stage, one, "Volkswagen", "Lavida 1.5", 800, plate="沪B·66218", km=24300, retailer="永达浦东")


def _berlin(stage: Stage) -> None:
    berlin = add_customer(
        stage,
        city("Berlin"),
        BERLIN,
        None,
        address="Lindenstraße 44",
        postcode="10969",
        lat=52.5034,
        lon=13.3956,
        tier="gold",
        language="en",
        since=stage.day - timedelta(days=2200),
    )
    add_phone(stage, berlin, BERLIN_PHONE, PhoneKind.HOME)
    add_phone(stage, berlin, "+491713920044", PhoneKind.MOBILE)
    _item(
        stage,
        berlin,
        "Volkswagen",
        "Golf 1.5 TSI",
        1180,
        plate="B-CS 4410",
        km=38200,
        retailer="Autohaus am Ring",
    )
    _item(stage, berlin, "Bosch", "WGG244", 520, retailer="MediaWorld")


def _new_york(stage: Stage) -> None:
    new_york = add_customer(
        stage,
        city("New York"),
        NEW_YORK,
        None,
        address="118 Cedar Lane",
        postcode="10001",
        lat=40.7484,
        lon=-73.9967,
        tier="standard",
        language="en",
        since=stage.day - timedelta(days=1300),
    )
    add_phone(stage, new_york, NEW_YORK_PHONE, PhoneKind.MOBILE)
    _item(stage, new_york, "Honda", "Civic EX", 1010, plate="JKM 4821", km=29900, retailer="City Motors")
    _item(stage, new_york, "LG", "LFXS26973", 400, retailer="Home & Plug")


def _fleet(stage: Stage) -> None:
    fleet = add_customer(
        stage,
        city("上海市"),
        FLEET,
        "Shanghai Jinqiao Logistics",
        kind=CustomerKind.FIRM,
        city="上海市浦东新区",
        address="上海市浦东新区金桥路1389号",
        postcode="201206",
        lat=31.2590,
        lon=121.5810,
        tier="gold",
        language="zh_CN",
        since=stage.day - timedelta(days=2400),
        preferred_point_id=by_name(stage, "永达金桥"),
    )
    add_phone(stage, fleet, FLEET_PHONE, PhoneKind.WORK)
    manager = add_contact(stage, fleet, "孙丽", "Sun Li", ContactRole.FLEET_MANAGER)
    add_phone(stage, fleet, FLEET_PHONE, PhoneKind.WORK, contact=manager["id"], extension="608")
    for name, latin, mobile in (
        ("吴刚", "Wu Gang", "+8613712340021"),
        ("郑海涛", "Zheng Haitao", "+8613612340022"),
    ):
        driver = add_contact(stage, fleet, name, latin, ContactRole.DRIVER)
        add_phone(stage, fleet, mobile, PhoneKind.MOBILE, contact=driver["id"])
    for days, plate in ((1500, "沪A·70311"), (1490, "沪A·70312"), (880, "沪C·22907"), (410, "沪D·10458")):
        _item(stage, fleet, "Buick", "GL8 ES", days, plate=plate, km=60 * days, retailer="永达金桥")


def _item(
    stage: Stage,
    owner: Values,
    brand: str,
    name: str,
    days: int,
    *,
    serial: str | None = None,
    plate: str | None = None,
    km: int | None = None,
    retailer: str | None = None,
) -> Values:
    bought_on = stage.day - timedelta(days=days)
    return add_item(
        stage,
        owner,
        catalogue.product(brand, name),
        bought_on,
        serial=serial,
        plate=plate,
        km=km,
        retailer=retailer,
    )
