"""How customers are told of their cases: as they asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.callers import wishes
from callcenter.desk.base import DeskBase


class TellingVerbs(DeskBase):
    """The verbs of what customers hear by themselves."""

    def set_notices(self, request: str, customer_id: int, channel: str) -> None:
        """Keep how a customer wants to be told: ``email``, ``sms``, ``any`` or ``none``.

        Raises:
            Invalid: no such channel.
            NotFound: no such customer.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            wishes.set_notices(connection, self.actor, customer_id, channel, at=at, on=self.today())
            return {}

        self.once(request, "set_notices", work)

    def notices(self, customer_id: int) -> str:
        """How a customer wants to be told; empty where nothing was said."""
        with self.store.read() as connection:
            return wishes.notices(connection, customer_id)
