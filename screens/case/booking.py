"""What a case screen does with the appointment of its case, and with how its customer hears of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from callcenter.desk.views import CaseView
from callcenter.i18n import _, say

from ..send.slots import SlotsScreen, Taken, appointment_text
from ..widgets.choose import Choice

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

    from ..base import CallcenterScreen

    Mixin = CallcenterScreen[None]
else:
    Mixin = object


_OFF = "told_by.off"
_WAYS = ("email", "sms", "any", "none")


class Booking(Mixin):
    """Mixed into the case's screen, before the Textual class."""

    case: CaseView | None
    case_id: int

    if TYPE_CHECKING:

        @property
        def _now(self) -> CaseView: ...
        def _write(self, verb: Callable[["AgentDesk", str], Any], told: str) -> None: ...

    @property
    def can_book(self) -> bool:
        """Whether a point has the case, or is asked, and the item isn't there yet."""
        case = self.case
        if case is None or case.dispatch is None or not case.dispatch.live:
            return False
        return case.state in ("routed", "accepted", "expected", "waiting") and case.received_at is None

    @property
    def can_tell(self) -> bool:
        """Whether the house tells customers anything, and knows this one."""
        return self.case is not None and self.case.customer_id is not None and self.case.told_by != _OFF

    def action_told_by(self) -> None:
        """Ask how the customer wants to be told."""
        customer_id = self._now.customer_id or 0
        choices = [Choice(code, say(f"notices.{code}")) for code in _WAYS]
        self.choose(_("How does the customer want to be told?"), choices, lambda code: self._write(
            lambda desk, request: desk.set_notices(request, customer_id, code),
            _("{number}: it is noted how the customer is told")))  # fmt: skip

    def action_appointment(self) -> None:
        """The free times of the point; where there is an appointment, whether it moves or is cancelled."""
        made = self._now.appointment
        if made is None or not made.stands:
            self._ask_times()
            return
        choices = (Choice("move", _("another time")), Choice("cancel", _("cancel it")))
        self.choose(appointment_text(made), choices, self._change)

    def _change(self, code: str) -> None:
        if code == "move":
            self._ask_times()
        else:
            self._write(lambda desk, request: desk.cancel_appointment(request, self.case_id),
                        _("{number}: the appointment is cancelled"))  # fmt: skip

    def _ask_times(self) -> None:
        case_id = self.case_id
        self.app.push_screen(SlotsScreen(lambda desk: desk.slots(case_id=case_id)), self._book)

    def _book(self, taken: Taken | None) -> None:
        if taken is not None:
            self._write(lambda desk, request: desk.book(request, self.case_id, taken.slot.from_at),
                        _("{number}: the appointment is booked"))  # fmt: skip
