"""The famous customers' cases: one open since this morning, a closed one like it, and points at work."""

from collections.abc import Callable
from datetime import datetime, timedelta

from callcenter.callers.models import Customer, Item, Purchase
from callcenter.cases.words import CaseKind, Cover, Priority
from callcenter.desk.demo.agents import WANG_FANG
from callcenter.desk.demo.catalogue import is_vehicle
from callcenter.desk.demo.famous import FLEET
from callcenter.desk.demo.intakes import Matter
from callcenter.desk.demo.plans import Doing, Plan
from callcenter.desk.demo.points import by_name
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage
from callcenter.points.models import ServicePoint

FIRST_LOOK = 4821
"""The counter of the first famous case: people say 4821-7."""
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_OFFERED = (Doing("log", 0), Doing("route", 60), Doing("read_back", 45))
_TAKEN = (*_OFFERED, Doing("accept", 460))


def famous_matters(stage: Stage) -> list[tuple[Matter, Plan, tuple[datetime, ...]]]:
    """What they are about, with their plans and times; the first is the one that pictures show."""
    ago = _ago(stage)
    fleet = next(row["id"] for row in stage.rows.of(Customer) if row["name"] == FLEET)
    neighbours = _neighbours(stage)[:4]
    return [
        _stalls_now(stage, ago(98)),
        _stalls_then(stage, ago(141 * 1440)),
        *(_at(stage, "永达金桥", fleet, van, 160 + 7 * van) for van in range(3)),
        *(_at(stage, "永达浦东", owner, 0, 190 + 13 * at) for at, owner in enumerate(neighbours)),
    ]


def _stalls_now(stage: Stage, start: datetime) -> tuple[Matter, Plan, tuple[datetime, ...]]:
    matter = Matter(
        CaseKind.FAULT,
        "engine.stalls",
        "热车后在红灯前熄火，重新启动正常，故障灯亮。昨天第三次。",
        "expected",
        *_owned(stage, 1, 0),
        done=("节气门积碳", "清洗节气门", "清洗剂"),
        point=_point(stage, "永达浦东"),
        expected_in=timedelta(hours=5, minutes=19),
        asked="要求代步车送到修理厂",
        promise="回电告知代步车安排",
        agent=WANG_FANG,
        promise_in=timedelta(hours=3, minutes=21),
        more={"priority": Priority.HIGH, "contact_hours": "晚上", "cover": None, "category_by": "suggested"},
    )
    plan = (*_TAKEN, Doing("expect", 60), Doing("chase", 87 * _MINUTE - 5), Doing("promise", 20))
    return matter, plan, _times(start, plan)


def _stalls_then(stage: Stage, start: datetime) -> tuple[Matter, Plan, tuple[datetime, ...]]:
    matter = Matter(
        CaseKind.FAULT,
        "engine.stalls",
        "怠速时熄火，关空调后好一些",
        "closed",
        *_owned(stage, 1, 0),
        done=("节气门积碳", "清洗节气门体", "清洗剂"),
        sure=True,
        point=_point(stage, "永达虹桥"),
        more={
            "cover": Cover.PAID,
            "cost_told": 42000,
            "cost_agreed": True,
            "currency": "CNY",
            "priority": Priority.NORMAL,
        },
    )
    plan = (
        *_TAKEN,
        Doing("receive", 3 * _HOUR),
        Doing("resolve", 22 * _HOUR),
        Doing("reached", _DAY),
        Doing("close_yes", 60),
    )
    return matter, plan, _times(start, plan)


def _at(
    stage: Stage, point: str, customer: int, place: int, minutes: float
) -> tuple[Matter, Plan, tuple[datetime, ...]]:
    """A job that takes room at a point today."""
    matter = Matter(
        CaseKind.FAULT,
        "brakes.wear",
        "刹车片磨损报警灯亮，需要今天处理",
        "accepted",
        *_owned(stage, customer, place),
        point=_point(stage, point),
        more={"priority": Priority.NORMAL, "cover": None},
    )
    return matter, _TAKEN, _times(_ago(stage)(minutes), _TAKEN)


def _neighbours(stage: Stage) -> list[int]:
    """Other customers of the district whose first thing is a car."""
    first: dict[int, int] = {}
    for row in stage.rows.of(Purchase):
        first.setdefault(row["customer_id"], row["item_id"])
    return [
        person["id"]
        for person in stage.rows.of(Customer)[len(stage.famous_people) :]
        if person["city"] == "上海市浦东新区"
        and person["id"] in first
        and is_vehicle(stage.rows.of(Item)[first[person["id"]] - 1]["line"])
    ]


def _owned(stage: Stage, customer: int, place: int) -> tuple[Values, Values]:
    owned = [row["item_id"] for row in stage.rows.of(Purchase) if row["customer_id"] == customer]
    return stage.rows.of(Customer)[customer - 1], stage.rows.of(Item)[owned[place] - 1]


def _point(stage: Stage, name: str) -> Values:
    return stage.rows.of(ServicePoint)[by_name(stage, name) - 1]


def _ago(stage: Stage) -> Callable[[float], datetime]:
    return lambda minutes: stage.anchor - timedelta(minutes=minutes)


def _times(start: datetime, plan: Plan) -> tuple[datetime, ...]:
    at, times = start, []
    for step in plan:
        at += timedelta(seconds=step.gap)
        times.append(at)
    return tuple(times)
