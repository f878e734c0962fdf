"""Who may pay, as the form proposes it, and what speaks for it."""

from datetime import date
from typing import Any

import pytest

from callcenter.callers.terms import judge
from callcenter.callers.views import ItemView, RecallView, TermView
from callcenter.cases import taxonomy
from callcenter.cases.cover import CoverProposal, names, propose_cover
from callcenter.cases.taxonomy import Component

TODAY = date(2026, 3, 2)


def term(kind: str = "maker", **more: Any) -> TermView:
    values: dict[str, Any] = {"from_on": date(2025, 3, 1), "until_on": date(2028, 2, 29)}
    return judge(kind, day=TODAY, km=None, **(values | more))


MAKER, EXTENDED = term(), term("extended", until_on=date(2030, 1, 1))
OVER = term(until_on=date(2026, 3, 1))
ENGINE = term("part", covers="engine")
TO_COME = term(from_on=date(2026, 3, 3))
PUMP = RecallView(1, "fuel pump", None, None, None)
BY_CODE = RecallView(2, "fuel", None, None, None)
NAMELESS = RecallView(3, "", None, None, None)


def component(code: str) -> Component | None:
    found = taxonomy.load().component(code) if code else None
    assert (found is None) is (not code)
    return found


def item(*terms: TermView, recalls: tuple[RecallView, ...] = ()) -> ItemView:
    return ItemView(1, "Buick Excelle", "Buick", "car", None, None, None, None, None, None, True, None, 0,
                    terms=terms, recalls=recalls)  # fmt: skip


@pytest.mark.parametrize(
    ("owned", "kind", "code", "proposed"),
    [
        (None, "fault", "engine", CoverProposal()),
        (item(), "fault", "engine", CoverProposal()),
        (item(MAKER), "fault", "engine", CoverProposal("warranty", term=MAKER)),
        (item(term("legal")), "fault", "", CoverProposal("warranty", term=term("legal"))),
        (item(OVER), "fault", "engine", CoverProposal("paid")),
        (item(OVER, EXTENDED), "fault", "engine", CoverProposal("extended", term=EXTENDED)),
        (item(EXTENDED, MAKER), "fault", "engine", CoverProposal("warranty", term=MAKER)),
        (item(OVER, ENGINE), "fault", "engine", CoverProposal("warranty", term=ENGINE)),
        (item(EXTENDED, ENGINE), "fault", "engine", CoverProposal("warranty", term=ENGINE)),
        (item(OVER, ENGINE), "fault", "brakes", CoverProposal()),
        (item(OVER, ENGINE), "fault", "", CoverProposal()),
        (item(TO_COME), "fault", "engine", CoverProposal()),
        (item(OVER, recalls=(PUMP,)), "fault", "fuel", CoverProposal("recall", recall=PUMP)),
        (item(OVER, recalls=(BY_CODE,)), "fault", "fuel", CoverProposal("recall", recall=BY_CODE)),
        (item(OVER, recalls=(PUMP,)), "fault", "engine", CoverProposal("paid")),
        (item(OVER, recalls=(NAMELESS,)), "fault", "", CoverProposal("paid")),
        (item(MAKER, recalls=(PUMP,)), "fault", "engine", CoverProposal("warranty", term=MAKER)),
        (item(recalls=(PUMP,)), "recall_work", "", CoverProposal("recall", recall=PUMP)),
        (item(recalls=(NAMELESS, PUMP)), "recall_work", "fuel", CoverProposal("recall", recall=PUMP)),
        (item(MAKER), "question", "engine", CoverProposal()),
        (item(MAKER, recalls=(PUMP,)), "complaint", "fuel", CoverProposal()),
    ],
)
def test_the_recall_of_the_part_then_the_term_that_runs(
    owned: ItemView | None, kind: str, code: str, proposed: CoverProposal
) -> None:
    assert propose_cover(owned, component(code), kind=kind, today=TODAY) == proposed


@pytest.mark.parametrize(
    ("said", "code", "belongs"),
    [
        ("发动机", "engine", True),
        ("Engine", "engine", True),
        ("fuel pump", "fuel", True),
        ("door", "engine", False),
        ("fuel pump", "engine", False),
        ("", "engine", False),
    ],
)
def test_a_part_in_plain_words_is_found(said: str, code: str, belongs: bool) -> None:
    found = component(code)
    assert found is not None
    assert names(said, found) is belongs
