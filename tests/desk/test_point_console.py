"""The door of a service point's console: its own cases, and no verb of anybody else."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from callcenter.desk.admin import AdminDesk, open_admin_desk
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.desk.point import PointDesk
from callcenter.desk.point_console import PointConsole, open_point_console
from callcenter.desk.seats import PointStaff
from callcenter.desk.supervisor import SupervisorDesk
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.errors import NotAllowed, NotFound
from callcenter.i18n import Phrase
from callcenter.people.models import Agent
from tests.seats import key

KEPT = {"changes_since", "listen", "draft", "keep_draft", "drop_draft", "me", "language", "zone"}


def offered(house: Any, point_id: int) -> tuple[int, int]:
    row = Candidate(
        point_id=point_id, external_id=None, name="p", city="", address="", phone=None, metres=1.0, open=True,
        opens_at=None, closes_at=None, room=None, capacity=None, work_on=house.now.date(), matches=(),
        reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    chosen = Choice(point_id, Proposal((row,), ()))
    logged = house.desk().log(key(), house.intake(way="bring_in", reporter="王小明"), chosen)
    house.later(seconds=20)
    return logged.dispatch_id, logged.case_id


def test_it_has_the_verbs_of_its_point_and_what_a_console_needs() -> None:
    verbs = {name for name in dir(PointConsole) if not name.startswith("_")} | {"me"}
    own = {name for name in dir(PointDesk) if not name.startswith("_")}
    assert verbs - own == KEPT
    assert not issubclass(PointConsole, AgentDesk | SupervisorDesk | AdminDesk)


def test_staff_get_their_points_desk_only_and_only_of_their_point(house: Any) -> None:
    ours, theirs = house.point("永达浦东"), house.point("永达张江")
    admin = AdminDesk(house.store, house.settings, house.desk("admin").me)
    admin.add_person("r", "li", "李师傅", roles=["point"], point_id=ours)
    assert admin.add_person("r", "li", "李师傅", roles=["point"], point_id=ours).login == "li"
    mine = replace(house.settings, agent="li")
    for door in (open_agent_desk, open_admin_desk):
        with pytest.raises(PointStaff, match="works at a service point"):
            door(mine)
    desk = open_point_console(mine)
    place = desk.changes_since(None).position
    first, case_id = offered(house, ours)
    other, others_case = offered(house, theirs)
    news = desk.changes_since(place)
    assert {(row.topic, row.entity_id) for row in news.rows} == {("dispatch", first)}
    assert desk.changes_since(news.position).rows == ()
    with pytest.raises(NotFound):
        desk.case(other)

    for subject in (f"dispatch:{first}", f"dispatch:{other}", f"case:{others_case}", "dispatch:x"):
        desk.keep_draft("point.accept", subject, {"note": "tow it"})
    assert desk.draft("point.accept", f"dispatch:{first}").body == {"note": "tow it"}
    assert desk.draft("point.accept", f"dispatch:{other}") is None
    assert house.inside(lambda connection: connection.exec_driver_sql("select subject from draft").all()) == [
        (f"case:{case_id}",)
    ]
    desk.drop_draft("point.accept", f"dispatch:{first}")
    assert desk.draft("point.accept", f"dispatch:{first}") is None

    admin.set_roles("s", "li", ["agent"])
    for verb in (desk.cases, lambda: desk.case(first), lambda: desk.accept("k", first)):
        with pytest.raises(NotAllowed, match="any more"):
            verb()
    assert open_agent_desk(mine).me.team
    with pytest.raises(NotAllowed, match="doesn't work at a service point"):
        open_point_console(mine)
    admin.set_roles("t", "li", ["point"], theirs)
    assert [one.dispatch_id for one in open_point_console(mine).cases()] == [other]
    house.inside(
        lambda connection: connection.execute(
            update(Agent).where(col(Agent.login) == "li").values(point_id=None)
        )
    )
    with pytest.raises(NotAllowed, match="belongs to no service point yet"):
        open_point_console(mine)
    admin.let_go("u", "li")
    with pytest.raises(NotAllowed, match="not active"):
        open_point_console(mine)
