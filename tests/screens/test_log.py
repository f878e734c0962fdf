"""Logging and routing in one call: the presses it takes, what is proposed, who is not on file."""

import frame_demo as frame
import log_world as w
from log_world import SHARED, STALLS, Hands, footer, logging

from screens.log.screen import LogScreen
from screens.read_back.screen import ReadBackScreen
from screens.widgets.field import Field
from screens.widgets.ledger import Ledger


async def find(hands: Hands, number: str) -> None:
    """The number stands in the field, typed or sent by the telephone; that costs no press."""
    field = hands.screen.query_one("#find", Field)
    field.value = number
    for _ in frame.tries():
        await w.settle(hands.pilot)
        if hands.screen.answer is not None:
            break


async def test_from_the_number_to_the_read_back_in_at_most_twelve_presses(world: w.World) -> None:
    async with w.console(world) as pilot:
        hands = Hands(pilot)
        await find(hands, "139 1234 5678")
        await hands.press("enter", "n")
        assert isinstance(hands.screen, LogScreen)
        await hands.say(STALLS)
        await hands.press("tab", "y", "enter")
        assert isinstance(hands.screen, ReadBackScreen)
        assert hands.pressed <= 12
    (case,) = world.cases()
    assert (case.state, case.category, case.category_by) == ("routed", "engine.stalls", "suggested")
    assert (case.cover, case.way, case.item_id) == ("warranty", "bring_in", 1)
    assert [one.point_id for one in world.dispatches()] == [1]


async def test_two_items_a_shared_number_and_another_place_in_at_most_twenty(world: w.World) -> None:
    async with w.console(world) as pilot:
        hands = Hands(pilot)
        await find(hands, "021 5888 1234")
        names = [row.name for row in hands.screen.rows.rows]
        await hands.press(*["down"] * names.index("李梅"), "enter", "n")
        assert isinstance(hands.screen, LogScreen)
        await hands.say(STALLS)
        await hands.press("tab", *(["2"] if not hands.screen.issue.form.item_settled else []), "y", "p")
        await hands.type("suzhou")
        await hands.press("enter", "enter")
        assert isinstance(hands.screen, ReadBackScreen), hands.text
        assert hands.pressed <= 20
    (case,) = world.cases()
    assert (case.customer_id, case.place_city) == (2, "Suzhou")
    assert [one.point_id for one in world.dispatches()] == [4], "the nearest to the place, not to home"


async def test_of_two_items_one_is_picked_with_one_key(world: w.World) -> None:
    async with logging(world, 2, calling=SHARED) as hands:
        await hands.say(STALLS)
        assert "which one?" in hands.text
        await hands.press("tab")
        assert "1 Buick Regal 2.0  沪B·2" in hands.text
        await hands.press("1")
        assert hands.screen.app.front.issue.item.name == "Buick Regal 2.0"


async def test_of_many_items_one_is_found_by_its_letters(world: w.World) -> None:
    for number in range(12):
        world.item(1, f"Van {number}", plate=f"沪C·{number}")
    async with logging(world, size=(80, 24)) as hands:
        await hands.say(STALLS)
        await hands.press("tab")
        assert "› Buick" in hands.text
        await hands.type("7")
        assert "› Buick Van 7" in hands.text
        await hands.press("enter")
        front = hands.screen.app.front
        assert front.issue.item.name == "Buick Van 7"


async def test_what_is_proposed_stands_there_with_its_reason(world: w.World) -> None:
    world.recall(1, "engine")
    async with logging(world) as hands:
        await hands.say(STALLS)
        text = hands.text
        for words in ("Engine › stalls", "(熄火) suggested", "home, 上海", "recall (Engine)", "recall open: Engine",
                      "bring in", "not asked yet", "nearest that may", "8 of 8", "to 18:00",
                      "not: 浦东快修 1.1 km, does no such work"):  # fmt: skip
            assert words in text
        assert "Tab may it be driven?" in footer(hands)


async def test_another_point_than_the_first_asks_why_with_one_key(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        hands.screen.query_one(Ledger).focus()
        await hands.press("down", "enter")
        assert "Why 永达张江?" in hands.text
        await hands.press("2")
        assert isinstance(hands.screen, ReadBackScreen)
    assert [(one.point_id, one.override) for one in world.dispatches()] == [(2, "knows_item")]


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


async def test_words_that_name_another_of_their_items_offer_it(world: w.World) -> None:
    fridge = world.item(1, "BCD-470", brand="Haier", line="fridge")
    async with logging(world, 1, item_id=1) as hands:
        await hands.say("冰箱不制冷，食物都坏了")
        assert "means the Haier BCD-470?" in hands.text
        assert hands.screen.issue.form.item_id == 1, "it does not jump by itself"
        await hands.press("tab", "i", "enter")
        assert hands.screen.issue.form.item_id == fridge
        assert "means the" not in hands.text


async def test_words_about_the_item_itself_or_about_one_of_two_offer_nothing(world: w.World) -> None:
    world.item(1, "BCD-470", brand="Haier", line="fridge")
    world.item(1, "BCD-520", brand="Haier", line="fridge")
    async with logging(world, 1, item_id=1) as hands:
        await hands.say(STALLS + "，冰箱也不制冷")
        assert "means the" not in hands.text
