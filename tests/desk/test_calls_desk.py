"""The list of calls at the desk: wrap-up, call-backs, calls noted by hand, on both stores."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callcenter.callers.models import Customer, Phone
from callcenter.callers.phones import reverse
from callcenter.calls import recording
from callcenter.calls.models import CallBack, WrapUp
from callcenter.calls.recording import House as Extensions
from callcenter.calls.views import Callee, CallEvent, Noted
from callcenter.errors import CallcenterError, Changed, Invalid, NotFound
from callcenter.store.models import Change, Event
from tests.seats import key

WANG = "+8613912345678"


def told(house: Any, call_id: str, type_: str = "ended", **more: Any) -> int:
    values: dict[str, Any] = {
        "source": "s", "call_id": call_id, "type": type_, "direction": "in", "number": WANG, "at": house.now,
    }  # fmt: skip
    whose = Extensions("CN", {"201": "王芳"})
    return int(
        house.inside(
            lambda connection: recording.record(connection, CallEvent(**values | more), whose, house.now)
        )
    )


def wang(house: Any, **more: Any) -> int:
    customer_id = int(house.customer(**more))
    house.add(Phone(customer_id=customer_id, raw=WANG, e164=WANG, reversed=reverse(WANG)))
    return customer_id


def listed(house: Any, scope: str = "all", login: str = "王芳", **how: Any) -> list[int]:
    return [row.call_id for row in house.desk(login).calls(scope, **how).rows]


def test_missed_calls_stand_first_until_somebody_has_dealt_with_them(house: Any) -> None:
    house.desk()
    old = told(house, "old")
    house.later(days=15)
    missed, again = told(house, "missed"), told(house, "again", at=house.later(minutes=1))
    fine = told(house, "fine", number="+442079460018", at=house.later(minutes=1), talk_s=30.0, agent="201")
    assert listed(house) == [again, missed, fine, old], "what is two weeks old is one of many"
    assert listed(house, "missed") == [again, missed]
    assert listed(house, "mine") == [fine]
    pages, after = [], None
    while page := house.desk().calls(limit=1, after=after):
        pages += page.rows
        after = page.after
        if after is None:
            break
    assert [row.call_id for row in pages] == [again, missed, fine, old]
    assert [row.to_do for row in pages] == [True, True, False, False]
    assert house.desk().done_missed(key(), again) == 3, "earlier ones of the same number are done with it"
    assert listed(house, "missed") == []
    assert listed(house) == [fine, again, missed, old]


def test_a_wrap_up_is_said_and_corrected_and_ties_the_call(house: Any) -> None:
    customer_id, call = wang(house), told(house, "a", talk_s=20.0, at=house.now)
    logged = house.log(customer_id=customer_id)
    request = key()
    for _repeat in range(2):
        house.desk().wrap_up(request, call, "logged", "红灯前熄火", case_id=logged.case_id)
    house.desk().wrap_up(key(), call, "solved")
    house.desk("李雷").wrap_up(key(), call, "routed")
    said = [(row.agent_id, row.code, row.note) for row in house.rows(WrapUp)]
    me, lei = house.desk().me.agent_id, house.desk("李雷").me.agent_id
    assert said == [(me, "solved", "红灯前熄火"), (lei, "routed", None)]
    (row,) = house.desk().calls().rows
    assert (row.customer_id, row.case_number, row.code) == (customer_id, logged.number, "routed")
    assert "after the call: logged: 红灯前熄火" in house.lines(logged.case_id)
    assert listed(house, text=f"王小明 {logged.number}") == [call]
    assert listed(house, text="1234 5678") == [call]
    assert listed(house, text="nobody") == []
    for wrong, code in ((call, "happy"), (call + 9, "solved")):
        with pytest.raises((Invalid, NotFound)):
            house.desk().wrap_up(key(), wrong, code)


def test_wrapping_up_a_missed_call_deals_with_it_unless_nobody_replied(house: Any) -> None:
    house.desk()
    call = told(house, "a")
    house.desk().wrap_up(key(), call, "no_reply")
    assert listed(house, "missed") == [call]
    house.desk().wrap_up(key(), call, "spam")
    assert listed(house, "missed") == []


def test_a_call_back_comes_up_is_taken_and_made(house: Any) -> None:
    customer_id, call = wang(house, do_not_call=True), told(house, "a")
    due = house.now + timedelta(hours=1)
    made = house.desk().call_back(key(), Callee(call_id=call), due, anyone=True, note="after lunch")
    assert made.do_not_call
    assert listed(house, "missed") == [], "who has promised a call back has dealt with the missed one"
    assert house.desk().calls().rows[0].call_back_at == due
    lei, me = house.desk("李雷"), house.desk()
    assert (lei.call_backs_due(), lei.counts().call_backs) == ((), 0)
    house.later(hours=1)
    (row,) = lei.call_backs_due()
    assert (row.caller, row.customer_id, row.note, row.kind, row.made_by, row.agent_id) == (
        WANG, customer_id, "after lunch", "missed_call", "王芳", None,
    )  # fmt: skip
    assert lei.counts().call_backs == me.counts().call_backs == 1
    lei.take_call_back(key(), row.call_back_id)
    assert (me.call_backs_due(), me.counts().call_backs) == ((), 0)
    assert me.call_backs().rows[0].taken_by == "李雷", "it stays in the list, with who rings them"
    for act in (
        lambda: me.take_call_back(key(), row.call_back_id),
        lambda: me.call_back_done(key(), row.call_back_id, "solved"),
        lambda: me.move_call_back(key(), row.call_back_id, house.now + timedelta(hours=1)),
    ):
        with pytest.raises(Changed, match="李雷 rings them just now"):
            act()
    lei.call_back_done(key(), row.call_back_id, "solved", "all is well")
    assert lei.call_backs().rows == ()
    (held,) = house.rows(CallBack)
    assert (held.code, held.said, held.done_by) == ("solved", "all is well", lei.me.agent_id)
    with pytest.raises(Changed, match="They were called back"):
        me.take_call_back(key(), row.call_back_id)


def test_a_call_back_of_mine_is_mine_until_it_is_late(house: Any) -> None:
    me, lei = house.desk(), house.desk("李雷")
    wang(house)
    made = me.call_back(key(), Callee(number="139 1234 5678"), house.now + timedelta(minutes=5))
    assert not made.do_not_call
    house.later(minutes=10)
    assert [(row.caller, row.customer) for row in me.call_backs_due()] == [(WANG, "王小明")]
    assert lei.call_backs().rows == ()
    house.later(hours=1)
    assert [row.agent for row in lei.call_backs_due()] == ["王芳"], "what was left for an hour is anyone's"
    lei.take_call_back(key(), made.call_back_id)
    house.later(minutes=31)
    assert len(me.call_backs_due()) == 1, "who took it and didn't ring has it no longer"
    me.move_call_back(key(), made.call_back_id, house.now + timedelta(hours=2), anyone=True, note="later")
    (row,) = lei.call_backs().rows
    assert (row.agent, row.note, row.taken_by) == ("", "later", "")


def test_the_wrap_up_of_the_call_settles_the_call_back_that_was_taken(house: Any) -> None:
    me = house.desk()
    made = me.call_back(key(), Callee(number=WANG), house.now + timedelta(minutes=1))
    house.later(minutes=2)
    me.call_out(key(), Callee(call_back_id=made.call_back_id))
    call = told(house, "out", direction="out", talk_s=10.0, agent="201")
    me.wrap_up(key(), call, "no_reply")
    assert len(me.call_backs().rows) == 1
    me.wrap_up(key(), call, "called_back")
    assert me.call_backs().rows == ()


def test_a_call_back_needs_a_number_and_a_time_to_come(house: Any) -> None:
    customer_id = house.customer()
    later = house.now + timedelta(hours=1)
    for callee, at in (
        (Callee(customer_id=customer_id), later),
        (Callee(number=WANG), house.now - timedelta(seconds=1)),
    ):
        with pytest.raises(Invalid):
            house.desk().call_back(key(), callee, at)
    with pytest.raises(NotFound):
        house.desk().call_back(key(), Callee(number=WANG, customer_id=999), later)
    logged = house.log(caller="139 1234 5678")
    house.desk().call_back(key(), Callee(case_id=logged.case_id), later, note="ask for the key")
    assert [row.case_number for row in house.desk().call_backs().rows] == [logged.number]
    assert any("to be called back at 2026-03-02" in line for line in house.lines(logged.case_id))


def test_a_call_noted_by_hand_stands_in_the_same_list(house: Any) -> None:
    customer_id, missed = wang(house), told(house, "missed")
    house.later(minutes=5)
    request = key()
    noted = Noted(number="139 1234 5678", direction="out", code="called_back", note="was in a meeting")
    calls = {house.desk().note_call(request, noted) for _repeat in range(2)}
    row = next(one for one in house.desk().calls().rows if one.call_id in calls)
    assert len(calls) == 1
    assert (row.caller, row.customer_id, row.direction, row.state, row.code, row.note, row.agent) == (
        WANG, customer_id, "out", "ended", "called_back", "was in a meeting", "王芳",
    )  # fmt: skip
    assert listed(house, "missed") == [], "somebody talked with them since"
    assert missed in listed(house)
    assert {row.topic for row in house.rows(Change)} >= {"call"}
    for wrong in (Noted(), Noted(number=WANG, direction="up"), Noted(number="9" * 61)):
        with pytest.raises(Invalid):
            house.desk().note_call(key(), wrong)


def test_who_would_be_rung(house: Any) -> None:
    customer_id, desk = wang(house, do_not_call=True), house.desk()
    logged = house.log(customer_id=customer_id, caller="", contact_phone="+86 138 0000 1111")
    for callee, number in (
        (Callee(customer_id=customer_id), WANG),
        (Callee(case_id=logged.case_id), "+8613800001111"),
        (Callee(number="+86 139 1234 ••••", call_id=told(house, "a")), WANG),
        (Callee(phone_id=house.rows(Phone)[0].id, customer_id=customer_id), WANG),
    ):
        found = desk.callee(callee)
        assert (found.caller.replace(" ", ""), found.customer, found.do_not_call) == (number, "王小明", True)
    said = desk.call_out(key(), Callee(customer_id=customer_id))
    assert (said.way, said.number) == ("clipboard", WANG)


def test_two_merged_customers_keep_their_calls(house: Any) -> None:
    first, second = wang(house), house.customer("王晓明")
    desk = house.desk()
    desk.note_call(key(), Noted(customer_id=second, code="solved"))
    desk.call_back(key(), Callee(number=WANG, customer_id=second), house.now + timedelta(hours=1))
    desk.merge(key(), (first, 1), (second, 1))
    desk.note_call(key(), Noted(customer_id=second, code="solved"))
    assert {row.customer_id for row in desk.calls().rows} == {first}
    assert [row.customer_id for row in desk.call_backs().rows] == [first]


def test_words_stand_beside_an_event_only_where_an_erasure_finds_them(house: Any) -> None:
    call = told(house, "a", talk_s=1.0)
    house.desk().wrap_up(key(), call, "solved", "Wang's sister")
    assert [row.words_hash for row in house.rows(Event) if row.verb == "call.wrapped_up"] == [None]
    assert house.rows(Customer) == []


@pytest.mark.parametrize(
    "after", ["x", "_", "2026-03-02_1", "2026-03-02T00:00:00+00:00_99999999999999999999"]
)
def test_a_page_that_is_none(house: Any, after: str) -> None:
    with pytest.raises(CallcenterError, match="Begin at the top"):
        house.desk().call_backs(after=after)


def test_a_role_without_whole_numbers_rings_without_seeing_them(house: Any) -> None:
    told(house, "a")
    house.desk()
    house.settings = replace(house.settings, full_numbers="supervisor")
    house.desks.clear()
    desk = house.desk()
    (row,) = desk.calls().rows
    callee = Callee(number=row.caller, call_id=row.call_id)
    made = desk.call_back(key(), callee, house.now + timedelta(hours=1))
    seen = (row.caller, row.phone_text, desk.callee(callee).phone_text, desk.call_backs().rows[0].caller)
    assert all("•" in one and "5678" not in one for one in seen)
    assert [held.number for held in house.rows(CallBack)] == [WANG]
    assert "•" in desk.call_out(key(), Callee(call_back_id=made.call_back_id)).number
