"""How it goes on: the case with its timeline, moves, notes, promises, chasers."""

from datetime import datetime

from callcenter.cases.views import CaseView, MoveDetails
from callcenter.desk.base import DeskBase


class TrackingVerbs(DeskBase):
    """The verbs of tracking a case until it closes."""

    def case(self, case_id: int) -> CaseView:
        """One case with its timeline, clocks and the moves allowed now.

        Raises:
            NotFound: no such case.
        """
        raise NotImplementedError

    def case_by_number(self, number: str) -> CaseView:
        """One case by the number people say, in any spelling.

        Raises:
            NotFound: no such case, or a wrong check digit.
        """
        raise NotImplementedError

    def move(self, request: str, case_id: int, version: int, move: str, details: MoveDetails) -> int:
        """Move a case and return its new version; cancelling withdraws a live dispatch.

        Raises:
            Changed: somebody else changed the case meanwhile.
            MoveRefused: not allowed from here.
            Invalid: the move asks for something that is missing.
        """
        raise NotImplementedError

    def undo(self, request: str, case_id: int, version: int) -> int:
        """Take back this agent's last move within ten seconds and return the new version.

        Raises:
            MoveRefused: too late, or something else happened since.
        """
        raise NotImplementedError

    def note(self, request: str, case_id: int, words: str, *, draft: str = "") -> None:
        """Write a note; never conflicts with others' changes."""
        raise NotImplementedError

    def promise(self, request: str, case_id: int, what: str, by_at: datetime, to_whom: str = "") -> int:
        """Record a promise and return its id."""
        raise NotImplementedError

    def settle_promise(self, request: str, promise_id: int, kept: bool) -> None:
        """A promise was kept or missed."""
        raise NotImplementedError

    def chaser(self, request: str, case_id: int, who: str = "", asked: str = "", answered: str = "") -> None:
        """Somebody asked how it stands, and what we said."""
        raise NotImplementedError

    def tried(self, request: str, case_id: int, reached: bool) -> None:
        """A try to reach the customer of a resolved case."""
        raise NotImplementedError

    def acknowledge(self, request: str, alarm_id: int) -> None:
        """A person has seen the safety alarm."""
        raise NotImplementedError

    def take(self, request: str, case_id: int, version: int) -> int:
        """The case is mine from now on; returns its new version."""
        raise NotImplementedError

    def repeat_of(self, request: str, case_id: int, version: int, earlier_number: str) -> int:
        """Mark a case as a repeat of an earlier one; returns its new version."""
        raise NotImplementedError

    def set_cover(
        self,
        request: str,
        case_id: int,
        version: int,
        cover: str,
        reason: str,
        cost_told: int | None,
        agreed: bool | None,
    ) -> int:
        """Decide who pays, why, and what cost was told and agreed; returns the new version."""
        raise NotImplementedError
