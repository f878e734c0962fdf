"""A word of danger turns the form; a person takes note of the alarm."""

from collections.abc import Callable
from typing import Any

SitDown = Callable[..., Any]


def test_danger_is_asked_about_first_and_the_alarm_is_seen_by_a_person(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")
    seat.says("138 1234 0001", then="exact, single").press("enter", then="n log")
    seat.press("n", then="What happens").says("刹车失灵了，踩不动", then="! Safety: 刹车失灵")
    seat.sees("standing somewhere safe?", "! urgent", "roadside", "Brakes › fail")
    order = [
        seat.text.index(word) for word in ("What happens", "! Safety", "Answer", "Reach by", "Where it is")
    ]
    assert order == sorted(order)
    assert seat.text.index("Where it is") < seat.text.index("Category")

    seat.press("ctrl+s", then="ask the safety question first")
    seat.says("没有人受伤，已靠边", then="没有人受伤").press("tab").press("tab").press(
        "tab", then="Enter send"
    )
    seat.press("enter", then="您的工单号是").reads("远离车流")
    number = seat.case_number

    other = sit_down("lijing").sees("Ready for a call").press("f3", then="3 all open")
    other.press("2").press("/").says(number, then="1 case ")
    other.sees(lambda _terminal: number in other.pointed_at and "▲ alarm" in other.pointed_at)
    other.press("enter").press("a", then=f"{number}: alarm seen")
    other.sees(lambda _terminal: "▲ safety" in other.pointed_at)
    other.press("enter", then="safety alarm seen by 李静").sees("没有人受伤，已靠边", "urgent")

    seat.press("j", then="safety alarm seen by 李静")
