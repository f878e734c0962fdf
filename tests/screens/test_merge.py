"""A caller who is twice on file, as an agent meets it: said on the card, looked at, merged, taken back."""

import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import desk_house as house
import pytest
from desk_house import House, footer, line_with, look_up, message, painted, until
from rich.cells import cell_len

from callcenter import clock, i18n
from callcenter.desk.views import Alike, Duplicate, MergeField, MergePreview, MergeSide, NewCustomer
from callcenter.i18n import Phrase
from screens.desk import screen as desk_module
from screens.desk.lines import width_of
from screens.desk.screen import DeskScreen
from screens.merge import lines
from screens.merge.screen import MergeScreen
from screens.widgets.field import Field


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.make_template(tmp_path_factory.mktemp("merge") / "template.sqlite3")


@pytest.fixture
def here(template: Path, tmp_path: Path, at: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(desk_module, "PAUSE", 0.001)
    return House(template, tmp_path)


def twin(here: House, name: str = "王晓明", **more: str) -> int:
    """王小明 once more, with his mobile and a number of his own."""
    new = NewCustomer(name, (house.MOBILE, "138 0000 1111"), email="w@example.cn", **more)
    return here.desk.new_customer(uuid.uuid4().hex, new)


async def open_card(pilot: Any, customer_id: int = house.WANG) -> DeskScreen:
    desk = pilot.app.screen
    assert isinstance(desk, DeskScreen)
    desk.open_card(customer_id, "")
    await until(pilot, lambda: desk.view.card is not None and desk.view.has_focus)
    return desk


async def open_merge(pilot: Any) -> MergeScreen:
    desk = await open_card(pilot)
    await until(pilot, lambda: bool(desk.view.doubles))
    await pilot.press("d")
    await until(
        pilot, lambda: isinstance(pilot.app.screen, MergeScreen) and pilot.app.screen.shown is not None
    )
    screen = pilot.app.screen
    assert isinstance(screen, MergeScreen)
    return screen


async def test_the_card_says_quietly_that_they_may_be_there_twice(here: House) -> None:
    twin(here)
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        await until(pilot, lambda: bool(desk.view.doubles))
        assert "perhaps the same as 王晓明 Wang Xiaoming · name sounds the same, same number" in line_with(
            pilot.app, "TWICE?"
        )
        assert "d same as…" in footer(pilot.app)
        await open_card(pilot, house.CHEN)
        await until(pilot, lambda: "TWICE?" not in painted(pilot.app))
        assert "same as…" not in footer(pilot.app)


async def test_rows_that_a_number_leads_to_say_it_too(here: House) -> None:
    twin(here)
    async with here.app().run_test(size=(140, 40)) as pilot:
        await look_up(pilot, house.MOBILE)
        assert painted(pilot.app).count("maybe twice") == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_both_stand_side_by_side_at_every_size(
    here: House, size: tuple[int, int], language: str
) -> None:
    here.log(customer_id=twin(here), item_id=None, item_said="fridge")
    async with here.app().run_test(size=size) as pilot:
        await open_merge(pilot)
        pilot.app.switch_language(language)  # type: ignore[attr-defined]
        await until(pilot, lambda: ("STAYS" if language == "en" else "保留") in painted(pilot.app))
        words = painted(pilot.app)
        for said in (
            "✓ 王小明 Wang Xiaoming",
            "王晓明 Wang Xiaoming",
            "✓ •••",
            "+ +86 138 0000 ••••",
            "Buick",
        ):
            assert said in words
        assert ("GOES, leads to the other" if language == "en" else "并入，编号指向另一条") in words
        assert all(cell_len(line) <= size[0] for line in words.splitlines())
        assert "^s" in footer(pilot.app)


async def test_merging_shows_the_survivor_and_z_takes_it_back(here: House) -> None:
    other = twin(here)
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_merge(pilot)
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, DeskScreen) and "merged:" in message(pilot.app)
        )
        assert f"no. {other} is 王小明 now" in message(pilot.app)
        assert here.desk.card(other).customer_id == house.WANG
        assert "z undo" in footer(pilot.app)
        await pilot.press("z")
        await until(pilot, lambda: f"no. {other} is on file again" in message(pilot.app))
        assert here.desk.card(other).customer_id == other
        assert "z undo" not in footer(pilot.app)


async def test_a_value_is_chosen_and_who_stays_is_swapped(here: House) -> None:
    other = twin(here)
    async with here.app().run_test(size=(120, 40)) as pilot:
        screen = await open_merge(pilot)
        assert screen.view.code == "detail.name"
        await pilot.press("enter")
        assert "✓ 王晓明" in painted(pilot.app)
        await pilot.press("s")
        await until(
            pilot, lambda: screen.shown is not None and screen.shown.survivor.customer.customer_id == other
        )
        assert screen.view.chosen == {"detail.name": "survivor"}
        await pilot.press("down", "up", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        card = here.desk.card(house.WANG)
        assert (card.customer_id, card.name) == (other, "王晓明")


async def test_not_the_same_is_remembered(here: House) -> None:
    twin(here)
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_merge(pilot)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        desk = pilot.app.screen
        assert isinstance(desk, DeskScreen)
        await until(pilot, lambda: not desk.view.doubles)
        assert "not proposed again" in message(pilot.app)
        assert here.desk.doubles(house.WANG) == ()


async def test_where_something_speaks_against_it_is_asked_once_more(here: House) -> None:
    other = twin(here, "李四")
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.focused, Field) and pilot.app.screen is not desk)
        await pilot.press(*"李四", "enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, MergeScreen) and pilot.app.screen.shown is not None
        )
        assert "Nothing on file says that they are the same." in painted(pilot.app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Merge them all the same?" in painted(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergeScreen))
        assert here.desk.card(other).customer_id == other
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is desk)


