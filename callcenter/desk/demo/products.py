"""Items of the demo, who bought them and when, their warranty terms, earlier owners and two recalls."""

from datetime import date, timedelta
from random import Random

from callcenter.callers.models import Customer, Item, Purchase, Recall, RecallItem, WarrantyTerm
from callcenter.callers.serials import plate_key, serial_key
from callcenter.callers.terms import anniversary
from callcenter.callers.words import CustomerKind, TermKind
from callcenter.desk.demo import serials
from callcenter.desk.demo.catalogue import Product, is_vehicle, products, sold_in
from callcenter.desk.demo.cities import cities
from callcenter.desk.demo.money import currency_of, price_in
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage

ITEMS = 9000
_EUROPE = ("DE", "FR", "GB")
_RETAILERS = {
    "car": ("永达汽车", "瑞丰汽车", "恒通名车"), "home": ("苏宁易购", "国美电器", "京东", "天猫"),
    "abroad": ("MediaWorld", "Autohaus am Ring", "City Motors", "Home & Plug", "online"),
}  # fmt: skip


def make_items(stage: Stage) -> None:
    """Give the customers what they own, up to ``ITEMS``; the famous ones have theirs already."""
    chance = stage.chance("items")
    owned = {row["customer_id"] for row in stage.rows.of(Purchase)}
    people = [row for row in stage.rows.of(Customer) if row["id"] not in owned]
    for person in people:
        firm = person["kind"] == CustomerKind.FIRM
        count = chance.randint(2, 9) if firm else chance.choices((0, 1, 2, 3, 4), (8, 45, 30, 12, 5))[0]
        for _ in range(count):
            if len(stage.rows.of(Item)) < ITEMS:
                _buy(stage, chance, person)
    while len(stage.rows.of(Item)) < ITEMS:
        _buy(stage, chance, chance.choice(people))
    _second_hand(stage, chance)


def add_item(
    stage: Stage,
    owner: Values,
    model: Product,
    bought_on: date,
    *,
    serial: str | None = None,
    plate: str | None = None,
    km: int | None = None,
    retailer: str | None = None,
    extended: bool = False,
) -> Values:
    """One unit with its purchase and warranty terms."""
    number = len(stage.rows.of(Item)) + 1
    chance = stage.chance(f"item {number}")
    year = bought_on.year
    said = serial or serials.serial(chance, model, number, year)
    vehicle = is_vehicle(model.line)
    if vehicle and plate is None:
        plate = serials.plate(chance, owner["country"], _town(owner))
    age = (stage.day - bought_on).days
    item = stage.rows.add(
        Item,
        brand=model.brand,
        product=model.name,
        line=model.line,
        serial=said,
        serial_key=serial_key(said),
        plate=plate,
        plate_key=plate_key(plate) if plate else None,
        model_year=year,
        km=(km or int(age * chance.uniform(18, 58)) + 40) if vehicle else None,
        km_on=stage.day - timedelta(days=min(age, chance.randint(0, 60))) if vehicle else None,
    )
    _purchase(stage, chance, item, owner, bought_on, retailer, model)
    _terms(stage, chance, item, owner["country"], model, bought_on, extended=extended)
    return item


def make_recalls(stage: Stage) -> None:
    """Two recalls and the units they name; some are done, the famous one isn't."""
    chance = stage.chance("recalls")
    newest = stage.day.year - 1
    pump = stage.rows.add(
        Recall,
        external_id="R-PUMP",
        brand="Buick",
        products=["Excelle 1.6"],
        years=list(range(newest - 6, newest)),
        serials=[],
        component="fuel",
        risk="燃油泵可能失效，行驶中熄火 / the fuel pump may fail: the engine may stall",
        remedy="免费更换燃油泵，约 2 小时 / fuel pump replaced free of charge, about 2 hours",
        url="https://recall.example/pump",
        issued_on=stage.day - timedelta(days=140),
    )
    capacitor = stage.rows.add(
        Recall,
        external_id="R-CAPACITOR",
        brand="Midea",
        products=["KFR-35"],
        years=list(range(newest - 3, newest)),
        serials=[],
        component="power",
        risk="外机电容可能过热 / a capacitor of the outdoor unit may overheat",
        remedy="免费上门更换电容 / capacitor replaced free of charge, at home",
        url="https://recall.example/capacitor",
        issued_on=stage.day - timedelta(days=75),
    )
    for recall in (pump, capacitor):
        for item in stage.rows.of(Item):
            named = item["brand"] == recall["brand"] and item["product"] in recall["products"]
            if named and item["model_year"] in recall["years"]:
                _name(stage, chance, recall, item)


