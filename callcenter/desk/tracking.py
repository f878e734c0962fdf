"""How it goes on: the case with its timeline, moves, notes, promises, chasers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.cases import alarms, handling, moves, numbers, reading, remarks, standing, undo
from callcenter.cases.joint.survivor import survivor_of
from callcenter.cases.numbers import show
from callcenter.cases.views import CaseView, MoveDetails
from callcenter.cases.words import CaseMove
from callcenter.desk.base import DeskBase
from callcenter.dispatch import answers, offers, rows
from callcenter.dispatch import reading as dispatched
from callcenter.dispatch.lifecycle import FOLLOWS
from callcenter.dispatch.words import DispatchMove
from callcenter.errors import MoveRefused
from callcenter.i18n import N_
from callcenter.people import drafts

_ANSWERS: Mapping[str, str] = {CaseMove.ACCEPT: "accepted", CaseMove.DECLINE: "declined"}
_WITHDRAWS = frozenset(move for move, follows in FOLLOWS.items() if follows == DispatchMove.WITHDRAW)
NOTE_FORM = "note"
"""The form whose drafts a note deletes."""


class TrackingVerbs(DeskBase):
    """The verbs of tracking a case until it closes."""

    def case(self, case_id: int) -> CaseView:
        """One case with its timeline, clocks and the moves allowed now.

        Raises:
            NotFound: no such case.
        """
        with self.store.read() as connection:
            return self._view(connection, case_id)

    def case_by_number(self, number: str) -> CaseView:
        """One case by the number people say, in any spelling; of a merged one the case as which it goes on.

        Raises:
            NotFound: no such case, or a wrong check digit.
        """
        with self.store.read() as connection:
            named = handling.id_of(connection, number)
            found = survivor_of(connection, named)
            view = self._view(connection, found)
            return view if found == named else replace(view, asked=show(numbers.parse(number) or ""))

    def move(self, request: str, case_id: int, version: int, move: str, details: MoveDetails) -> int:
        """Move a case and return its new version.

        The live offer goes with it in the same transaction: sending elsewhere, reopening and cancelling
        withdraw it; accepting and declining are the point's answer, told to the agent by ``details.whom``.

        Raises:
            Changed: somebody else changed the case meanwhile.
            MoveRefused: not allowed from here.
            Invalid: the move asks for something that is missing.
        """
        if move == CaseMove.ROUTE:
            raise MoveRefused(N_("Choose the service point in the list: sending does the rest."))
        if move == CaseMove.MERGE:
            raise MoveRefused(N_("Choose the other case: merging shows first what it does."))

        def work(connection: Connection, at: datetime) -> int:
            handling.seen(connection, case_id, version)
            offer = rows.live(connection, case_id)
            if offer and move in _ANSWERS:
                return self._answered(connection, case_id, version, offer.id or 0, move, details, at)
            withdraws = offer is not None and move in _WITHDRAWS
            new_version = moves.apply(
                connection, self.actor, case_id, move,
                version=version, details=details, at=at, settings=self.settings, undoable=not withdraws,
            )  # fmt: skip
            if withdraws:
                offers.withdraw_live(connection, self.actor, case_id, at=at, reason=details.reason)
            return new_version

        return self._versioned(request, "move", work)

    def undo(self, request: str, case_id: int, version: int) -> int:
        """Take back this agent's last move within ten seconds and return the new version.

        Raises:
            MoveRefused: too late, or something else happened since.
        """
        return self._versioned(
            request,
            "undo",
            lambda connection, at: undo.undo(
                connection, self.actor, case_id, version=version, at=at, settings=self.settings
            ),
        )

    def note(self, request: str, case_id: int, words: str, *, draft: str = "") -> None:
        """Write a note; never conflicts with others' changes. ``draft`` is the subject of its draft."""

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            remarks.note(connection, self.actor, at, case_id, words)
            if draft:
                drafts.drop(connection, self.me.agent_id, NOTE_FORM, draft)
            return {}

        self.once(request, "note", work)

    def promise(self, request: str, case_id: int, what: str, by_at: datetime, to_whom: str = "") -> int:
        """Record a promise and return its id.

        Raises:
            Invalid: nothing is promised, or for a time that is over.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            made = remarks.promise(connection, self.actor, at, case_id, what, by_at, to_whom)
            return {"promise_id": made}

        return int(self.once(request, "promise", work)["promise_id"])

    def settle_promise(self, request: str, promise_id: int, kept: bool) -> None:
        """A promise was kept or missed."""
        self._told(request, "settle_promise", lambda connection, at: remarks.settle_promise(
            connection, self.actor, at, promise_id, kept))  # fmt: skip

    def chaser(self, request: str, case_id: int, who: str = "", asked: str = "", answered: str = "") -> None:
        """Somebody asked how it stands, and what we said."""
        self._told(request, "chaser", lambda connection, at: remarks.chaser(
            connection, self.actor, at, case_id, who, asked, answered))  # fmt: skip

    def tried(self, request: str, case_id: int, reached: bool) -> None:
        """A try to reach the customer of a resolved case."""
        self._told(request, "tried", lambda connection, at: remarks.tried(
            connection, self.actor, at, case_id, reached))  # fmt: skip

    def acknowledge(self, request: str, alarm_id: int) -> None:
        """A person has seen the safety alarm."""
        self._told(request, "acknowledge", lambda connection, at: alarms.acknowledge(
            connection, self.actor, at, alarm_id))  # fmt: skip

    def take(self, request: str, case_id: int, version: int) -> int:
        """The case is mine from now on; returns its new version."""
        return self._versioned(request, "take", lambda connection, at: handling.take(
            connection, self.actor, case_id, version=version, at=at, settings=self.settings))  # fmt: skip

    def repeat_of(self, request: str, case_id: int, version: int, earlier_number: str) -> int:
        """Mark a case as a repeat of an earlier one; returns its new version."""
        return self._versioned(request, "repeat_of", lambda connection, at: handling.repeat_of(
            connection, self.actor, case_id,
            version=version, earlier_number=earlier_number, at=at, settings=self.settings))  # fmt: skip

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
        return self._versioned(request, "set_cover", lambda connection, at: handling.set_cover(
            connection, self.actor, case_id, version=version, cover=cover, reason=reason,
            cost_told=cost_told, agreed=agreed, at=at, settings=self.settings))  # fmt: skip

    def _view(self, connection: Connection, case_id: int) -> CaseView:
        view = reading.read_case(connection, case_id, now=self.now(), settings=self.settings, me=self.me)
        return replace(view, dispatch=dispatched.view(connection, case_id))

    def _answered(
        self,
        connection: Connection,
        case_id: int,
        version: int,
        dispatch_id: int,
        move: str,
        details: MoveDetails,
        at: datetime,
    ) -> int:
        """The point answered its live offer, by phone: the offer moves, and the case with it."""
        answers.told_point(
            connection, self.actor, dispatch_id, whom=details.whom, answer=_ANSWERS[move], at=at,
            settings=self.settings, promised_at=details.expected_at, reason=details.reason, note=details.note,
        )  # fmt: skip
        return standing.load(connection, case_id).version

    def _told(self, request: str, verb: str, work: Callable[[Connection, datetime], None]) -> None:
        def told(connection: Connection, at: datetime) -> dict[str, Any]:
            work(connection, at)
            return {}

        self.once(request, verb, told)

    def _versioned(self, request: str, verb: str, work: Callable[[Connection, datetime], int]) -> int:
        done = self.once(request, verb, lambda connection, at: {"version": work(connection, at)})
        return int(done["version"])
