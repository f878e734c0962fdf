"""What was repaired before: the demo's items have had their services and troubles, some again and again."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from callcenter.callers.models import Customer, Item, Purchase, RecallItem, Repair
from callcenter.callers.words import RepairCover
from callcenter.cases.taxonomy import load
from callcenter.cases.words import Way
from callcenter.desk.demo import talk
from callcenter.desk.demo.catalogue import is_vehicle
from callcenter.desk.demo.intakes import cover_of, terms_by_item
from callcenter.desk.demo.money import cost_in, currency_of
from callcenter.desk.demo.points import by_name
from callcenter.desk.demo.routes import Routes
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage

REPAIRS = 12000
_COMES_BACK = (0.9, 0.07, 0.03)
"""How often a fault is repaired once, twice or three times."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a repair needs to know, looked up once.

    Attributes:
        stage: the demo's rows.
        owners: customers by the item they own.
        since: when the item was first bought.
        terms: warranty terms by item.
        routes: the service points.
    """

    stage: Stage
    owners: dict[int, Values]
    since: dict[int, date]
    terms: dict[int, list[Values]]
    routes: Routes


def make_repairs(stage: Stage) -> None:
    """The famous items' repairs, those that did the recalls, and others up to ``REPAIRS``."""
    chance = stage.chance("repairs")
    bench = _bench(stage)
    _famous(bench)
    _recalls(bench, chance)
    items = [item for item in stage.rows.of(Item)[stage.famous_items :] if _age(bench, item) > 45]
    # What is older and drives has been in the workshop more often.
    weights = [_age(bench, item) ** 0.7 * (3 if is_vehicle(item["line"]) else 1) for item in items]
    pool = iter(chance.choices(items, weights, k=REPAIRS))
    while len(stage.rows.of(Repair)) < REPAIRS:
        _visit(bench, chance, next(pool))
    for repair in stage.rows.of(Repair):
        repair["external_id"] = f"R{repair['id']:06}"
        repair["km"] = repair["km"] or _km(bench, repair)


def _visit(bench: Bench, chance: Random, item: Values) -> None:
    """A service, or a fault that comes back as often as it does."""
    start = bench.since[item["id"]]
    day = start + timedelta(days=chance.randint(20, _age(bench, item) - 8))
    if chance.random() < (0.42 if is_vehicle(item["line"]) else 0.2):
        _service(bench, chance, item, day)
        return
    found, weights = talk.faults_of(item["line"])
    fault = chance.choices(found, weights)[0]
    for _again in range(chance.choices((1, 2, 3), _COMES_BACK)[0]):
        if day < bench.stage.day - timedelta(days=7) and len(bench.stage.rows.of(Repair)) < REPAIRS:
            _mended(bench, chance, item, day, fault)
        day += timedelta(days=chance.randint(25, 190))


def _mended(bench: Bench, chance: Random, item: Values, day: date, fault: talk.Fault) -> None:
    language = talk.tongue(bench.owners[item["id"]]["country"])
    cause, work, parts = chance.choice(fault.done[language])
    cover = RepairCover(cover_of(bench.terms.get(item["id"], []), day, None).value)
    if cover == RepairCover.PAID and chance.random() < 0.05:
        cover = RepairCover.GOODWILL
    nothing = chance.random() < 0.04
    _repair(
        bench,
        chance,
        item,
        day,
        cover,
        complaint=chance.choice(fault.said[language]),
        cause=None if nothing else cause,
        work=("检测，未发现故障" if language == "zh" else "tested, no fault found") if nothing else work,
        parts=None if nothing else parts or None,
        component=fault.category.partition(".")[0],
        symptom=fault.category,
        yuan=fault.cost * chance.uniform(0.8, 1.3),
        result="no_fault_found" if nothing else "repaired",
    )


def _service(bench: Bench, chance: Random, item: Values, day: date) -> None:
    language = talk.tongue(bench.owners[item["id"]]["country"])
    vehicle = is_vehicle(item["line"])
    work = talk.phrase(chance, "service" if vehicle else "clean", language)
    yuan = chance.uniform(280, 900) if vehicle else chance.uniform(60, 200)
    _repair(bench, chance, item, day, RepairCover.PAID, work=work, yuan=yuan, result="serviced")


def _repair(
    bench: Bench,
    chance: Random,
    item: Values,
    day: date,
    cover: RepairCover,
    *,
    yuan: float,
    work: str,
    complaint: str | None = None,
    cause: str | None = None,
    parts: str | None = None,
    component: str | None = None,
    symptom: str | None = None,
    result: str = "repaired",
    point_id: int | None = None,
) -> Values:
    stage, owner = bench.stage, bench.owners[item["id"]]
    point_id = point_id or _point(bench, chance, item, owner, symptom)
    elsewhere = "路边快修店" if owner["country"] == "CN" else "independent workshop"
    back = min(day + timedelta(days=chance.choices((0, 1, 2, 5), (50, 30, 15, 5))[0]), stage.day)
    number = len(stage.rows.of(Repair)) + 1
    return stage.rows.add(
        Repair,
        item_id=item["id"],
        point_id=point_id,
        point_name=None if point_id else elsewhere,
        received_on=day,
        handed_back_on=back,
        complaint=complaint,
        cause=cause,
        work=work,
        parts=parts,
        component=component,
        symptom=symptom,
        job_no=f"{day:%y%m}-{number:05}H" if point_id else None,
        cost=cost_in(yuan, owner["country"]) if cover == RepairCover.PAID else None,
        currency=currency_of(owner["country"]) if cover == RepairCover.PAID else None,
        cover=cover,
        result=result,
    )


