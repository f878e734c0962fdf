"""What is said about a case, whose it is, who pays: with each sentence of refusal."""

from datetime import timedelta
from typing import Any

import pytest

from callcenter.cases.models import Chaser, ContactTry
from callcenter.errors import Changed, Invalid, MoveRefused, NotFound


def test_a_note_stands_in_the_timeline_and_takes_its_draft_along(house: Any) -> None:
    case_id = house.log().case_id
    desk = house.desk()
    desk.keep_draft("note", f"case:{case_id}", {"words": "rings agai"})
    desk.note("k", case_id, "rings again at six", draft=f"case:{case_id}")
    desk.note("k", case_id, "rings again at six")
    assert house.lines(case_id) == ["logged by 王芳", "note of 王芳: rings again at six"]
    assert desk.drafts() == ()
    assert desk.case(case_id).version == 1
    with pytest.raises(Invalid, match="The note is empty: write it, or press Esc"):
        desk.note("l", case_id, " ")
    with pytest.raises(NotFound, match="There is no such case"):
        desk.note("m", 99, "words")


def test_a_promise_is_kept_or_missed(house: Any) -> None:
    case_id = house.log(contact="李梅").case_id
    by_at = house.now + timedelta(hours=3)
    promise_id = house.desk().promise("k", case_id, "call back about the price", by_at)
    (promise,) = house.desk().case(case_id).promises
    assert (promise.promise_id, promise.what, promise.to_whom) == (
        promise_id,
        "call back about the price",
        "李梅",
    )
    assert (promise.by_at, promise.agent, promise.state) == (by_at, "王芳", "open")
    house.desk().settle_promise("l", promise_id, kept=True)
    assert house.desk().case(case_id).promises[0].state == "kept"
    assert house.lines(case_id)[1:] == [
        "promised by 05:40: call back about the price",
        "promise kept: call back about the price",
    ]
    house.desk().settle_promise("m", promise_id, kept=False)
    assert house.desk().case(case_id).promises[0].state == "missed"


def test_promises_that_make_no_sense(house: Any) -> None:
    case_id = house.log().case_id
    with pytest.raises(Invalid, match="Write what was promised"):
        house.desk().promise("k", case_id, " ", house.now + timedelta(hours=1))
    with pytest.raises(Invalid, match=r"2026-03-02 02:40 is over. Promise something that is still to come"):
        house.desk().promise("k", case_id, "a call", house.now)
    with pytest.raises(NotFound, match="There is no such promise"):
        house.desk().settle_promise("k", 99, kept=True)
    with pytest.raises(NotFound, match="There is no such alarm"):
        house.desk().acknowledge("k", 99)


def test_a_chaser_keeps_who_asked_and_what_we_said(house: Any) -> None:
    case_id = house.log().case_id
    house.desk().chaser("k", case_id, "王小明", "asks for a lift", "a taxi at two")
    house.desk().chaser("k", case_id, "王小明", "asks for a lift", "a taxi at two")
    house.desk().chaser("l", case_id)
    assert len(house.rows(Chaser)) == 2
    assert house.lines(case_id)[1:] == ["chaser: 王小明: asks for a lift → a taxi at two", "chaser"]


def test_tries_count_since_it_was_resolved_and_only_those_in_vain(house: Any) -> None:
    case_id = house.log().case_id
    house.desk().tried("a", case_id, False)
    house.later(minutes=1)
    house.move(case_id, "solve_on_phone", outcome="advised")
    house.later(days=1)
    house.desk().tried("b", case_id, False)
    house.desk().tried("c", case_id, True)
    assert house.desk().case(case_id).tries == 1
    assert len(house.rows(ContactTry)) == 3
    assert house.lines(case_id)[-2:] == ["not reached", "reached"]


def test_taking_a_case_over(house: Any) -> None:
    case_id = house.log().case_id
    version = house.desk("李雷").take("k", case_id, 1)
    case = house.desk().case(case_id)
    assert (case.agent, case.version, version) == ("李雷", 2, 2)
    assert house.lines(case_id)[-1] == "taken by 李雷"
    assert house.desk("李雷").take("l", case_id, 2) == 2
    with pytest.raises(Changed, match="was changed by 李雷 meanwhile"):
        house.desk().take("m", case_id, 1)
    house.move(case_id, "cancel", reason="solved itself")
    with pytest.raises(MoveRefused, match=r"1001-[0-9] is cancelled: there is nothing to take over"):
        house.desk().take("n", case_id, 3)


def test_who_pays(house: Any) -> None:
    case_id = house.log().case_id
    desk = house.desk()
    with pytest.raises(Invalid, match="goodwill needs a reason"):
        desk.set_cover("a", case_id, 1, "goodwill", " ", None, None)
    with pytest.raises(Invalid, match=r"Cover: there is no “gift”. Choose one of: warranty, recall"):
        desk.set_cover("a", case_id, 1, "gift", "", None, None)
    with pytest.raises(Invalid, match="The cost can't be below 0"):
        desk.set_cover("a", case_id, 1, "paid", "", -5, None)
    version = desk.set_cover("a", case_id, 1, "paid", "warranty is over", 68000, True)
    case = desk.case(case_id)
    assert (case.cover, case.cover_reason, case.cost_told, case.cost_agreed, case.currency) == (
        "paid", "warranty is over", 68000, True, "CNY",
    )  # fmt: skip
    desk.set_cover("b", case_id, version, "", "", None, None)
    assert desk.case(case_id).cover is None
    assert house.lines(case_id)[1:] == ["cover: paid: warranty is over", "cover: open"]


def test_a_repeat_names_an_earlier_case(house: Any) -> None:
    first = house.log()
    house.later(days=3)
    second = house.log()
    desk = house.desk()
    with pytest.raises(Invalid, match=f"{second.number} was not logged before this one: a repeat names"):
        desk.repeat_of("a", first.case_id, 1, second.number)
    with pytest.raises(NotFound, match="is no case number"):
        desk.repeat_of("a", second.case_id, 1, "nonsense")
    version = desk.repeat_of("a", second.case_id, 1, f" {first.number} ")
    assert desk.case(second.case_id).repeat_of == first.number
    assert house.lines(second.case_id)[-1] == f"repeat of {first.number}"
    assert desk.repeat_of("b", second.case_id, version, first.number) == version
