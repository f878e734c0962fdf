"""What belongs together, on the case's screen: linked, merged after a preview, split, and taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import case_house as ch
import pytest
from case_house import House, footer, key, message, settle, shown

from callcenter.callers.models import Customer
from callcenter.cases.views import PlaceSaid
from screens.case.split_form import SplitForm
from screens.widgets.field import Field, Words
from screens.widgets.marks import Marks
from screens.widgets.pick import Pick


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ch.make_empty(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(empty: Path, tmp_path: Path) -> Iterator[House]:
    made = ch.open_house(empty, tmp_path / "store.sqlite3")
    yield made
    made.store.close()


def at(case_id: int) -> Any:
    return lambda app: app.go("case", case_id)


async def press(pilot: Any, *keys: str) -> None:
    for one in keys:
        await pilot.press(one)
        await settle(pilot)


async def test_a_case_is_linked_shown_and_gone_to(house: House) -> None:
    one, other = house.log(), house.log(description="The radio is silent")
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "l", "a", "enter")
        assert message(app) == f"✓ {one.number} and {other.number} belong together"
        assert f"related      {other.number} · new · The radio is silent" in shown(app)
        await press(pilot, "j")
        assert f"{other.number}  The radio is silent" in shown(app)
        assert f"related      {one.number} · new" in shown(app)
        await press(pilot, "l", "c")
        assert f"{other.number} and {one.number} are no longer linked" in message(app)
        assert "related" not in shown(app)


async def test_another_case_is_named_by_its_number(house: House) -> None:
    one, other = (
        house.log(),
        house.log(customer_id=None, caller="021 5888 1234", item_id=None, item_said="a fan"),
    )
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "l", "a")
        field = app.screen.query_one("#number", Field)
        field.value = one.number
        await press(pilot, "ctrl+s")
        assert "That is this very case" in shown(app)
        field.value = "4821-3"
        await press(pilot, "ctrl+s")
        assert "is no case number" in shown(app)
        field.value = other.number
        await press(pilot, "ctrl+s")
        assert message(app) == f"✓ {one.number} and {other.number} belong together"


async def test_a_case_number_that_is_typed_at_once_is_never_taken_for_a_row(house: House) -> None:
    one, other, meant = house.log(), house.log(), house.log()
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await pilot.press("b", *meant.number)
        await settle(pilot)
        assert app.screen.query_one("#number", Field).value == meant.number
        await press(pilot, "ctrl+s")
        assert f"{meant.number} becomes part of it" in shown(app)
        await press(pilot, "escape")
        await pilot.press("l", *meant.number, "ctrl+s")
        await settle(pilot)
        assert message(app) == f"✓ {one.number} and {meant.number} belong together"
    assert not house.case(other.case_id).links
    assert house.case(meant.case_id).closed_at is None, "nothing was merged"


async def test_the_preview_says_what_merging_does_and_s_turns_it_round(house: House) -> None:
    one, other = house.log(), house.log(priority="urgent", description="Stalls, she says")
    house.desk().promise(key(), other.case_id, "a lift", house.now.replace(hour=9))
    async with ch.console(house, at(other.case_id)) as (app, pilot):
        await press(pilot, "b", "a")
        text = shown(app)
        assert f"{one.number} goes on" in text
        assert f"{other.number} becomes part of it" in text
        assert f"{one.number} was logged first" in text
        assert "open promises: 1" in text
        assert "priority: urgent" in text
        assert f"{other.number} is closed as merged; its number leads to {one.number}" in text
        await press(pilot, "s")
        assert f"{other.number} goes on" in shown(app)
        assert "you chose it" in shown(app)
        await press(pilot, "s", "ctrl+s")
        assert message(app) == f"✓ {other.number} is part of {one.number} now"
        assert f"{one.number}  Engine stalls when warm" in shown(app), "the one that goes on is in front"
        assert f"merged here  {other.number} · Stalls, she says" in shown(app)
        assert f"{other.number} logged by 王芳: Stalls, she says" in shown(app)
    assert house.case(other.case_id).close_reason == "merged"


async def test_a_merged_case_stays_readable_and_leads_on(house: House) -> None:
    one, other = house.log(), house.log()
    house.desk().merge_cases(key(), one.case_id, 1, other.case_id, 1)
    async with ch.console(house, at(other.case_id)) as (app, pilot):
        text = shown(app)
        assert f"merged into {one.number}" in text.splitlines()[1]
        assert f"merged into  {one.number} · new" in text
        assert "reopen" not in text
        assert "chaser" not in footer(app), "whoever asks, asks about the other one"
        await press(pilot, "j")
        assert f"{one.number}  Engine" in shown(app)


async def test_z_takes_a_merge_back_after_a_question_however_late(house: House) -> None:
    one, other = house.log(), house.sent()
    house.later(minutes=5)
    desk, sent = house.desk(), house.case(other.case_id).dispatch
    assert sent is not None
    desk.told_point(key(), sent.dispatch_id, "陈师傅", "told")
    versions = [house.case(each.case_id).version for each in (one, other)]
    desk.merge_cases(key(), one.case_id, versions[0], other.case_id, versions[1])
    house.later(days=2)
    async with ch.console(house, at(one.case_id), login="李雷") as (app, pilot):
        assert "z undo merge…" in shown(app)
        await press(pilot, "z")
        assert f"Make {one.number} and {other.number} two cases again?" in shown(app)
        await press(pilot, "y")
        assert message(app) == (
            f"✓ {one.number} and {other.number} are two cases again; the offer to 永达浦东 doesn't come back by "
            f"itself: send {other.number} again"
        )
        assert "undo merge" not in shown(app)
    assert house.case(other.case_id).state == "new"


async def test_a_late_undo_says_why_it_cannot(house: House) -> None:
    one, other = house.log(), house.log()
    house.desk().merge_cases(key(), one.case_id, 1, other.case_id, 1)
    house.move(one.case_id, "solve_on_phone", outcome="advised")
    house.later(minutes=1)
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "z", "y")
        assert f"{one.number} is resolved by now, and {other.number} with it" in message(app)


async def test_two_customers_are_asked_about_twice(house: House) -> None:
    one = house.log()
    lei = house.add(Customer(name="李雷", created_at=house.now))
    other = house.log(customer_id=lei, item_id=None, item_said="a fan")
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "b")
        app.screen.query_one("#number", Field).value = other.number
        await press(pilot, "ctrl+s")
        assert "! two customers:" in shown(app)
        await press(pilot, "ctrl+s")
        assert "Two customers. Is it one problem all the same?" in shown(app)
        await press(pilot, "y")
        assert message(app) == f"✓ {other.number} is part of {one.number} now"


async def test_what_somebody_changed_meanwhile_is_looked_at_again(house: House) -> None:
    one, other = house.log(), house.log()
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "b", "a")
        house.desk("李雷").take(key(), other.case_id, 1)
        await press(pilot, "ctrl+s")
        assert f"{other.number} was changed by 李雷 meanwhile" in message(app)
        await press(pilot, "ctrl+s")
        assert message(app) == f"✓ {other.number} is part of {one.number} now"


async def test_what_can_only_go_the_other_way_round_is_said(house: House) -> None:
    one, other = house.log(), house.log()
    house.move(other.case_id, "solve_on_phone", outcome="advised")
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "b", "a", "s")
        assert f"{other.number} is resolved and {one.number} is not" in shown(app)
        assert "merge" not in footer(app)
        await press(pilot, "ctrl+s")
        assert house.case(one.case_id).closed_at is None


async def test_the_second_problem_is_split_off_with_what_belongs_to_it(house: House) -> None:
    one, desk = house.log(), house.desk()
    desk.note(key(), one.case_id, "The radio is silent, too")
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "v")
        form = app.screen
        assert isinstance(form, SplitForm)
        assert not form.query_one("#safety_answer-row").display
        words = form.query_one("#description", Words)
        words.insert("The radio is silent")
        await settle(pilot)
        words.say_pause()
        await settle(pilot)
        marks = form.query_one("#pieces", Marks)
        marks.focus()
        await press(pilot, "1")
        assert "✓1 note · The radio is silent, too" in shown(app)
        await press(pilot, "1")
        assert marks.value == ""
        await press(pilot, "1", "ctrl+s")
        split = house.case(one.case_id).links[0]
        assert message(app) == f"✓ {split.number} holds the second problem of {one.number}"
        assert f"second one   {split.number} · new" in shown(app)
    second = house.case(split.case_id)
    assert (second.description, second.item) == ("The radio is silent", "Buick Excelle")
    assert [row.words for row in second.timeline if row.of] == ["The radio is silent, too"]


async def test_a_split_proposes_a_category_and_asks_the_safety_question(house: House) -> None:
    one = house.log(place=PlaceSaid("Nanjing Road 1"))
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "v")
        form = app.screen
        words = form.query_one("#description", Words)
        words.insert("There is smoke from the engine, it stalls")
        await settle(pilot)
        words.say_pause()
        await settle(pilot)
        assert form.query_one("#safety_answer-row").display
        assert form.query_one("#category", Pick).value
        form.query_one("#item", Pick).put("other")
        form.query_one("#safety_answer", Field).value = "all are outside"
        await press(pilot, "ctrl+s")
        second = house.case(house.case(one.case_id).links[0].case_id)
    assert (second.safety, second.safety_answer, second.item_id) == (True, "all are outside", None)
    assert second.category


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_where_there_is_room_the_footer_names_what_joins_cases(
    house: House, size: tuple[int, int]
) -> None:
    one = house.log()
    async with ch.console(house, at(one.case_id), size) as (app, _pilot):
        keys = footer(app).split("   ")
        assert [word for word in keys if word[0] in "lbv"] == ["l link…", "b merge…", "v split…"]
        assert keys[-1] == "? help"


async def test_what_was_typed_into_a_split_comes_back(house: House) -> None:
    one = house.log()
    async with ch.console(house, at(one.case_id)) as (app, pilot):
        await press(pilot, "v")
        words = app.screen.query_one("#description", Words)
        words.insert("The radio")
        await settle(pilot)
        words.say_pause()
        await settle(pilot)
        await press(pilot, "escape", "v")
        assert app.screen.query_one("#description", Words).value == "The radio"


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_both_sides_stand_beside_each_other_at_every_size(house: House, size: tuple[int, int]) -> None:
    one, other = (
        house.log(),
        house.log(description="热车后在红灯前熄火，重新启动正常，故障灯亮。昨天第三次。"),
    )
    async with ch.console(house, at(one.case_id), size) as (app, pilot):
        await press(pilot, "b", "a")
        lines = shown(app).splitlines()
        heads = next(line for line in lines if "goes on" in line)
        says = next(line for line in lines if line.strip().startswith("says "))
        assert heads.index(f"{one.number} goes on") == says.index("Engine")
        assert f"{other.number} becomes part of it" in heads
