"""Callers who are not known by their number alone: nobody on file, and one of two who share it."""

from collections.abc import Callable
from typing import Any

UNKNOWN = "189 0000 1234"
SitDown = Callable[..., Any]


def test_an_unknown_caller_is_put_on_file_with_the_number_filled_in(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")
    seat.says(UNKNOWN, then="Nobody on file has +86 189 0000 1234.")
    seat.press("enter", then="18900001234")
    seat.sees("Name")
    seat.says("Anna Keller", then="Anna Keller").press("ctrl+s", then="n log")
    seat.sees("Anna Keller", "+86 189 0000 1234")

    seat.press("n", then="What happens").says("the dishwasher leaks", then="suggested")
    seat.sees("Anna Keller", "+86 189 0000 1234").press("ctrl+s", then="not sent")
    number = seat.case_number
    seat.press("enter", then="Ready for a call")

    seat.says("0001234", then="Anna Keller").sees(number)


def test_a_case_is_logged_with_nothing_but_the_number(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")
    seat.says(UNKNOWN, then="not on file").press("f4", then="What happens")
    seat.sees("+8618900001234, not on file", "no name yet")
    seat.says("发动机熄火", then="Engine › stalls").press("ctrl+s", then="kept: not sent to a point yet")
    number = seat.case_number
    seat.press("enter", then=f"{number} read back").sees("Ready for a call")

    seat.says(UNKNOWN, then="logged with this number").move_to(number).press("enter", then="nobody yet")
    seat.sees("+86 189 0000 1234", "发动机熄火", "x send…")


def test_of_two_who_share_a_number_nobody_is_opened_by_itself(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")
    seat.says("（０２１）５８８８　１２３４", then="2 match")
    seat.sees("王小明", "李梅", "home, exact number", "new customer with this number").sees_no("OWNS")

    seat.move_to("李梅")
    seat.press("enter", then="OWNS 1")
    seat.sees("Midea KFR-35", "also 王小明", "not verified").sees_no("Excelle")
    seat.press("n", then="What happens").sees("李梅", "Midea KFR-35", "+86 21 5888 1234")
    assert "王小明" not in seat.text
