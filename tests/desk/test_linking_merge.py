"""Merging: one problem logged twice becomes one case, nothing urgent is lost, and undoing restores it."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from callcenter import i18n
from callcenter.calls.models import CallBack
from callcenter.cases.models import Alarm, Chaser, Promise
from callcenter.cases.views import Logged
from callcenter.desk.checking.check import check
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.views import Candidate, Choice, Proposal
from callcenter.errors import Changed, Invalid, MoveRefused
from callcenter.i18n import Phrase
from callcenter.outbox.models import Message
from callcenter.store.models import Change, Event, EventWords, Request
from callcenter.store.schema import metadata
from tests.seats import key


def merge(house: Any, into: int, other: int, **more: Any) -> Any:
    desk = house.desk()
    return desk.merge_cases(key(), into, desk.case(into).version, other, desk.case(other).version, **more)


def undo(house: Any, case_id: int, login: str = "李梅") -> Any:
    desk = house.desk(login)
    return desk.undo_joint(key(), case_id, desk.case(case_id).version)


def sent(house: Any, logged: Logged, name: str = "永达浦东", **more: Any) -> int:
    """Offer a case to a new point; returns the dispatch's id."""
    row = Candidate(
        point_id=house.point(name, **more), external_id=None, name=name, city="上海", address="", phone=None,
        metres=3100.0, open=True, opens_at=None, closes_at=None, room=None, capacity=None,
        work_on=house.now.date(), matches=(), reasons=(Phrase("reason.nearest"),),
    )  # fmt: skip
    choice = Choice(row.point_id, Proposal((row,), ()))
    desk = house.desk()
    return int(desk.dispatch(key(), logged.case_id, desk.case(logged.case_id).version, choice).dispatch_id)


def words(phrases: Any) -> list[str]:
    return [i18n.say(phrase) for phrase in phrases]


def sound(house: Any) -> None:
    found = check(house.store, house.settings)  # the house puts customers in without their name tokens
    assert words(fault for fault in found if "name" not in fault.code) == []


def test_what_was_said_and_is_still_to_do_goes_over(house: Any) -> None:
    desk = house.desk()
    first, second = house.log(), house.log(description="Stalls, says his wife")
    desk.note(key(), second.case_id, "She rings from the shop")
    desk.chaser(key(), second.case_id, "李梅", "when?", "soon")
    kept = desk.promise(key(), second.case_id, "a lift", house.now + timedelta(hours=1))
    settled = desk.promise(key(), second.case_id, "a call", house.now + timedelta(hours=1))
    desk.settle_promise(key(), settled, True)
    house.later(minutes=5)
    done = merge(house, first.case_id, second.case_id)
    assert (done.number, done.merged_number, done.point, done.tell) == (first.number, second.number, "", "")
    case = desk.case(first.case_id)
    assert (case.version, case.state) == (done.version, "new")
    assert [one.promise_id for one in case.promises] == [kept]
    assert [row.case_id for row in house.rows(Chaser)] == [first.case_id]
    assert {row.id: row.case_id for row in house.rows(Promise)} == {
        kept: first.case_id, settled: second.case_id
    }  # fmt: skip
    told = [(row.of, i18n.say(row.what), row.words) for row in case.timeline]
    assert (second.number, "logged by 王芳", "Stalls, says his wife") in told
    assert (second.number, "note of 王芳", "She rings from the shop") in told
    assert (second.number, "chaser", "李梅: when? → soon") in told
    assert told[-1] == ("", f"{second.number} was merged into this case", "")
    assert [(one.how, one.number) for one in case.links] == [("merged_in", second.number)]
    assert house.lines(second.case_id)[-1] == f"merged into {first.number}"
    sound(house)


