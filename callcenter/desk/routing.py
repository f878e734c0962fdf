"""Where it goes: places, the proposal, the dispatch, the point's answer by phone, the read-back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.cases import moves, standing, taxonomy
from callcenter.cases.numbers import show
from callcenter.cases.views import Intake, MoveDetails
from callcenter.cases.words import CaseMove
from callcenter.desk.base import DeskBase
from callcenter.dispatch import answers, offers, proposal, read_back, rows, wishes
from callcenter.dispatch.by_road import by_road
from callcenter.dispatch.ears import as_heard
from callcenter.dispatch.views import Choice, Proposal, ReadBack, Sent, Wish
from callcenter.i18n import N_, Phrase, phrases
from callcenter.points import gazetteer, geocoder
from callcenter.points.asking import Unanswered
from callcenter.points.geocoder import Address, Geocoder
from callcenter.points.roads import Roads
from callcenter.points.views import Place
from callcenter.store import again, events

phrases({"place.by_geocoder": N_("the address was placed by the geocoder")})


class RoutingVerbs(DeskBase):
    """The verbs of finding a point and sending a case there."""

    def find_place(self, text: str, *, country: str = "") -> tuple[Place, ...]:
        """Cities and postcodes that the text may mean, best first, from the gazetteer."""
        return tuple(gazetteer.find(text, country=country or None)) if text.strip() else ()

    def propose(self, wish: Wish, *, at: datetime | None = None, limit: int = 8) -> Proposal:
        """The points that can take it, best first; nearer or usual ones that can't, with the cause."""
        with self.store.read() as connection:
            board = proposal.gather(connection, wish, at or self.now(), limit)
        listed = as_heard(by_road(board, Roads.of(self.settings)), self.settings)
        if wish.placed_by and listed.note is None:
            return replace(listed, note=Phrase("place.by_geocoder"))
        return listed

    def wish_of(self, case_id: int) -> Wish:
        """The wish of a logged case; points that declined this round are excluded.

        Raises:
            NotFound: no such case.
        """
        categories = taxonomy.load(self.settings.taxonomy)
        with self.store.read() as connection:
            wish = wishes.wish_of_case(connection, case_id, categories)
            address = wishes.unplaced(connection, case_id) if wish.lat is None else None
        if address is None or not self._geocoded(address):
            return wish
        with self.store.read() as connection:
            return wishes.wish_of_case(connection, case_id, categories)

    def wish_for(self, intake: Intake) -> Wish:
        """The wish of a form that is still being filled, so that points are proposed while one types."""
        categories = taxonomy.load(self.settings.taxonomy)
        with self.store.read() as connection:
            return wishes.wish_of_intake(connection, intake, categories)

    def dispatch(self, request: str, case_id: int, version: int, choice: Choice) -> Sent:
        """Offer a logged case to a point; an earlier live dispatch is withdrawn in the same transaction.

        Raises:
            Invalid: not the first point and no reason given.
            Changed: the case moved on, or the point is full or gone since it was proposed.
            MoveRefused: the case can't be sent now.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            case = standing.load(connection, case_id, lock=True)
            events.require_version(case.version, version, show(case.number), case.changed_by)
            if rows.live(connection, case_id) is not None:
                self._send_elsewhere(connection, case_id, "dispatch.another_point", at)
            sent = offers.write_offer(connection, self.actor, case_id, choice, at=at, settings=self.settings)
            return {
                "dispatch_id": sent.dispatch_id,
                "version": sent.version,
                "case_version": sent.case_version,
                "state": sent.state,
                "held_until": sent.held_until.isoformat(),
            }

        done = self.once(request, "dispatch", work)
        return Sent(**done | {"held_until": datetime.fromisoformat(done["held_until"])})

    def take_back(self, request: str, dispatch_id: int) -> None:
        """Take a dispatch back while it is held; afterwards use ``withdraw``.

        Raises:
            MoveRefused: it has left already.
        """
        self._done(request, "take_back", lambda connection, at: offers.take_back(
            connection, self.actor, dispatch_id, at=at, settings=self.settings))  # fmt: skip

    def withdraw(self, request: str, dispatch_id: int, reason: str) -> None:
        """Withdraw a live dispatch; the point is told, the case is new again.

        Raises:
            MoveRefused: it is no longer live, or no reason is given.
        """

        def work(connection: Connection, at: datetime) -> None:
            dispatch = rows.load(connection, dispatch_id, lock=True)
            offers.withdraw(connection, self.actor, dispatch, at=at, reason=reason)
            self._move_away(connection, dispatch.case_id, reason, at)

        self._done(request, "withdraw", work)

    def told_point(
        self,
        request: str,
        dispatch_id: int,
        whom: str,
        answer: str,
        *,
        promised_at: datetime | None = None,
        reason: str = "",
        note: str = "",
    ) -> None:
        """Record a talk with the point: whom, and ``accepted``, ``declined`` or ``told`` (no answer yet).

        With ``promised_at`` the case becomes expected then.

        Raises:
            Invalid: nobody named, an unknown answer, declined without a reason, a promise in the past.
            MoveRefused: the offer is no longer live.
        """
        self._done(request, "told_point", lambda connection, at: answers.told_point(
            connection, self.actor, dispatch_id, whom=whom, answer=answer, at=at, settings=self.settings,
            promised_at=promised_at, reason=reason, note=note))  # fmt: skip

    def resend(self, request: str, dispatch_id: int) -> None:
        """Try a failed dispatch again at once.

        Raises:
            MoveRefused: it hasn't failed, or the point takes no messages any more.
        """
        self._done(request, "resend", lambda connection, at: answers.resend(
            connection, self.actor, dispatch_id, at=at, settings=self.settings))  # fmt: skip

    def by_phone(self, request: str, dispatch_id: int) -> None:
        """Give up delivering a failed dispatch: it is to be told by phone.

        Raises:
            MoveRefused: it has reached the point, or is no longer live.
        """
        self._done(request, "by_phone", lambda connection, at: answers.by_phone(
            connection, self.actor, dispatch_id, at=at, settings=self.settings))  # fmt: skip

    def read_back(self, case_id: int) -> ReadBack:
        """What to say to the caller, in the caller's language.

        Raises:
            NotFound: no such case.
        """
        with self.store.read() as connection:
            return read_back.read_back(connection, case_id, at=self.now(), settings=self.settings)

    def told(self, request: str, case_id: int) -> None:
        """The read-back was told."""
        self._done(request, "told", lambda connection, at: answers.read_back_told(
            connection, self.actor, case_id, at=at))  # fmt: skip

    def _geocoded(self, address: Address) -> bool:
        """Ask the geocoder where that is and remember what it says; whether it knows."""
        asked = Geocoder.of(self.settings)
        if asked is None:
            return False
        try:
            found = asked.find(address)
        except Unanswered:
            return False
        again.write(self.store, lambda connection: geocoder.keep(connection, address, found, self.now()))
        return found.lat is not None

    def _send_elsewhere(self, connection: Connection, case_id: int, reason: str, at: datetime) -> None:
        offers.withdraw_live(connection, self.actor, case_id, at=at, reason="")
        self._move_away(connection, case_id, reason, at)

    def _move_away(self, connection: Connection, case_id: int, reason: str, at: datetime) -> None:
        moves.apply(
            connection, self.actor, case_id, CaseMove.SEND_ELSEWHERE,
            version=None, details=MoveDetails(reason=reason), at=at, settings=self.settings, undoable=False,
        )  # fmt: skip

    def _done(self, request: str, verb: str, work: Callable[[Connection, datetime], Any]) -> None:
        def done(connection: Connection, at: datetime) -> dict[str, Any]:
            work(connection, at)
            return {}

        self.once(request, verb, done)
