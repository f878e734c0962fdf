"""A ring at the console: shown quietly, taken with one key, and a mode of its own for each call."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import desk_house as house
import pytest
from desk_house import CHENS, HOME, MOBILE, House, line_with, painted, until
from sqlalchemy import select
from sqlmodel import col

from callcenter import clock
from callcenter.calls.models import Call
from callcenter.calls.views import CallEvent
from callcenter.desk.agent import AgentDesk
from callcenter.desk.system import SystemDesk
from callcenter.people.sign_in import sit_down
from callcenter.store import run_folder
from screens.bridge import StoreState
from screens.calls_open.screen import CallScreen
from screens.desk import screen as desk_module
from screens.widgets.field import Words

NOBODY = "+8613700009999"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.make_template(tmp_path_factory.mktemp("desk") / "template.sqlite3")


class Exchange(House):
    """The house with a telephone system."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.system = SystemDesk(self.desk.store, replace(self.settings, extensions={"201": "王芳"}))

    def told(self, type: str, number: str, call_id: str = "c1", **more: Any) -> int:
        at = clock.now() + timedelta(milliseconds=len(call_id))
        return self.system.record_call(
            CallEvent(
                source="zammad", call_id=call_id, type=type, direction="in", number=number, at=at, **more
            )
        )

    def rings(self, number: str, call_id: str = "c1", **more: Any) -> int:
        return self.told("ringing", number, call_id, **more)

    def call(self, call_id: int) -> Any:
        with self.desk.store.read() as connection:
            return connection.execute(
                select(col(Call.agent_id), col(Call.customer_id), col(Call.case_id)).where(
                    col(Call.id) == call_id
                )
            ).one()


@pytest.fixture
def here(template: Path, tmp_path: Path, at: Any, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setattr(desk_module, "PAUSE", 0.001)
    monkeypatch.setattr(run_folder, "OF_HOST", ())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return Exchange(template, tmp_path)


def top(app: Any) -> str:
    """The top line."""
    return painted(app).splitlines()[0]


async def ready(pilot: Any) -> None:
    await until(pilot, lambda: "Ready for a call." in painted(pilot.app))


async def test_a_ring_is_said_in_the_top_line_while_one_types_on_and_goes_when_it_ends(
    here: Exchange,
) -> None:
    here.log()
    async with here.app().run_test(size=(160, 40)) as pilot:
        await ready(pilot)
        await pilot.press("5", "6")
        await until(pilot, lambda: "56" in line_with(pilot.app, "found for"))
        field, below = pilot.app.focused, painted(pilot.app).splitlines()[1:]
        here.rings(MOBILE, queue="Service")
        await until(pilot, lambda: "rings: 王小明" in top(pilot.app))
        assert "rings: 王小明 · Wang Xiaoming · +86 139 1234 5678 · open " in top(pilot.app)
        assert "stalls at red lights" in top(pilot.app)
        assert top(pilot.app).rstrip().endswith("F8 takes it")
        assert painted(pilot.app).splitlines()[1:] == below, "nothing else is painted anew, nothing moved"
        await pilot.press("7", "8")
        await until(pilot, lambda: "王小明" in "".join(painted(pilot.app).splitlines()[3:]))
        assert (pilot.app.focused, field.value) == (field, "5678")  # type: ignore[union-attr]
        here.told("ended", MOBILE, cause="cancelled")
        await until(pilot, lambda: "rings" not in top(pilot.app))
        assert "mine 1" in top(pilot.app)
        app: Any = pilot.app
        here.rings(MOBILE, "c2")
        await until(pilot, lambda: "rings" in top(app))
        app.store_state(StoreState("away"))
        await until(pilot, lambda: "! store away" in top(app) and "rings" not in top(app))


async def test_f8_opens_a_mode_with_the_card_and_the_case_logged_there_is_the_calls(here: Exchange) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press(*"abc")
        call = here.rings(MOBILE)
        await until(pilot, lambda: "rings" in top(pilot.app))
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen) and pilot.app.screen.on_card)
        assert pilot.app.screen.field.value == "+86 139 1234 5678"  # type: ignore[attr-defined]
        assert "王小明 ringing" in top(pilot.app)
        assert here.call(call).agent_id == here.desk.me.agent_id
        here.told("answered", MOBILE, agent="201")
        await until(pilot, lambda: "王小明 talking" in top(pilot.app))
        await pilot.press("n")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
        pilot.app.screen.query_one(Words).put("热车熄火")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ReadBackScreen")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen))
        assert here.call(call).case_id is not None
        here.told("ended", MOBILE, agent="201")
        await until(pilot, lambda: "王小明 over" in top(pilot.app))
        await pilot.press("ctrl+w")
        await until(pilot, lambda: pilot.app.current_mode == "desk" and "王小明 over" not in top(pilot.app))
        assert pilot.app.screen.query_one("#find").value == "abc"  # type: ignore[attr-defined]
        assert "call-" not in "".join(pilot.app._screen_stacks)


