"""The whole call in Chinese."""

import re
from collections.abc import Callable
from typing import Any

SitDown = Callable[..., Any]
WORD = re.compile(r"[A-Za-z]{3,}")
OURS = {"Esc", "Tab", "Del", "Zhou", "Jianguo", "Volkswagen", "Lavida", "LSVNV", "Vehicles", "wang"}
"""Keys, names and marks that are no English words of the console."""


def english(seat: Any) -> set[str]:
    """What still stands in Latin letters and is no name."""
    return {word for word in WORD.findall(seat.text) if not any(one.startswith(word) for one in OURS)}


def test_a_call_in_chinese_from_the_number_to_the_closed_case(sit_down: SitDown) -> None:
    seat = sit_down(language="zh_CN").sees("等待来电。")
    seat.says("138 1234 0001", then="完全相符，唯一").sees("周建国", "银卡", "厂家 3 年：至 2026-12")
    assert not english(seat)
    seat.press("enter", then="n 登记")
    seat.press("n", then="故障描述").says("热车后在红灯前熄火，重新启动正常", then="发动机 › 熄火")
    seat.sees("(熄火) 建议", "能做的里面最近")
    assert not english(seat)
    seat.press("tab", then="y 是").press("y", then="回车").press("enter", then="您的工单号是")
    seat.reads("永达浦东", "车钥匙和行驶证", "需要电话通知")
    number = seat.case_number
    assert not english(seat)

    seat.press("enter", then="等待来电。").says(number, then="打开工单").press("enter", then="王芳 登记")
    seat.sees("发动机 › 熄火（采纳建议）", "已向来电人复述")
    seat.press("h", then="通话对象").says("刘师傅").press("tab").press("1", then="›1")
    seat.press("ctrl+s", then="永达浦东 已接单：刘师傅")
    seat.press("g", then="开始处理").press("r", then="已修复").press("enter", then="维修内容")
    seat.says("更换点火线圈").press("ctrl+s", then="已解决：已修复：更换点火线圈")
    seat.press("f", then="客户确认").press("1", then="已结案：客户确认")


def test_the_locale_of_the_place_chooses_the_language(sit_down: SitDown) -> None:
    seat = sit_down(language="", env={"LC_ALL": None, "LANG": "zh_CN.UTF-8"})
    seat.sees("等待来电。", "号码、姓名、序列号、车牌或工单", "帮助")
