"""Logging an issue: what is stored, what is refused and with which sentence."""

import uuid
from typing import Any

import pytest

from callcenter import i18n
from callcenter.callers.models import Customer
from callcenter.cases.intake import summary_of
from callcenter.cases.models import Alarm, Case, CaseLink
from callcenter.cases.numbers import parse
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.errors import Invalid, MoveRefused

SAFE: dict[str, Any] = {
    "description": "开车时刹车失灵，差点撞上前车",
    "safety_answer": "人没事，车停在路肩",
    "contact_phone": "139 1234 5678",
    "place": PlaceSaid(city="上海"),
}


def form(**more: Any) -> Intake:
    values: dict[str, Any] = {
        "kind": "fault",
        "description": "Engine stalls when warm",
        "caller": "13912345678",
    }
    return Intake(**(values | more))


def test_a_case_needs_nothing_but_a_number_and_words(house: Any) -> None:
    logged = house.desk().log("k", form(caller="139 1234 5678"))
    case = house.desk().case(logged.case_id)
    assert (case.number, case.state, case.version) == (logged.number, "new", 1)
    assert parse(logged.number)
    assert case.caller == "+86 139 1234 5678"
    assert (case.customer, case.agent, case.queue) == ("", "王芳", "Service")
    assert case.due_at == house.now + house.settings.target("normal").resolve
    assert [row.what.code for row in case.timeline] == ["case.logged"]
    assert house.lines(logged.case_id) == ["logged by 王芳"]


def test_the_customer_brings_tier_language_and_item(house: Any) -> None:
    customer = house.customer(tier="gold", language="zh")
    item = house.car(customer)
    logged = house.log(
        customer_id=customer, item_id=item, category="engine.stalls", category_by="suggested", caller=""
    )
    case = house.desk().case(logged.case_id)
    assert (case.customer, case.item, case.plate) == ("王小明", "Buick Excelle", "沪A·12345")
    assert (case.tier, case.language) == ("gold", "zh")
    assert case.due_at == house.now + house.settings.target("normal", "gold").resolve
    assert house.lines(logged.case_id) == ["logged by 王芳", "Engine › stalls (suggested, taken)"]


