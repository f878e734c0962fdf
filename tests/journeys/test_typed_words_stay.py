"""What was typed survives a killed console, a broken line and a window that is dragged."""

import signal
from collections.abc import Callable
from typing import Any

SitDown = Callable[..., Any]


def in_mid_form(sit_down: SitDown) -> Any:
    seat = sit_down().sees("Ready for a call")
    seat.says("138 1234 0001", then="exact, single").press("enter", then="n log")
    return seat.press("n", then="What happens")


def test_words_come_back_after_kill_9_with_the_focus_where_it_was(
    sit_down: SitDown, draft_with: Callable[[str], None]
) -> None:
    seat = in_mid_form(sit_down).says("发动机异响", then="发动机异响").press("tab", then="place")
    seat.press("f", then="周建国").says(" 的儿子", then="周建国 的儿子")
    draft_with("周建国 的儿子")
    seat.terminal.kill()
    assert seat.terminal.exit_status() == -signal.SIGKILL

    again = sit_down().sees("Ready for a call", "unsaved log", "周建国")
    again.says("138 1234 0001", then="exact, single").press("enter", then="n log")
    again.press("n", then="发动机异响").sees("周建国 的儿子", "What you had typed here is back")
    again.says("小周", then="周建国 的儿子小周")


def test_words_come_back_after_the_line_was_cut(sit_down: SitDown) -> None:
    seat = in_mid_form(sit_down).says("发动机异响", then="发动机异响")
    seat.says("，冷车时更响", then="冷车时更响")
    seat.terminal.hang_up()
    seat.terminal.exit_status()

    again = (
        sit_down().sees("Ready for a call", "unsaved log").press("down", "enter").says("。", then="更响。")
    )
    again.sees("发动机异响，冷车时更响。", "What you had typed here is back")


def test_words_come_back_after_a_hangup_signal(sit_down: SitDown) -> None:
    seat = in_mid_form(sit_down).says("发动机异响", then="发动机异响")
    seat.terminal.kill(signal.SIGHUP)
    seat.terminal.exit_status()

    again = sit_down().sees("Ready for a call", "unsaved log").press("down", "enter", then="What happens")
    again.sees("发动机异响", "What you had typed here is back")