def _point(bench: Bench, chance: Random, item: Values, owner: Values, symptom: str | None) -> int | None:
    """The point near the owner that did it; now and then a place that isn't one of ours."""
    if chance.random() < 0.05:
        return None
    skill = "general"
    if symptom:
        skill = load().category(symptom, item["line"]).skill
    way = (
        Way.BRING_IN
        if is_vehicle(item["line"]) or item["line"] in ("phone", "tablet", "laptop")
        else Way.ON_SITE
    )
    case: Values = {
        "place_country": owner["country"],
        "place_lat": owner["lat"],
        "place_lon": owner["lon"],
        "brand": item["brand"],
        "way": way,
    }
    found = bench.routes.choose(chance, case, skill, authorised=False)
    return found.point["id"] if found else None


def _recalls(bench: Bench, chance: Random) -> None:
    """Those who had the recall done have a repair of it, unless a case made one."""
    for row in bench.stage.rows.of(RecallItem):
        if row["done_on"] and row["repair_id"] is None:
            item = bench.stage.rows.of(Item)[row["item_id"] - 1]
            language = talk.tongue(bench.owners[item["id"]]["country"])
            car = is_vehicle(item["line"])
            work = {"zh": ("更换外机电容", "更换燃油泵"), "en": ("capacitor replaced", "fuel pump replaced")}[
                language
            ][car]
            made = _repair(
                bench,
                chance,
                item,
                row["done_on"],
                RepairCover.RECALL,
                yuan=0,
                work=work,
                complaint="召回" if language == "zh" else "recall",
                component="fuel" if car else "power",
            )
            row |= {"repair_id": made["id"], "done_on": made["handed_back_on"]}


# Of the car or the fridge, so many days ago, where, who paid, yuan, km, cause, work, parts, symptom.
_PAID, _FREE = RepairCover.PAID, RepairCover.WARRANTY
_FAMOUS = (
    (0, 365, "永达浦东", _PAID, 680, 46200, "刹车片磨损", "更换刹车片", "刹车片", "brakes.wear"),
    (0, 560, "永达浦东", _PAID, 420, 40100, None, "10,000 公里保养", "机油、机滤", None),
    (0, 976, "永达虹桥", _FREE, 0, 21800, "蓄电池老化", "更换蓄电池", "蓄电池", "electrical.battery"),
    (0, 262, "泰安维修", _PAID, 460, 50900, "怠速电机卡滞", "清洗怠速电机", "清洗剂", "engine.stalls"),
    (0, 62, "永达虹桥", _PAID, 380, 58400, "点火线圈接触不良", "更换点火线圈", "点火线圈", "engine.stalls"),
    (1, 700, "海尔浦东服务中心", _FREE, 0, None, "启动电容失效", "更换启动电容", "启动电容", "cold.warm"),
)  # fmt: skip
_SAID = {
    "brakes.wear": "刹车片磨损报警灯亮",
    "electrical.battery": "早上启动无力",
    "engine.stalls": "等红灯时熄火",
    "cold.warm": "冷藏室不凉",
}


def _famous(bench: Bench) -> None:
    """The Excelle and the fridge of Wang Xiaoming, as in every picture."""
    stage, chance = bench.stage, bench.stage.chance("famous repairs")
    for which, days, point, cover, yuan, km, cause, work, parts, symptom in _FAMOUS:
        made = _repair(
            bench,
            chance,
            stage.rows.of(Item)[which],
            stage.day - timedelta(days=days),
            cover,
            yuan=yuan,
            work=work,
            cause=cause,
            parts=parts,
            complaint=_SAID.get(symptom or ""),
            component=symptom.partition(".")[0] if symptom else None,
            symptom=symptom,
            point_id=by_name(stage, point),
        )
        made |= {"km": km, "cost": yuan * 100 if cover == RepairCover.PAID else None}


def _bench(stage: Stage) -> Bench:
    customers = stage.rows.of(Customer)
    owners: dict[int, Values] = {}
    since: dict[int, date] = {}
    for row in stage.rows.of(Purchase):
        since[row["item_id"]] = min(row["bought_on"], since.get(row["item_id"], row["bought_on"]))
        if row["owned_until"] is None:
            owners[row["item_id"]] = customers[row["customer_id"] - 1]
    return Bench(stage, owners, since, terms_by_item(stage), Routes(stage))


def _age(bench: Bench, item: Values) -> int:
    return (bench.stage.day - bench.since[item["id"]]).days


def _km(bench: Bench, repair: Values) -> int | None:
    """The kilometres on the day of the repair: they grow from the first day to the last reading."""
    item = bench.stage.rows.of(Item)[repair["item_id"] - 1]
    if item["km"] is None:
        return None
    first = bench.since[item["id"]]
    whole = max(1, (bench.stage.day - first).days)
    return int(item["km"] * min(1.0, max(0, (repair["received_on"] - first).days) / whole))