def test_a_merged_customer_leads_to_the_one_that_stayed(house: Any) -> None:
    stayed = house.customer("李梅")
    merged = house.customer("李 梅", merged_into_id=stayed)
    assert house.desk().case(house.log(customer_id=merged).case_id).customer == "李梅"


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"description": "  "}, "description", "The description is missing: write what happens, in the caller's words."),
        ({"caller": ""}, "caller", "Neither the customer nor a number is known: note the number to call back."),
        ({"caller": "unknown"}, "caller", "Neither the customer nor a number is known: note the number to call back."),
        ({"customer_id": 99}, "customer", "This customer is not on file any more. Look the caller up again."),
        ({"item_id": 99}, "item", "This item is not on file. Choose another one or name it."),
        ({"category": "engine.sings"}, "category", "There is no category “engine.sings”. Choose one from the list."),
        ({"category": "engine.stalls", "category_by": "me"}, "category_by", "A category is “suggested” or “chosen”, not “me”."),
        ({"kind": "joke"}, "field.kind", "Kind: there is no “joke”. Choose one of: fault, question, complaint, recall work."),
        ({"way": "fly"}, "field.way", "Way: there is no “fly”. Choose one of: bring in, on-site, pick-up, mail-in, roadside."),
        ({"priority": "now"}, "field.priority", "Priority: there is no “now”. Choose one of: urgent, high, normal, low."),
        ({"cover": "me"}, "field.cover", "Cover: there is no “me”. Choose one of: warranty, recall, extended warranty, goodwill, paid, disputed."),
        ({"cost_told": -1}, "cost", "The cost can't be below 0."),
        ({"kind": "recall_work", "description": ""}, "item", "The item is missing: a recall names single units."),
        ({"reporter_contact_id": 99}, "reporter", "This contact is not on file any more. Choose another one."),
        ({"repeat_of_id": 99}, "repeat_of", "The earlier case is not on file. Look it up by its number."),
        ({"place": PlaceSaid(lat=91.0, lon=0.0)}, "place", "The place needs a latitude of -90 to 90 and a longitude of -180 to 180 degrees, or neither."),
        ({"place": PlaceSaid(lat=31.2)}, "place", "The place needs a latitude of -90 to 90 and a longitude of -180 to 180 degrees, or neither."),
        (SAFE | {"safety_answer": ""}, "safety_answer", "A matter of safety: ask the safety question first and note the answer."),
        (SAFE | {"contact_phone": "", "caller": "", "customer_id": 1}, "contact_phone", "A matter of safety: note the number to call back."),
        (SAFE | {"place": PlaceSaid()}, "place", "A matter of safety: note where the item is."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_one_sentence(
    house: Any, more: dict[str, Any], field: str, sentence: str
) -> None:
    house.customer()
    with pytest.raises(Invalid) as refused:
        house.desk().log("k", form(**more))
    assert i18n.sentence(refused.value) == sentence
    assert refused.value.params["field"] == field
    assert house.rows(Case) == []


def test_somebody_elses_item_is_refused(house: Any) -> None:
    mine, other = house.customer(), house.customer("李梅")
    with pytest.raises(Invalid, match=r"Buick Excelle is not on file for 王小明. Enter the new owner first"):
        house.log(customer_id=mine, item_id=house.car(other))


def test_a_safety_word_makes_it_urgent_and_raises_an_alarm(house: Any) -> None:
    logged = house.desk().log("k", form(**SAFE, priority="low"))
    case = house.desk().case(logged.case_id)
    assert logged.safety
    assert (case.safety, case.priority, case.safety_answer) == (True, "urgent", "人没事，车停在路肩")
    assert house.lines(logged.case_id)[-1].startswith("safety alarm: 刹车失灵")
    assert house.desk("李雷").counts().alarms == 1
    assert case.alarm_id is not None
    house.later(seconds=30)
    house.desk("李雷").acknowledge("a", case.alarm_id)
    house.desk().acknowledge("b", case.alarm_id)
    (alarm,) = house.rows(Alarm)
    assert alarm.acknowledged_by == house.desk("李雷").me.agent_id
    assert house.desk().counts().alarms == 0
    assert house.desk().case(logged.case_id).alarm_id is None
    assert house.lines(logged.case_id)[-1] == "safety alarm seen by 李雷"


def test_a_safety_symptom_does_the_same(house: Any) -> None:
    code = next(code for code, symptom in house.desk().taxonomy().by_code.items() if symptom.safety)
    words = {"description": "please look at it", "category": code}
    with pytest.raises(Invalid, match="A matter of safety"):
        house.desk().log("k", form(**words))
    logged = house.desk().log("k", form(**(SAFE | words | {"contact_phone": ""})))
    assert house.desk().case(logged.case_id).priority == "urgent"
    name = house.desk().taxonomy().name(code, "en")
    assert house.lines(logged.case_id)[-1] == f"safety alarm: {name}"


def test_the_same_request_logs_once(house: Any) -> None:
    first = house.desk().log("same", form())
    house.later(minutes=1)
    assert house.desk().log("same", form()) == first
    assert len(house.rows(Case)) == 1


def test_solved_on_the_phone(house: Any) -> None:
    desk = house.desk()
    desk.keep_draft("log", "number:+8613912345678", {"description": "How"})
    logged = desk.solve_on_phone(
        "k",
        form(kind="question", description="How do I pair the phone?"),
        "advised",
        "Hold the button",
        draft="number:+8613912345678",
    )
    case = desk.case(logged.case_id)
    assert (logged.state, case.state, case.outcome, case.version) == (
        "resolved",
        "resolved",
        "advised",
        logged.version,
    )
    assert case.due_at is None
    assert house.lines(logged.case_id)[-1] == "solved on the phone: advised: Hold the button"
    assert desk.drafts() == ()


def test_solving_needs_an_outcome_and_then_nothing_is_written(house: Any) -> None:
    with pytest.raises(MoveRefused, match="“solved on the phone” needs an outcome"):
        house.desk().solve_on_phone("k", form(), "", "")
    with pytest.raises(
        Invalid, match=r"Outcome: there is no “magic”. Choose one of: repaired, no fault found"
    ):
        house.desk().solve_on_phone("k", form(), "magic", "")
    assert house.rows(Case) == []


def test_a_draft_goes_with_its_log_and_stays_when_that_is_refused(house: Any) -> None:
    desk = house.desk()
    desk.keep_draft("log", "customer:1", {"description": "It st"})
    house.later(seconds=2)
    desk.keep_draft("log", "customer:1", {"description": "It stalls"})
    house.desk("李雷").keep_draft("log", "customer:1", {"description": "other"})
    with pytest.raises(Invalid):
        desk.log("k", form(description=""), draft="customer:1")
    kept = desk.draft("log", "customer:1")
    assert kept is not None
    assert kept.body == {"description": "It stalls"}
    desk.log("k", form(), draft="customer:1")
    assert desk.draft("log", "customer:1") is None
    assert [draft.body for draft in house.desk("李雷").drafts()] == [{"description": "other"}]
    house.desk("李雷").drop_draft("log", "customer:1")
    assert house.desk("李雷").drafts() == ()


def test_older_words_never_replace_newer_ones(house: Any) -> None:
    house.desk().keep_draft("log", "s", {"n": 2})
    house.later(seconds=-5)
    house.desk().keep_draft("log", "s", {"n": 1})
    kept = house.desk().draft("log", "s")
    assert kept is not None
    assert kept.body == {"n": 2}


def test_similar_cases_open_ones_and_the_same_fault_first(house: Any) -> None:
    customer = house.customer()
    item = house.car(customer)
    about = {"customer_id": customer, "item_id": item}
    old = house.log(**about, category="engine.stalls", description="stalls at idle")
    house.move(old.case_id, "solve_on_phone", outcome="advised")
    house.move(old.case_id, "close", close_reason="customer_yes")
    house.later(days=1)
    other = house.log(**about, category="engine.noise", description="ticks")
    house.move(other.case_id, "cancel", reason="wrong number")
    house.later(days=1)
    still = house.log(**about, category="engine.noise", description="rattles")
    found = house.desk().similar(item, "engine.stalls")
    assert [(one.number, one.same_fault) for one in found] == [
        (still.number, False), (old.number, True), (other.number, False),
    ]  # fmt: skip
    assert [one.closed_at is None for one in found] == [True, False, False]
    assert house.desk().similar(item + 1) == ()


def test_what_an_earlier_owner_said_is_not_shown_with_a_similar_case(house: Any) -> None:
    earlier, now = house.customer("李雷"), house.customer("王小明")
    item = house.car(earlier)
    about = {"item_id": item, "category": "engine.stalls"}
    old = house.log(customer_id=earlier, description="Li Lei, ring 139 8888 7777", **about)
    house.desk().new_owner(uuid.uuid4().hex, item, now)
    new = house.log(customer_id=now, description="stalls again", **about)
    found = {one.number: one for one in house.desk().similar(item, "engine.stalls")}
    assert (found[new.number].summary, found[new.number].description) == ("stalls again", "stalls again")
    assert found[old.number].same_fault
    assert "Li Lei" not in repr(found)


def test_a_repeated_request_is_not_judged_again(house: Any) -> None:
    request, customer = uuid.uuid4().hex, house.customer()
    form = house.intake(customer_id=customer, item_id=house.car(customer))
    first = house.desk().log(request, form)
    house.inside(lambda connection: connection.exec_driver_sql("DELETE FROM purchase"))
    assert house.desk().log(request, form) == first
    with pytest.raises(Invalid, match="is not on file for"):
        house.desk().log(uuid.uuid4().hex, form)


def test_a_repeat_is_linked(house: Any) -> None:
    first = house.log()
    second = house.log(repeat_of_id=first.case_id)
    assert house.desk().case(second.case_id).repeat_of == first.number
    assert [(link.case_id, link.other_id) for link in house.rows(CaseLink)] == [
        (second.case_id, first.case_id)
    ]


def test_numbers_are_never_given_twice(house: Any) -> None:
    numbers = [house.log().number for _ in range(5)]
    assert len(set(numbers)) == 5
    assert all(parse(number) for number in numbers)


@pytest.mark.parametrize(
    ("words", "summary"),
    [
        ("Engine stalls. Then it starts again.", "Engine stalls"),
        ("热车后熄火。昨天第三次。", "热车后熄火"),
        ("  two\n lines ", "two lines"),
        ("a" * 80, "a" * 59 + "…"),
        ("The washing machine makes a very loud noise when it spins at full speed", "The washing machine makes a very loud noise when it spins…"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_summary_is_the_first_sentence(words: str, summary: str) -> None:
    assert summary_of(words) == summary


def test_the_words_of_the_intake_help(house: Any) -> None:
    desk = house.desk()
    assert "engine.stalls" in [one.code for one in desk.suggest("发动机熄火", line="car")]
    assert desk.safety_signs("cable is on fire")
    assert "engine.stalls" in desk.type_ahead("eng st", line="car")
    assert house.rows(Customer) == []
