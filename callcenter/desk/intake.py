"""What is wrong: categories, similar cases, the log itself, and drafts."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter import i18n
from callcenter.callers import survivors
from callcenter.callers.views import Card
from callcenter.calls import taking
from callcenter.cases import counter, logging, moves, naming, reading, suggest, taxonomy
from callcenter.cases import intake as form
from callcenter.cases.suggest import Classifier, KeywordClassifier, Suggestion
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, Logged, MoveDetails, SimilarCase
from callcenter.cases.words import CaseMove, CaseState
from callcenter.desk.base import DeskBase
from callcenter.desk.completing import complete
from callcenter.desk.merging import draft_subject
from callcenter.desk.personal.outlived import outlived
from callcenter.dispatch import offers
from callcenter.dispatch.views import Choice
from callcenter.errors import NotFound
from callcenter.people import drafts
from callcenter.people.views import DraftView
from callcenter.store import again, events

_LogWork = Callable[[Connection, datetime, str | None], dict[str, Any]]
"""The body of a log: given the connection, the time and a case number that was taken ahead."""
LOG_FORM = "log"
"""The form whose drafts a log deletes."""


class IntakeVerbs(DeskBase):
    """The verbs of logging an issue."""

    def taxonomy(self) -> Taxonomy:
        """The categories: the administrator's file, else the shipped one."""
        return taxonomy.load(self.settings.taxonomy)

    def suggest(self, text: str, *, line: str = "") -> tuple[Suggestion, ...]:
        """Up to three categories that the words of a description point at, with those words."""
        return tuple(self.classifier().suggest(text, line=line or None))

    def classifier(self) -> Classifier:
        """Whoever suggests categories: the taxonomy's words, until one has been trained."""
        return KeywordClassifier(self.taxonomy())

    def type_ahead(self, text: str, *, line: str = "") -> tuple[str, ...]:
        """Category codes whose names fit what is being typed, in either language."""
        found = suggest.type_ahead(text, self.taxonomy(), language=i18n.language(), line=line or None)
        return tuple(one.code for one in found)

    def safety_signs(self, text: str) -> tuple[str, ...]:
        """The words of a description that make it a matter of safety."""
        return suggest.safety_signs(text, self.taxonomy())

    def lines_named(self, text: str, *, line: str = "") -> tuple[str, ...]:
        """The product lines other than ``line`` that the words of a description clearly name."""
        return naming.lines_named(text, self.taxonomy(), line)

    def similar(self, item_id: int, category: str = "") -> tuple[SimilarCase, ...]:
        """Cases of the item to see before another is logged: open ones and the same fault first."""
        with self.store.read() as connection:
            return reading.similar(connection, item_id, category)

    def completed(self, intake: Intake, card: Card | None) -> Intake:
        """The form with what the card and the category know filled in; nothing said is changed."""
        return complete(intake, card, self.taxonomy(), self.today())

    def log(self, request: str, intake: Intake, choice: Choice | None = None, *, draft: str = "") -> Logged:
        """Write the case and, with a choice, its dispatch, in one transaction; the draft goes with it.

        Args:
            request: the key made when the form opened; a repeat returns the first result.
            intake: the form.
            choice: the point to send it to; None keeps the case without sending.
            draft: the subject of the draft of form ``log`` to delete.

        Raises:
            Invalid: a field doesn't fit (no description, no customer and no number, unknown category ...).
            Changed: the point is full or gone since it was proposed.
        """

        def work(connection: Connection, at: datetime, number: str | None) -> dict[str, Any]:
            logged = self._write(connection, intake, at, number)
            if choice is not None:
                sent = offers.write_offer(
                    connection, self.actor, logged.case_id, choice, at=at, settings=self.settings
                )
                logged = replace(
                    logged,
                    version=sent.case_version,
                    state=CaseState.ROUTED.value,
                    dispatch_id=sent.dispatch_id,
                    held_until=sent.held_until,
                )
            return self._saved(connection, logged, draft)

        return self._log(request, "log", intake, work)

    def solve_on_phone(
        self, request: str, intake: Intake, outcome: str, words: str, *, draft: str = ""
    ) -> Logged:
        """Write a case that is resolved at once: a question answered, advice given.

        Args:
            request: the key made when the form opened; a repeat returns the first result.
            intake: the form.
            outcome: a code of ``Outcome``, mostly ``advised``.
            words: what was answered.
            draft: the subject of the draft of form ``log`` to delete.

        Raises:
            Invalid: a field doesn't fit.
            MoveRefused: no outcome.
        """

        def work(connection: Connection, at: datetime, number: str | None) -> dict[str, Any]:
            logged = self._write(connection, intake, at, number)
            details = MoveDetails(outcome=outcome, note=words)
            version = moves.apply(
                connection, self.actor, logged.case_id, CaseMove.SOLVE_ON_PHONE,
                version=logged.version, details=details, at=at, settings=self.settings,
            )  # fmt: skip
            solved = replace(logged, version=version, state=CaseState.RESOLVED.value)
            return self._saved(connection, solved, draft)

        return self._log(request, "solve_on_phone", intake, work)

    def keep_draft(
        self, form: str, subject: str, body: dict[str, Any], *, at: datetime | None = None
    ) -> None:
        """Keep what is typed; no event. Words typed ``at`` an earlier time than those kept change nothing."""
        typed_at = at or self.now()

        def work(connection: Connection) -> None:
            about = draft_subject(connection, self.me.agent_id, form, subject)
            if not outlived(connection, about, body, typed_at):
                drafts.keep(connection, self.me.agent_id, form, about, body, typed_at)

        again.write(self.store, work)

    def draft(self, form: str, subject: str) -> DraftView | None:
        """What this agent typed there and didn't save."""
        with self.store.read() as connection:
            about = draft_subject(connection, self.me.agent_id, form, subject)
            return drafts.read(connection, self.me.agent_id, form, about)

    def drafts(self) -> Sequence[DraftView]:
        """All of this agent's drafts, newest first."""
        with self.store.read() as connection:
            return drafts.of_agent(connection, self.me.agent_id)

    def drop_draft(self, form: str, subject: str) -> None:
        """Throw a draft away, at the agent's word."""

        def work(connection: Connection) -> None:
            about = draft_subject(connection, self.me.agent_id, form, subject)
            drafts.drop(connection, self.me.agent_id, form, about)

        again.write(self.store, work)

    def _log(self, request: str, verb: str, intake: Intake, work: _LogWork) -> Logged:
        """Refuse a faulty form before the write lock is taken, then write once, a repeat unjudged."""
        with self.store.read() as connection:
            earlier = events.earlier_result(connection, request, verb)
            if earlier is None:
                form.read(
                    connection, _with_number(connection, intake),
                    settings=self.settings, taxonomy=self.taxonomy(),
                )  # fmt: skip
        number = counter.take_ahead(self.store) if earlier is None else None
        return _logged(self.once(request, verb, lambda connection, at: work(connection, at, number)))

    def _write(self, connection: Connection, intake: Intake, at: datetime, number: str | None) -> Logged:
        logged = logging.write_case(
            connection, self.actor, _with_number(connection, intake),
            at=at, settings=self.settings, me=self.me, taxonomy=self.taxonomy(), number=number,
        )  # fmt: skip
        if intake.call_id is not None:
            with suppress(NotFound):  # a case isn't lost because its call is on file no more
                taking.tie(
                    connection, self.actor, at, intake.call_id,
                    customer_id=_survivor(connection, intake), case_id=logged.case_id, only_new=True,
                )  # fmt: skip
        return logged

    def _saved(self, connection: Connection, logged: Logged, draft: str) -> dict[str, Any]:
        if draft:
            about = draft_subject(connection, self.me.agent_id, LOG_FORM, draft)
            drafts.drop(connection, self.me.agent_id, LOG_FORM, about)
        held = logged.held_until
        return asdict(logged) | {"held_until": held.isoformat() if held else None}


def _with_number(connection: Connection, intake: Intake) -> Intake:
    """The form with the number of its call, where nobody typed one or the agent sees it masked."""
    if intake.call_id is None or (intake.caller and "•" not in intake.caller):
        return intake
    return replace(intake, caller=taking.number_of(connection, intake.call_id))


def _survivor(connection: Connection, intake: Intake) -> int | None:
    return None if intake.customer_id is None else survivors.of(connection, intake.customer_id)


def _logged(result: dict[str, Any]) -> Logged:
    held = result["held_until"]
    return Logged(**(result | {"held_until": datetime.fromisoformat(held) if held else None}))
