"""Splitting: the second problem becomes a case of its own, with the clock of the first ring; undone exactly."""

from datetime import timedelta
from typing import Any

import pytest

from callcenter import i18n
from callcenter.cases.joint.views import Split
from callcenter.cases.models import Alarm, Case, CaseWait, Chaser, Promise
from callcenter.cases.views import Logged, PlaceSaid
from callcenter.desk.checking.check import check
from callcenter.errors import Changed, Invalid, MoveRefused
from tests.seats import key


def split(house: Any, logged: Logged, login: str = "王芳", **more: Any) -> Any:
    desk = house.desk(login)
    version = desk.case(logged.case_id).version
    return desk.split_case(
        key(), logged.case_id, version, Split(**({"description": "The radio is silent"} | more))
    )


def undo(house: Any, case_id: int) -> Any:
    desk = house.desk("李梅")
    return desk.undo_joint(key(), case_id, desk.case(case_id).version)


def sound(house: Any) -> None:
    found = check(house.store, house.settings)
    assert [i18n.say(fault) for fault in found if "name" not in fault.code] == []


def test_the_second_problem_gets_a_case_of_its_own(house: Any) -> None:
    wang = house.customer(tier="gold")
    car = house.car(wang)
    first = house.log(
        customer_id=wang, item_id=car, contact="李梅", contact_phone="139 1234 5678", way="on_site",
        place=PlaceSaid("Nanjing Road 1", "Shanghai"), priority="high", cover="warranty",
        category="engine.stalls",
    )  # fmt: skip
    house.later(hours=2)
    done = split(house, first, item_id=car)
    desk = house.desk()
    one, two = desk.case(first.case_id), desk.case(done.case_id)
    assert (done.from_number, done.from_version, done.number) == (first.number, one.version, two.number)
    assert two.number != one.number
    assert (two.description, two.summary, two.category, two.cover) == (
        "The radio is silent", "The radio is silent", None, None
    )  # fmt: skip
    same = ("customer_id", "item_id", "contact", "contact_phone", "place", "priority", "tier", "way")
    assert [getattr(two, name) for name in same] == [getattr(one, name) for name in same]
    assert two.due_at == one.due_at, "its clock began with the first ring"
    assert two.clocks[0].elapsed == timedelta(hours=2)
    assert [(link.how, link.number) for link in one.links] == [("split_off", two.number)]
    assert [(link.how, link.number) for link in two.links] == [("split_from", one.number)]
    assert house.lines(one.case_id)[-1] == f"a second problem became {two.number}"
    assert house.lines(two.case_id)[-1] == f"split off {one.number}"
    sound(house)


def test_while_we_waited_for_the_customer_both_clocks_stood_still(house: Any) -> None:
    first = house.routed()
    house.later(hours=1)
    house.move(first.case_id, "wait", wait_for="customer")
    house.later(hours=5)
    done = split(house, first)
    two = house.desk().case(done.case_id)
    assert two.clocks[0].elapsed == timedelta(hours=1)
    assert (two.state, two.wait_for) == ("new", None)
    sound(house)
    undo(house, first.case_id)
    assert [row.case_id for row in house.rows(CaseWait)] == [first.case_id]
    sound(house)


def test_what_belongs_to_it_goes_along(house: Any) -> None:
    first = house.log()
    desk = house.desk()
    desk.note(key(), first.case_id, "The radio, she says, is silent too")
    house.later(minutes=1)
    desk.note(key(), first.case_id, "Nothing about the radio")
    desk.chaser(key(), first.case_id, "王", "when is the radio done?", "soon")
    promised = desk.promise(key(), first.case_id, "a new radio", house.now + timedelta(hours=1))
    before = desk.split_case_preview(first.case_id)
    assert [(piece.kind, piece.words) for piece in before.pieces] == [
        ("note", "The radio, she says, is silent too"),
        ("chaser", "when is the radio done? → soon"),
        ("note", "Nothing about the radio"),
        ("promise", "a new radio"),
    ]
    going = tuple(piece.key for piece in before.pieces if "Nothing" not in piece.words)
    done = split(house, first, pieces=going)
    two = desk.case(done.case_id)
    assert [one.promise_id for one in two.promises] == [promised]
    assert desk.case(first.case_id).promises == ()
    assert [row.case_id for row in house.rows(Chaser)] == [two.case_id]
    assert [(row.of, row.words) for row in two.timeline if row.of] == [
        (first.number, "The radio, she says, is silent too")
    ]
    with pytest.raises(Invalid, match="is not on this case any more"):
        split(house, first, pieces=(f"promise:{promised}",))
    undo(house, two.case_id)
    assert [row.case_id for row in house.rows(Promise)] == [first.case_id]
    assert [row.case_id for row in house.rows(Chaser)] == [first.case_id]
    assert all(not row.of for row in desk.case(two.case_id).timeline)
    sound(house)