def test_the_survivor_takes_safety_priority_the_alarm_and_the_earlier_due(house: Any) -> None:
    first = house.log()
    house.later(hours=1)
    second = house.log(
        description="There is smoke", safety_answer="he stands outside", priority="low",
        contact_phone="139 1234 5678", place=house.intake().place.__class__("A4 km 12"),
    )  # fmt: skip
    desk = house.desk()
    before = desk.case(first.case_id), desk.case(second.case_id)
    preview = desk.merge_cases_preview(first.case_id, second.case_id)
    assert preview.survivor.number == first.number, "the older one"
    assert i18n.say(preview.why) == f"{first.number} was logged first"
    assert "a matter of safety" in words(preview.takes)
    assert "priority: urgent" in words(preview.takes)
    assert "the place" in words(preview.takes)
    assert "the safety alarm that nobody has seen yet" in words(preview.moves)
    house.later(minutes=1)
    merge(house, first.case_id, second.case_id)
    case = desk.case(first.case_id)
    assert (case.safety, case.priority, case.safety_answer) == (True, "urgent", "he stands outside")
    assert case.place.text == "A4 km 12"
    assert case.alarm_id == before[1].alarm_id
    assert case.due_at <= min(one.due_at for one in before)
    assert any(word.startswith("due ") for word in words(preview.takes)), "urgent since the first ring"
    assert [row.case_id for row in house.rows(Alarm)] == [first.case_id]
    undo(house, first.case_id)
    assert [row.case_id for row in house.rows(Alarm)] == [second.case_id]
    again = desk.case(first.case_id)
    assert (again.safety, again.priority, again.place.text, again.due_at) == (
        False, "normal", "", before[0].due_at
    )  # fmt: skip


def test_the_customer_waited_from_the_first_ring_on(house: Any) -> None:
    first = house.log()
    house.later(hours=3)
    second = house.log()
    sent(house, second)
    desk = house.desk()
    preview = desk.merge_cases_preview(first.case_id, second.case_id)
    assert (preview.survivor.number, i18n.say(preview.why)) == (
        second.number, f"{second.number} is further along"
    )  # fmt: skip
    earlier, later = desk.case(first.case_id).due_at, desk.case(second.case_id).due_at
    merge(house, second.case_id, first.case_id)
    case = desk.case(second.case_id)
    assert earlier < later
    assert case.due_at == earlier
    assert case.clocks[0].elapsed == timedelta(hours=3)
    swapped = desk.merge_cases_preview(second.case_id, first.case_id, swapped=True)
    assert i18n.say(swapped.why) == "you chose it"
    sound(house)


@pytest.mark.parametrize("webhook", [None, "https://point.example/hook"])
def test_a_live_offer_of_the_merged_case_is_withdrawn_and_the_point_told(
    house: Any, webhook: str | None
) -> None:
    first, second = house.log(), house.log()
    dispatch_id = sent(house, second, webhook=webhook)
    house.later(minutes=1)
    desk = house.desk()
    desk.told_point(key(), dispatch_id, "陈师傅", "accepted")
    desk.move(
        key(), second.case_id, desk.case(second.case_id).version, "wait", house.details(wait_for="parts")
    )
    preview = desk.merge_cases_preview(first.case_id, second.case_id, swapped=True)
    assert "the offer to 永达浦东 is withdrawn: somebody must ring it" in words(preview.ends)
    assert "undoing doesn't bring that offer back" in words(preview.ends)
    assert f"{second.number} no longer waits" in words(preview.ends)
    done = merge(house, first.case_id, second.case_id)
    assert (done.point, done.tell) == ("永达浦东", "phone")
    (dispatch,) = house.rows(Dispatch)
    assert dispatch.state == "withdrawn"
    assert any("tell" in line or "ring" in line or "永达浦东" in line for line in house.lines(second.case_id))
    sound(house)
    undone = undo(house, second.case_id)
    assert (undone.kind, undone.number, undone.other, undone.point) == (
        "merged", second.number, first.number, "永达浦东"
    )  # fmt: skip
    assert desk.case(second.case_id).state == "new", "to be sent again"
    sound(house)


