"""How a form ends: kept, solved, a chaser of a like case, and never a word lost."""

import frame_demo as frame
import log_world as w
import pytest
from log_world import STALLS, WANG, logging, message
from sqlalchemy import update
from sqlmodel import col

from callcenter.cases.views import Intake, PlaceSaid
from callcenter.dispatch.views import Choice
from callcenter.points.models import ServicePoint
from screens.log.screen import LogScreen
from screens.read_back.screen import ReadBackScreen
from screens.send.points import PointsList
from screens.widgets.field import Words
from screens.widgets.ledger import Ledger


async def test_keeping_it_without_sending(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        await hands.press("ctrl+s")
        assert isinstance(hands.screen, ReadBackScreen)
        assert "kept: not sent to a point yet" in hands.text
    assert [case.state for case in world.cases()] == ["new"]
    assert world.dispatches() == []


async def test_a_question_solved_on_the_phone(world: w.World) -> None:
    async with logging(world, kind="question") as hands:
        await hands.say("怎么调时钟")
        hands.screen.query_one(Ledger).focus()
        await hands.press("s")
        await hands.type("hold set")
        await hands.press("enter", "enter")
        assert isinstance(hands.screen, ReadBackScreen)
    (case,) = world.cases()
    assert (case.state, case.outcome, case.kind) == ("resolved", "advised", "question")


async def test_the_draft_comes_back_and_goes_with_the_log(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        hands.screen.query_one(Ledger).focus()
        await hands.press("h")
        await hands.type("evenings")
        await hands.press("enter", "escape", "escape")
        assert not isinstance(hands.screen, LogScreen)
        hands.pilot.app.go("log", 1, calling=WANG)
        await w.settle(hands.pilot)
        assert hands.screen.query_one(Words).value == STALLS
        assert "evenings" in hands.text
        assert "What you had typed here is back" in message(hands)
        await hands.press("tab", "y", "enter")
        assert isinstance(hands.screen, ReadBackScreen)
    assert world.desk.draft("log", "customer:1") is None
    assert world.cases()[0].contact_hours == "evenings"


@pytest.mark.parametrize("part", [(), ("h",)])
async def test_the_last_letters_before_the_line_is_cut_are_kept(
    world: w.World, part: tuple[str, ...]
) -> None:
    """Their messages are still on the way when it happens."""
    async with logging(world) as hands:
        if part:
            await hands.say(STALLS)
            hands.screen.query_one(Ledger).focus()
            await hands.press(*part)
            hands.screen.focused.value = "evenings"
        else:
            hands.screen.query_one(Words).insert(STALLS)
        hands.screen.keep()
        assert hands.screen.issue.form.description == STALLS
        await w.settle(hands.pilot)
        kept = world.desk.draft("log", "customer:1")
        assert kept is not None
        assert kept.body["description"] == STALLS
        assert not part or kept.body["contact_hours"] == "evenings"


async def test_words_typed_before_the_draft_arrives_stay_behind_it(world: w.World) -> None:
    world.desk.keep_draft("log", "customer:1", {"description": "before ", "focus": "words"})
    async with w.console(world) as pilot:
        pilot.app.go("log", 1, calling=WANG)
        for _ in frame.tries():
            await pilot.pause()
            if pilot.app.screen.query(Words):
                pilot.app.screen.query_one(Words).insert("after")
                break
        await w.settle(pilot)
        assert pilot.app.screen.query_one(Words).value == "before after"


async def test_a_like_case_is_shown_before_a_second_one_is_made_and_takes_the_chaser(world: w.World) -> None:
    place = PlaceSaid(city="上海", lat=31.2304, lon=121.4737)
    world.desk.log(
        "k1", Intake("fault", STALLS, 1, item_id=1, category="engine.stalls", way="bring_in", place=place)
    )
    async with logging(world) as hands:
        await hands.say("又熄火了")
        assert "Like it" in hands.text
        assert "same fault" in hands.text
        hands.screen.query_one(Ledger).focus()
        await hands.press("u")
        await w.settle(hands.pilot)
        assert not isinstance(hands.screen, LogScreen)
    assert len(world.cases()) == 1
    said = [row.words for row in world.desk.case(world.cases()[0].id).timeline]
    assert any("又熄火了" in words for words in said)


async def test_a_point_that_fills_up_meanwhile_costs_nothing_typed(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        hands.screen.query_one(Ledger).focus()
        fill_up(world, 1)
        await hands.press("enter")
        assert isinstance(hands.screen, LogScreen)
        assert "Look at the list again" in message(hands) or "full" in message(hands)
        assert hands.screen.query_one(Words).value == STALLS
        assert hands.screen.query_one(PointsList).first.name == "永达张江"
        await hands.press("enter")
    assert [one.point_id for one in world.dispatches() if one.case_id == world.cases()[-1].id] == [2]


def fill_up(world: w.World, point_id: int) -> None:
    """Take all the room of a point for today."""
    place = PlaceSaid(city="上海", lat=31.2304, lon=121.4737)
    for number in range(8):
        intake = Intake("fault", STALLS, 2, item_id=2, category="engine.stalls", way="bring_in", place=place)
        proposal = world.desk.propose(world.desk.wish_for(intake))
        row = next(row for row in proposal.rows if row.point_id == point_id)
        override = "" if proposal.rows[0] is row else "sooner"
        world.desk.log(f"fill-{number}", intake, Choice(row.point_id, proposal, override))


async def test_what_becomes_of_the_offer_is_said_as_it_is(world: w.World) -> None:
    address = "https://points.example/offers"
    for webhook, words in (
        (None, "永达浦东 is to be told by phone"),
        (address, "about to leave to 永达浦东"),
    ):
        with world.store.write() as connection:
            connection.execute(update(ServicePoint).where(col(ServicePoint.id) == 1).values(webhook=webhook))
        async with logging(world) as hands:
            await hands.say(STALLS)
            await hands.press("tab", "y", "enter")
            assert words in " ".join(map(str, hands.pilot.app.said))
