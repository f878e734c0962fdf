"""From the ring to the closed case, and how few keys it takes."""

from collections.abc import Callable
from typing import Any

import pytest

STALLS = "热车后在红灯前熄火，重新启动正常"
SitDown = Callable[..., Any]
ON_BOTH = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@ON_BOTH
def test_a_known_caller_with_one_car_from_the_ring_to_the_closed_case(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call")

    seat.says("138 1234 0001", then="exact, single")
    seat.sees("周建国", "Lavida", "沪B·66218", "not verified", "maker's 3 years: to 2026-12")
    before = seat.presses
    seat.press("enter", then="n log")
    seat.press("n", then="What happens")
    seat.sees("Lavida", "home, 上海市浦东新区", "+86 138 1234 0001")
    seat.says(STALLS, then="Engine › stalls")
    seat.sees("(熄火) suggested", "永达浦东", "nearest that may", "not: 浦东快修 0.7 km")
    seat.press("tab", then="y yes")
    seat.press("y", then="yes, asked")
    seat.press("enter", then="您的工单号是")
    assert seat.presses - before <= 12
    number = seat.case_number
    digits = number.replace("-", "")
    seat.reads(
        f"您的工单号是{digits[:2]}{digits[2:4]}-{digits[4]}", "永达浦东接收", "车钥匙", "请来电并报这个工单号"
    )
    seat.sees("to be told by phone: 永达浦东", "told by phone")
    seat.press("enter", then=f"{number} read back")
    seat.sees("Ready for a call").sees_no("138 1234 0001")

    seat.says(number, then="周建国")
    seat.press("enter", then="point says…")
    seat.sees(
        "logged by 王芳", "Engine › stalls (suggested, taken)", "sent to 永达浦东", "read back to the caller"
    )
    seat.press("h", then="Spoke to")
    seat.says("刘师傅", then="刘师傅").press("tab").press("1", then="›1 they take it")
    seat.press("ctrl+s", then="accepted by 永达浦东: 刘师傅")
    seat.press("g", then="work began")
    seat.press("r", then="How did it end?")
    seat.press("enter", then="Work done")
    seat.says("更换点火线圈", then="更换点火线圈")
    seat.press("ctrl+s", then="resolved: repaired: 更换点火线圈")
    seat.press("y", then="Tried to reach").press("1", then=":40  reached  王芳")
    seat.press("f", then="the customer said yes").press("1", then="closed: the customer said yes")
    assert "closed" in seat.line(number)
    seat.sees("reopen…").sees_no("resolved…")

    seat.press("escape", then="case number").sees(lambda _terminal: "closed" in seat.pointed_at)
    seat.press("f3", then="my team's").press("/").says(number, then=f"No case here fits “{number}”.")


def test_two_items_a_shared_number_and_another_place_take_at_most_twenty_presses(sit_down: SitDown) -> None:
    seat = sit_down().sees("Ready for a call").says("021 5888 1234", then="2 match")
    before = seat.presses

    seat.move_to("王小明").press("enter", then="n log").sees("OWNS 2")
    seat.move_to("Haier BCD-470")
    seat.press("n", then="What happens").sees("B00X7K2M91")
    seat.says("冰箱不制冷了", then="Cooling › does not cool")
    seat.press("tab", then="Enter send").sees(lambda _terminal: "海尔浦东" in seat.pointed_at)
    seat.press("p", then="city or postcode")
    seat.press(*"suzhou").sees("Jiangsu")
    seat.press("enter", then="Suzhou, CN")
    seat.sees(lambda _terminal: "nearest that may" in seat.pointed_at and "海尔浦东" not in seat.pointed_at)
    point = seat.pointed_at.split()[1]
    seat.press("enter", then="您的工单号是").reads(point)

    assert seat.presses - before <= 20
