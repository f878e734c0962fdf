"""The console of a service point: its list, a case in two steps, answers and reports by one key."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import case_house as ch
import pytest
from case_house import House, footer, key, look, message, settle, shown, type_keys
from frame_demo import status, until
from rich.cells import cell_len
from textual.pilot import Pilot

from callcenter import i18n
from callcenter.desk.admin import AdminDesk
from callcenter.desk.point_console import open_point_console
from screens.commands import commands_of
from screens.point.app import PointApp
from screens.point.case import PointCaseScreen
from screens.point.screen import PointScreen
from screens.widgets.ledger import Ledger

SAID = "王小明 says it stalls, call 139 1234 5678 after five."


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ch.make_empty(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(empty: Path, tmp_path: Path) -> Iterator[House]:
    made = ch.open_house(empty, tmp_path / "store.sqlite3")
    admin = AdminDesk(made.store, made.settings, made.desk("admin").me)
    admin.add_person(key(), "li", "李师傅", roles=["point"], point_id=1)
    yield made
    made.store.close()


def offered(house: House, **more: Any) -> int:
    """A case that the point was offered and nobody has answered."""
    case_id = house.sent(**{"description": SAID, "category": "engine.stalls"} | more).case_id
    house.later(seconds=20)
    return case_id


@asynccontextmanager
async def at_the_point(
    house: House, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[PointApp, Pilot[Any]]]:
    desk = open_point_console(replace(house.settings, agent="li"))
    app = PointApp(lambda: desk, guard=False)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await settle(pilot)
        yield app, pilot
    desk.store.close()


async def test_offers_stand_first_and_nothing_of_the_agents_has_a_key(house: House) -> None:
    house.accepted(category="engine.stalls")
    offered(house, way="on_site")
    async with at_the_point(house) as (app, pilot):
        rows = app.screen.query_one(Ledger).rows
        assert ["accept" in one.can for one in rows] == [True, False]
        assert "李师傅 · 永达浦东 · to answer 1 · in hand 1" in status(app)
        assert "Queue" not in status(app)
        assert not [word for word in ("王小明", "139") if word in shown(app).replace("李师傅", "")]
        assert "says it stalls" in shown(app)
        for one in ("f2", "f3", "f4", "f7", "f8", "f9", "f10", "f11", "slash", "n", "u"):
            await type_keys(pilot, one)
            assert type(app.screen) is PointScreen
        assert {one.id for one in commands_of(app)} == PointApp.ONLY
        await type_keys(pilot, "down")
        assert "a accept…" not in footer(app)
        assert "g received…" in footer(app)


async def test_from_the_offer_to_the_item_handed_back(house: House) -> None:
    case_id = offered(house)
    async with at_the_point(house) as (app, pilot):
        await type_keys(pilot, "enter")
        assert type(app.screen) is PointCaseScreen
        assert "hidden until you accept" in shown(app)
        assert "139" not in shown(app)
        await type_keys(pilot, "a", *"in 3 h", "ctrl+s")
        assert "is yours" in message(app)
        for words in ("王小明 · 139 1234 5678", "call 139 1234 5678", "沪A·12345", "accepted by 永达浦东"):
            assert words in shown(app)
        assert house.case(case_id).state == "expected"
        who = {row.who for row in house.case(case_id).timeline if row.what.code == "case.accepted"}
        assert who == {"李师傅"}
        await type_keys(pilot, "g", "ctrl+s", "i", *"soot", "ctrl+s", "w", *"a gasket", "ctrl+s")
        assert house.case(case_id).wait_for == "parts"
        await type_keys(pilot, "r", "ctrl+s")
        assert "“Work” is still empty" in shown(app)
        app.screen.query_one("#work").put("cleaned the valve")
        app.screen.query_one("#cost").put("123.50")
        app.screen.query_one("#job_no").put("J-77")
        await type_keys(pilot, "ctrl+s")
        case = house.case(case_id)
        assert (case.state, case.outcome) == ("resolved", "repaired")
        assert footer(app).startswith(" h handed back…") or "h handed back…" in footer(app)
        await type_keys(pilot, "h", "ctrl+s")
        assert house.case(case_id).handed_back_at is not None
        assert "h handed back…" not in footer(app)


async def test_declining_asks_for_the_reason_by_a_digit(house: House) -> None:
    case_id = offered(house)
    async with at_the_point(house) as (app, pilot):
        await type_keys(pilot, "d", "4", *"none in town", "ctrl+s")
        assert "Nothing to answer" in shown(app)
    lines = [i18n.say(row.what) + row.said for row in house.case(case_id).timeline]
    assert any("no parts" in line and "none in town" in line for line in lines)


async def test_what_was_typed_is_kept_and_an_offer_that_is_over_says_so(house: House) -> None:
    case_id = offered(house)
    async with at_the_point(house) as (app, pilot):
        await type_keys(pilot, "enter", "a", "tab", *"we tow it", "escape", "a")
        assert app.screen.query_one("#note").value == "we tow it"
        house.move(case_id, "send_elsewhere", reason="nearer one")
        await type_keys(pilot, "ctrl+s")
        assert "was withdrawn" in shown(app)
        assert app.screen.query_one("#note").value == "we tow it"
        await type_keys(pilot, "escape")
        assert "Nothing is left to do" in shown(app)
        assert "Engine" not in shown(app)
        assert "a accept…" not in footer(app)


async def test_the_list_changes_by_itself(house: House) -> None:
    async with at_the_point(house) as (app, pilot):
        assert "Nothing to answer" in shown(app)
        offered(house)
        case_id = house.accepted(category="engine.stalls").case_id
        await look(app, pilot)
        await look(app, pilot)
        assert "to answer 1 · in hand 1" in status(app)
        house.move(case_id, "expect", expected_at=house.now + timedelta(hours=3))
        await look(app, pilot)
        assert "in 3 h 00" in shown(app)


async def test_who_does_not_work_there_any_more_sees_nothing_more(house: House) -> None:
    offered(house)
    async with at_the_point(house) as (app, pilot):
        await type_keys(pilot, "enter", "a", "tab", *"we tow it")
        admin = AdminDesk(house.store, house.settings, house.desk("admin").me)
        admin.let_go(key(), "li")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 1
    assert "don't work at this service point any more" in app.parting
    assert house.case(1).state == "routed"


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_it_fits_in_chinese(house: House, size: tuple[int, int]) -> None:
    offered(house, priority="urgent")
    house.accepted(description=SAID, category="engine.stalls")
    i18n.use("zh_CN")
    async with at_the_point(house, size) as (app, pilot):
        assert "发动机" in shown(app)
        await type_keys(pilot, "down", "enter")
        assert "139 1234 5678" in shown(app)
        await type_keys(pilot, "r")
        assert all(cell_len(line) <= size[0] for line in shown(app).splitlines())
        assert "^s" in footer(app)
