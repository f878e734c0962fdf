"""Customers of the demo: people and firms, their numbers, families that share one, contacts of firms."""

from datetime import date, timedelta
from random import Random

from callcenter.callers import phones
from callcenter.callers.models import Consent, Contact, Customer, Phone
from callcenter.callers.romanise import chinese_name
from callcenter.callers.words import ContactRole, CustomerKind, PhoneKind
from callcenter.desk.demo import given, numbers
from callcenter.desk.demo.cities import City, cities
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage, near
from callcenter.desk.demo.twins import TWINS, make_twins

CUSTOMERS = 5000
FIRMS = 320
_LANGUAGES = {"CN": "zh_CN", "DE": "de", "FR": "fr", "JP": "ja", "KR": "ko"}
_NOTES_CN = (
    "周末不方便接电话",
    "请提前半小时电话联系",
    "家中有老人，上门请轻声敲门",
    "希望固定师傅上门",
    "小区需登记车牌才能进入",
    "工作日白天请打手机",
)
_NOTES = (
    "Please ring half an hour before coming.",
    "Bell is broken, call the mobile.",
    "Works nights: not before noon.",
    "Prefers e-mail for papers.",
    "Parking only in the back yard.",
    "Asks for the same technician as last time.",
)


def spelt(name: str) -> str:
    """A Chinese name in pinyin, surname first: ``Wang Xiaoming``."""
    surname, syllables = chinese_name(name)[0]
    return f"{surname.capitalize()} {''.join(syllables).capitalize()}"


def make_customers(stage: Stage) -> None:
    """Fill the rows up to ``CUSTOMERS``; the famous ones stand there already, some come twice."""
    chance = stage.chance("people")
    towns = cities()
    weights = [4 * town.weight if town.country == "CN" else 3 * town.weight for town in towns]
    while len(stage.rows.of(Customer)) < CUSTOMERS - TWINS:
        town = chance.choices(towns, weights)[0]
        if chance.random() < FIRMS / CUSTOMERS:
            _firm(stage, chance, town)
        else:
            _household(stage, chance, town)
    make_twins(stage)


def add_customer(stage: Stage, town: City, name: str, latin: str | None, **more: object) -> Values:
    """Put a customer on file with an address in a town."""
    chance = stage.chance(f"customer {len(stage.rows.of(Customer))}")
    district = chance.choice(town.districts)
    lat, lon = near(chance, town, 9.0)
    since = stage.day - timedelta(days=chance.randint(20, 3600))
    number = len(stage.rows.of(Customer)) + 1
    chinese = town.country == "CN"
    values: Values = {
        "external_id": f"C{number:06}",
        "name": name,
        "latin": latin,
        "email": f"c{number:06}@example.{'cn' if chinese else 'com'}" if chance.random() < 0.6 else None,
        "address": given.street(chance, town.country, town.name, district),
        "city": f"{town.name}{district}" if chinese else town.name,
        "region": town.region,
        "postcode": None,
        "country": town.country,
        "lat": lat,
        "lon": lon,
        "tier": chance.choices(("standard", "silver", "gold"), (78, 16, 6))[0],
        "language": _LANGUAGES.get(town.country, "en"),
        "since": since,
        "created_at": stage.at(since),
    }
    return stage.rows.add(Customer, **values | more)


def add_phone(
    stage: Stage,
    customer: Values,
    e164: str,
    kind: PhoneKind,
    *,
    contact: int | None = None,
    held_from: date | None = None,
    held_to: date | None = None,
    extension: str | None = None,
) -> None:
    """Put a number on file for a customer or one of their contacts."""
    position = sum(1 for row in stage.phones_of(customer["id"]) if row["contact_id"] == contact)
    row = stage.rows.add(
        Phone,
        customer_id=customer["id"],
        contact_id=contact,
        kind=kind,
        raw=phones.pretty(e164),
        e164=e164,
        reversed=phones.reverse(e164),
        extension=extension,
        position=position,
        held_from=held_from or customer["since"],
        held_to=held_to,
    )
    stage.phones_of(customer["id"]).append(row)


