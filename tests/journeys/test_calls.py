"""The list of calls at a real terminal: a missed call comes up, is called back, promised and wrapped up."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from callcenter import settings as house_settings
from callcenter.calls.views import CallEvent
from callcenter.desk.system import SystemDesk
from callcenter.store.store import Store
from tests.seats import MONDAY

ZHOU = "8613812340001"


def tell(store: Path | str, call_id: str, type_: str, **more: Any) -> None:
    """What a telephone system told, written by another process than the console."""
    house = Store(store)
    chosen = house_settings.load(environment={}, store=str(store), region="CN")
    values: dict[str, Any] = {"source": "zammad", "direction": "in", "number": ZHOU, "at": MONDAY}
    SystemDesk(house, chosen).record_call(CallEvent(call_id=call_id, type=type_, **values | more))
    house.close()


def missed(terminal: Any) -> bool:
    return any("! missed" in line and "周建国" in line for line in terminal.lines)


def test_a_missed_call_is_called_back_and_a_call_is_wrapped_up(
    sit_down: Callable[..., Any], store: Path | str
) -> None:
    seat = sit_down(size=(100, 30)).sees("Ready for a call")
    seat.press("f7", then="3 call-backs")
    tell(store, "missed", "ended", cause="no_answer")
    seat.sees(missed).press("home").move_to("周建国")
    seat.press("c", then="copied: +86 138 1234 0001, dial it by hand")

    later = MONDAY + timedelta(minutes=2)
    tell(store, "out", "ended", direction="out", agent="wangfang", talk_s=20.0, at=later)
    seat.sees(lambda terminal: not missed(terminal)).sees("the call with 周建国 is over: F11")
    seat.press("f2", then="Ready for a call").says("周", then="周建国")
    seat.press("f11", then="What came of the call with 周建国?").press("4", then="周建国: called back")
    assert "周" in seat.line("▎/"), "what is typed stays"

    seat.press("f7", then="4 mine").press("home").move_to("called back")
    seat.press("b", then="Call 周建国 back").says("tomorrow 9").press(
        "ctrl+s", then="a call-back is promised"
    )
    seat.press("3", then="in 22 h").press("end", then=lambda _screen: "in 22 h" in seat.pointed_at)
    seat.press("d", then="What came of the call with 周建国").press("1", then="周建国: solved").sees_no(
        "promised"
    )
    seat.press("1", then="called back").press("n", then="A call, noted by hand").says("021 5888 1234")
    seat.press("ctrl+s", then="the call is noted").sees("+86 21 5888 1234")
