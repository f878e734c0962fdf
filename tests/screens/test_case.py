"""The case on screen: what stands there, which moves have a key, forms, drafts, what others do meanwhile."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import case_house as ch
import pytest
from case_house import House, key, look, shown, type_keys
from rich.cells import cell_len

from callcenter.cases.lifecycle import moves as lifecycle_moves
from callcenter.cases.words import CaseState
from screens.app import CallcenterApp
from screens.case.commands import OF_MOVE
from screens.case.screen import CaseScreen
from screens.case.strip import moves_shown
from screens.widgets.field import Field, Words
from screens.widgets.short_form import ShortForm


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


async def test_head_timeline_and_facts_say_how_it_stands(house: House) -> None:
    case_id = house.accepted(priority="urgent").case_id
    house.move(case_id, "expect", expected_at=house.now + timedelta(hours=9))
    house.later(minutes=37)
    async with ch.console(house, at(case_id)) as (app, _pilot):
        text = shown(app)
        assert "Engine stalls when warm" in text
        assert "expected 19:40 ! after due" in text
        assert "due 12:40, in 1 h 22" in text, "gold, urgent: two hours"
        assert "王小明 · gold · Buick Excelle 沪A·12345" in text
        assert "10:40  logged by 王芳" in text
        assert "永达浦东 · +86 21 5000 1234" in text
        assert "王小明 · 139 1234 5678" in text
        assert "our clock    37 min of 2 h 00" in text
        assert "their clock  37 min of 2 h 00" in text
        assert "not yet received" in text


def _standing(house: House, state: CaseState) -> int:
    """A case in a state, by the moves that lead there."""
    if state is CaseState.NEW:
        return house.log().case_id
    if state is CaseState.ROUTED:
        case_id = house.sent().case_id
        house.later(seconds=20)
        return case_id
    case_id = house.accepted().case_id
    ways: dict[CaseState, tuple[tuple[str, dict[str, Any]], ...]] = {
        CaseState.ACCEPTED: (),
        CaseState.EXPECTED: (("expect", {"expected_at": house.now + timedelta(hours=2)}),),
        CaseState.IN_PROGRESS: (("receive", {}),),
        CaseState.WAITING: (("wait", {"wait_for": "parts"}),),
        CaseState.RESOLVED: (("receive", {}), ("resolve", {"outcome": "no_fault_found"})),
        CaseState.CLOSED: (
            ("receive", {}), ("resolve", {"outcome": "no_fault_found"}),
            ("close", {"close_reason": "customer_yes"}),
        ),
        CaseState.CANCELLED: (("cancel", {"reason": "sold it"}),),
    }  # fmt: skip
    for move, details in ways[state]:
        house.move(case_id, move, **details)
    house.later(seconds=20)
    return case_id


async def test_a_key_for_each_move_of_the_lifecycle_and_for_no_other(house: House) -> None:
    ids = {state: _standing(house, state) for state in CaseState}
    async with ch.console(house, at(ids[CaseState.NEW])) as (app, pilot):
        for state, case_id in ids.items():
            app.go("case", case_id)
            await ch.settle(pilot)
            case = house.case(case_id)
            assert case.state == state
            rules = lifecycle_moves(state, now=house.now, closed_at=case.closed_at)
            active = {one.binding.id for one in app.screen.active_bindings.values()}
            assert {name for name in OF_MOVE.values() if name in active} == {
                OF_MOVE[rule.move.value] for rule in rules
            }
            keys = [key for key, _word in moves_shown(app.screen, "Move the case")]
            assert len(keys) == len(set(keys))


async def test_a_date_is_typed_as_one_says_it_and_understood_in_sight(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "d")
        app.screen.query_one("#expected_at", Field).value = "tomorrow 9"
        await ch.settle(pilot)
        assert "Tue 2026-03-03 09:00, in 22 h" in shown(app)
        await type_keys(pilot, "ctrl+s")
        assert isinstance(app.screen, CaseScreen)
        assert "expected Tue 09:00" in shown(app)
        assert "1001-9: expected" in ch.message(app)


async def test_what_is_no_time_is_said_and_stays(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "d")
        app.screen.query_one("#expected_at", Field).value = "soonish"
        await type_keys(pilot, "ctrl+s")
        assert isinstance(app.screen, ShortForm)
        assert "“soonish” is no time to come" in shown(app)
        assert app.screen.query_one("#expected_at", Field).value == "soonish"


async def test_one_key_moves_it_and_z_takes_it_back_for_ten_seconds(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "g")
        assert house.case(case_id).state == "in_progress"
        assert "z undo" in shown(app)
        await type_keys(pilot, "z")
        assert house.case(case_id).state == "accepted"
        await type_keys(pilot, "w", "2")
        assert house.case(case_id).wait_for == "parts"
        assert "waiting for parts" in shown(app)
        house.later(seconds=11)
        app.screen.arrive()
        await ch.settle(pilot)
        assert "z undo" not in shown(app)


async def test_repaired_asks_for_the_work_in_one_form(house: House) -> None:
    case_id = house.accepted().case_id
    house.move(case_id, "receive")
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "r", "enter")
        typed = {"work": "throttle body cleaned", "cost": "¥1,280.50", "job_no": "A-77", "km": "12 000 km"}
        for name, text in typed.items():
            app.screen.query_one(f"#{name}").put(text)
        await type_keys(pilot, "ctrl+s")
        case = house.case(case_id)
        assert (case.state, case.outcome, case.cost_told) == ("resolved", "repaired", 128_050)
        assert "throttle body cleaned" in shown(app)
        assert f"{case.number}: resolved" in shown(app)


async def test_cancelling_asks_for_a_reason_and_whether_it_is_meant(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "delete", "ctrl+s")
        assert "“Reason” is still empty." in shown(app)
        app.screen.query_one("#reason", Field).value = "sold the car"
        await type_keys(pilot, "ctrl+s", "n")
        assert house.case(case_id).state == "accepted"
        await type_keys(pilot, "ctrl+s", "y")
        assert house.case(case_id).state == "cancelled"


async def test_a_note_survives_esc_and_is_saved_while_others_work(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "m", "h", "i")
        await type_keys(pilot, "escape", "m")
        assert app.screen.query_one("#note", Words).value == "hi"
        house.move(case_id, "receive", login="李雷")
        await look(app, pilot)
        assert "changed by 李雷: work began" in shown(app)
        assert app.screen.query_one("#note", Words).value == "hi"
        await type_keys(pilot, "ctrl+s")
        assert isinstance(app.screen, CaseScreen)
        assert "note of 王芳: hi" in shown(app)
        assert house.desk().draft("note", f"case:{case_id}") is None


async def test_a_change_meanwhile_is_told_and_what_was_typed_can_be_saved_again(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "d")
        app.screen.query_one("#expected_at", Field).value = "tomorrow 9"
        house.move(case_id, "expect", login="李雷", expected_at=house.now + timedelta(hours=3))
        await type_keys(pilot, "ctrl+s")
        assert "was changed by 李雷 meanwhile" in shown(app)
        assert app.screen.query_one("#expected_at", Field).value == "tomorrow 9"
        await type_keys(pilot, "ctrl+s")
        assert isinstance(app.screen, CaseScreen)
        assert "expected Tue 09:00" in shown(app)


async def test_a_save_pressed_at_once_after_a_change_meanwhile_waits_for_how_it_stands_now(
    house: House,
) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id), size=(80, 24)) as (app, pilot):
        await type_keys(pilot, "d")
        app.screen.query_one("#expected_at", Field).value = "tomorrow 9"
        house.move(case_id, "expect", login="李雷", expected_at=house.now + timedelta(hours=3))
        form = cast(ShortForm, app.screen)
        waiting: list[ShortForm] = []
        renew = form._renew
        form._renew = waiting.append  # the store takes its time
        await type_keys(pilot, "ctrl+s", "ctrl+s")
        assert "was changed by 李雷 meanwhile" in shown(app)
        assert house.case(case_id).expected_at == house.now + timedelta(hours=3)
        assert renew is not None
        renew(waiting.pop())
        await type_keys(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert "expected Tue 09:00" in shown(app)


async def test_what_the_point_said_stays_typed_when_somebody_else_heard_it_first(house: House) -> None:
    case_id = house.sent().case_id
    house.later(seconds=20)
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "h")
        app.screen.query_one("#whom", Field).value = "陈师傅"
        app.screen.query_one("#note", Field).value = "the part is there"
        app.screen.query_one("#answer").focus()
        await type_keys(pilot, "1")
        sent = house.case(case_id).dispatch
        assert sent is not None
        house.desk("李雷").told_point(key(), sent.dispatch_id, "张", "declined", reason="no_parts")
        await type_keys(pilot, "ctrl+s")
        told = [" ".join(str(one).split()) for one in app.said]
        assert any("changed by 李雷: declined by 永达浦东: no parts" in one for one in told)
        assert any("The offer is declined and stays so" in one for one in told)
        assert app.screen.query_one("#whom", Field).value == "陈师傅"
        assert app.screen.query_one("#note", Field).value == "the part is there"
        assert house.case(case_id).state == "new"


async def test_why_a_form_is_not_saved_is_said_to_the_last_word(house: House) -> None:
    case_id = house.accepted().case_id
    async with ch.console(house, at(case_id), size=(80, 24)) as (app, pilot):
        await type_keys(pilot, "d")
        app.screen.query_one("#expected_at", Field).value = "tomorrow 9"
        house.move(case_id, "cancel", login="李雷", reason="sold")
        await type_keys(pilot, "ctrl+s")
        await type_keys(pilot, "ctrl+s")
        said = " ".join(" ".join(line.split()) for line in shown(app).splitlines())
        assert str(app.said[-1]) in said
        assert cell_len(str(app.said[-1])) > 80


async def test_a_held_offer_is_taken_back(house: House) -> None:
    case_id = house.sent(point_id=2).case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        assert "held, leaves at 10:40:10" in shown(app)
        assert "h point says…" not in shown(app)
        await type_keys(pilot, "t")
        assert house.case(case_id).state == "new"
        assert "x send…" in shown(app)


async def test_a_failed_delivery_says_why_and_is_sent_again_or_told_by_phone(house: House) -> None:
    case_id = house.undelivered().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        assert "! delivery failed: " in shown(app)
        await type_keys(pilot, "h", "2")
        sent = house.case(case_id).dispatch
        assert sent is not None
        assert sent.state == "queued"
    case_id = house.undelivered().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "h", "3")
        assert "! to be told by phone" in shown(app)


async def test_a_new_case_is_sent_and_read_back_from_here(house: House) -> None:
    case_id = house.log().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "x")
        assert type(app.screen).__name__ == "SendScreen"
        await type_keys(pilot, "escape", "s")
        assert type(app.screen).__name__ == "ReadBackScreen"
        await type_keys(pilot, "escape")
        assert isinstance(app.screen, CaseScreen)


async def test_what_the_point_says_on_the_phone(house: House) -> None:
    case_id = house.sent().case_id
    house.later(seconds=20)
    async with ch.console(house, at(case_id)) as (app, pilot):
        assert "! to be told by phone" in shown(app)
        await type_keys(pilot, "h")
        assert "永达浦东 on the phone" in shown(app)
        app.screen.query_one("#whom", Field).value = "陈师傅"
        app.screen.query_one("#answer").focus()
        await type_keys(pilot, "2")
        assert "no capacity" in shown(app), "declining asks why"
        await type_keys(pilot, "1")
        assert "no capacity" not in shown(app)
        app.screen.query_one("#promised_at", Field).value = "16:00"
        await type_keys(pilot, "ctrl+s")
        case = house.case(case_id)
        assert case.state == "expected"
        assert case.dispatch is not None
        assert case.dispatch.told_whom == "陈师傅"


async def test_promises_are_made_and_settled(house: House) -> None:
    case_id = house.log().case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        await type_keys(pilot, "p")
        app.screen.query_one("#what", Field).value = "call back"
        app.screen.query_one("#by_at", Field).value = "14点"
        await type_keys(pilot, "ctrl+s")
        assert "call back · 王小明 · 14:00 · in 3 h 20" in shown(app)
        await type_keys(pilot, "k", "2")
        assert house.case(case_id).promises[0].state == "missed"
        assert "missed" in shown(app)


async def test_narrow_shows_one_pane_at_a_time(house: House) -> None:
    case_id = house.log().case_id
    async with ch.console(house, at(case_id), size=(80, 24)) as (app, pilot):
        assert "1 Timeline   2 Facts" in shown(app)
        assert "logged by 王芳" in shown(app)
        assert "not decided" not in shown(app)
        await type_keys(pilot, "2")
        assert "not decided" in shown(app)
        assert "logged by 王芳" not in shown(app)
        assert all(len(line) <= 80 for line in shown(app).splitlines())


async def test_a_case_of_somebody_else_is_taken(house: House) -> None:
    case_id = house.log(login="李雷").case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        assert "o take it" in shown(app)
        await type_keys(pilot, "o")
        assert house.case(case_id).agent == "王芳"
        assert "o take it" not in shown(app)


def test_every_lifecycle_move_has_a_command() -> None:
    offered = {rule.move.value for state in CaseState for rule in lifecycle_moves(state)}
    names = {command.id for command in CaseScreen.ACTIONS}
    assert offered <= OF_MOVE.keys()
    assert set(OF_MOVE.values()) <= names
    assert CallcenterApp.MODES.keys() == {"desk", "queue", "calls", "deliveries"}


async def test_in_chinese_every_word_of_the_screen_is_chinese(house: House) -> None:
    case_id = house.accepted(description="热车后熄火", category="engine.stalls").case_id
    async with ch.console(house, at(case_id)) as (app, pilot):
        app.switch_language("zh_CN")
        await ch.settle(pilot)
        await ch.settle(pilot)
        text = shown(app)
        assert "发动机 › 熄火" in text
        assert "送到" in text
        data = {"Buick", "Excelle", "Del", "F1", "Esc", "h", "min", "Service", "gold", "mine"}
        left = {word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in data}
        assert not left, left