def test_an_offer_that_never_left_is_taken_back_in_silence(house: Any) -> None:
    first, second = house.log(), house.log()
    sent(house, second, webhook="https://point.example/hook")
    desk = house.desk()
    preview = desk.merge_cases_preview(second.case_id, first.case_id, swapped=True)
    assert "the offer to 永达浦东 is taken back before it hears of it" in words(preview.ends)
    assert merge(house, first.case_id, second.case_id).tell == ""
    assert [row.state for row in house.rows(Message)] == ["withdrawn"]


def test_a_point_that_has_the_survivor_should_hear_that_it_is_urgent(house: Any) -> None:
    first, second = house.log(), house.log(priority="urgent")
    dispatch_id = sent(house, first)
    house.later(minutes=1)
    desk = house.desk()
    desk.told_point(key(), dispatch_id, "陈师傅", "accepted")
    preview = desk.merge_cases_preview(first.case_id, second.case_id)
    assert words(preview.warns) == ["永达浦东 has the case as less urgent: ring it"]


def test_two_customers_are_merged_only_for_sure_and_none_takes_the_customer(house: Any) -> None:
    wang, mei = house.customer(), house.customer("李梅", tier="gold")
    first, second = house.log(customer_id=wang), house.log(customer_id=mei)
    desk = house.desk()
    preview = desk.merge_cases_preview(first.case_id, second.case_id)
    assert preview.must_confirm
    assert "two customers: 王小明 and 李梅" in words(preview.warns)
    with pytest.raises(Invalid, match="are of different customers"):
        merge(house, first.case_id, second.case_id)
    merge(house, first.case_id, second.case_id, anyway=True)
    nobody = house.log()
    assert not desk.merge_cases_preview(nobody.case_id, first.case_id).must_confirm
    merge(house, nobody.case_id, first.case_id)
    case = desk.case(nobody.case_id)
    assert (case.customer, case.tier) == ("王小明", "gold")
    assert case.customer_id == wang


def test_what_cannot_be_merged(house: Any) -> None:
    first, second, over = house.log(), house.log(), house.log()
    house.move(over.case_id, "cancel", reason="sold")
    house.move(second.case_id, "solve_on_phone", outcome="advised")
    with pytest.raises(MoveRefused, match=f"{over.number} is cancelled: only open cases"):
        merge(house, first.case_id, over.case_id)
    with pytest.raises(MoveRefused, match=f"{over.number} is cancelled"):
        merge(house, over.case_id, first.case_id)
    with pytest.raises(MoveRefused, match=f"{second.number} is resolved and {first.number} is not"):
        merge(house, first.case_id, second.case_id)
    with pytest.raises(Invalid, match="merged with itself"):
        merge(house, first.case_id, first.case_id)
    desk = house.desk()
    assert "the other way round" in i18n.fill(*_refused(desk, second, first, swapped=True))
    merge(house, second.case_id, first.case_id)
    with pytest.raises(MoveRefused, match=f"{first.number} was merged already"):
        merge(house, second.case_id, first.case_id)
    with pytest.raises(MoveRefused, match="merging shows first"):
        house.move(second.case_id, "merge")
    with pytest.raises(Invalid, match="comes by merging"):
        house.move(second.case_id, "close", close_reason="merged")


def _refused(desk: Any, one: Logged, other: Logged, *, swapped: bool) -> tuple[str, Any]:
    refused = desk.merge_cases_preview(one.case_id, other.case_id, swapped=swapped).refused
    return refused.code, refused.params


def test_both_versions_are_checked_and_a_repeat_returns_the_first_result(house: Any) -> None:
    first, second = house.log(), house.log()
    desk = house.desk()
    house.desk("李梅").take(key(), second.case_id, 1)
    with pytest.raises(Changed, match=f"{second.number} was changed by 李梅"):
        desk.merge_cases(key(), first.case_id, 1, second.case_id, 1)
    house.desk("李梅").take(key(), first.case_id, 1)
    with pytest.raises(Changed, match=f"{first.number} was changed by 李梅"):
        desk.merge_cases(key(), first.case_id, 1, second.case_id, 2)
    done = desk.merge_cases("k", first.case_id, 2, second.case_id, 2)
    assert desk.merge_cases("k", first.case_id, 2, second.case_id, 2) == done


