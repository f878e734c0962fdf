"""The card as an agent meets it: what it says, and what is done with a caller."""

import uuid
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import desk_house as house
import pytest
from desk_house import House, footer, line_with, look_up, message, painted, until
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from callcenter import clock
from callcenter.desk.views import Card, TermView
from screens.desk import screen as desk_module
from screens.desk.asking import OneLine, Verify
from screens.desk.lines import Block, Window, columns, pack, paint, width_of
from screens.desk.screen import DeskScreen
from screens.widgets import words
from screens.widgets.field import Field


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.make_template(tmp_path_factory.mktemp("card") / "template.sqlite3")


@pytest.fixture
def here(template: Path, tmp_path: Path, at: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(desk_module, "PAUSE", 0.001)
    return House(template, tmp_path)


async def open_card(pilot: Any, text: str = house.MOBILE) -> DeskScreen:
    desk = await look_up(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: desk.view.card is not None and desk.view.has_focus)
    return desk


def says(app: Any, words_here: str) -> bool:
    return words_here in painted(app)


def shown(desk: DeskScreen) -> Card:
    assert desk.view.card is not None
    return desk.view.card


async def test_all_of_the_caller_on_one_screen(here: House) -> None:
    case = here.log()
    clock.use(lambda: house.NOW + timedelta(hours=1, minutes=38))
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_card(pilot)
        words_here = painted(pilot.app)
        for said in (
            "☎ +86 139 1234 5678 mobile   +86 21 5888 •••• home, also 李梅",
            "not verified: ask 2 of street, serial number, month bought",
            "LAST    today 10:40, logged by 王芳",
            "OPEN 1",
            "OWNS 2",
            "! recall open: fuel pump",
            "maker's 3 years: over since 2025-05",
            "compressor: to 2027-11",
            "bought 2017-11, on file, not proven",
            "REPAIRS of Buick Excelle 1.6  3",
        ):
            assert said in words_here
        assert "stalls at red lights when warm" in line_with(pilot.app, "› " + case.number)
        assert line_with(pilot.app, "› " + case.number).endswith("1 h 38")
        assert "gold" in line_with(pilot.app, "王小明 Wang Xiaoming")


async def test_costs_and_other_numbers_stay_masked_until_verified(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        assert line_with(pilot.app, "brake pads replaced").endswith("•••")
        assert "¥680" not in painted(pilot.app)
        await pilot.press("v")
        modal = pilot.app.screen
        assert isinstance(modal, Verify)
        keys = {code: str(number) for number, code in enumerate(modal.ticks.codes, 1)}
        assert "1 street  type what they say" in painted(pilot.app)
        assert "record" not in footer(pilot.app)
        await pilot.press(keys["ask.serial"])
        assert "1 more" in painted(pilot.app)
        await pilot.press(keys["ask.month_bought"])
        assert "Enter record" in footer(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: shown(desk).verified_at is not None)
        assert line_with(pilot.app, "brake pads replaced").endswith("¥680")
        assert "+86 21 5888 1234 home" in painted(pilot.app)
        assert "✓ verified 10:40" in painted(pilot.app)
        assert message(pilot.app) == "✓ 王小明 is verified for this call"


async def test_what_stays_masked_is_compared_by_the_console(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_card(pilot)
        await pilot.press("v")
        modal = pilot.app.screen
        assert isinstance(modal, Verify)
        for said, sign in (("南京路", "✗ 1 street  does not fit"), ("峨山路91弄28号", "✓ 1 street")):
            await pilot.press("1")
            assert isinstance(pilot.app.screen, OneLine)
            pilot.app.screen.query_one("#words", Field).value = said
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.screen is modal)
            await until(pilot, partial(says, pilot.app, sign))
        await pilot.press("escape")


async def test_a_chaser_is_one_key(here: House) -> None:
    case = here.log()
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_card(pilot)
        assert "u chaser" in footer(pilot.app)
        await pilot.press("u")
        await until(pilot, lambda: bool(message(pilot.app)))
        assert message(pilot.app) == f"✓ chaser noted on {case.number}"
        assert "case.chased" in [row.what.code for row in here.desk.case(case.case_id).timeline]
        await pilot.press("U")
        await until(pilot, lambda: isinstance(pilot.app.screen, OneLine))
        pilot.app.screen.query_one("#words", Field).value = "asks for a lift"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "asks for a lift" in painted(pilot.app))
        assert "asks for a lift" in here.desk.case(case.case_id).timeline[-1].words


async def test_enter_opens_the_case_under_the_cursor(here: House) -> None:
    here.log()
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_card(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "CaseScreen")


async def test_the_cursor_goes_over_cases_and_items_and_the_log_takes_its_item(here: House) -> None:
    here.log()
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        await pilot.press("down", "down")
        assert "› Haier BCD-470" in painted(pilot.app)
        assert "REPAIRS of Haier BCD-470" in painted(pilot.app)
        assert "none on file" in painted(pilot.app)
        assert "Enter" not in footer(pilot.app)
        await pilot.press("down")
        assert desk.view.item_id == house.FRIDGE, "the last one is the end"
        await pilot.press("n")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        log: Any = pilot.app.screen
        assert (log.customer_id, log.issue.form.item_id) == (house.WANG, house.FRIDGE)


async def test_a_serial_puts_the_cursor_on_its_item(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot, "B00X7K2M91")
        assert desk.view.item_id == house.FRIDGE


async def test_not_this_person_and_back_again(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        assert "z undo" not in footer(pilot.app)
        await pilot.press("delete")
        await until(pilot, lambda: "no longer" in message(pilot.app))
        await until(pilot, lambda: all(phone.e164 != house.MOBILE for phone in shown(desk).phones))
        assert here.desk.find(house.MOBILE).single is None
        assert footer(pilot.app).strip().startswith("z undo")
        await pilot.press("z")
        await until(pilot, lambda: any(phone.e164 == house.MOBILE for phone in shown(desk).phones))
        assert "z undo" not in footer(pilot.app)
        assert here.desk.find(house.MOBILE).single is not None


async def test_who_else_has_a_retired_number_is_looked_up_on_the_way_back(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_card(pilot)
        await pilot.press("delete")
        await until(pilot, lambda: "no longer" in message(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: "+ new customer" in painted(pilot.app))
        assert "had this number until" in line_with(pilot.app, "王小明")


async def test_a_change_elsewhere_is_shown_and_the_cursor_stays(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        await pilot.press("down")
        assert desk.view.item_id == house.FRIDGE
        case = here.log()
        desk.read_card()
        await until(pilot, lambda: case.number in painted(pilot.app))
        assert desk.view.item_id == house.FRIDGE
        assert "› Haier BCD-470" in painted(pilot.app)


async def test_details_are_put_right(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        await pilot.press("e")
        await until(pilot, lambda: bool(pilot.app.screen.query("#new-note")))
        assert "on file; verify to see it" in line_with(pilot.app, "Address")
        pilot.app.screen.query_one("#new-note", Field).value = "mornings"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is desk and shown(desk).note == "mornings")
        assert "NOTE    mornings" in painted(pilot.app)
        assert message(pilot.app) == "✓ 王小明 is put right"
        here.desk.verify(uuid.uuid4().hex, house.WANG, ("ask.serial", "ask.month_bought"))
        assert here.desk.card(house.WANG).address == "峨山路91弄28号", "what was masked is untouched"


async def test_an_item_that_has_changed_hands(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot, "B00X7K2M91")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, OneLine))
        pilot.app.screen.query_one("#words", Field).value = house.CHENS
        await pilot.press("enter")
        await until(pilot, lambda: "Who has Haier BCD-470 now?" in painted(pilot.app))
        assert "1 陈静 Chen Jing 上海市浦东新区" in painted(pilot.app)
        await pilot.press("1")
        await until(pilot, lambda: desk.view.card is not None and desk.view.card.name == "陈静")
        assert "Haier BCD-470 is 陈静's now" in message(pilot.app)
        assert "Haier BCD-470" in painted(pilot.app)
        assert "王小明" not in line_with(pilot.app, "Haier BCD-470"), "the earlier owner is not named"


async def test_panes_on_a_small_screen(here: House) -> None:
    case = here.log()
    async with here.app().run_test(size=(80, 24)) as pilot:
        await open_card(pilot)
        assert "›1 Caller   2 Owns 2   3 Repairs 3   4 Cases 1" in painted(pilot.app)
        assert case.number in painted(pilot.app)
        await pilot.press("2")
        assert "› Buick Excelle 1.6" in painted(pilot.app)
        assert "Wang Xiaoming" not in painted(pilot.app)
        await pilot.press("down")
        await pilot.press("3")
        assert "REPAIRS of Haier BCD-470" in painted(pilot.app)
        await pilot.press("up")
        assert "10,000 km service" in painted(pilot.app)
        await pilot.press("4")
        assert "› " + case.number in painted(pilot.app)
        assert all(cell_len(line) <= 80 for line in painted(pilot.app).splitlines())
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "REPAIRS of" in painted(pilot.app) and "OPEN 1" in painted(pilot.app))


async def test_a_wide_screen_shows_more_columns(here: House) -> None:
    here.desk.verify(uuid.uuid4().hex, house.WANG, ("ask.serial", "ask.month_bought"))
    async with here.app().run_test(size=(200, 50)) as pilot:
        await open_card(pilot)
        row = line_with(pilot.app, "brake pads replaced")
        assert row.split()[-2:] == ["¥680", "paid"]


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (TermView("maker", None, None, date(2025, 5, 9), 100000, True, 3), "maker's 3 years: over since 2025-05"),
        (TermView("part", "compressor", None, date(2027, 11, 13), None, False, 10), "compressor: to 2027-11"),
        (TermView("legal", None, None, date(2027, 1, 1), 50000, False, 2), "legal 2 years: to 2027-01 or 50,000 km"),
        (TermView("extended", None, None, None, 80000, False, None), "extended: to 80,000 km"),
        (TermView("maker", "battery", None, None, None, False, 1), "maker's 1 year (battery): runs"),
    ],
)  # fmt: skip
def test_terms_in_a_sentence(term: TermView, said: str) -> None:
    import callcenter.callers.words  # noqa: F401 - the store's part registers the codes

    assert words.term(term) == said


