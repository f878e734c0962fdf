"""What did not get out, on screen: both lists, their keys, what stands when all is well, the alarm above."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import case_house as ch
import pytest
from case_house import House, look, shown, type_keys
from sqlalchemy import insert

from callcenter.desk.supervisor import SupervisorDesk
from callcenter.people.models import AgentRole
from callcenter.people.sign_in import sit_down
from callcenter.people.words import Role
from screens.app import CallcenterApp
from screens.case.screen import CaseScreen
from screens.deliveries.screen import DeliveriesScreen
from screens.widgets.ledger import Ledger


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ch.make_empty(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(empty: Path, tmp_path: Path) -> Iterator[House]:
    made = ch.open_house(empty, tmp_path / "store.sqlite3")
    yield made
    made.store.close()


def deliveries(app: CallcenterApp) -> None:
    app.go("deliveries")


def rows(app: CallcenterApp, which: str) -> list[Any]:
    return [row.case_number for row in app.screen.query_one(which, Ledger).rows]


async def test_nothing_waits(house: House) -> None:
    async with ch.console(house, deliveries, size=(80, 24)) as (app, _pilot):
        text = shown(app)
        assert "Everything has arrived." in text
        assert "Nobody has to be rung." in text


async def test_failed_sent_again_and_at_last_told_by_phone(house: House) -> None:
    logged = house.undelivered()
    async with ch.console(house, deliveries, size=(80, 24)) as (app, pilot):
        assert rows(app, "#undelivered") == [logged.number]
        text = shown(app)
        assert "! failed" in text
        assert "127.0.0.1 lies within a private network" in " ".join(text.split())
        assert "! not told 1: F10" in text
        await type_keys(pilot, "v")
        assert "What came of it" in shown(app)
        assert len(app.screen.query_one(Ledger).rows) >= 2
        await type_keys(pilot, "escape", "r")
        assert "浦东快修: sent again" in ch.message(app)
        await look(app, pilot)
        assert rows(app, "#undelivered") == [], "it is on its way, and nobody has tried it yet"
    house.later(minutes=2)
    async with ch.console(house, deliveries) as (app, pilot):
        assert "! no worker runs" in shown(app)
        await type_keys(pilot, "p", "y")
        await look(app, pilot)
        assert (rows(app, "#undelivered"), rows(app, "#to-tell")) == ([], [logged.number])
        assert "+86 21 5000 5678" in shown(app)
        assert app.focused is app.screen.query_one("#to-tell"), "the other list is empty now"
        await type_keys(pilot, "h", *"Liu", "tab", "1", "ctrl+s")
        assert house.case(logged.case_id).dispatch.state == "accepted"  # type: ignore[union-attr]
        assert isinstance(app.screen, DeliveriesScreen)
        assert rows(app, "#to-tell") == []


async def test_an_end_is_told_and_enter_opens_the_case(house: House) -> None:
    logged = house.accepted()
    house.move(logged.case_id, "cancel", reason="solved by itself")
    async with ch.console(house, deliveries) as (app, pilot):
        assert "it is over" in shown(app)
        assert isinstance(app.focused, Ledger)
        assert app.focused.id == "to-tell", "the list that has something has the focus"
        await type_keys(pilot, "h", *"Liu", "ctrl+s")
        assert rows(app, "#to-tell") == []
    other = house.sent()
    async with ch.console(house, deliveries) as (app, pilot):
        await type_keys(pilot, "enter")
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.case_id == other.case_id


async def test_a_supervisor_sees_the_house(house: House) -> None:
    logged = house.sent()
    me = sit_down(house.store, "陈静", house.now)
    with house.store.write() as connection:
        connection.execute(insert(AgentRole).values(agent_id=me.agent_id, role=Role.SUPERVISOR))
    house.desks["陈静"] = SupervisorDesk(
        house.store, house.settings, sit_down(house.store, "陈静", house.now)
    )
    house.later(hours=9)
    for login, seen, alarm in (("陈静", [logged.number], True), ("李雷", [], False)):
        async with ch.console(house, deliveries, login=login) as (app, _pilot):
            assert rows(app, "#to-tell") == seen
            text = shown(app)
            assert ("of the whole house" in text) is alarm
            assert ("! not told 1: F10" in text) is alarm
