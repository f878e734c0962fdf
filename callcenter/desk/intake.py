"""What is wrong: categories, similar cases, the log itself, and drafts."""

from collections.abc import Sequence
from typing import Any

from callcenter.cases.suggest import Suggestion
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, Logged, SimilarCase
from callcenter.desk.base import DeskBase
from callcenter.dispatch.views import Choice
from callcenter.people.views import DraftView


class IntakeVerbs(DeskBase):
    """The verbs of logging an issue."""

    def taxonomy(self) -> Taxonomy:
        """The categories: the administrator's file, else the shipped one."""
        raise NotImplementedError

    def suggest(self, text: str, *, line: str = "") -> tuple[Suggestion, ...]:
        """Up to three categories that the words of a description point at, with those words."""
        raise NotImplementedError

    def type_ahead(self, text: str, *, line: str = "") -> tuple[str, ...]:
        """Category codes whose names fit what is being typed, in either language."""
        raise NotImplementedError

    def safety_signs(self, text: str) -> tuple[str, ...]:
        """The words of a description that make it a matter of safety."""
        raise NotImplementedError

    def similar(self, item_id: int, category: str = "") -> tuple[SimilarCase, ...]:
        """Cases of the item to see before another is logged: open ones and the same fault first."""
        raise NotImplementedError

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
        raise NotImplementedError

    def solve_on_phone(
        self, request: str, intake: Intake, outcome: str, words: str, *, draft: str = ""
    ) -> Logged:
        """Write a case that is resolved at once: a question answered, advice given."""
        raise NotImplementedError

    def keep_draft(self, form: str, subject: str, body: dict[str, Any]) -> None:
        """Keep what is typed; no event."""
        raise NotImplementedError

    def draft(self, form: str, subject: str) -> DraftView | None:
        """What this agent typed there and didn't save."""
        raise NotImplementedError

    def drafts(self) -> Sequence[DraftView]:
        """All of this agent's drafts, newest first."""
        raise NotImplementedError

    def drop_draft(self, form: str, subject: str) -> None:
        """Throw a draft away, at the agent's word."""
        raise NotImplementedError
