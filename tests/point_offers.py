"""A service point with an offer, in a house that a test sits in, and what of it must not be seen."""

import json
from dataclasses import asdict, replace
from typing import Any

from callcenter.desk.checking.check import check
from callcenter.desk.point import PointDesk, desk_of_point
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.i18n import Phrase
from tests.seats import key

PRIVATE = ("王小明", "138", "1381234", "李师傅", "延安路", "LSGTEST0000000001")
SAID = "王小明 说热车后熄火，电话 138 1234 5678，延安路 100 号。"


def offered(house: Any, name: str = "永达浦东", **point: Any) -> tuple[PointDesk, int, int]:
    """A point, and a case of a car that it was offered: its desk, the dispatch and the case."""
    point_id = house.point(name, **{"timezone": "Asia/Shanghai", "country": "CN"} | point)
    customer_id = house.customer("王小明")
    about = {
        "customer_id": customer_id, "item_id": house.car(customer_id, serial="LSGTEST0000000001"),
        "description": SAID, "caller": "138 1234 5678", "reporter": "王小明", "contact": "李师傅",
        "contact_phone": "139 8765 4321", "category": "engine.stalls", "way": "bring_in",
        "place": replace(house.intake().place, text="延安路 100 号", city="上海", country="CN"),
    }  # fmt: skip
    row = Candidate(
        point_id=point_id, external_id=None, name=name, city="上海", address="", phone=None, metres=3100.0,
        open=True, opens_at=None, closes_at=None, room=None, capacity=None, work_on=house.desk().today(),
        matches=(), reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    logged = house.desk().log(key(), house.intake(**about), Choice(point_id, Proposal((row,), ())))
    house.later(seconds=house.settings.hold_seconds + 1)
    return desk_of_point(house.store, house.settings, point_id), logged.dispatch_id, logged.case_id


def faults(house: Any) -> list[str]:
    """What the check of the store finds, but that the test's own customers were put in as bare rows."""
    found = [one.code for one in check(house.store, house.settings)]
    return [code for code in found if code != "fault.name"]


def shown(view: Any) -> str:
    return json.dumps(asdict(view), default=str, ensure_ascii=False)
