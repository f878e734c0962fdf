"""A time at the point: taken on the way to sending, changed and cancelled on the case."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import log_world as w
from frame_demo import tries
from test_read_back import logged, press

from callcenter.cases.telling.models import Appointment
from callcenter.desk.agent import AgentDesk
from screens.case.screen import CaseScreen
from screens.read_back.screen import ReadBackScreen
from screens.send.screen import SendScreen
from screens.send.slots import SlotsScreen


async def until(pilot: Any, is_so: Callable[[], bool]) -> None:
    for _ in tries():
        await pilot.pause()
        if is_so():
            await w.settle(pilot)
            return
    raise AssertionError(w.shown(pilot.app))


async def test_a_time_is_taken_and_the_same_enter_sends(world: w.World) -> None:
    case = logged(world, sent=False)
    async with w.console(world) as pilot:
        pilot.app.go("send", case.case_id)
        await w.settle(pilot)
        screen = await press(pilot, "q")
        assert isinstance(screen, SlotsScreen)
        assert "When can" in w.shown(pilot.app)
        screen = await press(pilot, "down", "enter")
        assert isinstance(screen, SendScreen)
        assert "booked when it is sent there" in w.shown(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReadBackScreen))
    [made] = world.rows(Appointment)
    [offer] = world.dispatches()
    assert (made.dispatch_id, made.point_id) == (offer.id, offer.point_id)
    assert f"{offer.work_on}" == "2026-03-02"


async def test_without_a_time_it_is_sent_as_ever(world: w.World) -> None:
    case = logged(world, sent=False)
    async with w.console(world) as pilot:
        pilot.app.go("send", case.case_id)
        await w.settle(pilot)
        screen = await press(pilot, "q", "escape")
        assert isinstance(screen, SendScreen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReadBackScreen))
    assert not world.rows(Appointment)
    assert len(world.dispatches()) == 1


async def test_on_the_case_it_is_booked_moved_and_cancelled(world: w.World) -> None:
    case = logged(world, sent=True)

    def stands(state: str) -> bool:
        return [one.state.value for one in world.rows(Appointment)] == [state]

    async with w.console(world) as pilot:
        pilot.app.go("case", case.case_id)
        await w.settle(pilot)
        await press(pilot, "q")
        await press(pilot, "enter")
        await until(pilot, lambda: stands("booked"))
        await press(pilot, "q", "1")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: stands("moved"))
        assert isinstance(pilot.app.screen, CaseScreen)
        await until(pilot, lambda: "Mon 2026-03-02 14:15-15:30" in w.shown(pilot.app))
        await press(pilot, "q", "2")
        await until(pilot, lambda: stands("cancelled"))


async def test_on_the_case_the_customer_says_how_to_be_told(world: w.World) -> None:
    case = logged(world, sent=False)
    world.settings = replace(
        world.settings, sms=MappingProxyType({**world.settings.sms, "url": "https://sms.example/send"})
    )
    world.desk = AgentDesk(world.store, world.settings, world.desk.me)
    async with w.console(world) as pilot:
        pilot.app.go("case", case.case_id)
        await w.settle(pilot)
        await until(pilot, lambda: "customer told" in w.shown(pilot.app))
        await press(pilot, "e")
        await press(pilot, "4")
        await until(pilot, lambda: "doesn't want it" in w.shown(pilot.app))
    assert world.desk.notices(1) == "none"