def _household(stage: Stage, chance: Random, town: City) -> None:
    """One person, or a family of two or three with one line at home."""
    shared = numbers.fixed(stage, chance, town) if chance.random() < 0.4 else None
    members = chance.choices((1, 2, 3), (83, 13, 4))[0] if shared else 1
    surname = ""
    for _member in range(min(members, CUSTOMERS - TWINS - len(stage.rows.of(Customer)))):
        name, latin = given.person(chance, town.country)
        if town.country == "CN":
            name = given.chinese(chance, surname if chance.random() < 0.5 else "")
            surname, latin = surname or name[0], spelt(name)
        person = add_customer(stage, town, name, latin, **_sign(chance, town))
        _numbers(stage, chance, town, person, shared)
        _consents(stage, chance, person)


def _numbers(stage: Stage, chance: Random, town: City, person: Values, shared: str | None) -> None:
    if chance.random() < 0.95 or not shared:
        add_phone(stage, person, numbers.mobile(stage, chance, town), PhoneKind.MOBILE)
    if shared:
        add_phone(stage, person, shared, PhoneKind.HOME)
    if chance.random() < 0.1:
        add_phone(stage, person, numbers.fixed(stage, chance, town), PhoneKind.WORK)
    if chance.random() < 0.02:
        ended = stage.day - timedelta(days=chance.randint(30, 900))
        add_phone(stage, person, numbers.mobile(stage, chance, town), PhoneKind.MOBILE, held_to=ended)


def _sign(chance: Random, town: City) -> Values:
    sign: Values = {"do_not_call": chance.random() < 0.02}
    if chance.random() < 0.06:
        sign["note"] = chance.choice(_NOTES_CN if town.country == "CN" else _NOTES)
    if chance.random() < 0.01:
        sign["flags"] = {"hard_of_hearing": True}
    return sign


def _consents(stage: Stage, chance: Random, person: Values) -> None:
    if chance.random() < 0.45:
        given_on = person["since"] + timedelta(days=chance.randint(0, 15))
        stage.rows.add(
            Consent,
            customer_id=person["id"],
            purpose="marketing",
            given=chance.random() < 0.7,
            source=chance.choice(("sales contract", "web form", "call")),
            given_on=given_on,
        )


def _firm(stage: Stage, chance: Random, town: City) -> None:
    name = given.firm(chance, town.country, town.name)
    latin = f"{town.latin} {chance.choice(('Trading', 'Logistics', 'Services'))} Co., Ltd."
    firm = add_customer(stage, town, name, latin if not name.isascii() and town.country == "CN" else None,
                        kind=CustomerKind.FIRM)  # fmt: skip
    switchboard = numbers.fixed(stage, chance, town)
    add_phone(stage, firm, switchboard, PhoneKind.WORK)
    for role in chance.sample((ContactRole.FLEET_MANAGER, ContactRole.OFFICE, ContactRole.DRIVER), 2):
        who, latin_name = given.person(chance, town.country)
        add_contact(stage, firm, who, latin_name or (spelt(who) if town.country == "CN" else None), role)
        contact = stage.rows.of(Contact)[-1]["id"]
        if role == ContactRole.DRIVER:
            add_phone(stage, firm, numbers.mobile(stage, chance, town), PhoneKind.MOBILE, contact=contact)
        else:
            extension = str(chance.randint(100, 899))
            add_phone(stage, firm, switchboard, PhoneKind.WORK, contact=contact, extension=extension)


def add_contact(stage: Stage, customer: Values, name: str, latin: str | None, role: ContactRole) -> Values:
    """Name a person who speaks for a customer."""
    return stage.rows.add(
        Contact, customer_id=customer["id"], name=name, latin=latin, role=role, language=customer["language"]
    )
