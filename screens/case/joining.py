"""What a case screen does with cases that belong together: go there, link, merge, split, take it back."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from callcenter.desk.views import CasesMerged, CaseView, LinkView, Undone
from callcenter.i18n import N_, _, fill, say

from ..widgets.asks import Ask
from ..widgets.choose import Choice
from ..widgets.short_form import ShortForm, Values
from . import forms, linked

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

    from ..base import CallcenterScreen

    Mixin = CallcenterScreen[None]
else:
    Mixin = object

Then = Callable[[LinkView], None]
_BY_NUMBER = "number"
_UNDO = {"related": N_("undo link…"), "merged": N_("undo merge…"), "split": N_("undo split…")}


class Joining(Mixin):
    """Mixed into the case's screen, before the Textual class."""

    case: CaseView | None
    case_id: int

    if TYPE_CHECKING:

        @property
        def _now(self) -> CaseView: ...
        @property
        def can_undo(self) -> bool:
            """Whether the last move was one's own and less than ten seconds ago."""

        def _open(self, form: ShortForm) -> None: ...
        def _write(self, verb: Callable[["AgentDesk", str], Any], told: str) -> None: ...

    @property
    def is_linked(self) -> bool:
        """Whether there is a case to go to."""
        return self.case is not None and bool(self.case.links)

    @property
    def is_merged(self) -> bool:
        """Whether it goes on as another case."""
        return self.case is not None and self.case.close_reason == "merged"

    @property
    def can_part(self) -> bool:
        """Whether there is a link, a merge or a split to take back."""
        return self.case is not None and self.case.undo is not None

    @property
    def undo_label(self) -> str:
        """What undoing would take back (message id)."""
        undo = self.case.undo if self.case is not None and not self.can_undo else None
        return _UNDO.get(undo.kind if undo else "", N_("undo"))

    def action_linked(self) -> None:
        """To the linked case; with several, ask which."""
        links = self._now.links
        if len(links) == 1:
            self.console.go("case", links[0].case_id)
            return
        answers = [Choice(str(place), linked.line(one)) for place, one in enumerate(links[:9])]
        self.choose(
            _("To which case?"), answers, lambda code: self.console.go("case", links[int(code)].case_id)
        )

    def action_link(self) -> None:
        """Ask how, then which."""
        loose = [one for one in self._now.links if one.how in ("related", "repeat_of", "repeated_by")]
        answers = [Choice("related", _("belongs together with…"))]
        if self._now.closed_at is None:
            answers.append(Choice("repeat", _("repeats an earlier case…")))
        answers += [
            Choice(f"unlink:{one.case_id}", fill(_("let {number} go"), {"number": one.number}))
            for one in loose[:7]
        ]
        self.choose(_("Link"), answers, self._how, number=_BY_NUMBER)

    def _how(self, code: str) -> None:
        belongs = _("Which case belongs to it?")
        if code.startswith(_BY_NUMBER):
            self._by_number(belongs, self._link, code)
        elif code == "related":
            self._which(belongs, self._link, closed=True)
        elif code == "repeat":
            self._open(forms.repeat(self._now))
        else:
            case_id = int(code.partition(":")[2])
            self._unlink(next(one for one in self._now.links if one.case_id == case_id))

    def action_merge(self) -> None:
        """Ask which, then show what it would do."""
        self._which(_("Which case is the same problem?"), self._preview, closed=False)

    def action_split(self) -> None:
        """Ask for the second problem."""
        from .split_form import SplitForm

        self.ask(lambda desk: desk.split_case_preview(self.case_id),
                 lambda shown: self._open(SplitForm(shown)), group="split")  # fmt: skip

    def part(self) -> None:
        """Take the newest link, merge or split back, after a question."""
        undo, number = self._now.undo, self._now.number
        if undo is None:
            return
        questions = {
            "related": _("Let {number} and {other} go?"),
            "merged": _("Make {number} and {other} two cases again?"),
            "split": _("Take the split of {number} and {other} back?"),
        }
        case_id, version = self.case_id, self._now.version

        def undone(desk: "AgentDesk", request: str) -> Undone:
            return desk.undo_joint(request, case_id, version)

        verb = self.once(("part", case_id, version), undone)
        self.confirm(
            fill(questions[undo.kind], {"number": number, "other": undo.other}),
            lambda: self.do(verb, self._parted, told=_told, failed=lambda _error: self.arrive()),
        )

    def _parted(self, _done: Undone) -> None:
        self.arrive()

    def _which(self, question: str, then: Then, *, closed: bool) -> None:
        """Offer the cases that may be meant; one more answer takes a number."""

        def ask(found: tuple[LinkView, ...]) -> None:
            known = {one.case_id for one in self._now.links if one.how != "repeat_of"}
            others = [one for one in found if one.case_id not in known or not closed]
            if not others:
                self._by_number(question, then)
                return
            answers = [*linked.choices(others), Choice(_BY_NUMBER, _("another, by its number…"))]
            self.choose(question, answers, partial(self._taken, others, question, then),
                        proposed="0" if len(others) == 1 else "", number=_BY_NUMBER)  # fmt: skip

        self.ask(lambda desk: desk.other_cases(self.case_id, closed=closed), ask, group="others")

    def _taken(self, others: list[LinkView], question: str, then: Then, code: str) -> None:
        if code.startswith(_BY_NUMBER):
            self._by_number(question, then, code)
        else:
            then(others[int(code)])

    def _by_number(self, question: str, then: Then, code: str = _BY_NUMBER) -> None:
        """Ask for a number, begun with the digit behind the code.

        Who names this very case, or none that there is, is told so in the form.
        """
        found: list[LinkView] = []

        def look(desk: "AgentDesk", _request: str, values: Values) -> None:
            found.append(desk.other_case(self.case_id, values["number"]))

        begun = code.partition(":")[2]
        asks = (Ask("number", N_("Case number"), hint=N_("such as 4821-7"), needed=True, value=begun),)
        form = ShortForm(question, asks, look, told="")
        self.app.push_screen(form, lambda done: then(found[-1]) if done else None)

    def _link(self, other: LinkView) -> None:
        version = self._now.version
        words = fill(_("{{number}} and {other} belong together"), {"other": other.number})
        self._write(lambda desk, request: desk.link_cases(
            request, self.case_id, version, other.case_id, other.version), words)  # fmt: skip

    def _unlink(self, other: LinkView) -> None:
        version = self._now.version
        words = fill(_("{{number}} and {other} are no longer linked"), {"other": other.number})
        self._write(lambda desk, request: desk.unlink_cases(
            request, self.case_id, version, other.case_id, other.version), words)  # fmt: skip

    def _preview(self, other: LinkView) -> None:
        from .merging import MergeCasesScreen

        self.app.push_screen(MergeCasesScreen(self.case_id, other.case_id), self._merged)

    def _merged(self, done: CasesMerged | None) -> None:
        """To the case that goes on."""
        if done is not None and done.case_id != self.case_id:
            self.console.go("case", done.case_id)


def _told(done: Undone) -> str:
    return _("; ").join(say(one) for one in done.said)
