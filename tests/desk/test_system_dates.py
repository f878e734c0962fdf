"""What falls due while nobody looks: each once."""

from datetime import timedelta
from typing import Any

from callcenter.calls.models import CallBack
from callcenter.desk.system import SystemDesk


def test_a_resolved_case_closes_when_nobody_objects(house: Any) -> None:
    case_id = house.log().case_id
    house.move(case_id, "solve_on_phone", outcome="advised")
    system = SystemDesk(house.store, house.settings)
    house.later(days=6, hours=23)
    assert system.keep_dates() == 0
    house.later(hours=1)
    assert (system.keep_dates(), system.keep_dates()) == (1, 0)
    case = house.desk().case(case_id)
    assert (case.state, case.close_reason) == ("closed", "days_passed")
    assert house.lines(case_id)[-1] == "closed: no objection in time"
    assert [one.move for one in case.moves] == ["reopen"]


def test_a_missed_date_becomes_a_call_back_once(house: Any) -> None:
    case_id = house.routed(contact_phone="+8613900000000").case_id
    house.move(case_id, "accept")
    house.move(case_id, "expect", expected_at=house.now + timedelta(hours=2))
    system = SystemDesk(house.store, house.settings)
    assert system.keep_dates() == 0
    house.later(hours=2)
    assert (system.keep_dates(), system.keep_dates()) == (1, 0)
    (call_back,) = house.rows(CallBack)
    assert (call_back.number, call_back.case_id, call_back.at) == ("+8613900000000", case_id, house.now)
    assert house.desk().counts().call_backs == 1
    assert house.lines(case_id)[-1] == "expected date missed"
    assert house.desk().case(case_id).state == "expected"
    house.move(case_id, "expect", expected_at=house.now + timedelta(hours=1))
    house.later(hours=1)
    assert system.keep_dates() == 1