async def test_the_case_they_ask_about_is_the_calls(here: Exchange) -> None:
    logged = here.log()
    async with here.app().run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        call = here.rings(MOBILE)
        await until(pilot, lambda: "rings" in top(pilot.app))
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen) and pilot.app.screen.on_case)
        await pilot.press("u")
        await until(pilot, lambda: here.call(call).case_id == logged.case_id)


async def test_two_calls_keep_their_own_words_and_f9_goes_round(here: Exchange) -> None:
    async with here.app().run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        for number, call_id, name in ((MOBILE, "c1", "王小明"), (CHENS, "c2", "陈静")):
            here.rings(number, call_id)
            await until(pilot, lambda who=name: f"rings: {who}" in top(pilot.app))  # type: ignore[misc]
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen) and pilot.app.screen.on_card)
            await pilot.press("n")
            await until(pilot, lambda: type(pilot.app.screen).__name__ == "LogScreen")
            pilot.app.screen.query_one(Words).put(f"words of {name}")
        modes = []
        for _ in range(3):
            await pilot.press("f9")
            await pilot.pause()
            modes.append((pilot.app.current_mode, [one.value for one in pilot.app.screen.query(Words)]))
        assert modes == [("desk", []), ("call-1", ["words of 王小明"]), ("call-2", ["words of 陈静"])]
        assert "王小明 ringing · 陈静 ringing" in top(pilot.app)


async def test_candidates_stand_below_the_field_and_the_one_who_is_opened_is_the_caller(
    here: Exchange,
) -> None:
    async with here.app().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        call = here.rings(HOME)
        await until(pilot, lambda: "rings: 李梅 or 王小明" in top(pilot.app))
        await pilot.press("f8")
        await until(pilot, lambda: "李梅" in line_with(pilot.app, "Li Mei"))
        assert pilot.app.focused is pilot.app.screen.query_one("#find")
        await pilot.press("down", "enter")
        await until(pilot, lambda: here.call(call).customer_id is not None)
        chosen = here.call(call).customer_id
        assert chosen in (house.WANG, house.LI)
        here.told("ended", HOME)
        await until(pilot, lambda: " over" in top(pilot.app))


async def test_two_agents_press_at_once_and_one_gets_a_sentence(here: Exchange) -> None:
    other = AgentDesk(here.desk.store, here.settings, sit_down(here.desk.store, "李静", clock.now()))
    async with here.app().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        call = here.rings(NOBODY)
        await until(pilot, lambda: "rings: +86 137 0000 9999 · not on file" in top(pilot.app))
        pilot.app.look_at_calls = lambda: None  # type: ignore[attr-defined]  # what comes next is too late
        other.take_call("theirs", call)
        await pilot.press("f8")
        await until(pilot, lambda: "李静 has this call already." in painted(pilot.app))
        assert pilot.app.current_mode == "desk"


async def test_a_call_that_goes_on_is_left_only_at_a_second_word(here: Exchange) -> None:
    async with here.app().run_test(size=(200, 50)) as pilot:
        await ready(pilot)
        here.rings("", queue="Service")
        await until(pilot, lambda: "rings: number withheld · Service · F8 takes it" in top(pilot.app))
        here.rings(MOBILE, "c2", agent="201")
        await until(pilot, lambda: "rings: 王小明" in top(pilot.app) and "+1 more ring" in top(pilot.app))
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, CallScreen) and pilot.app.screen.on_card)
        await pilot.press("ctrl+w")
        await until(pilot, lambda: "The call goes on." in painted(pilot.app))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.current_mode == "desk")
        await until(pilot, lambda: "rings: number withheld" in top(pilot.app))
        assert "王小明" not in top(pilot.app), "it is left, not offered again"


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_many_calls_fit_into_one_line_of_cells(here: Exchange, width: int) -> None:
    from rich.cells import cell_len

    async with here.app().run_test(size=(width, 24)) as pilot:
        await ready(pilot)
        for number, call_id in ((MOBILE, "c1"), (CHENS, "c2"), (HOME, "c3"), (NOBODY, "c4")):
            here.rings(number, call_id)
            await until(pilot, lambda: "rings" in top(pilot.app))
            if call_id < "c3":
                await pilot.press("f8")
                await until(
                    pilot, lambda: isinstance(pilot.app.screen, CallScreen) and "rings" not in top(pilot.app)
                )
        await until(pilot, lambda: "F8" in top(pilot.app))
        assert cell_len(top(pilot.app)) <= width
        assert "rings" in top(pilot.app)
