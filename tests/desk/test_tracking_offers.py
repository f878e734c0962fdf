"""A case that moves takes its offer along, in the same transaction."""

from datetime import timedelta
from typing import Any

import pytest

from callcenter.cases.views import Logged
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.errors import Changed, Invalid, MoveRefused
from callcenter.i18n import Phrase
from callcenter.outbox.models import Message


def offered(house: Any, **more: Any) -> Logged:
    """A case logged and sent in one go, as the form does it."""
    point_id = house.point("永达浦东", **more)
    row = Candidate(
        point_id=point_id, external_id=None, name="永达浦东", city="上海", address="", phone=None, metres=3100.0,
        open=True, opens_at=None, closes_at=None, room=None, capacity=None, work_on=house.now.date(),
        matches=(), reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    form = house.intake(way="bring_in", category="engine.stalls")
    logged: Logged = house.desk().log("offer", form, Choice(point_id, Proposal((row,), ())))
    return logged


def state(house: Any) -> str:
    (dispatch,) = house.rows(Dispatch)
    return str(dispatch.state.value)


def test_case_and_offer_are_written_together(house: Any) -> None:
    logged = offered(house, webhook="https://point.example/hook")
    assert (logged.state, logged.held_until) == ("routed", house.now + timedelta(seconds=10))
    assert house.desk().log("offer", house.intake()) == logged
    case = house.desk().case(logged.case_id)
    assert case.dispatch is not None
    assert (case.version, case.state, case.where) == (logged.version, "routed", "永达浦东")
    assert (case.dispatch.dispatch_id, case.dispatch.state, case.dispatch.live) == (
        logged.dispatch_id,
        "queued",
        True,
    )
    assert case.dispatch.metres == 3100.0
    assert len(house.rows(Message)) == 1
    assert len([line for line in house.lines(logged.case_id) if "永达浦东" in line]) == 1


def test_an_offer_that_fails_takes_the_case_with_it(house: Any) -> None:
    from callcenter.cases.models import Case

    with pytest.raises(Invalid, match=r"not in the list any more"):
        house.desk().log("k", house.intake(), Choice(99, Proposal((), ())))
    assert house.rows(Case) == []


@pytest.mark.parametrize(
    ("move", "to"), [("cancel", "cancelled"), ("send_elsewhere", "new")]
)  # fmt: skip
def test_what_leaves_the_point_withdraws_the_offer(house: Any, move: str, to: str) -> None:
    case_id = offered(house).case_id
    case = house.move(case_id, move, reason="bought a new one")
    assert (case.state, state(house)) == (to, "withdrawn")
    assert case.dispatch is not None
    assert not case.dispatch.live
    assert case.undo_until is None
    with pytest.raises(MoveRefused, match=r"There is nothing of yours to take back here"):
        house.desk().undo("u", case_id, case.version)


def test_the_points_answer_by_phone(house: Any) -> None:
    case_id = offered(house).case_id
    with pytest.raises(Invalid, match=r"Note whom you spoke with at the point"):
        house.move(case_id, "accept")
    asked = {one.move: one.asks for one in house.desk().case(case_id).moves}
    assert asked["accept"] == ("whom",)
    case = house.move(case_id, "accept", whom="师傅张", expected_at=house.now + timedelta(hours=4))
    assert (case.state, state(house), case.expected_at) == (
        "expected",
        "accepted",
        house.now + timedelta(hours=4),
    )
    assert house.lines(case_id)[-2:] == ["accepted by 永达浦东: 师傅张", "expected 06:40"]
    assert case.point_due_at == house.now + house.settings.target("normal").resolve


def test_a_declined_offer_makes_the_case_new_again(house: Any) -> None:
    case_id = offered(house).case_id
    seen = house.desk().case(case_id).version
    house.desk("李雷").take("t", case_id, seen)
    with pytest.raises(Changed, match=r"was changed by 李雷 meanwhile"):
        house.desk().move("k", case_id, seen, "decline", house.details(reason="no_parts", whom="张"))
    case = house.move(case_id, "decline", reason="no_parts", whom="张")
    assert (case.state, state(house)) == ("new", "declined")
    assert house.lines(case_id)[-1] == "declined by 永达浦东: no parts: 张"


def test_reopening_takes_the_case_back_from_the_point(house: Any) -> None:
    case_id = offered(house).case_id
    house.move(case_id, "accept", whom="张")
    house.move(case_id, "receive")
    house.move(case_id, "resolve", outcome="no_fault_found")
    assert state(house) == "accepted"
    house.move(case_id, "reopen", reason="stalls again")
    assert state(house) == "withdrawn"
