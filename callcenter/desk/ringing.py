"""The calls that ring, and the one that an agent takes."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import survivors
from callcenter.callers.models import Customer
from callcenter.callers.views import LookupAnswer
from callcenter.calls import ringing, taking
from callcenter.calls.ring_views import Ring, TakenCall
from callcenter.cases.joint.survivor import survivor_of
from callcenter.cases.models import Case
from callcenter.desk.lookup import LookupVerbs
from callcenter.desk.personal import masking
from callcenter.errors import NotFound
from callcenter.i18n import N_


class RingVerbs(LookupVerbs):
    """The verbs of a call while it rings and goes on."""

    def ringing(self) -> tuple[Ring, ...]:
        """The incoming calls that ring for me or my queue, or go on with me, the newest first."""
        with self.store.read() as connection:
            return ringing.ringing(connection, self.me, self.now())

    def take_call(self, request: str, call_id: int) -> TakenCall:
        """Make a call mine.

        Args:
            request: the key made when it was asked for; a repeat returns the first result.
            call_id: which.

        Raises:
            NotFound: no such call.
            Changed: another agent has it.
            MoveRefused: it is over.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            return asdict(taking.take(connection, self.actor, at, call_id))

        return TakenCall(**self.once(request, "take_call", work))

    def call_customer(
        self, request: str, call_id: int, customer_id: int | None, case_id: int | None = None
    ) -> None:
        """Tie a call to the customer who rang, and to the case that it is about; None leaves it as it is.

        Raises:
            NotFound: no such call, customer or case.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            who = None if customer_id is None else _customer(connection, customer_id)
            what = None if case_id is None else _case(connection, case_id)
            taking.tie(connection, self.actor, at, call_id, customer_id=who, case_id=what)
            return {}

        self.once(request, "call_customer", work)

    def find_caller(self, call_id: int) -> LookupAnswer:
        """What the desk field would find for the number of a call, however little of it the role sees."""
        with self.store.read() as connection:
            number = taking.number_of(connection, call_id)
        answer = self.find(number)
        if masking.sees_numbers(self.settings, self.me):
            return answer
        return replace(answer, text="", number=None, number_text=masking.number(answer.number_text))


def _customer(connection: Connection, customer_id: int) -> int:
    """Who it is by now, and stays until this write ends."""
    who = survivors.held(connection, customer_id)
    if connection.execute(select(col(Customer.id)).where(col(Customer.id) == who)).scalar() is None:
        raise NotFound(N_("This customer is not on file any more. Look the caller up again."))
    return who


def _case(connection: Connection, case_id: int) -> int:
    what = survivor_of(connection, case_id)
    if connection.execute(select(col(Case.id)).where(col(Case.id) == what)).scalar() is None:
        raise NotFound(N_("There is no such case. Look it up by its number."))
    return what
