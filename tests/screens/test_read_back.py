"""After sending: what to say, until when it can be taken back, whom to call; and sending what was only logged."""

from typing import Any

import log_world as w
from frame_demo import tries
from sqlalchemy import update
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.views import Intake, Logged, PlaceSaid
from callcenter.dispatch.views import Choice
from callcenter.points.models import ServicePoint
from screens.log.screen import LogScreen
from screens.read_back.screen import Leaving, ReadBackScreen, ReadText
from screens.send.screen import SendScreen
from screens.widgets.field import Field
from screens.widgets.ledger import Ledger
from screens.widgets.message_line import MessageLine

STALLS = "热车后熄火"
HERE = PlaceSaid(city="上海", lat=31.2304, lon=121.4737)


def logged(world: w.World, *, sent: bool, webhook: bool = False, language: str = "zh") -> Logged:
    intake = Intake("fault", STALLS, 1, item_id=1, category="engine.stalls", way="bring_in", place=HERE,
                    language=language)  # fmt: skip
    if webhook:
        with world.store.write() as connection:
            connection.execute(update(ServicePoint).values(webhook="https://point.example/offers"))
    proposal = world.desk.propose(world.desk.wish_for(intake))
    choice = Choice(proposal.rows[0].point_id, proposal) if sent else None
    return world.desk.log("request", intake, choice)


async def press(pilot: Any, *keys: str) -> Any:
    for key in keys:
        await pilot.press(key)
    await w.settle(pilot)
    return pilot.app.screen


def message(app: Any) -> str:
    return str(app.front.query_one(MessageLine).render().plain).strip()


async def test_the_paragraph_is_in_the_callers_language_and_the_offer_can_be_taken_back(
    world: w.World,
) -> None:
    case = logged(world, sent=True, webhook=True)
    async with w.console(world) as pilot:
        pilot.app.go("read_back", case.case_id, customer_id=1, calling="+8613912345678")
        await w.settle(pilot)
        screen = pilot.app.screen
        assert "您的工单号是" in screen.query_one(ReadText).text
        assert case.number in w.shown(pilot.app)
        assert screen.query_one(Leaving).render().plain == "leaves in 10 s · t takes it back"
        world.now = world.now.replace(second=3)
        assert screen.query_one(Leaving).render().plain.startswith("leaves in 7 s")
        screen = await press(pilot, "t")
        assert isinstance(screen, SendScreen)
        assert message(pilot.app) == "✓ taken back: it has not left"
        assert isinstance(screen.focused, Ledger)
        screen = await press(pilot, "down", "enter", "1")
        assert isinstance(screen, ReadBackScreen), w.shown(pilot.app)
    assert [(one.point_id, one.state) for one in world.dispatches()] == [(1, "withdrawn"), (2, "queued")]


async def test_when_the_time_is_over_it_cannot_be_taken_back(world: w.World) -> None:
    case = logged(world, sent=True, webhook=True)
    async with w.console(world) as pilot:
        pilot.app.go("read_back", case.case_id, customer_id=1)
        await w.settle(pilot)
        world.now = world.now.replace(second=11)
        screen: Any = pilot.app.screen
        screen._tick()
        await w.settle(pilot)
        assert screen.query_one(Leaving).render().plain == "on its way to 永达浦东"
        assert not screen.can_take_back


async def test_told_leads_to_an_empty_desk_and_next_to_the_same_caller(world: w.World) -> None:
    case = logged(world, sent=True)
    async with w.console(world) as pilot:
        pilot.app.go("read_back", case.case_id, customer_id=1, calling="+8613912345678")
        await w.settle(pilot)
        screen = await press(pilot, "n")
        assert isinstance(screen, LogScreen)
        assert screen.issue.form.reporter == "王小明"
        screen = await press(pilot, "escape")
        pilot.app.go("read_back", case.case_id, customer_id=1)
        await w.settle(pilot)
        await press(pilot, "enter")
        for _ in tries():
            if pilot.app.screen is pilot.app.screen_stack[0]:
                break
            await w.settle(pilot)
        screen = pilot.app.screen
        assert pilot.app.current_mode == "desk"
        assert isinstance(screen.focused, Field)
        assert screen.focused.value == ""
    assert world.rows(Case)[0].told_at is not None


async def test_a_point_without_a_webhook_is_told_by_phone(world: w.World) -> None:
    case = logged(world, sent=True)
    async with w.console(world) as pilot:
        pilot.app.go("read_back", case.case_id, customer_id=1)
        await w.settle(pilot)
        line = pilot.app.screen.query_one(Leaving)
        assert line.render().plain.startswith("! to be told by phone: 永达浦东 +86 21 5000 1234")
        await press(pilot, "h")
        await press(pilot, "l", "i", "tab", "1", "ctrl+s")
        assert line.render().plain == "✓ 永达浦东: accepted"
    assert [one.state for one in world.dispatches()] == ["accepted"]


async def test_a_logged_case_is_sent_from_its_own_screen(world: w.World) -> None:
    case = logged(world, sent=False)
    async with w.console(world, (80, 24)) as pilot:
        pilot.app.go("send", case.case_id)
        await w.settle(pilot)
        text = w.shown(pilot.app)
        for words in (case.number, "Engine › stalls", "bring in", "nearest that may", "not: 浦东快修"):
            assert words in text
        screen = await press(pilot, "enter")
        assert isinstance(screen, ReadBackScreen)
    assert [one.point_id for one in world.dispatches()] == [1]


async def test_a_case_that_moved_on_meanwhile_is_shown_anew(world: w.World) -> None:
    case = logged(world, sent=False)
    async with w.console(world) as pilot:
        pilot.app.go("send", case.case_id)
        await w.settle(pilot)
        with world.store.write() as connection:
            connection.execute(update(Case).where(col(Case.id) == case.case_id).values(version=5))
        screen = await press(pilot, "enter")
        assert isinstance(screen, SendScreen)
        assert message(pilot.app).startswith("✗ Not done:")
        assert screen.case.version == 5
        screen = await press(pilot, "enter")
        assert isinstance(screen, ReadBackScreen)
