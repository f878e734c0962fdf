"""The desk as an agent meets it: the field, what it finds, and the way on."""

import uuid
from pathlib import Path
from threading import Event
from typing import Any

import desk_house as house
import frame_demo as frame
import pytest
from desk_house import House, footer, line_with, look_up, message, painted, until
from textual.events import Key

from callcenter.desk.agent import open_agent_desk
from callcenter.desk.views import Card, NewCustomer
from screens.desk import screen as desk_module
from screens.desk.new_customer import NewCustomerScreen
from screens.desk.screen import DeskScreen
from screens.widgets.field import Field


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.make_template(tmp_path_factory.mktemp("desk") / "template.sqlite3")


@pytest.fixture
def here(template: Path, tmp_path: Path, at: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(desk_module, "PAUSE", 0.001)
    return House(template, tmp_path)


def shown(desk: DeskScreen) -> Card:
    assert desk.view.card is not None
    return desk.view.card


async def test_the_empty_desk_says_what_to_type(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Ready for a call." in painted(pilot.app))
        assert pilot.app.focused is pilot.app.screen.query_one("#find")
        assert "5678                    its last four digits, or more" in painted(pilot.app)
        assert footer(pilot.app).strip().startswith("F6 new customer")


async def test_what_is_typed_before_the_store_stands_is_looked_up_then(here: House) -> None:
    gate = Event()

    def opener() -> Any:
        assert gate.wait(60)
        return open_agent_desk(here.settings)

    async with here.app(opener).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "The store is opening." in painted(pilot.app)
        await pilot.press("5", "6", "7", "8")
        assert pilot.app.screen.query_one("#find", Field).value == "5678"
        gate.set()
        await until(pilot, lambda: "王小明" in painted(pilot.app))


async def test_an_exact_single_number_shows_its_card_and_the_field_keeps_the_focus(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, "139 1234 5678")
        await until(pilot, lambda: desk.view.card is not None)
        assert desk.field.has_focus
        assert "+86 139 1234 5678 · exact, single" in line_with(pilot.app, "139 1234 5678")
        assert "王小明 Wang Xiaoming" in painted(pilot.app)
        await pilot.press("n")
        assert desk.field.value == "139 1234 5678n", "letters are text while the field has the focus"


async def test_two_keys_from_the_number_to_the_log_form_of_the_item(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await look_up(pilot, house.CHENS)
        await pilot.press("enter", "n")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        log: Any = pilot.app.screen
        assert (log.customer_id, log.calling, log.issue.form.item_id) == (house.CHEN, house.CHENS, 3)


async def test_the_log_key_works_while_one_types(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await look_up(pilot, house.CHENS)
        await pilot.press("f4")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        log: Any = pilot.app.screen
        assert log.customer_id == house.CHEN


async def test_enter_waits_for_what_is_not_looked_up_yet(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk: Any = pilot.app.screen
        desk.field.value = house.MOBILE
        await pilot.press("enter")
        await until(pilot, lambda: desk.view.has_focus and desk.view.card is not None)
        assert desk.view.card.name == "王小明"


async def test_keys_that_arrive_together_go_where_they_belong(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk: Any = pilot.app.screen
        await until(pilot, lambda: "Ready for a call." in painted(pilot.app))
        for key in (*house.CHENS, "enter", "n", *"no picture"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        await until(pilot, lambda: "no picture" in painted(pilot.app))
        assert desk.field.value == house.CHENS, "the n behind Enter is a command"
        assert pilot.app.screen.customer_id == house.CHEN  # type: ignore[attr-defined]


async def test_the_slash_and_what_follows_at_once(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, house.MOBILE)
        await pilot.press("enter")
        await until(pilot, lambda: desk.view.card is not None)
        for key in ("/", "/", *"nx/"):
            pilot.app.post_message(Key("slash" if key == "/" else key, key))
        await until(pilot, lambda: desk.field.value == "nx/")


async def test_a_question_mark_alone_asks_for_help(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, "wh")
        await pilot.press("question_mark")
        await until(pilot, lambda: desk.field.value == "wh?")
        await pilot.press("escape")
        await until(pilot, lambda: desk.field.value == "")
        await pilot.press("question_mark")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "HelpScreen")
        assert desk.field.value == ""


async def test_a_shared_number_opens_nobody_by_itself(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, "021 5888 1234")
        assert desk.view.card is None
        assert desk.field.has_focus
        for name in ("王小明 Wang Xiaoming", "李梅 Li Mei"):
            assert line_with(pilot.app, name).rstrip().endswith("exact number")
        assert "+862158881234" in line_with(pilot.app, "+ new customer")
        second = desk.rows.rows[1]
        await pilot.press("down")
        assert desk.field.has_focus
        await pilot.press("enter")
        await until(pilot, lambda: desk.view.card is not None)
        assert shown(desk).name == second.name
        await pilot.press("escape")
        assert desk.field.has_focus
        assert line_with(pilot.app, "李梅 Li Mei"), "back to the rows, one step"
        assert desk.rows.row == second


async def test_columns_line_up_by_cells(here: House) -> None:
    from rich.cells import cell_len

    async with here.app().run_test(size=(120, 40)) as pilot:
        await look_up(pilot, "021 5888 1234")
        starts = {cell_len(line_with(pilot.app, name).partition("上海市")[0]) for name in ("王小明", "李梅")}
        assert starts == {cell_len(line_with(pilot.app, "Who").partition("Place")[0])}


async def test_an_unknown_number_offers_a_new_customer_with_it(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, "138 9999 0000")
        assert "Nobody on file has +86 138 9999 0000." in painted(pilot.app)
        assert line_with(pilot.app, "F4").strip() == "F4      logs a case with nothing but the number"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewCustomerScreen))
        assert pilot.app.screen.query_one("#new-phones", Field).value == "+8613899990000"
        await pilot.press("ctrl+s")
        assert "A name is needed" in message(pilot.app)
        pilot.app.screen.query_one("#new-name", Field).value = "赵一"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: desk.view.card is not None)
        assert shown(desk).name == "赵一"
        assert shown(desk).calling == "+8613899990000"
        assert desk.view.has_focus
        assert message(pilot.app) == "✓ 赵一 is on file"
        assert here.desk.find("13899990000").single is not None


async def test_a_case_can_be_logged_with_nothing_but_the_number(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await look_up(pilot, "138 9999 0000")
        await pilot.press("f4")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        log: Any = pilot.app.screen
        assert (log.customer_id, log.calling) == (None, "+8613899990000")


async def test_a_new_customer_that_was_not_saved_comes_back(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, "138 9999 0000")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewCustomerScreen))
        pilot.app.screen.query_one("#new-name", Field).value = "赵一"
        await pilot.pause()
        await pilot.press("escape")
        await frame.settle(pilot)
        assert here.desk.draft("customer", "number:+8613899990000") is not None
        desk.next_call()
        desk.arrive()
        await until(pilot, lambda: "unsaved customer" in painted(pilot.app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, NewCustomerScreen))
        form = pilot.app.screen
        await until(pilot, lambda: form.query_one("#new-name", Field).value == "赵一")


async def test_nothing_found_says_what_may_help(here: House) -> None:
    async with here.app().run_test(size=(80, 24)) as pilot:
        await look_up(pilot, "qqqqzzz")
        words = painted(pilot.app)
        assert "Nobody and nothing found for “qqqqzzz”." in words
        assert "F6      puts a new customer on file" in words
        assert "Enter" not in footer(pilot.app)


async def test_a_case_number_opens_the_case_on_enter_only(here: House) -> None:
    case = here.log()
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, case.number)
        assert pilot.app.screen is desk
        assert f"case {case.number}" in painted(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "CaseScreen")


async def test_the_field_is_one_key_away_and_selected(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, house.MOBILE)
        for key in ("slash", "f2"):
            desk.view.focus()
            await pilot.press(key)
            assert desk.field.has_focus
            assert desk.field.selected_text == house.MOBILE
        await pilot.press("李")
        assert desk.field.value == "李"


async def test_esc_goes_back_step_by_step_and_the_text_returns_with_up(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, house.MOBILE)
        await pilot.press("enter")
        await until(pilot, lambda: desk.view.card is not None)
        await pilot.press("escape")
        assert desk.field.has_focus
        assert desk.view.card is not None
        await pilot.press("escape")
        assert desk.field.value == ""
        await until(pilot, lambda: "Ready for a call." in painted(pilot.app))
        await pilot.press("up")
        assert desk.field.value == house.MOBILE


async def test_two_numbers_in_one_field_find_both(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await look_up(pilot, "139 1234 5678 / 137 0000 1111")
        assert "王小明" in painted(pilot.app)
        assert "陈静" in painted(pilot.app)


async def test_an_unsaved_log_is_offered_on_arrival(here: House) -> None:
    here.desk.keep_draft("log", f"customer:{house.CHEN}", {"description": "screen stays dark"})
    async with here.app().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "unsaved log" in painted(pilot.app))
        assert "for 陈静" in line_with(pilot.app, "unsaved log")
        assert "screen stays dark" in line_with(pilot.app, "unsaved log")
        await pilot.press("down", "enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        log: Any = pilot.app.screen
        assert log.customer_id == house.CHEN


async def test_after_the_read_back_the_desk_is_empty_for_the_next_call(here: House) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, house.MOBILE)
        await pilot.press("enter")
        desk.next_call()
        await pilot.pause()
        assert desk.field.value == ""
        assert desk.field.has_focus
        assert desk.view.card is None


async def test_another_language_at_once(here: House) -> None:
    app = here.app()
    async with app.run_test(size=(120, 40)) as pilot:
        desk = await look_up(pilot, house.MOBILE)
        await until(pilot, lambda: desk.view.card is not None)
        app.switch_language("zh")
        await until(pilot, lambda: "名下 2" in painted(app))
        assert "! 召回未完成：fuel pump" in painted(app)
        assert "厂家 3 年：已于 2025-05 到期" in painted(app)
        assert footer(app).strip().startswith("回车 到客户卡")
        assert isinstance(app.screen, DeskScreen)
        assert desk.field.value == house.MOBILE


@pytest.mark.parametrize("width", [80, 100])
async def test_equal_names_are_told_apart_by_their_place(here: House, width: int) -> None:
    for city in ("München", "Bremen"):
        here.desk.new_customer(uuid.uuid4().hex, NewCustomer("Jürgen Hasan", (), city=city))
    async with here.app().run_test(size=(width, 24)) as pilot:
        await look_up(pilot, "jürgen hasan")
        await until(pilot, lambda: painted(pilot.app).count("Jürgen Hasan") == 2)
        assert "München" in painted(pilot.app)
        assert "Bremen" in painted(pilot.app)
