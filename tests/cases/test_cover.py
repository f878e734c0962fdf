from datetime import date
from typing import Any

import pytest

from callcenter.callers.terms import judge
from callcenter.callers.views import RecallView, TermView
from callcenter.cases.cover import proposed_cover

TODAY = date(2026, 3, 2)
PUMP = RecallView(1, "fuel", None, None, None)


def term(kind: str = "maker", **more: Any) -> TermView:
    values: dict[str, Any] = {"from_on": date(2025, 3, 1), "until_on": date(2028, 2, 29)}
    return judge(kind, day=TODAY, km=None, **(values | more))


OVER = term(until_on=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("terms", "recalls", "kind", "component", "cover"),
    [
        ([], [], "fault", "engine", ""),
        ([term()], [], "fault", "engine", "warranty"),
        ([term("legal")], [], "fault", "", "warranty"),
        ([OVER], [], "fault", "engine", "paid"),
        ([OVER, term("extended")], [], "fault", "engine", "extended"),
        ([term(), term("extended")], [], "fault", "engine", "warranty"),
        ([OVER, term("part", covers="compressor")], [], "fault", "compressor", "warranty"),
        ([OVER, term("part", covers="compressor")], [], "fault", "door", ""),
        ([OVER], [PUMP], "fault", "fuel", "recall"),
        ([OVER], [PUMP], "fault", "engine", "paid"),
        ([], [PUMP], "recall_work", "", "recall"),
        ([term()], [], "question", "engine", ""),
        ([term()], [PUMP], "complaint", "fuel", ""),
        ([term(from_on=date(2026, 3, 3))], [], "fault", "engine", ""),
    ],
)
def test_the_cover_that_is_proposed(
    terms: list[TermView], recalls: list[RecallView], kind: str, component: str, cover: str
) -> None:
    assert proposed_cover(terms, recalls, kind, TODAY, component=component) == cover
