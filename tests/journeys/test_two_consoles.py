"""Two agents on one store: each sees what the other does, nobody loses a word."""

from collections.abc import Callable
from typing import Any

import pytest

SOON_S = 6.0
"""Seconds in which another console shows a change: one or two as a rule, more on a busy machine."""
SitDown = Callable[..., Any]
ON_BOTH = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@ON_BOTH
def test_a_queue_changes_by_itself_and_typed_words_stay(sit_down: SitDown) -> None:
    one, other = sit_down(anchored=False), sit_down("lijing", anchored=False)
    for seat in (one, other):
        seat.sees("Ready for a call")
    other.press("f3", then="3 all open").press("3").press("/").says("周建国", then="No case here fits")

    one.says("138 1234 0001", then="exact, single").press("enter", then="n log")
    one.press("n", then="What happens").says("发动机异响", then="Engine › noise").press(
        "ctrl+s", then="logged"
    )
    number = one.case_number
    other.terminal.wait_for(number, SOON_S)
    assert other.line("周建国").count("周建国") == 1, "the filter stands as it was typed"

    one.press("enter", then="Ready for a call").says(number, then="case number").press(
        "enter", then="logged by"
    )
    one.press("m", then="Note").says("客户说只在早上响", then="只在早上响")
    other.press("enter").press("enter", then="logged by").press("m", then="Note").says(
        "先听录音", then="先听录音"
    )
    one.press("ctrl+s", then="note of 王芳: 客户说只在早上响")
    other.terminal.wait_for("note of 王芳: 客户说只在早上响", SOON_S)
    other.sees("先听录音").press("ctrl+s", then="note of 李静: 先听录音")
    one.terminal.wait_for("note of 李静: 先听录音", SOON_S)


@ON_BOTH
def test_who_comes_second_is_told_in_a_sentence_and_keeps_the_words(sit_down: SitDown) -> None:
    one, other = sit_down(anchored=False), sit_down("lijing", anchored=False)
    for seat in (one, other):
        seat.sees("Ready for a call").says("4821-7", then="case number").press("enter", then="in hand of")
        seat.sees("expected date missed")  # by the machine's clock it is long over: that change comes first
    one.press("d", then="Ready by").says("tomorrow 9", then="tomorrow 9")
    other.press("g", then="work began")
    one.terminal.wait_for("changed by 李静: work began", SOON_S)
    one.sees("tomorrow 9").press("ctrl+s", then="4821-7 was changed by 李静 meanwhile")
    one.sees("what you typed is kept", "tomorrow 9")
    one.press_until("ctrl+s", "is not possible now").sees("tomorrow 9")

    one.press("escape", then="r resolved…").press("m", then="Note").says("改约明早九点", then="改约明早九点")
    one.press("ctrl+s", then="note of 王芳: 改约明早九点")
