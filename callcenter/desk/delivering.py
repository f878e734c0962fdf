"""What did not get out of the house by itself, and what a person does about it.

These are the verbs of everybody who has cases in hand; they see what concerns their own. The whole house's
is a verb of the supervisor's desk.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.calls import call_backs
from callcenter.calls.call_backs import Wanted
from callcenter.cases import standing
from callcenter.desk.base import DeskBase
from callcenter.dispatch import answers, appointments, offers, outgoing, rows
from callcenter.dispatch.words import DispatchState
from callcenter.errors import Invalid, MoveRefused
from callcenter.floor import undelivered
from callcenter.floor.views import AttemptView, Deliveries
from callcenter.i18n import N_, phrases
from callcenter.outbox import by_hand
from callcenter.outbox.by_hand import Held
from callcenter.store import events

phrases(
    {
        "message.resent": N_("a message is sent again"),
        "message.by_phone": N_("a message could not be delivered: ring them"),
        "dispatch.end_told": N_("{point} was told by phone that the offer is over"),
    }
)


class DeliveringVerbs(DeskBase):
    """The verbs about messages that did not arrive and points that must be rung."""

    def deliveries(self) -> Deliveries:
        """Messages of my cases that did not arrive, and points to be rung about them."""
        with self.store.read() as connection:
            return undelivered.deliveries(connection, self.me, self.now(), self.settings.points["alarm"])

    def delivery_attempts(self, message_id: int) -> tuple[AttemptView, ...]:
        """Every try to deliver a message, the newest first."""
        with self.store.read() as connection:
            return undelivered.attempts(connection, message_id)

    def send_again(self, request: str, message_id: int) -> None:
        """Try a message again at once; an offer that had failed is offered anew, with its whole answer time.

        Raises:
            NotFound: no such message.
            MoveRefused: it has arrived or was taken back, or its point takes no messages any more.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            message = self._held(connection, message_id)
            if message.failed and message.kind == offers.OFFERED:
                answers.resend(connection, self.actor, message.about_id, at=at, settings=self.settings)
            else:
                by_hand.send_now(connection, message, at)
            events.record(connection, self.actor, at, "message.resent", "message", message_id)
            return {}

        self.once(request, "send_again", work)

    def ring_instead(self, request: str, message_id: int) -> str:
        """Send a message no more: a point is to be told by phone, a customer is to be called back.

        Returns:
            who is to be rung: ``point`` or ``customer``.

        Raises:
            NotFound: no such message.
            MoveRefused: it has arrived or was taken back, or nobody can be named who could be rung.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            message = self._held(connection, message_id)
            whom = "point" if message.about == "dispatch" else "customer"
            if whom == "point":
                self._ring_point(connection, message, at)
            else:
                self._ring_customer(connection, message, at)
            return {"whom": whom}

        return str(self.once(request, "ring_instead", work)["whom"])

    def told_end(self, request: str, dispatch_id: int, whom: str, note: str = "") -> None:
        """Note that a point was told by phone that its offer is over.

        Raises:
            Invalid: nobody named.
            MoveRefused: it has been told already.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            dispatch = rows.load(connection, dispatch_id, lock=True)
            if dispatch.end_untold_at is None:
                raise MoveRefused(N_("The point has been told already. Look at the list again."))
            rows.ring_about_end(connection, dispatch, None)
            point = rows.point(connection, dispatch.point_id).name
            said = " · ".join(filter(None, (whom, note)))
            events.record(
                connection, self.actor, at, "dispatch.end_told", "dispatch", dispatch_id,
                case_id=dispatch.case_id, params={"point": point}, words=said,
            )  # fmt: skip
            return {}

        if not whom.strip():
            raise Invalid(N_("Note whom you spoke with at the point."), field="whom")
        self.once(request, "told_end", work)

    def _held(self, connection: Connection, message_id: int) -> Held:
        """Lock a message after what it is about: the order in which everybody locks."""
        about = by_hand.load(connection, message_id)
        if about.about == "dispatch":
            rows.load(connection, about.about_id, lock=True)
        elif about.about == "case":
            standing.load(connection, about.about_id, lock=True)
        return by_hand.load(connection, message_id, lock=True)

    def _ring_point(self, connection: Connection, message: Held, at: datetime) -> None:
        dispatch = rows.load(connection, message.about_id)
        if message.kind == offers.OFFERED and dispatch.state in (DispatchState.QUEUED, DispatchState.FAILED):
            answers.by_phone(connection, self.actor, message.about_id, at=at, settings=self.settings)
            return
        by_hand.take_back(connection, message, at)
        if message.kind == outgoing.APPOINTMENT:
            appointments.ask_to_ring(connection, self.actor, dispatch, at)
            return
        rows.ring_about_end(connection, dispatch, at)
        events.record(
            connection, self.actor, at, "dispatch.withdrawal_failed", "dispatch", message.about_id,
            case_id=dispatch.case_id, params={"point": rows.point(connection, dispatch.point_id).name},
        )  # fmt: skip

    def _ring_customer(self, connection: Connection, message: Held, at: datetime) -> None:
        if message.about != "case":
            raise MoveRefused(N_("It belongs to no case: nobody is known who could be rung. Send it again."))
        case = standing.load(connection, message.about_id)
        by_hand.take_back(connection, message, at)
        number = case.contact_phone or case.caller_e164 or case.caller_raw or ""
        wanted = Wanted(number, at, case.agent_id, case.customer_id, case.id)
        call_backs.ask(connection, self.actor, at, wanted, self.settings.region)
        events.record(
            connection, self.actor, at, "message.by_phone", "message", message.message_id, case_id=case.id
        )
