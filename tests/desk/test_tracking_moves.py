"""Every move of a case, what it asks for, what it leaves behind, and how it is taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from callcenter import i18n
from callcenter.callers.models import Recall, RecallItem, Repair
from callcenter.cases import lifecycle, timeline
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.views import MoveDetails
from callcenter.errors import Changed, Invalid, MoveRefused, NotFound


def with_point(house: Any, **more: Any) -> int:
    case_id: int = house.routed(**more).case_id
    house.later(minutes=8)
    house.move(case_id, "accept")
    return case_id


def owned(house: Any) -> dict[str, int]:
    customer = house.customer()
    return {"customer_id": customer, "item_id": house.car(customer)}


def replayed(house: Any, case_id: int) -> str:
    with house.store.read() as connection:
        return lifecycle.replay(timeline.steps(connection, case_id)).value


def test_from_the_log_to_the_closed_case(house: Any) -> None:
    case_id = with_point(house, **owned(house), category="engine.stalls")
    expected = house.now + timedelta(hours=3)
    house.move(case_id, "expect", expected_at=expected, note="in the afternoon")
    house.later(hours=2)
    house.move(case_id, "receive")
    house.later(hours=1)
    house.move(case_id, "wait", wait_for="parts", reason="throttle body")
    house.later(days=1)
    house.move(case_id, "resume")
    house.later(hours=2)
    resolved = house.move(
        case_id,
        "resolve",
        outcome="repaired",
        work="throttle body replaced",
        job_no="A-1",
        km=81000,
        cost=68000,
    )
    assert (resolved.outcome, resolved.days_without, resolved.due_at) == ("repaired", 1, None)
    closed = house.move(case_id, "close", close_reason="customer_yes")
    assert (closed.state, closed.close_reason, closed.closed_at) == ("closed", "customer_yes", house.now)
    assert [move.move for move in closed.moves] == ["reopen"]
    assert house.lines(case_id) == [
        "logged by 王芳",
        "Engine › stalls (chosen)",
        "sent to 永达浦东",
        "accepted by 永达浦东",
        "expected Mon 05:48: in the afternoon",
        "work began",
        "waiting for parts: throttle body",
        "goes on",
        "resolved: repaired: throttle body replaced",
        "closed: the customer said yes",
    ]
    assert replayed(house, case_id) == "closed"


def test_the_timeline_speaks_chinese_too(house: Any) -> None:
    case_id = with_point(house)
    i18n.use("zh")
    assert not [line for line in house.lines(case_id) if line.startswith(("logged", "sent", "accepted"))]


def test_both_clocks_are_recomputed_at_each_pause(house: Any) -> None:
    target = house.settings.target("normal").resolve
    case_id = with_point(house)
    logged, accepted = house.now - timedelta(minutes=8), house.now
    case = house.desk().case(case_id)
    assert (case.due_at, case.point_due_at) == (logged + target, accepted + target)
    house.later(hours=1)
    case = house.move(case_id, "wait", wait_for="parts")
    assert (case.due_at, case.point_due_at) == (logged + target, None)
    assert [(one.kind, one.paused) for one in case.clocks] == [("customer", False), ("point", True)]
    house.later(hours=5)
    case = house.move(case_id, "resume")
    assert (case.due_at, case.point_due_at) == (logged + target, accepted + target + timedelta(hours=5))
    case = house.move(case_id, "wait", wait_for="customer", reason="on a journey")
    assert (case.due_at, case.point_due_at) == (None, None)
    assert (case.wait_for, case.wait_reason) == ("customer", "on a journey")
    house.later(hours=2)
    case = house.move(case_id, "resume")
    assert (case.due_at, case.point_due_at) == (
        logged + target + timedelta(hours=2),
        accepted + target + timedelta(hours=7),
    )
    ours, theirs = case.clocks
    assert ours.elapsed == timedelta(hours=6, minutes=8)
    assert theirs.elapsed == timedelta(hours=1)
    assert (ours.target, ours.paused) == (target, False)


def test_what_is_solved_stands_still_and_goes_on_when_reopened(house: Any) -> None:
    target = house.settings.target("normal").resolve
    case_id, logged = house.log().case_id, house.now
    house.later(hours=1)
    assert house.move(case_id, "solve_on_phone", outcome="advised").due_at is None
    house.later(hours=3)
    again = house.move(case_id, "reopen", reason="it came back")
    assert (again.state, again.reopened, again.outcome, again.resolved_at) == ("new", 1, None, None)
    assert again.due_at == logged + target + timedelta(hours=3)
    assert again.clocks[0].elapsed == timedelta(hours=1)


def test_a_closed_case_reopens_for_fourteen_days(house: Any) -> None:
    case_id = house.log().case_id
    house.move(case_id, "solve_on_phone", outcome="advised")
    house.move(case_id, "close", reason="customer_yes")
    house.later(days=14)
    assert [one.move for one in house.desk().case(case_id).moves] == ["reopen"]
    house.later(seconds=1)
    assert house.desk().case(case_id).moves == ()
    with pytest.raises(MoveRefused, match="Closed more than 14 days ago: log a new case as a repeat of it"):
        house.move(case_id, "reopen", reason="again")


@pytest.mark.parametrize("days", [0, 30])
def test_for_how_long_a_closed_case_reopens_is_a_setting(house: Any, days: int) -> None:
    house.settings = replace(house.settings, reopen_days=days)
    case_id = house.log().case_id
    house.move(case_id, "solve_on_phone", outcome="advised")
    house.move(case_id, "close", reason="customer_yes")
    house.later(days=days)
    assert [one.move for one in house.desk().case(case_id).moves] == ["reopen"]
    house.later(seconds=1)
    assert house.desk().case(case_id).moves == ()
    with pytest.raises(MoveRefused, match=f"Closed more than {days} days ago"):
        house.move(case_id, "reopen", reason="again")
    house.later(seconds=-1)
    assert house.move(case_id, "reopen", reason="again").state == "new"


def test_a_repair_is_made_once_a_job_number(house: Any) -> None:
    about = owned(house)
    point_id = house.point("泰安维修")
    done: dict[str, Any] = {
        "outcome": "repaired",
        "work": "battery replaced",
        "cause": "old",
        "job_no": "J-7",
        "km": 90000,
        "cost": 45000,
    }
    for _ in range(2):
        case_id = with_point(house, **about, category="engine.stalls")
        house.inside(
            lambda connection, one=case_id: connection.execute(
                update(Case).where(col(Case.id) == one).values(point_id=point_id)
            )
        )
        house.move(case_id, "receive")
        house.move(case_id, "resolve", **done)
    (repair,) = house.rows(Repair)
    assert (repair.item_id, repair.point_id, repair.job_no, repair.work) == (
        about["item_id"],
        point_id,
        "J-7",
        "battery replaced",
    )
    assert (repair.component, repair.symptom, repair.km, repair.cost, repair.currency) == (
        "engine",
        "engine.stalls",
        90000,
        45000,
        "CNY",
    )
    assert repair.complaint == "热车后在红灯前熄火，重新启动正常。"
    other = with_point(house, customer_id=about["customer_id"], item_id=house.car(about["customer_id"]))
    house.inside(
        lambda connection: connection.execute(
            update(Case).where(col(Case.id) == other).values(point_id=point_id)
        )
    )
    house.move(other, "receive")
    with pytest.raises(
        Invalid, match=r"Job number J-7 of this point is on file for another item. Check the number"
    ):
        house.move(other, "resolve", **done)
    assert house.desk().case(other).state == "in_progress"


def test_a_repair_is_made_once_a_case(house: Any) -> None:
    case_id = with_point(house, **owned(house))
    for _ in range(2):
        house.move(case_id, "receive")
        house.move(case_id, "resolve", outcome="repaired", work="belt replaced")
        house.later(minutes=1)
        house.move(case_id, "reopen", reason="still squeals")
        house.inside(lambda connection: connection.exec_driver_sql("UPDATE \"case\" SET state = 'accepted'"))
    assert len(house.rows(Repair)) == 1


@pytest.mark.parametrize(
    "details",
    [{"outcome": "repaired"}, {"outcome": "no_fault_found", "work": "looked at it"}, {"outcome": "exchanged", "work": "new one"}],
)  # fmt: skip
def test_only_work_done_makes_a_repair(house: Any, details: dict[str, str]) -> None:
    case_id = with_point(house, **owned(house))
    house.move(case_id, "receive")
    house.move(case_id, "resolve", **details)
    unknown = with_point(house, item_said="a fan")
    house.move(unknown, "receive")
    house.move(unknown, "resolve", outcome="repaired", work="cleaned")
    assert house.rows(Repair) == []


def test_recall_work_marks_the_recall_as_done(house: Any) -> None:
    about = owned(house)
    recall_id = house.add(Recall(brand="Buick", component="fuel"))
    house.add(RecallItem(recall_id=recall_id, item_id=about["item_id"]))
    case_id = with_point(house, **about, kind="recall_work", description="")
    house.move(case_id, "receive")
    house.move(case_id, "resolve", outcome="repaired", work="pump exchanged")
    (named,) = house.rows(RecallItem)
    (repair,) = house.rows(Repair)
    assert (named.done_on, named.repair_id) == (house.now.date(), repair.id)
    house.desk().undo("u", case_id, house.desk().case(case_id).version)
    (named,) = house.rows(RecallItem)
    assert (named.done_on, named.repair_id, house.rows(Repair)) == (None, None, [])


def test_a_move_is_taken_back_for_ten_seconds(house: Any) -> None:
    case_id = with_point(house)
    before = house.desk().case(case_id)
    waiting = house.move(case_id, "wait", wait_for="customer")
    assert waiting.undo_until == house.now + timedelta(seconds=10)
    assert house.desk("李雷").case(case_id).undo_until is None
    house.later(seconds=10)
    version = house.desk().undo("u", case_id, waiting.version)
    after = house.desk().case(case_id)
    assert (after.state, after.due_at, after.point_due_at, after.version) == (
        before.state,
        before.due_at,
        before.point_due_at,
        version,
    )
    assert house.rows(CaseWait) == []
    assert house.lines(case_id)[-1] == "王芳 took back: wait"
    assert replayed(house, case_id) == "accepted"
    assert after.undo_until is None
    assert house.desk().undo("u", case_id, waiting.version) == version


def test_taking_back_a_resume_goes_on_waiting(house: Any) -> None:
    case_id = with_point(house)
    house.move(case_id, "wait", wait_for="parts", reason="pump")
    house.later(hours=1)
    resumed = house.move(case_id, "resume")
    house.desk().undo("u", case_id, resumed.version)
    case = house.desk().case(case_id)
    assert (case.state, case.wait_for, case.wait_reason, case.point_due_at) == (
        "waiting",
        "parts",
        "pump",
        None,
    )


def test_what_can_not_be_taken_back_any_more(house: Any) -> None:
    case_id = with_point(house)
    moved = house.move(case_id, "receive")
    with pytest.raises(MoveRefused, match="There is nothing of yours to take back here"):
        house.desk("李雷").undo("a", case_id, moved.version)
    house.later(seconds=11)
    with pytest.raises(MoveRefused, match="Only the first 10 seconds can be taken back"):
        house.desk().undo("b", case_id, moved.version)
    house.later(hours=1)
    moved = house.move(case_id, "wait", wait_for="parts")
    house.desk("李雷").note("c", case_id, "they called")
    with pytest.raises(MoveRefused, match="There is nothing of yours to take back here"):
        house.desk().undo("d", case_id, moved.version)


def test_closing_needs_its_reason_to_be_true(house: Any) -> None:
    case_id = house.log().case_id
    house.move(case_id, "solve_on_phone", outcome="advised")
    with pytest.raises(MoveRefused, match="“close” needs a reason"):
        house.move(case_id, "close")
    with pytest.raises(
        Invalid, match=r"Reason for closing: there is no “boredom”. Choose one of: the customer said"
    ):
        house.move(case_id, "close", close_reason="boredom")
    with pytest.raises(Invalid, match=r"closes after 7 days without a word. Ask for a yes before"):
        house.move(case_id, "close", close_reason="days_passed")
    for hours in (0, 1, 24):
        house.later(hours=hours)
        house.desk().tried(f"t{hours}", case_id, False)
    assert house.desk().case(case_id).tries == 2
    with pytest.raises(Invalid, match="Tried on 2 of 3 days: try again on another day, or ask for a yes"):
        house.move(case_id, "close", close_reason="three_tries")
    house.later(hours=24)
    house.desk().tried("t", case_id, False)
    assert house.move(case_id, "close", close_reason="three_tries").state == "closed"


def test_days_without_a_word_close_a_case(house: Any) -> None:
    case_id = house.log().case_id
    house.move(case_id, "solve_on_phone", outcome="advised")
    house.later(days=7)
    assert house.move(case_id, "close", close_reason="days_passed").close_reason == "days_passed"


@pytest.mark.parametrize(
    ("move", "details", "error", "sentence"),
    [
        ("route", {}, MoveRefused, "Choose the service point in the list: sending does the rest"),
        ("wait", {}, MoveRefused, "“wait” needs what is waited for"),
        ("wait", {"wait_for": "rain"}, Invalid, "Waiting for: there is no “rain”. Choose one of: the customer, parts"),
        ("expect", {}, MoveRefused, "“set the expected date” needs the expected date"),
        ("cancel", {"reason": " "}, MoveRefused, "“cancel the case” needs a reason"),
        ("resolve", {"outcome": "repaired"}, MoveRefused, "The case is accepted: “resolve” is not possible now. Possible:"),
        ("miss_date", {}, MoveRefused, "not possible now"),
        ("dance", {}, Invalid, "Move: there is no “dance”. Choose one of: log, send to a point"),
    ],
)  # fmt: skip
def test_moves_that_are_refused(
    house: Any, move: str, details: dict[str, str], error: type[Exception], sentence: str
) -> None:
    case_id = with_point(house)
    with pytest.raises(error, match=sentence):
        house.move(case_id, move, **details)
    assert house.desk().case(case_id).state == "accepted"


def test_an_expected_date_is_still_to_come(house: Any) -> None:
    case_id = with_point(house)
    with pytest.raises(
        Invalid, match=r"The expected date 2026-03-02 02:48 is over. Give one that is still to come"
    ):
        house.move(case_id, "expect", expected_at=house.now)
    house.move(case_id, "receive")
    for wrong, sentence in (
        ({"km": -1}, "The kilometres can't be below 0"),
        ({"cost": -1}, "The cost can't be below 0"),
    ):
        with pytest.raises(Invalid, match=sentence):
            house.move(case_id, "resolve", outcome="repaired", **wrong)


def test_there_is_no_such_case(house: Any) -> None:
    with pytest.raises(NotFound, match=r"There is no such case. Look it up by its number"):
        house.desk().case(99)
    number = house.log().number
    assert house.desk().case_by_number(f"case no. {number}").number == number
    with pytest.raises(NotFound, match=r"There is no case 9999-[0-9]. Ask for the number again"):
        house.desk().case_by_number(next(f"9999{n}" for n in range(10) if _is_number(f"9999{n}")))
    with pytest.raises(NotFound, match="“12345” is no case number: the digit after the dash doesn't fit"):
        house.desk().case_by_number("12345")


def _is_number(text: str) -> bool:
    from callcenter.cases.numbers import parse

    return parse(text) is not None


def test_two_consoles_never_overwrite_each_other(house: Any) -> None:
    case_id = with_point(house)
    seen = house.desk().case(case_id).version
    house.desk("李雷").move("a", case_id, seen, "receive", MoveDetails())
    number = house.desk().case(case_id).number
    with pytest.raises(Changed) as refused:
        house.desk().move("b", case_id, seen, "wait", MoveDetails(wait_for="parts"))
    assert (
        i18n.sentence(refused.value)
        == f"{number} was changed by 李雷 meanwhile. Look at it again; what you typed is kept."
    )
    with pytest.raises(Changed):
        house.desk().take("c", case_id, seen)
    with pytest.raises(Changed):
        house.desk().set_cover("d", case_id, seen, "paid", "", None, None)
    with pytest.raises(Changed):
        house.desk().undo("e", case_id, seen)


def test_the_same_request_moves_once(house: Any) -> None:
    case_id = with_point(house)
    seen = house.desk().case(case_id).version
    first = house.desk().move("same", case_id, seen, "receive", MoveDetails())
    assert house.desk().move("same", case_id, seen, "receive", MoveDetails()) == first == seen + 1
    assert house.lines(case_id).count("work began") == 1
