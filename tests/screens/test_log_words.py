"""What the form makes of the words: safety, categories, way, cover, places, steps back."""

import frame_demo as frame
import log_world as w
from log_world import BRAKES, STALLS, logging, message
from textual.events import Key

from callcenter import i18n
from screens.read_back.screen import ReadBackScreen
from screens.send.points import PointsList
from screens.widgets.field import Words
from screens.widgets.ledger import Ledger


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


async def test_keys_that_arrive_faster_than_answers_go_where_a_slow_hand_sends_them(world: w.World) -> None:
    async with logging(world) as hands:
        hands.screen.query_one(Words).insert(STALLS)
        for key in ("tab", "y", "p", *"suzhou", "enter"):
            hands.pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        for _ in frame.tries():
            await w.settle(hands.pilot)
            if hands.screen.app.front.issue.form.place.text:
                break
        form = hands.screen.app.front.issue.form
        assert (form.may_drive, form.place.text, form.place.city) == ("yes", "suzhou", "Suzhou")
        assert form.description == STALLS
