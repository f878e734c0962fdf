"""A number that the telephone system rings: what came of it is said, wherever the agent is by then."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import case_house as ch
import pytest
from case_house import House, shown, type_keys

from callcenter.calls import dialling
from callcenter.desk.system import SystemDesk
from screens.app import CallcenterApp
from screens.calls import dialled
from tests.seats import key

NUMBER = "+8613912345678"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = ch.open_house(ch.make_empty(tmp_path), tmp_path / "store.sqlite3")
    ami = MappingProxyType({**made.settings.ami, "host": "pbx.example"})
    made.settings = replace(made.settings, ami=ami, extensions=MappingProxyType({"201": "王芳"}))
    made.desks.clear()
    yield made
    made.store.close()


async def test_a_number_that_was_not_rung_is_said_on_another_screen(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialled, "LOOK", 0.01)
    system = SystemDesk(house.store, house.settings)
    assert system.stand_by_to_dial("the telephone system")

    def ring(app: CallcenterApp) -> None:
        dialled.watch(app, asked.dial_id or 0)

    asked = house.desk().dial(key(), NUMBER)
    assert asked.way == "telephone"
    async with ch.console(house, ring) as (app, pilot):
        assert [one.number for one in system.take_dials()] == [NUMBER]
        await type_keys(pilot, "f7")
        system.dial_done(asked.dial_id or 0, "busy")
        await _until(pilot, lambda: "Your telephone is busy. Hang up and press the key again." in shown(app))


async def test_a_click_that_nobody_took_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialled, "LOOK", 0.01)
    SystemDesk(house.store, house.settings).stand_by_to_dial("a hand that dies now")
    asked = house.desk().dial(key(), NUMBER)
    async with ch.console(house, lambda app: dialled.watch(app, asked.dial_id or 0)) as (app, pilot):
        house.later(seconds=dialling.PATIENCE.total_seconds())
        await _until(pilot, lambda: "The telephone system wasn't reached in time." in shown(app))


async def _until(pilot: Any, condition: Any) -> None:
    for _ in range(2000):
        if condition():
            return
        await pilot.pause(0.005)
    raise AssertionError(shown(pilot.app))
