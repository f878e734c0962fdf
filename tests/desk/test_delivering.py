"""What did not get out of the house: seen by whom it concerns, sent again, told by phone, an alarm when late."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from callcenter.cases.views import Logged
from callcenter.desk.agent import open_agent_desk
from callcenter.desk.supervisor import SupervisorDesk
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.errors import Invalid, MoveRefused
from callcenter.i18n import Phrase
from callcenter.outbox.models import Message
from callcenter.people.models import AgentRole
from callcenter.people.sign_in import sit_down
from callcenter.people.words import Role
from tests.seats import key

NOBODY = "http://127.0.0.1:9/hook"


def sent(house: Any, **point: Any) -> Logged:
    name = point.pop("name", "永达浦东")
    point_id = house.point(name, **point)
    row = Candidate(
        point_id=point_id, external_id=None, name=name, city="上海", address="", phone=None, metres=3100.0,
        open=True, opens_at=None, closes_at=None, room=None, capacity=None, work_on=house.now.date(),
        matches=(), reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    logged: Logged = house.desk().log(key(), house.intake(), Choice(point_id, Proposal((row,), ())))
    return logged


def supervisor(house: Any, login: str = "陈静") -> SupervisorDesk:
    me = sit_down(house.store, login, house.now)
    if "supervisor" not in me.roles:
        house.inside(
            lambda c: c.execute(insert(AgentRole).values(agent_id=me.agent_id, role=Role.SUPERVISOR))
        )
    return SupervisorDesk(house.store, house.settings, sit_down(house.store, login, house.now))


def works(house: Any) -> None:
    SystemDesk(house.store, house.settings).work_outbox(at=house.now)


def test_tried_again_seen_by_its_agent_and_every_supervisor(house: Any) -> None:
    logged = sent(house, webhook=NOBODY)
    assert house.desk().deliveries().undelivered == (), "held for being taken back is no trouble"
    house.later(seconds=15)
    works(house)
    house.later(seconds=2)
    (row,) = house.desk().deliveries().undelivered
    assert (row.to, row.case_number, row.attempts, row.late) == ("永达浦东", logged.number, 1, False)
    assert row.last_error
    assert row.next_at > house.now - timedelta(seconds=1)
    (tried,) = house.desk().delivery_attempts(row.message_id)
    assert (tried.status, tried.error) == (None, row.last_error)
    assert house.desk("李雷").deliveries().undelivered == (), "another agent's"
    assert not hasattr(house.desk("李雷"), "house_deliveries")
    assert [one.message_id for one in supervisor(house).house_deliveries().undelivered] == [row.message_id]
    assert house.desk().counts().stuck == 0
    house.later(minutes=31)
    assert (house.desk().counts().stuck, house.desk("李雷").counts().stuck) == (1, 0)
    assert supervisor(house).counts().stuck == 1
    assert house.desk().deliveries().undelivered[0].late
    house.desk().send_again(key(), row.message_id)
    assert house.desk().deliveries().undelivered[0].next_at == house.now


def test_how_to_get_in_at_a_receiver_is_on_no_screen(house: Any) -> None:
    sent(house, webhook="http://desk:p@ssword@127.0.0.1:9/hook")
    house.later(seconds=15)
    works(house)
    house.later(seconds=2)
    (row,) = house.desk().deliveries().undelivered
    assert row.destination == "http://…@127.0.0.1:9/hook"
    assert "ssword" not in str((row, house.desk().delivery_attempts(row.message_id)))


def test_nobody_sends_at_all(house: Any) -> None:
    sent(house, webhook=NOBODY)
    house.later(seconds=75)
    (row,) = house.desk().deliveries().undelivered
    assert (row.attempts, row.last_error, row.late) == (0, "", False), "no worker runs: it shows all the same"


def failed(house: Any) -> tuple[Logged, int]:
    logged = sent(house, webhook=NOBODY)
    for _attempt in range(12):
        house.later(days=2)
        works(house)
    (row,) = house.desk().deliveries().undelivered
    assert (row.next_at, row.late) == (None, True)
    return logged, row.message_id


def test_failed_and_offered_anew(house: Any) -> None:
    logged, message_id = failed(house)
    once = key()
    house.desk().send_again(once, message_id)
    house.desk().send_again(once, message_id)
    assert house.desk().case(logged.case_id).dispatch.state == "queued"
    assert house.desk().case(logged.case_id).dispatch.answer_due_at > house.now
    works(house)
    assert [row.attempts for row in house.desk().deliveries().undelivered] == [1]


def test_failed_and_told_by_phone(house: Any) -> None:
    logged, message_id = failed(house)
    assert house.desk().ring_instead(key(), message_id) == "point"
    found = house.desk().deliveries()
    (row,) = found.to_tell
    assert (found.undelivered, row.point, row.ended, row.late) == ((), "永达浦东", False, False)
    house.later(hours=12)
    assert house.desk().deliveries().to_tell[0].late
    assert house.desk().counts().stuck == 1
    house.desk().told_point(key(), row.dispatch_id, "Xiao Liu", "accepted")
    assert house.desk().deliveries().to_tell == ()
    assert house.desk().counts().stuck == 0
    with pytest.raises(MoveRefused):
        house.desk().send_again(key(), message_id)
    assert logged.case_id == row.case_id


def test_an_end_that_must_be_told_by_phone_stands_until_it_was(house: Any) -> None:
    logged = sent(house, opening_hours="Mo-Fr 09:00-18:00", timezone="Asia/Shanghai", phone="+862150001234")
    sent_as = house.desk().deliveries().to_tell[0]
    assert (sent_as.point_phone, sent_as.open, sent_as.closes_at is None) == ("+86 21 5000 1234", True, False)
    house.desk().told_point(key(), sent_as.dispatch_id, "Xiao Liu", "told")
    assert house.desk().deliveries().to_tell == ()
    house.move(logged.case_id, "cancel", reason="solved by itself")
    (row,) = house.desk().deliveries().to_tell
    assert (row.ended, row.due_at) == (True, house.now + timedelta(minutes=30))
    assert house.desk("李雷").deliveries().to_tell == ()
    house.later(minutes=31)
    assert house.desk().counts().stuck == 1
    with pytest.raises(Invalid):
        house.desk().told_end(key(), row.dispatch_id, " ")
    house.desk().told_end(key(), row.dispatch_id, "Xiao Liu", "had not begun")
    assert house.desk().deliveries().to_tell == ()
    assert house.lines(logged.case_id)[-1] == (
        "永达浦东 was told by phone that the offer is over: Xiao Liu · had not begun"
    )
    with pytest.raises(MoveRefused):
        house.desk().told_end(key(), row.dispatch_id, "Xiao Liu")


def test_a_withdrawal_that_does_not_arrive_can_be_told_by_phone(house: Any) -> None:
    logged = sent(house, webhook=NOBODY)
    house.later(seconds=15)
    works(house)
    house.inside(lambda c: c.exec_driver_sql("UPDATE message SET leased_until=next_at"))
    house.move(logged.case_id, "cancel", reason="solved by itself")
    assert [row.kind for row in house.rows(Message)] == ["dispatch.offered", "dispatch.withdrawn"]
    house.later(minutes=10)
    works(house)
    (row,) = house.desk().deliveries().undelivered
    assert row.kind == "dispatch.withdrawn"
    assert house.desk().ring_instead(key(), row.message_id) == "point"
    assert [one.ended for one in house.desk().deliveries().to_tell] == [True]
    assert house.desk().deliveries().undelivered == ()


def test_a_message_to_the_customer_becomes_a_call_back(house: Any) -> None:
    from callcenter.calls.models import CallBack

    logged = house.log(contact_phone="+8613912345678")
    values = {
        "idempotency_key": "msg_x", "channel": "email", "destination": "wang@example.org", "kind": "case.ready",
        "body": {}, "about": "case", "about_id": logged.case_id, "state": "failed", "made_at": house.now,
        "next_at": house.now, "attempts": 3, "last_error": "no such mailbox", "done_at": house.now,
    }  # fmt: skip
    message_id = house.add(Message(**values))
    assert [row.case_id for row in house.desk().deliveries().undelivered] == [logged.case_id]
    assert house.desk().ring_instead(key(), message_id) == "customer"
    assert house.desk().deliveries().undelivered == ()
    assert [(row.number, row.case_id) for row in house.rows(CallBack)] == [("+8613912345678", logged.case_id)]


def test_a_supervisor_sits_down_at_a_desk_with_more_verbs(house: Any) -> None:
    supervisor(house)
    for login, kind in (("陈静", True), ("王芳", False)):
        desk = open_agent_desk(house.settings, login=login)
        assert isinstance(desk, SupervisorDesk) is kind
        desk.store.close()
