"""From the wish to the point's answer, as the agent's desk does it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from callcenter.cases.views import PlaceSaid
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.views import Choice, Sent
from callcenter.errors import Changed, Invalid, MoveRefused
from callcenter.outbox.models import Message
from callcenter.points.models import PointAbility

HERE = PlaceSaid(text="上海", city="上海", lat=31.23, lon=121.47)


def key() -> str:
    return uuid.uuid4().hex


def skilled(house: Any, name: str, **more: Any) -> int:
    point_id: int = house.point(
        name, **({"lat": 31.23, "lon": 121.47, "timezone": "Asia/Shanghai", "opening_hours": "24/7"} | more)
    )
    for kind, value in (("way", "bring_in"), ("skill", "engine")):
        house.add(PointAbility(point_id=point_id, kind=kind, value=value))
    return point_id


def logged(house: Any) -> int:
    form = house.intake(way="bring_in", category="engine.stalls", place=HERE, language="en")
    assert house.desk().propose(house.desk().wish_for(form)).rows
    return int(house.desk().log(key(), form).case_id)


def send(house: Any, case_id: int, request: str = "", take: int = 0) -> Sent:
    desk = house.desk()
    proposal = desk.propose(desk.wish_of(case_id))
    row = proposal.rows[take]
    choice = Choice(row.point_id, proposal, "" if take == 0 else "caller_wish")
    return desk.dispatch(request or key(), case_id, desk.case(case_id).version, choice)  # type: ignore[no-any-return]


def test_propose_send_and_hear_that_they_accept(house: Any) -> None:
    point = skilled(house, "永达浦东")
    case_id = logged(house)
    sent = send(house, case_id, "once")
    assert send_again(house, case_id, sent)
    assert house.desk().case(case_id).point_id == point
    house.later(minutes=5)
    house.desk().told_point(
        key(),
        sent.dispatch_id,
        "Mr Zhang",
        "accepted",
        promised_at=house.now + timedelta(hours=4),
        note="has the part",
    )
    case = house.desk().case(case_id)
    assert (case.state, case.expected_at) == ("expected", house.now + timedelta(hours=4))
    assert case.dispatch.told_whom == "Mr Zhang"
    lines = house.lines(case_id)
    assert any("sent to 永达浦东, nearest that may, 0.0 km" in line for line in lines)
    assert any("accepted by 永达浦东: Mr Zhang · has the part" in line for line in lines)
    assert "They say it will be ready by 14:45." in house.desk().read_back(case_id).text


def send_again(house: Any, case_id: int, sent: Sent) -> bool:
    """The same request key: the first result comes back and nothing is written."""
    desk = house.desk()
    again = desk.dispatch("once", case_id, 1, Choice(0, desk.propose(desk.wish_of(case_id))))
    return again == sent and len(house.rows(Dispatch)) == 1


def test_declined_goes_to_the_next_and_not_there_again(house: Any) -> None:
    first, second = skilled(house, "永达浦东"), skilled(house, "泰安维修", lat=31.3)
    case_id = logged(house)
    sent = send(house, case_id)
    house.desk().told_point(key(), sent.dispatch_id, "Li", "declined", reason="no_parts")
    assert house.desk().case(case_id).state == "new"
    wish = house.desk().wish_of(case_id)
    assert wish.exclude == (first,)
    found = house.desk().propose(wish)
    assert ([row.point_id for row in found.rows], found.rejected[0].cause.code) == (
        [second],
        "cause.declined",
    )
    send(house, case_id)
    assert house.desk().case(case_id).where == "泰安维修"


def test_told_but_no_answer_yet(house: Any) -> None:
    skilled(house, "永达浦东")
    case_id = logged(house)
    sent = send(house, case_id)
    assert house.desk().read_back(case_id).by_phone
    house.later(minutes=1)
    house.desk().told_point(key(), sent.dispatch_id, "Li", "told")
    assert not house.desk().read_back(case_id).by_phone
    dispatch = house.desk().case(case_id).dispatch
    assert (dispatch.state, dispatch.delivered_at) == ("by_phone", house.now)
    house.desk().told_point(key(), sent.dispatch_id, "Li", "accepted")
    with pytest.raises(MoveRefused, match="The offer is accepted"):
        house.desk().told_point(key(), sent.dispatch_id, "Li", "told")


@pytest.mark.parametrize(
    ("whom", "answer", "more", "sentence"),
    [
        ("", "accepted", {}, "Note whom you spoke with"),
        ("Li", "perhaps", {}, "write accepted, declined or told, not “perhaps”"),
        ("Li", "declined", {}, "Why did the point decline"),
        ("Li", "declined", {"reason": "lazy"}, "Why did the point decline"),
    ],
)
def test_what_is_missing_in_an_answer(
    house: Any, whom: str, answer: str, more: dict[str, Any], sentence: str
) -> None:
    skilled(house, "永达浦东")
    sent = send(house, logged(house))
    with pytest.raises(Invalid, match=sentence):
        house.desk().told_point(key(), sent.dispatch_id, whom, answer, **more)


def test_sent_elsewhere_in_one_step(house: Any) -> None:
    skilled(house, "永达浦东", webhook="https://p.example/")
    skilled(house, "泰安维修", lat=31.3)
    case_id = logged(house)
    first = send(house, case_id)
    second = send(house, case_id, take=1)
    states = {row.id: row.state.value for row in house.rows(Dispatch)}
    assert states == {first.dispatch_id: "withdrawn", second.dispatch_id: "by_phone"}
    assert [row.state.value for row in house.rows(Message)] == ["withdrawn"]
    assert house.desk().case(case_id).where == "泰安维修"


def test_somebody_else_was_quicker(house: Any) -> None:
    skilled(house, "永达浦东")
    case_id = logged(house)
    desk = house.desk()
    proposal = desk.propose(desk.wish_of(case_id))
    house.desk("赵敏").dispatch(key(), case_id, 1, Choice(proposal.rows[0].point_id, proposal))
    with pytest.raises(Changed, match="was changed by 赵敏 meanwhile"):
        desk.dispatch(key(), case_id, 1, Choice(proposal.rows[0].point_id, proposal))


def test_taken_back_and_withdrawn(house: Any) -> None:
    skilled(house, "永达浦东", webhook="https://p.example/")
    case_id = logged(house)
    house.desk().take_back(key(), send(house, case_id).dispatch_id)
    assert house.desk().case(case_id).state == "new"
    sent = send(house, case_id)
    house.later(seconds=10)
    with pytest.raises(MoveRefused, match="too late to take it back"):
        house.desk().take_back(key(), sent.dispatch_id)
    with pytest.raises(MoveRefused, match="needs a reason"):
        house.desk().withdraw(key(), sent.dispatch_id, "")
    house.desk().withdraw(key(), sent.dispatch_id, "caller rang back")
    assert house.desk().case(case_id).state == "new"


def test_a_failed_one_is_sent_again_or_told_by_phone(house: Any) -> None:
    skilled(house, "永达浦东", webhook="http://127.0.0.1:9/")  # private: refused at once, by the settings
    case_id = logged(house)
    sent = send(house, case_id)
    system = SystemDesk(house.store, house.settings)
    for _ in range(9):
        moment = system.work_outbox(at=house.now).next_at
        house.now = moment or house.now
    dispatch = house.desk().case(case_id).dispatch
    assert dispatch.state == "failed"
    assert "private network" in dispatch.last_error
    house.desk().resend(key(), sent.dispatch_id)
    assert house.desk().case(case_id).dispatch.state == "queued"
    house.desk().by_phone(key(), sent.dispatch_id)
    assert house.desk().case(case_id).dispatch.state == "by_phone"
    assert system.work_outbox(at=house.now + timedelta(days=1)).failed == 0


def test_the_read_back_is_told_once(house: Any) -> None:
    skilled(house, "永达浦东")
    case_id = logged(house)
    send(house, case_id)
    house.desk().told(key(), case_id)
    first = house.desk().case(case_id).told_at
    house.later(minutes=1)
    house.desk().told(key(), case_id)
    assert house.desk().case(case_id).told_at == first
    assert len([line for line in house.lines(case_id) if "read back" in line]) == 1


def test_places_are_found(house: Any) -> None:
    assert house.desk().find_place("上海")[0].country == "CN"
    assert house.desk().find_place("  ") == ()