def test_amounts_spans_and_due_times(at: Any) -> None:
    assert words.money(68000, "CNY") == "¥680"
    assert words.money(1250, "EUR") == "€12.50"
    assert words.money(None, "EUR") == ""
    assert words.span(timedelta(hours=2, minutes=23)) == "2 h 23"
    assert words.span(timedelta(days=1, hours=4)) == "1 d 4 h"
    assert words.due(at + timedelta(minutes=40), at) == ("due 03:20, in 40 min", "soon")
    assert words.due(at - timedelta(minutes=10), at) == ("due 02:30, over by 10 min", "late")
    assert [words.times(count) for count in (1, 2, 3, 11, 22)] == [
        "1st time", "2nd time", "3rd time", "11th time", "22nd time"
    ]  # fmt: skip


@given(st.lists(st.text("ab字 ·é", max_size=30), max_size=12), st.integers(8, 60))
def test_packed_parts_are_all_there_and_lines_fit(parts: list[str], width: int) -> None:
    lines = pack([(part, "") for part in parts], width)
    assert "".join(text for line in lines for text, _tone in line).replace(" · ", "") == "".join(
        parts
    ).replace(" · ", "")
    for line in lines:
        assert width_of(line) <= width or len(line) == 2, "only a part that is too long by itself"
        assert cell_len(paint(line, width, lambda _tone: Style()).plain) == width


@given(st.text("ab字", max_size=20), st.integers(0, 12), st.integers(1, 12))
def test_columns_have_their_width_whatever_stands_in_them(text: str, one: int, two: int) -> None:
    line = columns(((text, ""), (text, "over")), (one, two), right=(1,))
    assert width_of(line) == two + (one + 2 if one else 0)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.integers(4, 10), st.data())
def test_the_cursor_is_always_in_view(sizes: list[int], height: int, data: st.DataObject) -> None:
    blocks = [Block(((("x", ""),),) * size, index) for index, size in enumerate(sizes)]
    window = Window()
    for _ in range(5):
        cursor = data.draw(st.integers(0, len(sizes) - 1))
        seen = window.show(blocks, height, cursor).lines
        assert len(seen) == min(height, sum(sizes))
        assert sum(stop == cursor for _line, stop, _first in seen) == sizes[cursor]
