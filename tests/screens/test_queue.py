"""The queue on screen: order and signs, scopes and filter, what other consoles do, the empty queue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import case_house as ch
import pytest
from case_house import House, look, shown, type_keys

from callcenter.cases.views import PlaceSaid
from screens.app import CallcenterApp
from screens.case.screen import CaseScreen
from screens.queue.screen import QueueScreen
from screens.widgets.field import Field
from screens.widgets.ledger import Ledger


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ch.make_empty(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(empty: Path, tmp_path: Path) -> Iterator[House]:
    made = ch.open_house(empty, tmp_path / "store.sqlite3")
    yield made
    made.store.close()


def queue(app: CallcenterApp) -> None:
    app.go("queue")


def rows(app: CallcenterApp) -> list[str]:
    return [row.number for row in app.screen.query_one(Ledger).rows]


DANGER: dict[str, Any] = {
    "description": "Fridge smells of gas", "safety_answer": "windows open, all outside",
    "place": PlaceSaid(text="张江路 123 弄", city="上海"),
}  # fmt: skip


async def test_safety_first_then_overdue_and_soon_each_with_a_word(house: House) -> None:
    late = house.log(description="Brake pads worn", priority="urgent")
    house.later(minutes=80)
    soon = house.log(description="Wipers stuck", priority="urgent")
    house.later(minutes=65)
    calm = house.log(description="Radio silent")
    danger = house.log(**DANGER)
    async with ch.console(house, queue) as (app, _pilot):
        assert rows(app) == [one.number for one in (danger, late, soon, calm)]
        text = shown(app)
        lines = {one.number: next(line for line in text.splitlines() if one.number in line)
                 for one in (danger, late, soon, calm)}  # fmt: skip
        assert "▲ alarm" in lines[danger.number]
        assert "! over by 25 min" in lines[late.number]
        assert "in 55 min" in lines[soon.number]
        assert "4 cases · ▲ alarms 1 · safety 1 · ! overdue 1 · due soon 1 · not sent 4" in text


async def test_scopes_and_a_filter_that_follows_the_typing(house: House) -> None:
    mine, other = house.log(), house.log(login="李雷", description="Radio silent")
    async with ch.console(house, queue) as (app, pilot):
        assert rows(app) == [mine.number]
        await type_keys(pilot, "3")
        assert rows(app) == [mine.number, other.number]
        await type_keys(pilot, "slash", "r", "a", "d", "1")
        assert rows(app) == []
        assert "No case here fits “rad1”." in shown(app)
        await type_keys(pilot, "backspace")
        assert rows(app) == [other.number]
        assert app.focused is app.screen.query_one("#filter"), "letters and digits are words in the filter"
        await type_keys(pilot, "escape")
        assert app.screen.query_one("#filter", Field).value == ""
        assert rows(app) == [mine.number, other.number]
        assert app.focused is app.screen.query_one(Ledger)


async def test_it_changes_by_itself_and_the_cursor_stays_on_its_case(house: House) -> None:
    first, second = house.log(), house.log(description="Radio silent")
    async with ch.console(house, queue) as (app, pilot):
        await look(app, pilot)
        await type_keys(pilot, "down")
        ledger: Ledger[Any] = app.screen.query_one(Ledger)
        assert ledger.row.number == second.number
        danger = house.log(login="李雷", **DANGER)
        house.desk("王芳").take(ch.key(), danger.case_id, danger.version)
        await look(app, pilot)
        assert rows(app) == [danger.number, first.number, second.number]
        assert ledger.row.number == second.number
        marked = [line for line in shown(app).splitlines() if danger.number in line]
        assert marked[0].strip().startswith("*"), "what has just changed has a mark"
        house.desk("李雷").take(ch.key(), danger.case_id, house.case(danger.case_id).version)
        await look(app, pilot)
        assert rows(app) == [first.number, second.number]


async def test_two_consoles_see_each_other(house: House) -> None:
    logged = house.log()
    async with ch.console(house, queue) as (app, pilot):
        await look(app, pilot)
        house.desk("李雷").take(ch.key(), logged.case_id, logged.version)
        await look(app, pilot)
        assert rows(app) == []
        assert "Nothing waits for you." in shown(app)
        assert "3 all open cases" in shown(app)
    async with ch.console(house, queue, login="李雷") as (app, _pilot):
        assert rows(app) == [logged.number]


async def test_keys_on_a_row_open_take_and_chase(house: House) -> None:
    logged = house.log(login="李雷", **DANGER)
    async with ch.console(house, queue) as (app, pilot):
        await type_keys(pilot, "3", "o")
        assert house.case(logged.case_id).agent == "王芳"
        await type_keys(pilot, "a")
        assert house.case(logged.case_id).alarm_id is None
        assert "▲ safety" in shown(app)
        await type_keys(pilot, "u", "w", "h", "e", "n", "ctrl+s")
        assert isinstance(app.screen, QueueScreen)
        assert house.case(logged.case_id).timeline[-1].words == "王小明: when"
        await type_keys(pilot, "enter")
        assert isinstance(app.screen, CaseScreen)
        await type_keys(pilot, "escape")
        assert isinstance(app.screen, QueueScreen)


async def test_pages_come_as_one_goes_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.queue.screen.PAGE", 20)
    for number in range(45):
        house.log(description=f"Case {number}")
    async with ch.console(house, queue, size=(120, 20)) as (app, pilot):
        assert len(rows(app)) == 20
        assert "20+ cases" in shown(app)
        await type_keys(pilot, "end", "end", "end")
        assert len(rows(app)) == 45
        assert "45 cases" in shown(app)
        house.move(house.desk().queue("mine").rows[0].case_id, "cancel", reason="x", login="李雷")
        await look(app, pilot)
        await look(app, pilot)
        assert app.screen.query_one(Ledger).row is not None


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_columns_by_width(house: House, size: tuple[int, int]) -> None:
    house.accepted()
    house.later(hours=3)
    async with ch.console(house, queue, size=size) as (app, _pilot):
        titles = next(line for line in shown(app).splitlines() if "Case" in line and "What" in line)
        assert all(title in titles for title in ("Case", "What", "Due", "State"))
        assert ("Where" in titles) == (size[0] >= 120)
        assert ("Item" in titles) == (size[0] >= 200)
        assert all(len(line) <= size[0] for line in shown(app).splitlines())
