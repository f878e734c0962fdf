"""The calls: the list, what came of each, who is to be called back, ringing somebody."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.calls import call_backs, callee, listing, noting, wrapping
from callcenter.calls.call_backs import Wanted
from callcenter.calls.views import (
    CallBackMade,
    CallBackPage,
    CallBackRow,
    Callee,
    CalleeView,
    CallPage,
    CallRow,
    Dialled,
    Noted,
)
from callcenter.calls.words import CallBackKind
from callcenter.desk.dialling import DiallingVerbs


class CallVerbs(DiallingVerbs):
    """The verbs of the list of calls."""

    def calls(
        self, scope: str = "all", *, text: str = "", after: str | None = None, limit: int = 200
    ) -> CallPage:
        """A page of calls: those to be called back first, then all others, newest first.

        Args:
            scope: ``all``, ``missed`` (only those to be called back: missed, nobody talked with that number
                since, and nobody said that it is done) or ``mine``.
            text: a filter on number, customer, agent, queue, case number and note; among the newest 20,000.
            after: the key of the page, from the page before.
            limit: rows a page.

        Raises:
            Invalid: no such scope, or a key that isn't one.
        """
        with self.store.read() as connection:
            return listing.page(
                connection, now=self.now(), scope=scope, agent_id=self.me.agent_id, text=text, after=after,
                limit=limit,
            )  # fmt: skip

    def note_call(self, request: str, noted: Noted, *, at: datetime | None = None) -> int:
        """Note a call by hand, with what came of it, and return its id.

        Args:
            request: the key made when the form opened.
            noted: who rang whom, what came of it, whom and what it was about.
            at: when it was, if not now.

        Raises:
            Invalid: nobody is named, no such direction or code.
            NotFound: no such customer or case.
        """

        def work(connection: Connection, now: datetime) -> dict[str, Any]:
            when = min(at or now, now)
            return {
                "call_id": noting.note(connection, self.actor, when, request, noted, self.settings.region)
            }

        return int(self.once(request, "note_call", work)["call_id"])

    def wrap_up(
        self,
        request: str,
        call_id: int,
        code: str,
        note: str = "",
        *,
        customer_id: int | None = None,
        case_id: int | None = None,
    ) -> None:
        """Say what came of a call; said again, it corrects. A missed call and its call-back are done with it.

        Raises:
            Invalid: no such code.
            NotFound: no such call, customer or case.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            wrapping.wrap_up(
                connection, self.actor, at, call_id, code, note, customer_id=customer_id, case_id=case_id
            )
            return {}

        self.once(request, "wrap_up", work)

    def call_to_wrap_up(self, call_id: int | None = None) -> CallRow | None:
        """The call that wrapping up means now: the one named, else the last that I answered today.

        Args:
            call_id: the call in whose mode the agent is.
        """
        with self.store.read() as connection:
            return listing.last_of(connection, self.me.agent_id, self.now(), call_id)

    def done_missed(self, request: str, call_id: int) -> int:
        """A missed call needs no call back, nor do earlier ones of the same number; returns how many.

        Raises:
            NotFound: no such call.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            return {"count": wrapping.done(connection, self.actor, at, call_id)}

        return int(self.once(request, "done_missed", work)["count"])

    # Call-backs

    def call_backs(self, *, due: bool = False, after: str | None = None, limit: int = 200) -> CallBackPage:
        """A page of the call-backs that are mine or anyone's, the earliest first.

        Args:
            due: only those that are due and that nobody else rings just now.
            after: the key of the page, from the page before.
            limit: rows a page.

        Raises:
            Invalid: a key that isn't one.
        """
        with self.store.read() as connection:
            return call_backs.page(
                connection, self.me.agent_id, self.now(), due=due, after=after, limit=limit
            )

    def call_backs_due(self) -> tuple[CallBackRow, ...]:
        """The call-backs that are due now, mine or anyone's, and that nobody else rings just now."""
        return self.call_backs(due=True).rows

    def call_back(
        self, request: str, callee_: Callee, at: datetime, *, anyone: bool = False, note: str = ""
    ) -> CallBackMade:
        """Promise to call somebody back; where a missed call is named, it is done with that.

        Args:
            request: the key made when the form opened.
            callee_: whom, by number, call, case or customer.
            at: when.
            anyone: whoever has time does it, not only the one who promised.
            note: what it is about.

        Raises:
            Invalid: no number is known, or the time is over.
            NotFound: no such call, customer or case.
        """

        def work(connection: Connection, now: datetime) -> dict[str, Any]:
            found = callee.find(connection, callee_, self.settings.region)
            customer_id, case_id = wrapping.ties(connection, found.customer_id, found.case_id)
            missed = callee_.call_id is not None and wrapping.done(
                connection, self.actor, now, callee_.call_id
            )
            wanted = Wanted(
                found.number, at, None if anyone else self.me.agent_id, customer_id, case_id, note,
                CallBackKind.MISSED_CALL if missed else CallBackKind.PROMISED,
            )  # fmt: skip
            made = call_backs.ask(connection, self.actor, now, wanted, self.settings.region)
            return {"call_back_id": made, "do_not_call": callee.view(connection, found).do_not_call}

        return CallBackMade(**self.once(request, "call_back", work))

    def move_call_back(
        self, request: str, call_back_id: int, at: datetime, *, anyone: bool = False, note: str = ""
    ) -> None:
        """Put a call-back off, for me or anyone; a note takes the place of the earlier one.

        Raises:
            NotFound: no such call-back.
            Changed: it was made meanwhile, or somebody else rings them.
            Invalid: the time is over.
        """
        whose = None if anyone else self.me.agent_id

        def work(connection: Connection, now: datetime) -> dict[str, Any]:
            call_backs.move(connection, self.actor, now, call_back_id, at, whose, note)
            return {}

        self.once(request, "move_call_back", work)

    def take_call_back(self, request: str, call_back_id: int) -> None:
        """I ring them now: for half an hour nobody else does.

        Raises:
            NotFound: no such call-back.
            Changed: it was made meanwhile, or somebody else rings them.
        """

        def work(connection: Connection, now: datetime) -> dict[str, Any]:
            call_backs.take(connection, self.actor, now, call_back_id)
            return {}

        self.once(request, "take_call_back", work)

    def call_back_done(self, request: str, call_back_id: int, code: str, note: str = "") -> None:
        """A call-back was made, and what came of it.

        Raises:
            Invalid: no such code.
            NotFound: no such call-back.
            Changed: it was made meanwhile, or somebody else rings them.
        """

        def work(connection: Connection, now: datetime) -> dict[str, Any]:
            call_backs.done(connection, self.actor, now, call_back_id, code, note)
            return {}

        self.once(request, "call_back_done", work)

    # Ringing somebody

    def callee(self, callee_: Callee) -> CalleeView:
        """Whom one would ring: the number, whose it is, and whether they want no calls.

        Raises:
            NotFound: no such call, call-back or case.
            Invalid: no number is known.
        """
        with self.store.read() as connection:
            return callee.view(connection, callee.find(connection, callee_, self.settings.region))

    def call_out(self, request: str, callee_: Callee) -> Dialled:
        """Ring somebody, by ``dial``; a call-back is taken with it, so that nobody else rings them.

        Raises:
            NotFound: no such call, call-back or case.
            Changed: somebody else makes this call-back.
            Invalid: no number is known.
        """
        if callee_.call_back_id is not None:
            self.take_call_back(f"{request}-take", callee_.call_back_id)
        with self.store.read() as connection:
            found = callee.find(connection, callee_, self.settings.region)
        return self.dial(request, found.number, customer_id=found.customer_id, case_id=found.case_id)
