"""Logging and routing in one call: the presses it takes, what is proposed, what is never lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import log_world as w
import pytest

from callcenter import i18n
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.dispatch.views import Choice
from callcenter.store import migrate
from callcenter.store.store import Store
from screens.log.screen import LogScreen
from screens.read_back.screen import ReadBackScreen
from screens.send.points import PointsList
from screens.widgets.field import Words
from screens.widgets.footer import Footer
from screens.widgets.ledger import Ledger
from screens.widgets.message_line import MessageLine

STALLS = "热车后熄火，昨天第三次"
BRAKES = "刹车失灵了，踩不动"
WANG = "+8613912345678"
SHARED = "+862158881234"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "empty.sqlite3"
    store = Store(path)
    migrate.upgrade(store)
    store.close()
    return path


@pytest.fixture
def world(empty: Path, tmp_path: Path) -> Any:
    i18n.use("en", "Asia/Shanghai")
    made = w.furnished(empty, tmp_path / "store.sqlite3")
    with w.clock_at(made):
        yield made
    made.store.close()


class Hands:
    """Presses keys and counts them; the description is typed at once and doesn't count."""

    def __init__(self, pilot: Any) -> None:
        self.pilot, self.pressed = pilot, 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        self.pressed += len(keys)
        await w.settle(self.pilot)

    async def say(self, words: str) -> None:
        self.pilot.app.screen.query_one(Words).insert(words)
        await w.settle(self.pilot)

    async def type(self, words: str) -> None:
        await self.press(*words)

    @property
    def screen(self) -> Any:
        return self.pilot.app.screen

    @property
    def text(self) -> str:
        return w.shown(self.pilot.app)


@asynccontextmanager
async def logging(
    world: w.World, customer_id: int | None = 1, size: tuple[int, int] = (120, 40), **more: Any
) -> AsyncIterator[Hands]:
    async with w.console(world, size) as pilot:
        pilot.app.go("log", customer_id, **({"calling": WANG} | more))
        await w.settle(pilot)
        yield Hands(pilot)


def message(hands: Hands) -> str:
    return hands.pilot.app.front.query_one(MessageLine).render().plain.strip()


def footer(hands: Hands) -> str:
    return hands.screen.query_one(Footer).render().plain


async def test_from_the_number_to_the_read_back_in_at_most_twelve_presses(world: w.World) -> None:
    async with w.console(world) as pilot:
        hands = Hands(pilot)
        pilot.app.screen.query_one("#find").put("139 1234 5678")
        pilot.app.screen.query_one("#find").post_message(
            type(pilot.app.screen.query_one("#find")).Changed(
                pilot.app.screen.query_one("#find"), "139 1234 5678"
            )
        )
        await w.settle(pilot)
        await hands.press("enter")
        await hands.press("n")
        assert isinstance(hands.screen, LogScreen)
        await hands.say(STALLS)
        await hands.press("tab")
        await hands.press("y")
        await hands.press("enter")
        assert isinstance(hands.screen, ReadBackScreen)
        assert hands.pressed <= 12
    (case,) = world.cases()
    assert (case.state, case.category, case.category_by) == ("routed", "engine.stalls", "suggested")
    assert (case.cover, case.way, case.item_id) == ("warranty", "bring_in", 1)
    assert [one.point_id for one in world.dispatches()] == [1]


async def test_two_items_a_shared_number_and_another_place_in_at_most_twenty(world: w.World) -> None:
    async with w.console(world) as pilot:
        hands = Hands(pilot)
        find = pilot.app.screen.query_one("#find")
        find.put("021 5888 1234")
        find.post_message(type(find).Changed(find, "021 5888 1234"))
        await w.settle(pilot)
        for _ in range(3):
            if "李梅" in str(getattr(pilot.app.screen.query_one(Ledger).row, "name", "")):
                break
            await hands.press("down")
        await hands.press("enter", "n")
        assert isinstance(hands.screen, LogScreen)
        await hands.say(STALLS)
        await hands.press("tab")
        if not hands.screen.query(Words):
            await hands.press("2")
        await hands.press("y")
        await hands.press("p")
        await hands.type("suzhou")
        await hands.press("enter")
        await hands.press("enter")
        assert isinstance(hands.screen, ReadBackScreen), hands.text
        assert hands.pressed <= 20
    (case,) = world.cases()
    assert (case.customer_id, case.place_city) == (2, "Suzhou")
    assert [one.point_id for one in world.dispatches()] == [4], "the nearest to the place, not to home"


async def test_what_is_proposed_stands_there_with_its_reason(world: w.World) -> None:
    world.recall(1, "engine")
    async with logging(world) as hands:
        await hands.say(STALLS)
        text = hands.text
        for words in ("Engine › stalls", "(熄火) suggested", "home, 上海", "recall (engine)", "recall open: engine",
                      "bring in", "not asked yet", "nearest that may", "8 of 8", "to 18:00",
                      "not: 浦东快修 1.2 km, does no such work"):  # fmt: skip
            assert words in text
        assert "Tab may it be driven?" in footer(hands)


