"""From a row of the list to a choice: the first as it is, another one with its reason."""

from typing import TYPE_CHECKING, Any

from callcenter.desk.views import Candidate, Choice, Proposal
from callcenter.i18n import N_, _, fill, say

from ..widgets.choose import Choice as Answer
from .one_line import OneLine

if TYPE_CHECKING:
    from ..base import CallcenterScreen

    Mixin = CallcenterScreen[None]
else:
    Mixin = object

REASONS = ("caller_wish", "knows_item", "sooner", "nearer_work", "earlier_trouble", "other")
"""Codes of ``OverrideReason``, in the order of their keys."""


class Sends(Mixin):
    """Mixed into a screen with a list of points; stands before the screen's class."""

    def send(self, choice: Choice) -> None:
        """Send to this point."""
        raise NotImplementedError

    def choose_point(self, row: Candidate, proposal: Proposal) -> None:
        """Enter on a point: the first goes at once, for another the reason is asked with one key."""
        if proposal.rows and row.point_id == proposal.rows[0].point_id:
            self.send(Choice(row.point_id, proposal))
            return
        answers = [Answer(code, say(f"override_reason.{code}")) for code in REASONS]
        question = fill(_("Why {name}?"), {"name": row.name})
        self.choose(question, answers, lambda code: self._because(row, proposal, code))

    def _because(self, row: Candidate, proposal: Proposal, code: str) -> None:
        if code != "other":
            self.send(Choice(row.point_id, proposal, override=code))
            return

        def take(note: Any) -> None:
            if note is not None:
                self.send(Choice(row.point_id, proposal, override=code, override_note=note))

        self.app.push_screen(OneLine(N_("Which reason?")), take)


def leaving(choice: Choice) -> str:
    """What becomes of the offer now: it leaves by itself, or somebody must ring the point."""
    row = next((one for one in choice.proposal.rows if one.point_id == choice.point_id), None)
    if row is None:
        return _("about to leave")
    hears = row.has_webhook or row.has_email
    told = _("about to leave to {point}") if hears else _("{point} is to be told by phone")
    return fill(told, {"point": row.name})
