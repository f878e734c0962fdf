"""Staff of a service point at their own console, in a real terminal, from the offer to the solved case."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from callcenter import clock, i18n, settings
from callcenter.cases.views import Intake
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.dispatch.views import Candidate, Choice, Proposal

POINT = "永达浦东"
SitDown = Callable[..., Any]


def offered(desk: AgentDesk, point_id: int) -> tuple[int, str]:
    """A new case, offered to the point at once."""
    about = {"customer_id": 1, "category": "engine.stalls", "way": "bring_in", "contact": "周师傅"}
    logged = desk.log(
        uuid4().hex,
        Intake("fault", "Stalls when warm, ring 139 8765 4321.", contact_phone="139 8765 4321", **about),
    )
    row = Candidate(
        point_id=point_id, external_id=None, name=POINT, city="", address="", phone=None, metres=900.0, open=True,
        opens_at=None, closes_at=None, room=None, capacity=None, work_on=clock.now().date(), matches=(),
        reasons=(i18n.Phrase("reason.nearest"),),
    )  # fmt: skip
    choice = Choice(point_id, Proposal((row,), (), at=clock.now()))
    desk.dispatch(uuid4().hex, logged.case_id, logged.version, choice)
    return logged.case_id, logged.number


def test_a_point_accepts_and_reports_and_the_agents_see_it(store: Path, sit_down: SitDown) -> None:
    chosen = settings.load(
        environment={}, store=str(store), agent="wangfang", zone="Asia/Shanghai", region="CN"
    )
    desk = open_agent_desk(replace(chosen, hold_seconds=0))
    admin = AdminDesk(desk.store, chosen, desk.me)
    point_id = admin.point_called(POINT)
    admin.add_person(uuid4().hex, "chen", "陈师傅", roles=["point"], point_id=point_id)

    point = sit_down("chen", anchored=False).sees("Our cases", f"陈师傅 · {POINT}")
    case_id, number = offered(desk, point_id)
    point.sees(number).press("home", then=lambda _terminal: number in point.pointed_at)
    point.press("enter", then="hidden until you accept")
    assert "8765" not in point.text
    assert "周师傅" not in point.text
    point.press("a", then="Ready by").says("in 3 h", then="in 3 h 00").press("ctrl+s", then="is yours")
    point.sees("周师傅 · 139 8765 4321", "expected", f"accepted by {POINT}")
    case = desk.case(case_id)
    assert (case.state, case.dispatch.state) == ("expected", "accepted")
    assert "陈师傅" in {row.who for row in case.timeline}

    point.press("r", then="Outcome").press("tab", "tab").says("cleaned the valve", then="cleaned the valve")
    point.press("ctrl+s", then="h handed back…")
    case = desk.case(case_id)
    assert (case.state, case.outcome) == ("resolved", "repaired")
    point.press("f3", "f2", "escape", then="Enter open the case")
    point.press("ctrl+q")
    assert point.terminal.exit_status() == 0
    desk.store.close()
