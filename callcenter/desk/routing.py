"""Where it goes: places, the proposal, the dispatch, the point's answer by phone, the read-back."""

from datetime import datetime

from callcenter.desk.base import DeskBase
from callcenter.dispatch.views import Choice, Proposal, ReadBack, Sent, Wish
from callcenter.points.views import Place


class RoutingVerbs(DeskBase):
    """The verbs of finding a point and sending a case there."""

    def find_place(self, text: str, *, country: str = "") -> tuple[Place, ...]:
        """Cities and postcodes that the text may mean, best first, from the gazetteer."""
        raise NotImplementedError

    def propose(self, wish: Wish, *, at: datetime | None = None, limit: int = 8) -> Proposal:
        """The points that can take it, best first; nearer or usual ones that can't, with the cause."""
        raise NotImplementedError

    def wish_of(self, case_id: int) -> Wish:
        """The wish of a logged case; points that declined this round are excluded."""
        raise NotImplementedError

    def dispatch(self, request: str, case_id: int, version: int, choice: Choice) -> Sent:
        """Offer a logged case to a point; an earlier live dispatch is withdrawn in the same transaction.

        Raises:
            Invalid: not the first point and no reason given.
            Changed: the case moved on, or the point is full or gone since it was proposed.
            MoveRefused: the case can't be sent now.
        """
        raise NotImplementedError

    def take_back(self, request: str, dispatch_id: int) -> None:
        """Take a dispatch back while it is held; afterwards use ``withdraw``.

        Raises:
            MoveRefused: it has left already.
        """
        raise NotImplementedError

    def withdraw(self, request: str, dispatch_id: int, reason: str) -> None:
        """Withdraw a live dispatch; the point is told, the case is new again."""
        raise NotImplementedError

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
        """
        raise NotImplementedError

    def resend(self, request: str, dispatch_id: int) -> None:
        """Try a failed dispatch again at once."""
        raise NotImplementedError

    def by_phone(self, request: str, dispatch_id: int) -> None:
        """Give up delivering a failed dispatch: it is to be told by phone."""
        raise NotImplementedError

    def read_back(self, case_id: int) -> ReadBack:
        """What to say to the caller, in the caller's language."""
        raise NotImplementedError

    def told(self, request: str, case_id: int) -> None:
        """The read-back was told."""
        raise NotImplementedError
