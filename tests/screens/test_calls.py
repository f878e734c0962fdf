"""The calls on screen: missed ones first, wrap-up in two keys, call-backs, ringing somebody, nothing there yet."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import case_house as ch
import pytest
from case_house import House, look, shown, type_keys
from sqlalchemy import update

from callcenter.callers.models import Customer, Phone
from callcenter.callers.phones import reverse
from callcenter.calls import recording
from callcenter.calls.recording import House as Extensions
from callcenter.calls.views import Callee, CallEvent, Noted
from screens.app import CallcenterApp
from screens.calls.screen import CallsScreen
from screens.case.screen import CaseScreen
from screens.desk.screen import DeskScreen
from screens.widgets.ledger import Ledger

WANG = "+8613912345678"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = ch.make_empty(tmp_path_factory.mktemp("house"))
    house = ch.open_house(path, path.with_name("with_number.sqlite3"))
    house.add(Phone(customer_id=1, raw=WANG, e164=WANG, reversed=reverse(WANG)))
    house.store.close()
    return path.with_name("with_number.sqlite3")


@pytest.fixture
def house(empty: Path, tmp_path: Path) -> Iterator[House]:
    made = ch.open_house(empty, tmp_path / "store.sqlite3")
    yield made
    made.store.close()


def calls(app: CallcenterApp) -> None:
    app.go("calls")


def told(house: House, call_id: str, type_: str = "ended", **more: Any) -> int:
    values: dict[str, Any] = {
        "source": "s", "call_id": call_id, "type": type_, "direction": "in", "number": WANG, "at": house.now,
    }  # fmt: skip
    with house.store.write() as connection:
        event, whose = CallEvent(**values | more), Extensions("CN", {"201": "王芳"})
        return int(recording.record(connection, event, whose, house.now))


def lines(app: CallcenterApp, *words: str) -> list[str]:
    return [line for line in shown(app).splitlines() if all(word in line for word in words)]


async def test_who_is_to_be_called_back_stands_first(house: House) -> None:
    me = house.desk()
    told(house, "talked", number="+442079460018", talk_s=65.0, agent="201", queue="Service")
    house.later(minutes=1)
    told(house, "missed")
    house.later(minutes=1)
    me.note_call(ch.key(), Noted(number="021 5888 1234", code="solved", note="asked for the hours"))
    me.call_back(
        ch.key(), Callee(number="+8613800001111"), house.now + timedelta(minutes=1), note="the part is there"
    )
    house.later(minutes=5)
    async with ch.console(house, calls, size=(200, 50)) as (app, pilot):
        rows = [line for line in shown(app).splitlines() if "+" in line][:4]
        assert [next(sign for sign in ("! call back", "! missed", "asked for", "1:05") if sign in row) for row in rows] == [
            "! call back", "! missed", "asked for", "1:05",
        ]  # fmt: skip
        assert "+86 139 1234 5678" in rows[1]
        assert "王小明" in rows[1]
        assert "the part is there" in rows[0]
        assert "Desk · Queue · Calls" in shown(app)
        assert "call back 1" in shown(app).splitlines()[0]
        await type_keys(pilot, "2")
        assert len(app.screen.query_one(Ledger).rows) == 1
        await type_keys(pilot, "d")
        assert "Nobody waits to be called back." in shown(app)
        await type_keys(pilot, "3")
        assert lines(app, "! call back", "+86 138 0000 1111")
        await type_keys(pilot, "1", "slash", *"solv", "escape", "4")
        assert len(app.screen.query_one(Ledger).rows) == 2


async def test_two_keys_say_what_came_of_a_call_and_a_note_may_follow(house: House) -> None:
    logged = house.log()
    call = told(house, "a", talk_s=20.0, agent="201")
    async with ch.console(house, calls) as (app, pilot):
        await type_keys(pilot, "w", "1")
        assert [(row.call_id, row.code) for row in house.desk().calls().rows] == [(call, "solved")]
        assert "王小明: solved. m writes a note to it" in shown(app)
        await type_keys(pilot, "m", *"brakes", "tab", "2", "tab", *logged.number, "ctrl+s")
        (row,) = house.desk().calls().rows
        assert (row.code, row.note, row.case_number) == ("logged", "brakes", logged.number)
        await type_keys(pilot, "enter")
        assert isinstance(app.screen, CaseScreen)


async def test_a_call_back_is_promised_put_off_and_made(house: House) -> None:
    told(house, "missed")
    async with ch.console(house, calls) as (app, pilot):
        await type_keys(pilot, "b", *"in", "space", *"1h", "tab", "2", "tab", *"keys", "ctrl+s")
        (row,) = house.desk("李雷").call_backs().rows
        assert (row.caller, row.note, row.agent, row.at) == (WANG, "keys", "", house.now + timedelta(hours=1))
        assert "→ 11:40" in shown(app)
        await type_keys(pilot, "3", "d", "5", *"tomorrow", "space", "9", "ctrl+s")
        assert house.desk().call_backs().rows[0].at > house.now + timedelta(hours=20), "no reply: put off"
        await type_keys(pilot, "d", "4")
        assert house.desk().call_backs().rows == ()
        assert "No call-back is promised." in shown(app)


async def test_ringing_somebody_asks_first_where_they_want_no_calls(house: House) -> None:
    told(house, "missed")
    async with ch.console(house, calls) as (app, pilot):
        await type_keys(pilot, "c")
        assert app.clipboard == WANG
        assert "copied: +86 139 1234 5678, dial it by hand" in shown(app)
        with house.store.write() as connection:
            connection.execute(update(Customer).values(do_not_call=True))
        app.copy_to_clipboard("")
        await type_keys(pilot, "c")
        assert "王小明 wants no calls. Ring all the same?" in shown(app)
        await type_keys(pilot, "n")
        assert app.clipboard == ""
        await type_keys(pilot, "o")
        assert isinstance(app.screen, DeskScreen)
        await look(app, pilot)
        await type_keys(pilot, "c", "y")
        assert app.clipboard == WANG, "the same key on the card"


async def test_a_call_of_mine_that_ended_asks_to_be_wrapped_up_while_i_type(house: House) -> None:
    async with ch.console(house, lambda app: None) as (app, pilot):
        call = told(house, "a", "answered", agent="201")
        house.later(minutes=2)
        told(house, "a", agent="201")
        await type_keys(pilot, *"wan")
        await look(app, pilot)
        assert "the call with 王小明 is over: F11 and a digit say what came of it" in shown(app)
        await type_keys(pilot, "f11", "3")
        assert [(row.call_id, row.code) for row in house.desk().calls("mine").rows] == [(call, "routed")]
        assert app.screen.field.value == "wan"
        app.go("case", house.log().case_id)
        await ch.settle(pilot)
        await type_keys(pilot, "f12")
        assert app.clipboard == WANG, "from a case, whoever is to be reached about it"


async def test_a_call_back_that_falls_due_comes_up_by_itself(house: House) -> None:
    house.desk("李雷").call_back(ch.key(), Callee(number=WANG), house.now + timedelta(minutes=5), anyone=True)
    async with ch.console(house, lambda app: None) as (app, pilot):
        assert "call back" not in shown(app)
        house.later(minutes=6)
        app._ask_status()
        await ch.settle(pilot)
        await ch.settle(pilot)
        assert "call back 1" in shown(app).splitlines()[0]
        assert "1 call-back is due: F7" in shown(app)
        await type_keys(pilot, "f7")
        assert isinstance(app.screen, CallsScreen)
        assert lines(app, "! call back", "+86 139 1234 5678")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_columns_by_width_and_a_calm_empty_list(house: House, size: tuple[int, int]) -> None:
    async with ch.console(house, calls, size=size) as (app, pilot):
        assert "No call yet." in shown(app)
        await type_keys(pilot, "n", *"139", "space", *"12345678", "tab", "tab", "1", "tab", *"x", "ctrl+s")
        titles = next(line for line in shown(app).splitlines() if "When" in line)
        assert all(title in titles for title in ("Call", "When", "Who", "Number", "Came of it"))
        assert ("Agent" in titles) == (size[0] >= 120)
        assert ("Note" in titles) == (size[0] >= 200)
        assert all(len(line) <= size[0] for line in shown(app).splitlines())
        assert lines(app, "王小明")
