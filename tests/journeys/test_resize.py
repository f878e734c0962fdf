"""A window dragged small and large again in mid-form."""

from collections.abc import Callable
from typing import Any

SitDown = Callable[..., Any]


def test_a_card_and_a_form_survive_80x24_and_back(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")
    seat.says("139 1234 5678", then="exact, single").sees("OWNS 2", "REPAIRS of Buick")

    seat.terminal.resize(80, 24)
    seat.sees("1 Caller", "2 Owns", "3 Repairs", "4 Cases", "LAST").sees_no("REPAIRS of")
    seat.press("enter", then="n log")
    seat.press("2", then="Haier BCD-470").sees_no("LAST")
    seat.press("3", then="REPAIRS of Buick").sees_no("Haier BCD-470")
    seat.press("1", then="LAST").sees_no("REPAIRS of")

    seat.press("n", then="What happens").says("热车后", then="热车后")
    seat.terminal.resize(120, 40)
    seat.sees("fits").says("熄火，昨天", then="熄火，昨天")
    seat.terminal.resize(80, 24)
    seat.sees_no("fits").says("第三次", then="热车后熄火，昨天第三次").sees("Engine › stalls")
    seat.press("tab", then="y yes").press("y", then="yes, asked")
    point = seat.pointed_at.split()[1].rstrip("…")
    seat.terminal.resize(120, 40)
    seat.sees("fits", "热车后熄火，昨天第三次", "yes, asked")
    assert seat.pointed_at.split()[1].startswith(point)

    seat.terminal.resize(80, 24)
    seat.sees_no("fits").press("enter", then="您的工单号是").reads(point)
    assert max(map(len, seat.terminal.lines)) <= 80
