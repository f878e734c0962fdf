"""The two lines above a case: number, summary, state; whose it is, and when it is due."""

from datetime import datetime

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from callcenter import clock
from callcenter.desk.views import CaseView
from callcenter.i18n import _, fill, say, time_text

from ..guard import Guarded
from ..widgets.ledger import fit
from ..widgets.words import due
from .facts import after_due
from .linked import merged_into

GAP = 2


class CaseHead(Guarded, Widget):
    """Repainted when the case is read anew and as time goes by."""

    COMPONENT_CLASSES = {"head--number", "head--soon", "head--late", "head--over", "head--strong"}

    def __init__(self) -> None:
        super().__init__()
        self.case: CaseView | None = None

    def put(self, case: CaseView) -> None:
        """Show another state of it."""
        self.case = case
        self.refresh()

    def render(self) -> Text:
        """Both lines; what stands at the right keeps its room."""
        case = self.case
        if case is None:
            return Text(_("Opening the case…"), self._style("over"))
        now = clock.now()
        first = self._line(f"{case.number}  ", case.summary, *state(case, now))
        second = self._line("", owner(case), *_due(case, now))
        return Text("\n", end="").join((first, second))

    def _line(self, number: str, left: str, right: str, tone: str) -> Text:
        width = self.size.width
        room = max(0, width - cell_len(number) - cell_len(right) - GAP)
        line = Text(no_wrap=True, end="").append(number, self._style("number"))
        line.append(fit(left, room), self._style("strong") if number else "").append(" " * GAP)
        return line.append(right, self._style(tone) if tone else "")

    def _style(self, name: str) -> str:
        return str(self.get_component_rich_style(f"head--{name}"))


def owner(case: CaseView) -> str:
    """Whose case it is and what it is about: 王小明 · gold · Buick Excelle 1.6 沪A·12345."""
    tier = "" if case.tier in ("", "standard") else say(f"tier.{case.tier}")
    item = " ".join(part for part in (case.item, case.plate or "") if part)
    safety = _("▲ safety") if case.safety else ""
    priority = "" if case.priority == "normal" else say(f"priority.{case.priority}")
    who = case.customer or case.reporter or case.caller
    return " · ".join(part for part in (safety, priority, who, tier, item) if part)


def state(case: CaseView, now: datetime) -> tuple[str, str]:
    """How the case stands, with "!" where the point's day comes after what is due, and the tone."""
    if into := merged_into(case):
        return fill(_("merged into {number}"), {"number": into}), "over"
    if case.state == "expected" and case.expected_at:
        text = fill(_("expected {at}"), {"at": time_text(case.expected_at)})
        if after_due(case):
            return text + _(" ! after due"), "late"
        return (text + _(" ! over"), "late") if case.expected_at < now else (text, "")
    if case.state == "waiting" and case.wait_for:
        return fill(_("waiting for {what}"), {"what": say(f"wait_for.{case.wait_for}")}), "soon"
    if case.state == "resolved" and case.outcome:
        return fill(_("resolved: {outcome}"), {"outcome": say(f"outcome.{case.outcome}")}), ""
    return say(f"case_state.{case.state}"), "over" if case.closed_at else ""


def _due(case: CaseView, now: datetime) -> tuple[str, str]:
    if case.closed_at is not None:
        return fill(_("since {at}"), {"at": time_text(case.closed_at)}), "over"
    if case.state == "resolved":
        return (
            (fill(_("since {at}"), {"at": time_text(case.resolved_at)}), "over")
            if case.resolved_at
            else ("", "")
        )
    if case.due_at is None:
        return _("our clock stands still") if case.wait_for else "-", "over"
    words, tone = due(case.due_at, now)
    return ("! " if tone == "late" else "") + words, tone
