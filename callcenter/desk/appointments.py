"""Appointments at service points: the times that are free, and taking, moving and cancelling one."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.cases.telling import reading
from callcenter.cases.views import AppointmentView
from callcenter.desk.base import DeskBase
from callcenter.dispatch import appointments, rows, slots
from callcenter.dispatch.views import Slot, Slots
from callcenter.points.reading import known_zone


class AppointmentVerbs(DeskBase):
    """The verbs of when a customer comes, or the point does."""

    def slots(
        self, *, case_id: int | None = None, point_id: int | None = None, days: int = slots.DAYS
    ) -> Slots:
        """The free times of a point.

        Args:
            case_id: the case that shall come; its own appointment doesn't stand in its way.
            point_id: the point; default the one that has the case, or was offered it.
            days: how many days ahead.

        Raises:
            NotFound: no such point; no point has the case.
        """
        with self.store.read() as connection:
            if point_id is None:
                offer = rows.live(connection, case_id or 0)
                point_id = offer.point_id if offer else 0
            point = rows.point(connection, point_id)
            found = appointments.free(connection, point_id, self.now(), days=days, case_id=case_id)
            zone = known_zone(point.timezone)
            return Slots(
                point_id, point.name, zone, bool(point.opening_hours), tuple(Slot(*one) for one in found)
            )

    def book(self, request: str, case_id: int, from_at: datetime) -> AppointmentView:
        """Book one of the free times of the point that has the case, or was offered it; the customer is told.

        Raises:
            Changed: somebody else took it meanwhile.
            MoveRefused: no point has the case.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            appointments.book(connection, self.actor, case_id, from_at, at=at, settings=self.settings)
            return {}

        self.once(request, "book", work)
        return self._appointment(case_id)

    def move_appointment(self, request: str, case_id: int, from_at: datetime) -> AppointmentView:
        """Move the appointment of a case to another free time, as ``book`` does."""
        return self.book(request, case_id, from_at)

    def cancel_appointment(self, request: str, case_id: int) -> None:
        """Cancel the appointment of a case; customer and point are told.

        Raises:
            MoveRefused: it has none.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            appointments.cancel(connection, self.actor, case_id, at=at, settings=self.settings)
            return {}

        self.once(request, "cancel_appointment", work)

    def _appointment(self, case_id: int) -> AppointmentView:
        with self.store.read() as connection:
            made = reading.appointment(connection, case_id)
        if made is None:
            raise LookupError("what was just booked is gone")
        return made
