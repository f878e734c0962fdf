"""Writing an offer, withdrawing it, taking it back; one live dispatch whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from callcenter.cases.words import CaseState
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import take_back, withdraw_live, write_offer
from callcenter.dispatch.views import Choice, Proposal, Sent
from callcenter.dispatch.words import DispatchState
from callcenter.errors import CallcenterError, Changed, Invalid, MoveRefused
from callcenter.i18n import Phrase
from callcenter.outbox.words import MessageState
from callcenter.points.models import ServicePoint
from callcenter.store.models import Change

HOOK = "https://point.example/hook"


def send(world: Any, case_id: int, choice: Choice) -> Sent:
    with world.store.write() as connection:
        return write_offer(connection, world.actor, case_id, choice, at=world.at, settings=world.settings)


def test_a_webhook_point_is_told_by_a_held_message(world: Any) -> None:
    point, case = world.point(webhook=HOOK), world.case()
    sent = send(world, case, world.choice(point))
    assert (sent.state, sent.version, sent.case_version) == ("queued", 1, 2)
    (message,) = world.messages()
    assert message.destination == HOOK
    assert message.kind == "dispatch.offered"
    assert message.next_at == sent.held_until == world.at + timedelta(seconds=10)
    (dispatch,) = world.dispatches(case)
    assert dispatch.work_on == date(2026, 3, 2)
    assert dispatch.reasons["rows"][0]["reasons"] == [{"code": "reason.nearest", "params": {}}]
    stored = world.load_case(case)
    assert (stored.state, stored.point_id) == (CaseState.ROUTED, point)
    assert world.timeline(case) == ["case.routed_why"]
    assert {row.entity for row in world.rows(Change)} == {"case", "dispatch"}


def test_a_point_without_webhook_is_to_be_told_by_phone(world: Any) -> None:
    case = world.case()
    sent = send(world, case, world.choice(world.point()))
    assert sent.state == "by_phone"
    assert sent.held_until > world.at
    assert world.messages() == []


def test_another_than_the_first_needs_a_reason(world: Any) -> None:
    first, other, case = world.point(), world.point("泰安维修"), world.case()
    with pytest.raises(Invalid, match="say why") as refused:
        send(world, case, world.choice(first, other, take=other))
    assert refused.value.params["field"] == "override"
    send(
        world,
        case,
        world.choice(first, other, take=other, override="caller_wish", override_note="near her office"),
    )
    (dispatch,) = world.dispatches(case)
    assert (dispatch.rank, dispatch.override, dispatch.override_note) == (2, "caller_wish", "near her office")


def test_one_that_was_only_later_may_be_chosen_one_that_may_not_is_refused(world: Any) -> None:
    first, full, unable, case = world.point(), world.point("永达金桥"), world.point("浦东快修"), world.case()
    rejected = (
        world.candidate(full, "永达金桥", cause=Phrase("cause.full_until", {"day": "weekday.1"})),
        world.candidate(unable, "浦东快修", cause=Phrase("cause.no_skill")),
    )
    proposal = Proposal((world.candidate(first),), rejected)
    with pytest.raises(Invalid, match="浦东快修 can't take this case: does no such work"):
        send(world, case, Choice(unable, proposal, "caller_wish"))
    with pytest.raises(Invalid, match="not in the list any more"):
        send(world, case, Choice(99, proposal, "caller_wish"))
    assert send(world, case, Choice(full, proposal, "caller_wish")).state == "by_phone"


@pytest.mark.parametrize(
    ("zone", "stale"), [("Asia/Shanghai", True), ("America/New_York", False), ("Mars/X", True)]
)
def test_a_list_that_was_left_on_the_screen_overnight(world: Any, zone: str, stale: bool) -> None:
    """00:40 UTC on the 3rd is that day in Shanghai, and still the 2nd in New York."""
    choice = world.choice(world.point(timezone=zone))
    world.at += timedelta(hours=22)
    if stale:
        with pytest.raises(Changed, match="That list is an old one: the work was planned for 2026-03-02"):
            send(world, world.case(), choice)
    else:
        assert send(world, world.case(), choice).state == "by_phone"


def test_full_meanwhile(world: Any) -> None:
    point = world.point(daily_capacity=1)
    send(world, world.case(), world.choice(point))
    late = world.case()
    with pytest.raises(Changed, match="永达浦东 has filled up for 2026-03-02"):
        send(world, late, world.choice(point))
    assert world.load_case(late).state == CaseState.NEW
    assert world.dispatches(late) == []


def test_gone_meanwhile(world: Any) -> None:
    point, case = world.point(active=False), world.case()
    with pytest.raises(Changed, match="takes no cases any more"):
        send(world, case, world.choice(point))


def test_a_closed_case_is_not_sent(world: Any) -> None:
    case = world.case(state="cancelled", closed_at=world.at)
    with pytest.raises(MoveRefused):
        send(world, case, world.choice(world.point()))
    assert world.dispatches(case) == []


def test_one_live_dispatch_under_eight_threads(world: Any) -> None:
    points = [world.point(f"P{n}") for n in range(8)]
    case = world.case()

    def one(point: int) -> str:
        try:
            return send(world, case, world.choice(point)).state
        except CallcenterError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(one, points))
    assert outcomes.count("by_phone") == 1
    assert set(outcomes) <= {"by_phone", "Changed"}
    assert len(world.dispatches(case)) == 1


def test_room_is_never_overbooked_by_threads(world: Any) -> None:
    point = world.point(daily_capacity=3)
    cases = [world.case() for _ in range(8)]

    def one(case: int) -> bool:
        try:
            return bool(send(world, case, world.choice(point)))
        except Changed:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, cases)) == 3
    assert len(world.rows(Dispatch)) == 3


def take(world: Any, dispatch_id: int, seconds: int) -> int:
    with world.store.write() as connection:
        later = world.at + timedelta(seconds=seconds)
        return take_back(connection, world.actor, dispatch_id, at=later, settings=world.settings)


@pytest.mark.parametrize("webhook", [HOOK, None])
def test_taken_back_while_held_nobody_hears_of_it(world: Any, webhook: str | None) -> None:
    case = world.case()
    sent = send(world, case, world.choice(world.point(webhook=webhook)))
    assert take(world, sent.dispatch_id, 9) == sent.case_version + 1
    stored = world.load_case(case)
    assert (stored.state, stored.point_id) == (CaseState.NEW, None)
    assert [one.state for one in world.dispatches(case)] == [DispatchState.WITHDRAWN]
    assert [one.state for one in world.messages()] == ([MessageState.WITHDRAWN] if webhook else [])
    again = send(world, case, world.choice(world.point("泰安维修")))
    assert again.state == "by_phone"


def test_too_late_to_take_back(world: Any) -> None:
    case = world.case()
    sent = send(world, case, world.choice(world.point(webhook=HOOK)))
    with pytest.raises(MoveRefused, match="too late to take it back: the offer is about to be sent"):
        take(world, sent.dispatch_id, 10)
    assert world.load_case(case).state == CaseState.ROUTED


def end(world: Any, case_id: int) -> None:
    with world.store.write() as connection:
        withdraw_live(connection, world.actor, case_id, at=world.at, reason="customer bought a new one")


def test_withdrawing_tells_a_point_that_heard_of_it(world: Any) -> None:
    case = world.case()
    send(world, case, world.choice(world.point(webhook=HOOK)))
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE message SET state='delivered', attempts=1, done_at=next_at")
        connection.exec_driver_sql("UPDATE dispatch SET state='delivered'")
    end(world, case)
    offered, withdrawn = world.messages()
    assert withdrawn.kind == "dispatch.withdrawn"
    assert withdrawn.idempotency_key != offered.idempotency_key
    assert withdrawn.body["data"] == {"dispatch": 1, "case": offered.body["data"]["case"]}
    end(world, case)  # nothing live: nothing to do
    assert len(world.messages()) == 2


def test_withdrawing_while_it_is_being_sent_waits_for_the_lease(world: Any) -> None:
    case = world.case()
    send(world, case, world.choice(world.point(webhook=HOOK)))
    leased = (world.at + timedelta(seconds=60)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with world.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE message SET state='sending', leased_until='{leased}'")
    end(world, case)
    assert [one.next_at for one in world.messages()][1] == world.at + timedelta(seconds=60)


def test_withdrawing_what_was_told_by_phone_says_so(world: Any) -> None:
    case = world.case()
    send(world, case, world.choice(world.point()))
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE dispatch SET told_whom='Zhang'")
    end(world, case)
    assert world.timeline(case)[-1] == "dispatch.withdrawn_tell"


def test_the_point_is_read_in_the_write(world: Any) -> None:
    point = world.point(webhook=HOOK)
    choice = world.choice(point)
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE service_point SET webhook=NULL")
    assert send(world, world.case(), choice).state == "by_phone"
    assert world.rows(ServicePoint)[0].webhook is None