def test_both_consoles_hear_of_it(house: Any) -> None:
    first, second = house.log(), house.log()
    before = max(row.seq for row in house.rows(Change))
    merge(house, first.case_id, second.case_id)
    told = {row.entity_id for row in house.rows(Change) if row.seq > before and row.topic == "case"}
    assert told == {first.case_id, second.case_id}


def test_a_merged_case_counts_nowhere_as_a_case_of_its_own(house: Any) -> None:
    wang = house.customer()
    car = house.car(wang)
    form = {"customer_id": wang, "item_id": car, "category": "engine.stalls", "caller": ""}
    first, second = house.log(**form), house.log(**form)
    desk = house.desk()
    assert desk.counts().mine == 2
    merge(house, first.case_id, second.case_id)
    card = desk.card(wang)
    assert desk.counts().mine == 1
    assert [one.number for one in card.open_cases] == [first.number]
    assert card.closed_cases == ()
    assert card.repeats == ()
    assert [one.number for one in desk.similar(car)] == [first.number]
    assert desk.case(second.case_id).outcome is None
    assert desk.case(second.case_id).resolved_at is None
    house.later(days=30)
    assert SystemDesk(house.store, house.settings).keep_dates() == 0, "nothing closes by itself"


def test_what_contradicts_a_late_undo_is_said(house: Any) -> None:
    def merged(**more: Any) -> tuple[Logged, Logged]:
        first, second = house.log(), house.log(**more)
        merge(house, first.case_id, second.case_id)
        return first, second

    first, second = merged()
    house.move(first.case_id, "solve_on_phone", outcome="advised")
    with pytest.raises(MoveRefused, match=f"{first.number} is resolved by now, and {second.number} with it"):
        undo(house, second.case_id)
    house.move(first.case_id, "cancel", reason="sold")
    with pytest.raises(MoveRefused, match=f"{first.number} is cancelled by now"):
        undo(house, first.case_id)

    first, second = merged(cover="paid")
    desk = house.desk()
    desk.set_cover(key(), first.case_id, desk.case(first.case_id).version, "goodwill", "kind", None, None)
    with pytest.raises(MoveRefused, match=r"was changed since .what it took over.*Split it instead"):
        undo(house, first.case_id)

    first, second = merged()
    third = house.log()
    merge(house, third.case_id, first.case_id)
    with pytest.raises(MoveRefused, match=f"{first.number} was itself merged since: take that back first"):
        undo(house, second.case_id)
    undo(house, third.case_id)
    undo(house, second.case_id)
    assert desk.case(second.case_id).state == "new"
    sound(house)


def test_it_is_undone_days_later_while_the_survivor_goes_on(house: Any) -> None:
    first, second = house.log(), house.log()
    merge(house, first.case_id, second.case_id)
    sent(house, first)
    house.later(days=2)
    desk = house.desk()
    desk.note(key(), second.case_id, "rang again about the other one")
    undone = undo(house, first.case_id)
    assert (undone.kind, undone.other) == ("merged", second.number)
    assert (desk.case(first.case_id).state, desk.case(second.case_id).state) == ("routed", "new")
    assert house.lines(second.case_id)[-1] == f"李梅 took back the merge into {first.number}"
    assert house.lines(first.case_id)[-1] == f"李梅 took back the merge of {second.number}"
    assert desk.case_by_number(second.number).number == second.number
    sound(house)


NOT_CONTENT = {Event, EventWords, Change, Request}


