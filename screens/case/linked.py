"""How the cases that belong to one are named: in its facts, in its head, and as answers to a question."""

from collections.abc import Iterator, Sequence

from callcenter.desk.views import CaseView, LinkView
from callcenter.i18n import N_, _, fill, say

from ..widgets.choose import Choice
from .fact import Fact

LABELS = {
    "related": N_("related"),
    "repeat_of": N_("repeat of"),
    "repeated_by": N_("repeated by"),
    "merged_into": N_("merged into"),
    "merged_in": N_("merged here"),
    "split_from": N_("split off"),
    "split_off": N_("second one"),
}
"""What stands before a linked case."""
MOST = 8
"""Cases that one question offers; one more answer takes a number."""


def linked_facts(case: CaseView) -> Iterator[Fact]:
    """The cases that belong to one, each on a line."""
    for one in case.links:
        yield Fact(LABELS[one.how], line(one), "over" if one.closed_at else "")
    if case.repeat_of and all(one.how != "repeat_of" for one in case.links):
        yield Fact(N_("repeat of"), case.repeat_of)


def line(one: LinkView) -> str:
    """A linked case in one line: number, how it stands, what it is, who has it."""
    stands = "" if one.how == "merged_in" else _stands(one)
    return " · ".join(filter(None, (one.number, stands, one.summary, one.where)))


def merged_into(case: CaseView) -> str:
    """The number as which a merged case goes on; empty where it wasn't merged."""
    return next((one.number for one in case.links if one.how == "merged_into"), "")


def choices(found: Sequence[LinkView]) -> list[Choice]:
    """Cases as answers, by their place; why each is meant comes last."""
    return [Choice(str(place), candidate(one)) for place, one in enumerate(found[:MOST])]


def candidate(one: LinkView) -> str:
    """A case that may be meant: number, how it stands, what it is, whose, of what, and why it is proposed."""
    parts = (one.number, _stands(one), one.summary, one.customer, one.item, say(f"link.{one.how}"))
    return " · ".join(filter(None, parts))


def _stands(one: LinkView) -> str:
    if one.merged_into:
        return fill(_("merged into {number}"), {"number": one.merged_into})
    return say(f"case_state.{one.state}")
