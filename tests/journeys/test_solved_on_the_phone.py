"""A question that is answered on the phone needs no service point."""

from collections.abc import Callable
from typing import Any

SitDown = Callable[..., Any]


def test_a_question_is_answered_and_noted_without_a_point(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")
    seat.says("+49 30 23125100", then="exact, single").press("enter", then="n log")
    seat.sees("Golf 1.5", "WGG244").move_to("WGG244")
    seat.press("n", then="What happens").sees("WGG244").says("How do I descale it?")
    seat.press("tab", then="solved on the phone")
    seat.press("k", then="What is it?").press("2", then="question")
    seat.press("s", then="What was answered")
    seat.says("One bag of citric acid, empty drum", then="empty drum").press("enter", then="How did it end?")
    seat.press("enter", then="logged and solved")
    number = seat.case_number
    seat.sees(number).press("enter", then="Ready for a call")

    seat.says(number, then="case number").move_to(number).press("enter", then="resolved: advised")
    seat.sees("One bag of citric", "solved on the phone", "nobody yet").sees_no("send…")