def content(house: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the store but events, news and requests; versions go on."""
    skipped = {table.__tablename__ for table in NOT_CONTENT} | {"counter"}
    found = {}
    with house.store.read() as connection:
        for name, table in metadata().tables.items():
            if name not in skipped:
                columns = [one for one in table.c if one.name not in ("version", "changed_by")]
                found[name] = sorted(map(tuple, connection.execute(select(*columns))), key=repr)
    return found


DOINGS = (
    "note",
    "chaser",
    "promise",
    "kept",
    "wait",
    "resume",
    "receive",
    "call_back",
    "take",
    "cover",
    "pass",
)


def live(house: Any, chance: random.Random, logged: Logged) -> None:
    """A case lives for a while."""
    desk, case_id = house.desk(), logged.case_id
    if chance.random() < 0.5:
        house.inside(lambda connection: _with_a_point(connection, house, case_id))
    for doing in chance.choices(DOINGS, k=chance.randint(0, 8)):
        house.later(minutes=chance.randint(1, 90))
        case = desk.case(case_id)
        if doing in ("wait", "resume", "receive"):
            if any(one.move == doing for one in case.moves):
                wait_for = chance.choice(("customer", "parts"))
                house.move(case_id, doing, **({"wait_for": wait_for} if doing == "wait" else {}))
        elif doing == "note":
            desk.note(key(), case_id, "a note")
        elif doing == "chaser":
            desk.chaser(key(), case_id, "王", "when?", "soon")
        elif doing in ("promise", "kept"):
            made = desk.promise(key(), case_id, "a lift", house.now + timedelta(days=1))
            if doing == "kept":
                desk.settle_promise(key(), made, True)
        elif doing == "take":
            house.desk("李梅").take(key(), case_id, case.version)
        elif doing == "cover":
            desk.set_cover(key(), case_id, case.version, "paid", "", 100, True)
        elif doing == "call_back":
            row = {"at": house.now, "number": "1", "case_id": case_id}
            house.inside(lambda connection, row=row: connection.execute(insert(CallBack).values(**row)))


def _with_a_point(connection: Any, house: Any, case_id: int) -> None:
    """A point has it, though nobody offered it from here: an old case."""
    from callcenter.cases import moves

    for move in ("route", "accept"):
        moves.apply(
            connection, house.desk().actor, case_id, move,
            version=None, details=house.details(), at=house.now, settings=house.settings,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_undoing_restores_the_store_to_the_row(house: Any, seed: int) -> None:
    chance = random.Random(seed)
    wang = house.customer(tier=chance.choice(("standard", "gold")))
    car = house.car(wang)
    cases = []
    for _ in range(3):
        known = chance.random() < 0.6
        cases.append(
            house.log(
                customer_id=wang if known else None, item_id=car if known and chance.random() < 0.5 else None,
                category=chance.choice(("", "engine.stalls")), contact=chance.choice(("", "李梅")),
                priority=chance.choice(("low", "normal", "high")), cover=chance.choice(("", "warranty")),
                description=chance.choice(("It stalls", "Smoke from the engine")), safety_answer="outside",
                contact_phone="139", place=house.intake().place.__class__("here"),
            )
        )  # fmt: skip
        live(house, chance, cases[-1])
    desk, _colleague = house.desk(), house.desk("李梅")
    one, other, third = (logged.case_id for logged in cases)
    before = content(house)
    dues = [desk.case(each).due_at for each in (one, other)]
    found = desk.merge_cases_preview(one, other, swapped=chance.random() < 0.5)
    merge(house, found.survivor.case_id, found.merged.case_id)
    after = desk.case(found.survivor.case_id).due_at
    if after is not None:
        assert after <= min(due for due in dues if due is not None)
    sound(house)
    inner = desk.merge_cases_preview(found.survivor.case_id, third)
    merge(house, inner.survivor.case_id, inner.merged.case_id)
    sound(house)
    house.later(days=chance.randint(0, 3))
    undo(house, inner.survivor.case_id)
    undo(house, found.merged.case_id)
    assert content(house) == before
    sound(house)
