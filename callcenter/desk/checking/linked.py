"""Merged cases: each is closed as such, and leads to just one other."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlmodel import col

from callcenter.cases.models import Case, CaseLink
from callcenter.cases.numbers import show
from callcenter.cases.words import CloseReason, LinkKind
from callcenter.desk.checking.finding import Checked
from callcenter.i18n import N_, Phrase, phrases

phrases(
    {
        "fault.merged": N_("case {number} is closed as merged, but its number leads nowhere"),
        "fault.merge": N_("case {number} was merged, but is not closed as such, or leads to several"),
    }
)


def merged(checked: Checked) -> Iterator[Phrase]:
    """Every case that is closed as merged, and every one that is linked so."""
    checked.progress("case_link", 0)
    is_merged = col(Case.close_reason) == CloseReason.MERGED
    linked = select(col(CaseLink.case_id)).where(col(CaseLink.kind) == LinkKind.MERGED)
    lost = select(col(Case.number)).where(is_merged, col(Case.id).not_in(linked)).order_by(col(Case.id))
    for (number,) in checked.rows(lost):
        yield Phrase("fault.merged", {"number": show(number)})
    wrong = (
        select(col(Case.number))
        .join(CaseLink, col(CaseLink.case_id) == col(Case.id))
        .where(col(CaseLink.kind) == LinkKind.MERGED)
        .group_by(col(Case.id), col(Case.number))
        .having((func.count() > 1) | (func.count(col(Case.close_reason)) == 0))
        .order_by(col(Case.id))
    )
    for (number,) in checked.rows(wrong):
        yield Phrase("fault.merge", {"number": show(number)})
