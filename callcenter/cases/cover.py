"""Who will probably pay: what a form proposes, and a person decides."""

from collections.abc import Iterable
from datetime import date

from callcenter.callers.terms import running
from callcenter.callers.views import RecallView, TermView
from callcenter.callers.words import TermKind
from callcenter.cases.words import CaseKind, Cover


def proposed_cover(
    terms: Iterable[TermView],
    recalls: Iterable[RecallView],
    kind: str,
    today: date,
    *,
    component: str = "",
) -> str:
    """Return the cover to propose, as a code; empty leaves it open.

    An open recall pays for recall work, and for the component it names. Else a term of the whole unit, or of
    the very part, that runs today; else the customer, where all terms on file are over. Without any term
    nothing is known and nothing is proposed: nor for questions and complaints.

    Args:
        terms: the item's warranty terms.
        recalls: its open recalls.
        kind: the kind of the case.
        today: the day.
        component: the component of the category, such as ``engine``; empty where it isn't known yet.
    """
    terms, recalls = tuple(terms), tuple(recalls)
    if kind not in (CaseKind.FAULT, CaseKind.RECALL_WORK):
        return ""
    if recalls and (kind == CaseKind.RECALL_WORK or component in {recall.component for recall in recalls}):
        return Cover.RECALL.value
    pays = [term for term in running(terms, today) if term.covers in (None, "", component)]
    if pays:
        extended = all(term.kind == TermKind.EXTENDED for term in pays)
        return (Cover.EXTENDED if extended else Cover.WARRANTY).value
    return Cover.PAID.value if terms and all(term.over for term in terms) else ""