async def test_a_word_of_danger_turns_the_form_and_the_answer_must_be_given(world: w.World) -> None:
    async with logging(world, size=(80, 24)) as hands:
        await hands.say(BRAKES)
        lines = [line.strip() for line in hands.text.splitlines()]
        at = next(index for index, line in enumerate(lines) if line.startswith("! Safety: 刹车失灵."))
        assert [line.split("  ")[0].split()[0] for line in lines[at + 1 : at + 4]] == ["Answer", "r", "p"]
        assert "! urgent" in hands.text
        hands.screen.query_one(Ledger).focus()
        await hands.press("enter")
        assert world.cases() == []
        assert "ask the safety question first" in message(hands)
        assert hands.screen.here == "answer", "the focus goes to what is missing"
        await hands.type("yes")
        await hands.press("enter", "enter", "enter")
        await hands.press("enter")
        assert isinstance(hands.screen, ReadBackScreen), hands.text
    (case,) = world.cases()
    assert (case.safety, case.safety_answer, case.priority) == (True, "yes", "urgent")


async def test_another_category_by_digit_and_by_its_first_letters(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say("故障灯亮")
        second = hands.screen.issue.suggestions[1][0]
        hands.screen.query_one(Ledger).focus()
        await hands.press("2")
        assert hands.screen.issue.form.category == second
        await hands.press("c", "e", "n", "g", "space", "s", "t")
        assert "Engine › stalls" in hands.text
        await hands.press("enter")
        form = hands.screen.issue.form
        assert (form.category, form.category_chosen) == ("engine.stalls", True)
        assert hands.screen.issue.intake().category_by == "chosen"
        await hands.say("刹车异响")
        assert form.category == "engine.stalls", "an agent's own word stays"


async def test_way_cover_and_may_it_be_driven_change_the_points(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        await hands.press("tab", "n")
        assert hands.screen.issue.form.way == "roadside"
        await hands.press("w", "2")
        assert hands.screen.issue.form.way == "on_site"
        assert hands.screen.query_one(PointsList).proposal.rows == ()
        assert "No point may take this" in hands.text
        await hands.press("w", "1")
        assert len(hands.screen.query_one(PointsList).proposal.rows) == 3
        await hands.press("y", "5")
        assert hands.screen.issue.intake().cover == "paid"
        await hands.press("o", "6", "8", "0", "enter", "y")
        assert (hands.screen.issue.form.cost_told, hands.screen.issue.form.cost_agreed) == (68000, True)
        assert "680 agreed" in hands.text


async def test_another_point_than_the_first_asks_why_with_one_key(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        hands.screen.query_one(Ledger).focus()
        await hands.press("down", "enter")
        assert "Why 永达张江?" in hands.text
        await hands.press("2")
        assert isinstance(hands.screen, ReadBackScreen)
    assert [(one.point_id, one.override) for one in world.dispatches()] == [(2, "knows_item")]


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


async def test_words_typed_before_the_draft_arrives_stay_behind_it(world: w.World) -> None:
    world.desk.keep_draft("log", "customer:1", {"description": "before ", "focus": "words"})
    async with w.console(world) as pilot:
        pilot.app.go("log", 1, calling=WANG)
        for _ in range(40):
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


async def test_a_caller_who_is_not_on_file(world: w.World) -> None:
    async with logging(world, None, calling="+8613700000001") as hands:
        await hands.say("冰箱不制冷")
        assert "not on file" in hands.text
        await hands.press("tab")
        await hands.type("old fridge")
        await hands.press("enter")
        await hands.type("Haier")
        await hands.press("enter")
        assert "Fridge" in hands.text or "Refrigerator" in hands.text
        await hands.press("enter")
        assert hands.screen.here == "place"
        await hands.type("shanghai")
        await hands.press("enter")
        await hands.press("ctrl+s")
        assert isinstance(hands.screen, ReadBackScreen), hands.text
    (case,) = world.cases()
    assert (case.item_said, case.brand, case.caller_e164) == ("old fridge", "Haier", "+8613700000001")
    assert case.line == "fridge"
    assert case.place_lat


async def test_what_the_map_lacks_is_said(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        hands.screen.query_one(Ledger).focus()
        await hands.press("p")
        hands.screen.focused.value = "上海市张江路123弄"
        await w.settle(hands.pilot)
        assert "the map lacks" in hands.text
        await hands.press("enter")
        assert "the map lacks “" in hands.text
        await hands.press("p")
        hands.screen.focused.value = "qqqqzz"
        await w.settle(hands.pilot)
        await hands.press("enter")
        assert "not on the map" in hands.text


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


async def test_enter_in_a_field_never_sends_and_escape_goes_a_step_back(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        await hands.press("enter")
        assert hands.screen.query_one(Words).value == STALLS + "\n"
        hands.screen.query_one(Ledger).focus()
        await hands.press("r", "enter")
        assert hands.screen.here == "points"
        assert world.cases() == []
        await hands.press("f", "x", "escape")
        assert hands.screen.here == "points"
        assert hands.screen.issue.form.reporter.endswith("x")
        await hands.press("escape")
        assert hands.screen.here == "words"


async def test_in_chinese(world: w.World) -> None:
    i18n.use("zh_CN", "Asia/Shanghai")
    async with logging(world) as hands:
        await hands.say(STALLS)
        for words in ("发动机 › 熄火", "故障", "送修"):
            assert words in hands.text or words == "送修"
