"""Ringing a number from the screen."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers import survivors
from callcenter.callers.by_number import read_e164
from callcenter.calls import dialling
from callcenter.calls.views import Dialled, DialOutcome
from callcenter.cases.models import Case
from callcenter.desk.base import DeskBase
from callcenter.errors import Invalid, NotFound
from callcenter.floor import states
from callcenter.floor.views import StateView
from callcenter.i18n import N_


class DiallingVerbs(DeskBase):
    """The verbs of the agent's telephone."""

    def dial(
        self, request: str, number: str, *, customer_id: int | None = None, case_id: int | None = None
    ) -> Dialled:
        """Have the agent's telephone ring a number, where that can be done now.

        Args:
            request: the key made when the key was pressed.
            number: in any spelling.
            customer_id: whose it is, if known.
            case_id: what it is about, if anything.

        Returns:
            way ``telephone``: the agent's telephone will ring, ``dial_outcome`` says what came of it; or
            ``clipboard``: nobody here dials (no telephone system is set up or alive, the agent has no
            extension, or the number isn't whole), and the screen hands over the number.

        Raises:
            Invalid: there is no digit in the number.
            NotFound: no such case.
        """
        said = number.strip()
        if not any(map(str.isdecimal, said)):
            raise Invalid(N_("There is no number to ring. Choose one on the card."), field="number")
        e164 = read_e164(said, self.settings.region)
        extension = dialling.extension_of(self.me.login, self.settings.extensions)
        if not self.settings.ami["host"] or not extension or not e164 or not dialling.is_dialable(e164):
            return Dialled("clipboard", e164 or said)
        with self.store.read() as connection:
            if not dialling.is_manned(connection, self.now()):
                return Dialled("clipboard", e164)

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            held = None if customer_id is None else survivors.held(connection, customer_id)
            self._require_case(connection, case_id)
            asked = {"extension": extension, "number": e164, "customer_id": held, "case_id": case_id}
            return {"dial_id": dialling.ask(connection, self.actor, asked, at)}

        return Dialled("telephone", e164, self.once(request, "dial", work)["dial_id"], extension)

    @staticmethod
    def _require_case(connection: Connection, case_id: int | None) -> None:
        known = (
            case_id is None or connection.execute(select(col(Case.id)).where(col(Case.id) == case_id)).first()
        )
        if not known:
            raise NotFound(N_("There is no such case any more. Search for it by its number."))

    def dial_outcome(self, dial_id: int) -> DialOutcome:
        """What has come of a dial: waiting, ringing, connected, or failed and why.

        Args:
            dial_id: of ``Dialled``.

        Raises:
            NotFound: there is none, or it is long gone.
        """
        with self.store.read() as connection:
            return dialling.outcome(connection, dial_id, self.now())

    def agent_state(self) -> StateView | None:
        """What I do as the telephone system sees it, and since when; None where none tells."""
        with self.store.read() as connection:
            return states.current(connection, self.me.agent_id)
