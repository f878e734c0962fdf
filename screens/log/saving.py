"""The end of a form: sent, kept, solved on the phone, or made a chaser; and its draft until then."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Any

from textual import on

from callcenter.desk.views import Candidate, Choice, Logged
from callcenter.errors import Changed, Invalid
from callcenter.i18n import N_, _, fill, say

from ..send.one_line import OneLine
from ..send.points import PointsList
from ..send.sending import Sends, leaving
from ..widgets.choose import Choice as Answer
from ..widgets.field import Words
from ..widgets.ledger import Ledger
from .editing import WORDS, Edits
from .form import LogForm
from .parts import PARTS

FORM = "log"
OUTCOMES = ("advised", "no_fault_found", "repaired", "exchanged", "refunded", "refused")
LATE = 20.0
"""Seconds that Enter on a point holds, while its list is still on the way."""
_FIELD_OF = {
    "description": WORDS, "safety_answer": "answer", "contact_phone": "phone", "caller": "phone",
    "customer": "reporter",
}  # fmt: skip
"""Where a faulty field of the intake is typed."""


class Saves(Edits, Sends):
    """Mixed into the log screen."""

    opened: bool = False
    saved: bool = False
    customer_id: int | None
    calling: str
    asked_for: dict[str, Any]
    """What the form was opened for; a fresh start keeps it."""
    _asking: set[str]
    _wanted: int | None = None
    _wanted_at = 0.0
    draft_known: bool = False
    """Whether an older draft was looked for."""
    _draft_kept: dict[str, Any] | None = None
    _kept_apart = True

    def look(self) -> None:
        """Look at the words now."""
        raise NotImplementedError

    def look_for_points(self, again: bool = False) -> None:
        """Ask for the points again."""
        raise NotImplementedError

    # Sending

    @on(Ledger.Chosen, "#points")
    def chosen(self, event: Ledger.Chosen) -> None:
        """Enter on a point; while a better-founded list is on its way, it is looked at once more."""
        self.finish()
        proposal = self.query_one(PointsList).proposal
        if self._asking:
            self._wanted = event.row.point_id
            self._wanted_at = monotonic()
        elif proposal is not None:
            self.choose_point(event.row, proposal)

    def chosen_late(self, point_id: int) -> None:
        """The list has come anew since Enter: the same point goes, another first one is shown first."""
        points = self.query_one(PointsList)
        row: Candidate | None = points.ledger.row
        late = monotonic() - self._wanted_at > LATE  # the store was away meanwhile: nothing goes by itself
        if row is not None and not late and row.point_id == point_id and points.proposal is not None:
            self.choose_point(row, points.proposal)
        else:
            self.tell(_("The list has changed: look again, then Enter."), "warn")

    def send(self, choice: Choice) -> None:
        """Log it and send it, in one transaction."""
        request, intake, subject = self._ready()
        self._save(
            lambda desk: desk.log(request, intake, choice, draft=subject),
            lambda logged: fill(
                _("{number} logged; {leaving}"), {"number": logged.number, "leaving": leaving(choice)}
            ),
        )

    def action_keep(self) -> None:
        """Log it without sending."""
        self.finish()
        request, intake, subject = self._ready()
        self._save(
            lambda desk: desk.log(request, intake, None, draft=subject),
            lambda logged: fill(_("{number} logged, not sent yet"), {"number": logged.number}),
        )

    def _ready(self) -> tuple[str, Any, str]:
        form = self.issue.form
        form.description = self.query_one(Words).value
        return form.request, replace(self.issue.intake(), call_id=self.console.call_id), form.subject

    def _save(self, verb: Callable[[Any], Logged], told: Callable[[Logged], str]) -> None:
        if not self.saved:
            self.saved = True
            self.do(verb, self._logged, told=told, failed=self._failed)

    def _logged(self, logged: Logged) -> None:
        from ..read_back.screen import ReadBackScreen

        self.app.switch_screen(
            ReadBackScreen(logged.case_id, customer_id=self.customer_id, calling=self.calling)
        )

    def _failed(self, error: Exception) -> None:
        """Nothing was written: all stays, the focus goes to what is missing, the points are asked again."""
        self.saved = False
        if isinstance(error, Changed):
            self.look_for_points(again=True)
        elif isinstance(error, Invalid):
            name = str(error.params.get("field", "")).removeprefix("field.")
            self._show_field(_FIELD_OF.get(name, name))

    def _show_field(self, name: str) -> None:
        asks: dict[str, Callable[[], None]] = {
            "way": self.ask_way, "cover": self.ask_cover, "kind": self.ask_kind, "item": self.ask_item,
            "priority": self.ask_priority,
        }  # fmt: skip
        if name in asks:
            asks[name]()
        elif name == WORDS or name in PARTS:
            self.go_to(name)

    # Solved on the phone, or one that is there already

    def action_solved(self) -> None:
        """Note the answer in a line, then how it ended with one key."""
        form = self.issue.form

        def typing(answer: str) -> None:
            form.answer = answer
            self.keep_draft()

        def answered(answer: str | None) -> None:
            if answer is not None:
                typing(answer)
                answers = [Answer(code, say(f"outcome.{code}")) for code in OUTCOMES]
                self.choose(_("How did it end?"), answers, self._solved, proposed=OUTCOMES[0])

        question = OneLine(N_("What was answered"), form.answer, N_("one line"), typing=typing)
        self.app.push_screen(question, answered)

    def _solved(self, outcome: str) -> None:
        request, intake, subject = self._ready()
        words = self.issue.form.answer
        self._save(
            lambda desk: desk.solve_on_phone(request, intake, outcome, words, draft=subject),
            lambda logged: fill(_("{number} logged and solved"), {"number": logged.number}),
        )

    def action_like(self) -> None:
        """Open the case that looks the same; the form waits behind it."""
        if self.issue.similar:
            self.keep_draft()
            self.console.go("case", self.issue.similar[0].case_id)

    def action_chaser(self) -> None:
        """It is the same case: note what they ask on it instead of logging another."""
        if not self.issue.similar or self.saved:
            return
        one, form = self.issue.similar[0], self.issue.form
        request, subject, who, asked = form.request, form.subject, form.reporter, form.description
        self.saved = True

        def chase(desk: Any) -> None:
            desk.chaser(request, one.case_id, who, asked, "")
            desk.drop_draft(FORM, subject)

        def noted(_nothing: None) -> None:
            self.dismiss(None)
            self.app.call_later(self.console.go, "case", one.case_id)

        self.do(chase, noted, told=fill(_("a chaser is noted on {number}"), {"number": one.number}),
                failed=self._failed)  # fmt: skip

    # The draft

    def keep_typed(self) -> None:
        """Typing paused, a field or the screen is left, or the line was cut."""
        self._take_words()
        self.keep_draft()

    def _take_words(self) -> None:
        """The fields are ahead of their own messages."""
        for words in self.query(f"#{WORDS}").results(Words):
            self.issue.form.description = words.value
        part = self.part
        if part is not None and not part.seeks:
            field = self.line(part.line).field
            if field is not None:
                part.write(self.issue, field.value)

    def keep_draft(self) -> None:
        """Keep what is typed; nothing once it is logged. What an older draft says is not covered by it."""
        form = self.issue.form
        if self.saved or not form.started:
            return
        body = form.draft(self.part.name if self.part else WORDS)
        if body != self._draft_kept or self._kept_apart == self.draft_known:
            self._draft_kept, self._kept_apart = body, not self.draft_known
            self.keep_words(FORM, form.subject, body, apart=not self.draft_known)

    def action_afresh(self) -> None:
        """Throw the draft away, at the agent's word."""
        self.confirm(_("Throw away what is typed here?"), self._afresh)

    def _afresh(self) -> None:
        old = self.issue.form
        subject = old.subject
        self.issue.form = form = LogForm(
            old.customer_id, old.caller, contact_phone=self.calling, **self.asked_for
        )
        if self.issue.card is not None:
            form.propose_from(self.issue.card)
        self.part, self.skipped, self._draft_kept = None, frozenset(), None
        self.query_one(Words).put("")
        self.do(lambda desk: desk.drop_draft(FORM, subject), told=_("thrown away"))
        self.look()
        self.go_to(WORDS)
