"""Who may pay, as the form proposes it, and what speaks for it."""

from datetime import date

import pytest

from callcenter.callers.views import ItemView, RecallView, TermView
from callcenter.cases import taxonomy
from callcenter.cases.taxonomy import Component
from callcenter.desk.proposing import CoverProposal, names, propose_cover

TODAY = date(2026, 3, 2)
MAKER = TermView("maker", None, date(2024, 6, 1), date(2027, 6, 1), None, over=False, years=3)
OVER = TermView("maker", None, date(2020, 6, 1), date(2023, 6, 1), None, over=True, years=3)
EXTENDED = TermView("extended", None, date(2023, 6, 1), date(2028, 6, 1), None, over=False, years=5)
COMPRESSOR = TermView("part", "engine", date(2020, 6, 1), date(2030, 6, 1), None, over=False, years=10)
PUMP = RecallView(1, "fuel pump", None, None, None)


def component(code: str) -> Component:
    found = taxonomy.load().component(code)
    assert found is not None
    return found


def item(*terms: TermView, recalls: tuple[RecallView, ...] = ()) -> ItemView:
    return ItemView(1, "Buick Excelle", "Buick", "car", None, None, None, None, None, None, True, None, 0,
                    terms=terms, recalls=recalls)  # fmt: skip


@pytest.mark.parametrize(
    ("owned", "code", "proposed"),
    [
        (None, "engine", CoverProposal()),
        (item(), "engine", CoverProposal()),
        (item(MAKER), "engine", CoverProposal("warranty", term=MAKER)),
        (item(OVER), "engine", CoverProposal("paid")),
        (item(OVER, EXTENDED), "engine", CoverProposal("extended", term=EXTENDED)),
        (item(EXTENDED, MAKER), "engine", CoverProposal("warranty", term=MAKER)),
        (item(OVER, COMPRESSOR), "engine", CoverProposal("warranty", term=COMPRESSOR)),
        (item(OVER, COMPRESSOR), "brakes", CoverProposal("")),
        (item(MAKER, recalls=(PUMP,)), "fuel", CoverProposal("recall", recall=PUMP)),
        (item(MAKER, recalls=(PUMP,)), "engine", CoverProposal("warranty", term=MAKER)),
    ],
)
def test_the_recall_of_the_part_then_the_term_that_runs(
    owned: ItemView | None, code: str, proposed: CoverProposal
) -> None:
    assert propose_cover(owned, component(code), today=TODAY) == proposed


def test_recall_work_is_paid_by_the_recall_whatever_the_category_says() -> None:
    found = propose_cover(item(recalls=(PUMP,)), None, kind="recall_work", today=TODAY)
    assert found == CoverProposal("recall", recall=PUMP)


@pytest.mark.parametrize(("said", "code", "belongs"), [("发动机", "engine", True), ("Engine", "engine", True),
                                                        ("fuel pump", "fuel", True), ("door", "engine", False), ("fuel pump", "engine", False)])  # fmt: skip
def test_a_part_in_plain_words_is_found(said: str, code: str, belongs: bool) -> None:
    assert names(said, component(code)) is belongs