async def test_an_open_card_of_the_merged_one_becomes_the_survivors(here: House) -> None:
    other = twin(here)
    async with here.app().run_test(size=(120, 40)) as pilot:
        desk = await open_card(pilot, other)
        into, gone = ((each, here.desk.card(each).version) for each in (house.WANG, other))
        here.desk.merge(uuid.uuid4().hex, into, gone)
        desk.read_card()
        await until(pilot, lambda: desk.wanted == house.WANG)
        assert f"no. {other} was merged with this customer" in message(pilot.app)
        assert "峨山路" not in painted(pilot.app)


async def test_somebody_else_was_faster(here: House) -> None:
    other = twin(here)
    async with here.app().run_test(size=(120, 40)) as pilot:
        screen = await open_merge(pilot)
        version = here.desk.card(other).version
        here.desk.edit_customer(uuid.uuid4().hex, other, version, NewCustomer("王晓敏"))
        screen.shown and screen.action_do()
        await until(pilot, lambda: "changed" in message(pilot.app) or "王晓敏" in painted(pilot.app))
        await until(pilot, lambda: "王晓敏" in painted(pilot.app))
        assert isinstance(pilot.app.screen, MergeScreen)
        assert here.desk.card(other).customer_id == other


async def test_the_last_merge_is_taken_back_later_by_the_palettes_command(here: House) -> None:
    other = twin(here)
    into, gone = ((each, here.desk.card(each).version) for each in (house.WANG, other))
    here.desk.merge(uuid.uuid4().hex, into, gone)
    clock.use(lambda: house.NOW + timedelta(days=3))
    logged = here.log(customer_id=other, item_id=None, item_said="fridge")
    async with here.app().run_test(size=(120, 40)) as pilot:
        await open_card(pilot)
        await pilot.press("Z")
        await until(
            pilot, lambda: f"Take back that no. {other} 王晓明 is this customer" in painted(pilot.app)
        )
        await pilot.press("y")
        await until(pilot, lambda: "came since then and stay: cases 1" in message(pilot.app))
        assert [case.number for case in here.desk.card(house.WANG).open_cases] == [logged.number]
        await open_card(pilot, house.CHEN)
        await pilot.press("Z")
        await until(pilot, lambda: "Nobody was merged with this customer." in message(pilot.app))


# --- lines ---


def preview(**more: Any) -> MergePreview:
    one = MergeSide(Alike(1, "K1", 1, "王小明", "Wang Xiaoming", "上海市"), None)
    other = MergeSide(Alike(2, None, 1, "王晓明", "", ""), None)
    values: dict[str, Any] = {
        "survivor": one, "merged": other, "fields": (), "moves": (), "warnings": (), "alike": None, "apart": False,
        "proposed": 1,
    }  # fmt: skip
    return MergePreview(**(values | more))


def texts(shown: MergePreview, width: int = 100) -> list[str]:
    every = (line for block in lines.blocks(shown, {}, width) for line in block.lines)
    return ["".join(words for words, _tone in line).rstrip() for line in every]


@pytest.mark.parametrize("width", [42, 60, 78, 118, 198])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    long = MergeField("detail.note", "a long note " * 20, "另一条很长的备注" * 20, "both", free=True)
    sure = Duplicate(
        preview().survivor.customer, preview().merged.customer, "likely", (Phrase("same.name"),), ""
    )
    shown = preview(fields=(long,), alike=sure, warnings=(Phrase("merge.nothing_alike"),))
    every = [line for block in lines.blocks(shown, {}, width) for line in block.lines]
    assert max(width_of(line) for line in (*lines.heading(shown, width), *every)) <= width


def test_of_two_consents_the_refusal_is_marked() -> None:
    def said(code: str, purpose: str = "marketing") -> Phrase:
        return Phrase(f"consent.{code}", {"purpose": purpose, "day": "2024-03-01"})

    one, other = preview().survivor, preview().merged
    shown = preview(
        survivor=replace(one, consents=(said("given"), said("given", "b"))),
        merged=replace(other, consents=(said("refused"), said("given", "b"), said("given", "c"))),
    )
    assert [" ".join(text.split()) for text in texts(shown) if "2024" in text] == [
        "consents marketing: agreed 2024-03-01 ✓ marketing: refused 2024-03-01",
        "b: agreed 2024-03-01 the same",
        "+ c: agreed 2024-03-01",
    ]


def test_very_many_are_counted() -> None:
    shown = preview(merged=replace(preview().merged, items=tuple(f"Item {n}" for n in range(30))))
    told = texts(shown)
    assert told[-1].strip() == "and 19 more"
    i18n.use("zh_CN")
    assert texts(shown)[-1].strip() == "另有 19 项"
