"""Two cases that belong together: both say so, once; the number of a merged one leads to the survivor."""

from typing import Any

import pytest

from callcenter import i18n
from callcenter.cases.models import Case, CaseLink
from callcenter.cases.views import Logged
from callcenter.errors import Changed, Invalid, MoveRefused
from tests.seats import key


def link(house: Any, one: Logged, other: Logged) -> None:
    house.desk().link_cases(key(), one.case_id, one.version, other.case_id, other.version)


def shown(house: Any, logged: Logged) -> list[tuple[str, str]]:
    return [(one.how, one.number) for one in house.desk().case(logged.case_id).links]


def test_both_cases_show_the_other_and_say_so(house: Any) -> None:
    first, second = house.log(), house.log(description="Pump rattles too")
    link(house, second, first)
    (seen,) = house.desk().case(first.case_id).links
    assert (seen.how, seen.number, seen.state, seen.summary) == (
        "related", second.number, "new", "Pump rattles too"
    )  # fmt: skip
    assert shown(house, second) == [("related", first.number)]
    assert house.lines(first.case_id)[-1] == f"belongs together with {second.number}"
    assert house.lines(second.case_id)[-1] == f"belongs together with {first.number}"
    assert house.desk().case(first.case_id).version == first.version, "nobody's form is disturbed"


def test_never_twice_and_never_with_itself(house: Any) -> None:
    first, second = house.log(), house.log()
    link(house, first, second)
    for one, other in ((first, second), (second, first)):
        with pytest.raises(Invalid, match=f"{one.number} and {other.number} are linked already: belongs"):
            link(house, one, other)
    with pytest.raises(Invalid, match="can't be linked with itself"):
        link(house, first, first)
    repeat = house.log(repeat_of_id=first.case_id)
    with pytest.raises(Invalid, match="linked already: repeats"):
        link(house, repeat, first)
    assert len(house.rows(CaseLink)) == 2


def test_a_repeated_request_links_once(house: Any) -> None:
    first, second = house.log(), house.log()
    for _ in range(2):
        house.desk().link_cases("k", first.case_id, 1, second.case_id, 1)
    assert len(house.rows(CaseLink)) == 1


def test_whoever_changed_the_other_case_is_named(house: Any) -> None:
    first, second = house.log(), house.log()
    house.desk("李梅").take(key(), second.case_id, second.version)
    with pytest.raises(Changed, match=f"{second.number} was changed by 李梅 meanwhile"):
        link(house, first, second)
    assert house.rows(CaseLink) == []


def test_letting_go_again(house: Any) -> None:
    first, second = house.log(), house.log()
    link(house, first, second)
    house.desk("李梅").unlink_cases(key(), second.case_id, 1, first.case_id, 1)
    assert shown(house, first) == shown(house, second) == []
    assert house.lines(first.case_id)[-1] == f"no longer belongs together with {second.number}"
    with pytest.raises(Invalid, match=f"{first.number} and {second.number} are not linked"):
        house.desk().unlink_cases(key(), first.case_id, 1, second.case_id, 1)


def test_a_repeat_can_be_let_go_too(house: Any) -> None:
    first = house.log()
    second = house.log(repeat_of_id=first.case_id)
    assert shown(house, second) == [("repeat_of", first.number)]
    assert shown(house, first) == [("repeated_by", second.number)]
    house.desk().unlink_cases(key(), second.case_id, 1, first.case_id, 1)
    case = house.desk().case(second.case_id)
    assert (case.repeat_of, case.links, case.version) == (None, (), 2)


def test_undo_takes_the_newest_link_back_for_as_long_as_it_stands(house: Any) -> None:
    first, second, third = house.log(), house.log(), house.log()
    link(house, first, second)
    link(house, first, third)
    house.later(days=3)
    assert house.desk().case(first.case_id).undo.other == third.number
    undone = house.desk("李梅").undo_joint(key(), first.case_id, 1)
    assert (undone.kind, undone.number, undone.other) == ("related", first.number, third.number)
    assert shown(house, first) == [("related", second.number)]
    house.desk().undo_joint(key(), second.case_id, 1)
    with pytest.raises(MoveRefused, match="nothing of yours to take back"):
        house.desk().undo_joint(key(), first.case_id, 1)


def test_the_other_case_is_proposed(house: Any) -> None:
    wang, other = house.customer(), house.customer("李梅")
    car = house.car(wang)
    case = house.log(customer_id=wang, item_id=car)
    theirs = house.log(customer_id=other, caller="")
    same_number = house.log(caller="139 1234 5678")
    mine = house.log(customer_id=wang, description="The radio is silent", caller="")
    closed = house.log(customer_id=wang, caller="")
    house.move(closed.case_id, "cancel", reason="sold")
    desk = house.desk()
    found = desk.other_cases(case.case_id)
    assert [(one.number, one.how) for one in found] == [
        (mine.number, "same_customer"), (same_number.number, "same_number"), (closed.number, "same_customer"),
    ]  # fmt: skip
    assert [one.number for one in desk.other_cases(case.case_id, closed=False)] == [
        mine.number, same_number.number
    ]  # fmt: skip
    named = desk.other_cases(case.case_id, f"case {theirs.number}")
    assert [(one.number, one.how, one.customer) for one in named] == [(theirs.number, "named", "李梅")]
    assert desk.other_cases(case.case_id, case.number) == ()
    assert desk.other_cases(case.case_id, "nonsense") == ()


def test_the_old_number_leads_to_the_survivor_everywhere(house: Any) -> None:
    first, second, third = house.log(), house.log(), house.log()
    desk = house.desk()
    desk.merge_cases(key(), first.case_id, 1, second.case_id, 1)
    desk.merge_cases(key(), third.case_id, 1, first.case_id, 2)
    case = desk.case_by_number(second.number)
    assert (case.number, case.asked) == (third.number, second.number)
    assert desk.case_by_number(third.number).asked == ""
    row = desk.find(second.number).rows[0]
    assert (row.case_id, row.case_number) == (third.case_id, third.number)
    assert i18n.say(row.why) == f"{second.number} was merged into {third.number}"
    house.later(minutes=1)
    late = house.log()
    assert desk.repeat_of(key(), late.case_id, 1, second.number) == 2
    assert desk.case(late.case_id).repeat_of == third.number
    merged = desk.case(second.case_id)
    assert (merged.state, merged.close_reason, merged.moves) == ("closed", "merged", ())
    assert [(one.how, one.merged_into) for one in merged.links] == [("merged_into", third.number)]
    assert {row.close_reason for row in house.rows(Case)} == {None, "merged"}