def test_it_may_be_of_another_item(house: Any) -> None:
    wang = house.customer()
    car, fridge = (
        house.car(wang),
        house.car(wang, brand="Haier", product="BCD-470", line="fridge", plate=None),
    )
    first = house.log(customer_id=wang, item_id=car)
    before = house.desk().split_case_preview(first.case_id)
    assert [(one.item_id, one.name) for one in before.items] == [
        (car, "Buick Excelle 沪A·12345"), (fridge, "Haier BCD-470")
    ]  # fmt: skip
    two = house.desk().case(split(house, first, item_id=fridge).case_id)
    assert two.item == "Haier BCD-470"
    three = house.desk().case(split(house, first, item_said="a toaster").case_id)
    assert (three.item, three.item_id) == ("a toaster", None)


def test_a_matter_of_safety_is_asked_about_and_raises_its_own_alarm(house: Any) -> None:
    first = house.log(contact_phone="139 1234 5678", place=PlaceSaid("here"))
    with pytest.raises(Invalid, match="ask the safety question first"):
        split(house, first, description="There is smoke from the radio")
    done = split(house, first, description="There is smoke from the radio", safety_answer="he is outside")
    assert done.safety
    assert [row.case_id for row in house.rows(Alarm)] == [done.case_id]
    assert house.desk().case(done.case_id).priority == "urgent"
    assert not house.desk().case(first.case_id).safety


def test_what_cannot_be_split(house: Any) -> None:
    first = house.log()
    with pytest.raises(Invalid, match="description is missing"):
        split(house, first, description=" ")
    house.desk("李梅").take(key(), first.case_id, 1)
    with pytest.raises(Changed, match=f"{first.number} was changed by 李梅"):
        house.desk().split_case(key(), first.case_id, 1, Split("The radio is silent"))
    house.move(first.case_id, "cancel", reason="sold")
    with pytest.raises(MoveRefused, match="log the second problem as a new case"):
        split(house, first)
    assert house.desk().split_case_preview(first.case_id).refused is not None
    assert len(house.rows(Case)) == 1


def test_a_repeated_request_splits_once_and_drops_the_draft(house: Any) -> None:
    first, desk = house.log(), house.desk()
    desk.keep_draft("split", f"case:{first.case_id}", {"description": "The radio"})
    part = Split("The radio is silent")
    done = [desk.split_case("k", first.case_id, 1, part, draft=f"case:{first.case_id}") for _ in range(2)]
    assert done[0] == done[1]
    assert len(house.rows(Case)) == 2
    assert desk.drafts() == ()


def test_undoing_cancels_what_was_split_off(house: Any) -> None:
    first = house.log()
    done = split(house, first)
    assert house.desk().case(first.case_id).undo.kind == "split"
    house.later(days=1)
    undone = undo(house, first.case_id)
    assert (undone.kind, undone.other) == ("split", done.number)
    two = house.desk().case(done.case_id)
    assert (two.state, two.links, two.undo) == ("cancelled", (), None)
    assert house.lines(done.case_id)[-1] == "cancelled by 李梅: the split was taken back"
    assert house.lines(first.case_id)[-1] == f"李梅 took back the split of {done.number}"
    assert house.desk().case(first.case_id).links == ()
    sound(house)


def test_what_contradicts_a_late_undo_is_said(house: Any) -> None:
    first = house.log()
    done = split(house, first)
    house.desk().note(key(), done.case_id, "it crackles")
    with pytest.raises(MoveRefused, match=f"{done.number} has been worked on since: merge it into"):
        undo(house, first.case_id)
    first = house.log()
    done = split(house, first)
    house.move(first.case_id, "cancel", reason="sold")
    with pytest.raises(MoveRefused, match=f"{first.number} is cancelled by now"):
        undo(house, done.case_id)


def test_what_was_split_can_be_merged_again(house: Any) -> None:
    first = house.log()
    done = split(house, first)
    desk = house.desk()
    desk.merge_cases(key(), first.case_id, done.from_version, done.case_id, done.version)
    assert [link.how for link in desk.case(first.case_id).links] == ["merged_in"]
    assert desk.case_by_number(done.number).number == first.number
    undo(house, first.case_id)
    assert [link.how for link in desk.case(first.case_id).links] == ["split_off"]
    sound(house)
