"""The cases of the demo: what they are about, how they went, and the numbers people say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from callcenter.callers.models import Customer, Item, Purchase, RecallItem
from callcenter.cases.counter import COUNTER
from callcenter.cases.models import CaseLink
from callcenter.cases.taxonomy import load
from callcenter.cases.words import CaseKind
from callcenter.desk.demo import catalogue, plans, talk
from callcenter.desk.demo.agents import agent_for, supervisor_of
from callcenter.desk.demo.cities import cities
from callcenter.desk.demo.doings import Doings
from callcenter.desk.demo.famous_cases import FIRST_LOOK, famous_matters
from callcenter.desk.demo.intakes import Matter, log_row, terms_by_item
from callcenter.desk.demo.plans import OPEN_ENDINGS, Plan
from callcenter.desk.demo.routes import Routes
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage
from callcenter.desk.demo.story import Story, Told
from callcenter.store.events import salted
from callcenter.store.models import Counter, Event, EventWords

CASES = 3000
CANCELLED = 110
_KINDS = (CaseKind.FAULT, CaseKind.QUESTION, CaseKind.COMPLAINT, CaseKind.RECALL_WORK)


@dataclass(frozen=True, slots=True)
class Run:
    """A case to be told: what it is about, and when each step of it happens."""

    matter: Matter
    plan: Plan
    times: tuple[datetime, ...]


def make_cases(stage: Stage) -> None:
    """All cases, in the order in which they were logged, and all their events in the order of time."""
    chance = stage.chance("cases")
    famous = [Run(*one) for one in famous_matters(stage)]
    made = [_run(stage, chance, matter) for matter in _matters(stage, chance, CASES - len(famous))]
    runs = sorted(famous + made, key=lambda run: run.times[0])
    first = FIRST_LOOK - next(at for at, run in enumerate(runs) if run.matter is famous[0].matter)
    numbers = [first + at for at in range(len(runs))]
    events: list[Told] = []
    _tell(stage, runs, numbers, events)
    stage.rows.add(Counter, name=COUNTER, value=numbers[-1])
    _write(stage, events)


def _tell(stage: Stage, runs: list[Run], numbers: list[int], events: list[Told]) -> None:
    routes, terms, taxonomy = Routes(stage), terms_by_item(stage), load()
    latest: dict[tuple[int, str], Values] = {}
    for run, counter in zip(runs, numbers, strict=True):
        chance = stage.chance(f"case {counter - numbers[0]}")
        matter, item = run.matter, run.matter.item
        category = taxonomy.category(matter.category, item["line"] if item else None)
        agent = agent_for(stage, chance, matter.customer, item, matter.agent)
        owned = terms.get(item["id"], []) if item else []
        case = log_row(stage, chance, matter, category, agent, owned, counter, run.times[0])
        story = Story(stage, chance, case, agent, events)
        doings = Doings(story, routes, matter, category)
        doings.supervisor = supervisor_of(stage, agent)
        for step, at in zip(run.plan, run.times, strict=True):
            story.at = at
            getattr(doings, step.what)()
        doings.settle()
        story.set_clocks()
        if item and matter.kind == CaseKind.FAULT:
            _link(stage, chance, case, latest.get((item["id"], matter.category)))
            latest[item["id"], matter.category] = case


def _link(stage: Stage, chance: Random, case: Values, earlier: Values | None) -> None:
    """The same fault of the same item again: mostly somebody noticed."""
    if (
        earlier
        and earlier["closed_at"]
        and earlier["closed_at"] < case["logged_at"]
        and chance.random() < 0.8
    ):
        case["repeat_of_id"] = earlier["id"]
        stage.rows.add(
            CaseLink, case_id=case["id"], other_id=earlier["id"], kind="repeat_of", at=case["logged_at"]
        )


def _run(stage: Stage, chance: Random, matter: Matter) -> Run:
    country = matter.customer["country"] if matter.customer else "CN"
    zone = next(one.timezone for one in cities() if one.country == country)
    on_phone = matter.kind == CaseKind.QUESTION or (
        matter.kind == CaseKind.COMPLAINT and chance.random() < 0.6
    )
    on_phone = on_phone or (matter.kind == CaseKind.FAULT and matter.cost == 0 and chance.random() < 0.5)
    if matter.ending not in ("closed", "resolved"):
        on_phone = False
    safety = load().by_code[matter.category].safety
    steps = plans.plan(chance, matter.ending, on_phone=on_phone, safety=safety)
    return Run(matter, steps, plans.times(chance, steps, matter.ending, zone, stage.anchor))


def _matters(stage: Stage, chance: Random, count: int) -> Iterator[Matter]:
    endings = [ending for ending, many in OPEN_ENDINGS.items() for _ in range(many)]
    endings += ["cancelled"] * CANCELLED
    endings += ["closed"] * (count - len(endings))
    owners = {
        row["item_id"]: row["customer_id"] for row in stage.rows.of(Purchase) if row["owned_until"] is None
    }
    customers = stage.rows.of(Customer)
    # Some things are trouble all the time, most never.
    items = stage.rows.of(Item)[stage.famous_items :]
    weights = [5 if catalogue.is_vehicle(item["line"]) else 3 for item in items]
    trouble = chance.choices(items, weights, k=count)
    again = chance.sample(range(count), count // 12)
    for at in again:
        trouble[at] = trouble[at - 1]
    recalled = [row["item_id"] for row in stage.rows.of(RecallItem) if row["done_on"] is None]
    recalled = [item_id for item_id in recalled if item_id > stage.famous_items]
    chance.shuffle(recalled)
    for ending, item in zip(endings, trouble, strict=True):
        kind = chance.choices(_KINDS, (79, 10, 8, 3))[0] if ending == "closed" else _open_kind(chance, ending)
        if kind == CaseKind.RECALL_WORK and recalled:
            item = stage.rows.of(Item)[recalled.pop() - 1]
        elif kind == CaseKind.RECALL_WORK:
            kind = CaseKind.FAULT
        unknown = kind == CaseKind.FAULT and chance.random() < 0.01
        yield _matter(chance, kind, ending, customers[owners[item["id"]] - 1], None if unknown else item)


def _open_kind(chance: Random, ending: str) -> CaseKind:
    if ending in ("new", "cancelled", "resolved"):
        return chance.choices(_KINDS, (80, 5, 14, 1))[0]
    return chance.choices(_KINDS, (90, 0, 5, 5))[0]


def _matter(chance: Random, kind: CaseKind, ending: str, customer: Values, item: Values | None) -> Matter:
    language = talk.tongue(customer["country"])
    if kind == CaseKind.RECALL_WORK and item:
        return _recall_work(kind, ending, customer, item, language)
    if kind in (CaseKind.QUESTION, CaseKind.COMPLAINT):
        asked = chance.choice(talk.matters(kind.value))
        said, answer = chance.choice(asked.said[language]), chance.choice(asked.answer[language])
        return Matter(kind, asked.category, said, ending, customer, item, answer)
    found, weights = talk.faults_of(item["line"] if item else "fridge")
    fault = chance.choices(found, weights)[0]
    advice = "已电话指导，恢复正常" if language == "zh" else "talked through it on the phone, works again"
    said = chance.choice(fault.said[language if item else "zh"])
    done = chance.choice(fault.done[language])
    return Matter(
        kind, fault.category, said, ending, customer if item else None, item, advice, done, cost=fault.cost
    )


def _recall_work(kind: CaseKind, ending: str, customer: Values, item: Values, language: str) -> Matter:
    car = catalogue.is_vehicle(item["line"])
    category = "fuel.pump" if car else "power.other"
    if language == "zh":
        said = "收到召回通知，预约更换燃油泵" if car else "收到召回短信，预约上门更换外机电容"
        done = ("召回", "更换燃油泵", "燃油泵总成") if car else ("召回", "更换外机电容", "电容")
    else:
        said = "Got the recall letter, wants the fuel pump replaced" if car else "Got the recall letter"
        done = (
            ("recall", "fuel pump replaced", "fuel pump")
            if car
            else ("recall", "capacitor replaced", "capacitor")
        )
    return Matter(kind, category, said, ending, customer, item, done=done, sure=True)


def _write(stage: Stage, events: list[Told]) -> None:
    """Give the events their ids, and their words the salted hash that they keep."""
    chance = stage.chance("salt")
    order = sorted(range(len(events)), key=lambda at: (events[at].values["at"], at))
    for at in order:
        told = events[at]
        salt = f"{chance.getrandbits(64):016x}"
        hashed = salted(told.words, salt) if told.words else None
        event = stage.rows.add(Event, words_hash=hashed, **told.values)
        if told.words:
            stage.rows.add(EventWords, event_id=event["id"], words=told.words, salt=salt)
