"""What the cases of the demo are about: their rows as they are logged."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from callcenter.callers.models import Contact, WarrantyTerm
from callcenter.callers.words import CustomerKind, TermKind
from callcenter.cases.intake import summary_of
from callcenter.cases.models import Case
from callcenter.cases.numbers import case_number
from callcenter.cases.taxonomy import CategoryView
from callcenter.cases.words import CaseKind, Cover, Priority, Way
from callcenter.desk.demo import talk
from callcenter.desk.demo.catalogue import product
from callcenter.desk.demo.money import cost_in, currency_of
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage


@dataclass(slots=True)
class Matter:
    """What a case is about, before it is told.

    Attributes:
        kind: fault, question, complaint or recall work.
        category: the taxonomy's code.
        said: in the caller's words.
        ending: how far it comes.
        customer: whose; None for somebody not on file.
        item: what it is about, if on file.
        answer: what helped, where it is solved on the phone.
        done: cause, work and parts where it is repaired.
        sure: whether it is repaired for certain.
        cost: of the repair, in whole yuan.
        point: the very point it goes to.
        expected_in: how long after accepting the point expects it; none says any.
        asked: what the chaser asks.
        promise: what is promised.
        promise_in: by when, after it is promised.
        agent: the login of the very agent who logs it.
        more: columns of the case that are to be so.
    """

    kind: CaseKind
    category: str
    said: str
    ending: str
    customer: Values | None
    item: Values | None
    answer: str = ""
    done: tuple[str, str, str] | None = None
    sure: bool = False
    cost: int = 0
    point: Values | None = None
    expected_in: timedelta | None = None
    asked: str = ""
    promise: str = ""
    promise_in: timedelta = timedelta(hours=4)
    agent: str = ""
    more: Values | None = None


def cover_of(terms: list[Values], day: date, km: int | None) -> Cover:
    """Who pays for a repair on a day: the maker, an extension, or the customer."""
    for kind, cover in ((TermKind.MAKER, Cover.WARRANTY), (TermKind.EXTENDED, Cover.EXTENDED)):
        for term in terms:
            runs = term["kind"] == kind and term["from_on"] <= day <= term["until_on"]
            if runs and (term["until_km"] is None or km is None or km <= term["until_km"]):
                return cover
    return Cover.PAID


_REASONS = {
    "zh": ("老客户关怀", "厂家与客户意见不一"),
    "en": ("just over the term, loyal customer", "maker and customer disagree"),
}
"""Why goodwill, and why disputed."""
_SOMEWHERE: Values = {
    "place": "上海市闵行区",
    "place_city": "上海市",
    "place_country": "CN",
    "place_lat": 31.1128,
    "place_lon": 121.3816,
}
"""Where somebody is who isn't on file."""


def terms_by_item(stage: Stage) -> dict[int, list[Values]]:
    """All warranty terms, by item."""
    found: dict[int, list[Values]] = {}
    for term in stage.rows.of(WarrantyTerm):
        found.setdefault(term["item_id"], []).append(term)
    return found


def log_row(
    stage: Stage,
    chance: Random,
    matter: Matter,
    category: CategoryView,
    agent: Values,
    terms: list[Values],
    counter: int,
    at: datetime,
) -> Values:
    """The row of a case as it is logged."""
    customer, item = matter.customer, matter.item
    values = _who(stage, chance, customer) | _where(chance, matter, category)
    country = values["place_country"] or "CN"
    cost = cost_in(matter.cost * chance.uniform(0.85, 1.25), country)
    values |= _cover(chance, matter, terms, at.date(), cost, country)
    priority = chance.choices((Priority.NORMAL, Priority.HIGH, Priority.LOW), (80, 13, 7))[0]
    language = "zh" if (values["language"] or "").startswith("zh") else "en"
    values |= {
        "number": case_number(counter),
        "kind": matter.kind,
        "description": matter.said,
        "summary": summary_of(matter.said),
        "item_id": item["id"] if item else None,
        "line": item["line"] if item else None,
        "brand": item["brand"] if item else None,
        "category": matter.category,
        "category_by": "suggested" if chance.random() < 0.62 else "chosen",
        "safety": category.safety,
        "safety_answer": talk.phrase(chance, "safe", language) if category.safety else None,
        "priority": Priority.URGENT if category.safety else priority,
        "queue_id": agent["queue_id"],
        "agent_id": agent["id"],
        "logged_at": at,
        "changed_by": agent["name"],
    }
    values |= matter.more or {}
    if values["cover"] is not None:
        values["cover_agent_id"] = agent["id"]
    return stage.rows.add(Case, **values)


def _who(stage: Stage, chance: Random, customer: Values | None) -> Values:
    if customer is None:
        number = f"+861{chance.choice(('38', '39', '52', '86'))}1234{chance.randrange(10000):04}"
        return {"caller_e164": number, "caller_raw": number, "contact_phone": number, "language": "zh_CN"}
    phones = [row for row in stage.phones_of(customer["id"]) if row["held_to"] is None]
    phone = phones[0] if phones else None
    name, contact_id = customer["name"], None
    if customer["kind"] == CustomerKind.FIRM:
        people = [row for row in stage.rows.of(Contact) if row["customer_id"] == customer["id"]]
        if people:
            someone = chance.choice(people)
            name, contact_id = someone["name"], someone["id"]
    hours = None
    if chance.random() < 0.12:
        hours = chance.choice(
            ("晚上", "白天", "18:00 以后") if customer["country"] == "CN" else ("evenings", "after 5 pm")
        )
    return {
        "customer_id": customer["id"],
        "caller_e164": phone["e164"] if phone else None,
        "caller_raw": phone["raw"] if phone else None,
        "reporter": name,
        "reporter_contact_id": contact_id,
        "contact": name,
        "contact_phone": phone["raw"] if phone else None,
        "contact_hours": hours,
        "language": customer["language"],
        "tier": customer["tier"],
    }


def _where(chance: Random, matter: Matter, category: CategoryView) -> Values:
    customer = matter.customer
    way = Way(category.way)
    if matter.kind == CaseKind.RECALL_WORK:
        way = Way.BRING_IN if matter.item and matter.item["plate"] else Way.ON_SITE
    if customer is None:
        said = chance.choice(("海尔冰箱", "西门子冰箱", "容声冰箱", "美的冰箱"))
        return _SOMEWHERE | {"way": way, "item_said": said, "line": "fridge"}
    return {
        "way": way,
        "place": customer["address"],
        "place_city": customer["city"],
        "place_postcode": customer["postcode"],
        "place_country": customer["country"],
        "place_lat": customer["lat"],
        "place_lon": customer["lon"],
    }


def _cover(chance: Random, matter: Matter, terms: list[Values], day: date, cost: int, country: str) -> Values:
    if matter.kind == CaseKind.RECALL_WORK:
        return {"cover": Cover.RECALL}
    if matter.kind != CaseKind.FAULT or not matter.item:
        return {"cover": None}
    km = matter.item["km"] if product(matter.item["brand"], matter.item["product"]).km else None
    cover = cover_of(terms, day, km)
    if cover != Cover.PAID:
        return {"cover": cover}
    paid: Values = {"cover": cover, "cost_told": cost, "cost_agreed": True, "currency": currency_of(country)}
    friendly, disputed = _REASONS["zh" if country == "CN" else "en"]
    turns: tuple[Values, ...] = (
        {"cover": Cover.GOODWILL, "cover_reason": friendly},
        {"cover": Cover.DISPUTED, "cover_reason": disputed},
        {"cover": None},
        paid,
    )
    return chance.choices(turns, (5, 3, 22, 70))[0]