def _name(stage: Stage, chance: Random, recall: Values, item: Values) -> None:
    done = item["id"] > stage.famous_items and chance.random() < 0.4
    days = chance.randint(1, (stage.day - recall["issued_on"]).days - 1)
    stage.rows.add(
        RecallItem,
        recall_id=recall["id"],
        item_id=item["id"],
        done_on=stage.day - timedelta(days=days) if done else None,
    )


def _buy(stage: Stage, chance: Random, person: Values) -> None:
    models, weights = sold_in(person["country"])
    if person["kind"] == CustomerKind.FIRM and chance.random() < 0.6:
        model = chance.choice([one for one in models if is_vehicle(one.line)])
    else:
        model = chance.choices(models, weights)[0]
    oldest = 3200 if is_vehicle(model.line) else 2600 if model.price < 9000 else 3000
    if model.line in ("phone", "tablet", "laptop", "audio"):
        oldest = 1300
    known = (stage.day - person["since"]).days
    bought_on = stage.day - timedelta(days=min(known, chance.randint(3, oldest)))
    add_item(stage, person, model, bought_on, extended=chance.random() < 0.14)


def _purchase(
    stage: Stage,
    chance: Random,
    item: Values,
    owner: Values,
    bought_on: date,
    retailer: str | None,
    model: Product,
) -> None:
    shop = "abroad" if owner["country"] != "CN" else "car" if is_vehicle(model.line) else "home"
    number = len(stage.rows.of(Purchase)) + 1
    stage.rows.add(
        Purchase,
        external_id=f"B{number:06}",
        item_id=item["id"],
        customer_id=owner["id"],
        bought_on=bought_on,
        retailer=retailer or chance.choice(_RETAILERS[shop]),
        price=price_in(model.price * chance.uniform(0.9, 1.05), owner["country"]),
        currency=currency_of(owner["country"]),
        proof=chance.choices(("receipt", "registered", None), (55, 30, 15))[0],
    )


def _terms(
    stage: Stage, chance: Random, item: Values, country: str, model: Product, start: date, *, extended: bool
) -> None:
    def term(kind: TermKind, years: int, first: date = start, **more: object) -> None:
        until = anniversary(first, years) - timedelta(days=1)
        number = len(stage.rows.of(WarrantyTerm)) + 1
        stage.rows.add(
            WarrantyTerm,
            external_id=f"W{number:06}",
            item_id=item["id"],
            kind=kind,
            from_on=first,
            until_on=until,
            **more,
        )

    term(TermKind.MAKER, model.years, until_km=model.km or None, source=model.brand)
    if country in _EUROPE:
        term(TermKind.LEGAL, 2)
    elif country == "CN" and is_vehicle(model.line):
        term(TermKind.LEGAL, 2, until_km=50000, source="三包")
    if extended:
        term(
            TermKind.EXTENDED,
            2,
            anniversary(start, model.years),
            source="延保" if country == "CN" else "Care+",
        )
    if model.part:
        term(TermKind.PART, model.part[1], covers=model.part[0], source=model.brand)


def _second_hand(stage: Stage, chance: Random) -> None:
    """Some cars, and a few other things, belonged to somebody else before."""
    people = stage.rows.of(Customer)
    models = {(one.brand, one.name): one for one in products()}
    for purchase in list(stage.rows.of(Purchase)):
        item = stage.rows.of(Item)[purchase["item_id"] - 1]
        age = (stage.day - purchase["bought_on"]).days
        share = 0.09 if is_vehicle(item["line"]) else 0.01
        if item["id"] <= stage.famous_items or age < 500 or chance.random() > share:
            continue
        earlier = people[chance.randrange(len(people))]
        if earlier["id"] in (purchase["customer_id"], *stage.famous_people) or earlier["country"] != _country(
            people, purchase
        ):
            continue
        changed = purchase["bought_on"] + timedelta(days=chance.randint(200, age - 100))
        _purchase(
            stage, chance, item, earlier, purchase["bought_on"], None, models[item["brand"], item["product"]]
        )
        first = stage.rows.of(Purchase)[-1]
        first["owned_until"] = changed - timedelta(days=1)
        purchase |= {"bought_on": changed, "retailer": None, "price": None, "currency": None, "proof": None}


def _country(people: list[Values], purchase: Values) -> str:
    return str(people[purchase["customer_id"] - 1]["country"])


def _town(owner: Values) -> str:
    return next((one.name for one in cities() if str(owner["city"]).startswith(one.name)), owner["city"])
