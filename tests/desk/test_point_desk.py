"""What a service point can do at its own desk, and what it sees: nobody's name before it has accepted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from callcenter.callers.models import Repair
from callcenter.desk.point import desk_of_link
from callcenter.desk.system import SystemDesk
from callcenter.dispatch import answer_link
from callcenter.dispatch.models import Dispatch
from callcenter.errors import CallcenterError, Changed, Invalid, MoveRefused, NotFound
from callcenter.i18n import sentence
from callcenter.outbox.models import Message
from callcenter.outbox.secrets import Secrets
from callcenter.store.models import Event
from tests.point_offers import PRIVATE, SAID, faults, offered, shown
from tests.seats import key


def test_from_the_offer_to_the_item_handed_back(house: Any) -> None:
    desk, offer, case_id = offered(house)
    (listed,) = desk.cases()
    before = desk.case(offer)
    assert listed == before
    assert before.can == ("accept", "decline", "propose")
    assert before.opened is None
    assert not [one for one in PRIVATE if one in shown(before)]
    assert (before.offer.district, before.offer.product, before.offer.way) == ("上海", "Excelle", "bring_in")

    accepted = desk.accept("one", offer, house.now + timedelta(hours=3), "来吧")
    assert desk.accept("one", offer) == accepted
    assert [one for one in PRIVATE if one not in shown(accepted)] == []
    assert [(one.name, one.number, one.is_on_spot) for one in accepted.opened.people] == [
        ("李师傅", "139 8765 4321", True), ("王小明", "+8613812345678", False),
    ]  # fmt: skip
    assert (accepted.opened.description, accepted.case_state) == (SAID, "expected")
    assert not [one for one in PRIVATE if one in shown(desk.cases()[0])]

    desk.propose(key(), offer, house.now + timedelta(hours=5), "later")
    assert desk.progress(key(), offer, "received").case_state == "in_progress"
    desk.progress(key(), offer, "diagnosed", cause="怠速阀")
    assert desk.progress(key(), offer, "waiting_parts", note="ordered").case_state == "waiting"
    house.later(days=1)
    work = {"work": "cleaned the valve", "cause": "soot", "parts": "gasket", "job_no": "J-77", "cost": 12_300}
    done = desk.progress("done", offer, "repaired", **work)
    assert desk.progress("done", offer, "repaired", **work).can == done.can == ("handed_back",)
    house.later(days=1)
    assert desk.progress(key(), offer, "handed_back").can == ()
    (repair,) = house.rows(Repair)
    assert (repair.job_no, repair.cost, repair.work, repair.case_id) == (
        "J-77",
        12_300,
        work["work"],
        case_id,
    )
    assert str(repair.handed_back_on) == "2026-03-04"
    view = house.desk().case(case_id)
    assert (view.state, view.outcome, view.handed_back_at) == ("resolved", "repaired", house.now)
    lines = house.lines(case_id)
    assert "accepted by 永达浦东: 来吧" in lines
    assert "永达浦东 has found the fault: 怠速阀" in lines
    assert lines[-1] == "永达浦东 has handed the item back"
    (row,) = house.rows(Dispatch)
    assert (row.state, row.told_whom) == ("accepted", None)
    assert [one.verb for one in house.rows(Event)].count("point.opened") == 1
    assert faults(house) == []


def test_names_close_again(house: Any) -> None:
    desk, offer, case_id = offered(house)
    desk.accept(key(), offer)
    desk.progress(key(), offer, "repaired", work="a new valve")
    house.move(case_id, "close", close_reason="customer_yes")
    assert desk.cases() == ()
    house.later(days=14)
    assert desk.case(offer).opened is not None
    house.later(minutes=1)
    after = desk.case(offer)
    assert after.is_over
    assert not [one for one in (*PRIVATE, "Excelle") if one in shown(after)]


@pytest.mark.parametrize("how", ["declined", "expired", "withdrawn", "taken away"])
def test_an_offer_that_is_over_shows_nothing_and_says_why(house: Any, how: str) -> None:
    desk, offer, case_id = offered(house)
    if how == "declined":
        desk.decline(key(), offer, "no_parts", "sorry")
        assert [row.told_whom for row in house.rows(Dispatch)] == [None]  # so that the next one is asked
    elif how == "expired":
        house.desk().told_point(key(), offer, "Liu", "told")
        house.later(days=3)
        SystemDesk(house.store, house.settings).keep_dates()
    else:
        if how == "taken away":
            desk.accept(key(), offer)
        house.move(case_id, "send_elsewhere", reason="nearer one")
    after = desk.case(offer)
    assert after.is_over
    assert after.can == ()
    assert desk.cases() == ()
    assert not [one for one in (*PRIVATE, "Excelle") if one in shown(after)]
    for late in (
        lambda: desk.accept(key(), offer), lambda: desk.decline(key(), offer, "closed"),
        lambda: desk.propose(key(), offer, house.now + timedelta(days=1)),
        lambda: desk.progress(key(), offer, "received"),
    ):  # fmt: skip
        with pytest.raises(MoveRefused) as refused:
            late()
        said = {"declined": "Ring us if", "expired": "went elsewhere"}.get(how, "was withdrawn")
        assert said in sentence(refused.value)


def test_nobody_sees_anothers_case_or_one_that_can_be_taken_back(house: Any) -> None:
    desk, offer, _case = offered(house)
    other, theirs, _ = offered(house, "永达张江")
    house.now -= timedelta(seconds=2)
    for one, dispatch in ((desk, theirs), (other, offer), (desk, 999), (other, theirs)):
        for verb in (
            lambda one=one, dispatch=dispatch: one.case(dispatch),
            lambda one=one, dispatch=dispatch: one.accept("k", dispatch),
        ):
            with pytest.raises(NotFound, match="no such case"):
                verb()
    house.later(seconds=2)
    assert desk.accept("same key", offer).number != other.accept("same key", theirs).number


def test_what_is_refused_leaves_all_as_it_was(house: Any) -> None:
    desk, offer, _case = offered(house)
    for kind, answer in (
        (Invalid, lambda: desk.accept("k", offer, house.now - timedelta(days=1))),
        (Invalid, lambda: desk.decline("k", offer, "no time")),
        (MoveRefused, lambda: desk.progress("k", offer, "received")),
    ):
        with pytest.raises(kind):
            answer()
    assert desk.accept("k", offer).case_state == "accepted"
    with pytest.raises(MoveRefused, match="Ring us if you can't"):
        desk.decline(key(), offer, "closed")
    with pytest.raises(Invalid, match="what was done"):
        desk.progress(key(), offer, "repaired")
    assert desk.case(offer).case_state == "accepted"
    with pytest.raises(MoveRefused, match="can't be reported now"):
        desk.progress(key(), offer, "handed_back")
    with pytest.raises(Invalid, match="Choose one of: received"):
        desk.progress(key(), offer, "dismantled")


def test_who_answers_has_the_offer_though_its_message_is_still_on_its_way(house: Any) -> None:
    desk, offer, case_id = offered(house, webhook="https://point.example/hook")
    assert desk.accept(key(), offer).state == "accepted"
    assert [one.state for one in house.rows(Message)] == ["withdrawn"]
    assert house.desk().case(case_id).dispatch.delivered_at == house.now
    assert faults(house) == []


def test_the_link_is_for_one_offer_and_expires(house: Any) -> None:
    house.settings = replace(
        house.settings, points={**house.settings.points, "public_url": "https://desk.example"}
    )
    desk, offer, _case = offered(house, webhook="https://point.example/hook")
    (message,) = house.rows(Message)
    url = message.body["data"]["answer_url"]
    token = url.removeprefix("https://desk.example/p/")
    secrets = Secrets.of(house.settings)
    at_desk, which = desk_of_link(house.store, house.settings, secrets, token)
    assert (at_desk.seat, which) == (desk.seat, offer)
    number, until, signature = token.split(".")
    for forged in (
        f"{offer + 1}.{until}.{signature}",
        f"{number}.{int(until) + 1}.{signature}",
        "x",
        token[:-1],
    ):
        with pytest.raises(NotFound):
            desk_of_link(house.store, house.settings, secrets, forged)
    assert answer_link.hidden({"text": [f"see {url}."]}) == {
        "text": [f"see https://desk.example/p/{offer}…."]
    }
    house.later(days=14, minutes=1)
    with pytest.raises(answer_link.LinkExpired):
        desk_of_link(house.store, house.settings, secrets, token)


def at_once(*works: Any) -> list[Any]:
    """Do all of them at the same moment; returns what each returned, or the error it ended with."""
    ready = Barrier(len(works))

    def one(work: Any) -> Any:
        ready.wait(30)
        try:
            return work()
        except CallcenterError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_the_point_accepts_twice_while_the_case_is_taken_away(house: Any) -> None:
    desk, offer, case_id = offered(house)
    version = house.desk().case(case_id).version
    results = at_once(
        lambda: desk.accept("once", offer),
        lambda: desk.accept("once", offer),
        lambda: house.desk().move(key(), case_id, version, "send_elsewhere", house.details(reason="nearer")),
    )
    errors = [one for one in results if isinstance(one, CallcenterError)]
    taken = [row.verb for row in house.rows(Event)].count("case.accepted")
    if taken:  # the agent hears that it was accepted meanwhile
        assert [type(one) for one in errors] == [Changed]
    else:
        assert [type(one) for one in errors] == [MoveRefused] * 2
    (row,) = house.rows(Dispatch)
    assert (row.state == "accepted", taken) in ((True, 1), (False, 0))
