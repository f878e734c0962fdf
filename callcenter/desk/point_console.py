"""The desk of a service point at its own console: the point's verbs, news of its cases, and drafts.

It is a ``PointDesk`` and has nothing of an agent's desk: whatever the screen asks for, there is no verb for
another point's case or another customer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlmodel import col

from callcenter import clock
from callcenter.desk.base import Work
from callcenter.desk.personal.outlived import outlived
from callcenter.desk.point import PointDesk, desk_of_point
from callcenter.desk.seats import of_a_point, require_staff
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.opening_views import PointCase
from callcenter.people import drafts
from callcenter.people.views import AgentView, DraftView
from callcenter.settings import Settings
from callcenter.store import again, changes, migrate
from callcenter.store.events import Actor
from callcenter.store.pokes import Ear
from callcenter.store.store import Store
from callcenter.store.views import ChangeRow, News

LOOK_S = 3.0
"""Seconds that the database has for the feed: by this a console notices that it is away."""


@dataclass(frozen=True)
class PointConsole(PointDesk):
    """The one door of a service point's staff at their console."""

    me: AgentView

    @property
    def actor(self) -> Actor:
        """The point, by the hand of whoever sits here: the timeline names both."""
        return Actor("point", self.me.agent_id, self.seat.name)

    @property
    def language(self) -> str | None:
        """In which it is read: as the settings say, else as its staff does; None: as the terminal."""
        return self.settings.language or self.me.language

    @property
    def zone(self) -> str:
        """In which times are read: of the staff, else on the wall of the point, else of the house."""
        return self.me.zone or (self.seat.zone if self.seat.zone != "UTC" else self.settings.zone)

    def cases(self) -> tuple[PointCase, ...]:
        """As its point's; refused as soon as whoever sits here doesn't work there any more.

        Raises:
            NotAllowed: they don't.
        """
        self._require_staff()
        return super().cases()

    def case(self, dispatch_id: int) -> PointCase:
        """Likewise.

        Raises:
            NotAllowed: they don't work there any more.
            NotFound: it has no such case.
        """
        self._require_staff()
        return super().case(dispatch_id)

    def once(self, request: str, verb: str, work: Work) -> dict[str, Any]:
        """Likewise, within the write.

        Args:
            request: the key made when the form opened.
            verb: the verb's name.
            work: does it all.

        Raises:
            NotAllowed: they don't work there any more.
        """

        def of_staff(connection: Connection, at: datetime) -> dict[str, Any]:
            require_staff(connection, self.me.agent_id, self.seat.point_id)
            return work(connection, at)

        return super().once(request, verb, of_staff)

    def _require_staff(self) -> None:
        with self.store.read() as connection:
            require_staff(connection, self.me.agent_id, self.seat.point_id)

    def changes_since(self, position: str | None) -> News:
        """What changed of this point's own offers since the console last looked; nothing of anybody else.

        Args:
            position: of the answer before; None: only where the feed is now.
        """
        with self.store.read(within_s=LOOK_S) as connection:
            if position is None:
                return News(changes.here(connection))
            news = changes.since(connection, position)
            return replace(news, rows=self._own(connection, news.rows))

    def listen(self, heard: Callable[[], None]) -> Ear:
        """Have oneself poked when something was committed on this host; ``close`` ends it.

        Args:
            heard: called in a thread of its own, after the commit.
        """
        ear = Ear(self.store.location, heard)
        ear.start()
        return ear

    def keep_draft(
        self, form: str, subject: str, body: dict[str, Any], *, at: datetime | None = None
    ) -> None:
        """Keep what is typed about a case of this point; no event. Older words change nothing.

        Args:
            form: which form.
            subject: ``dispatch:12``.
            body: JSON values by field.
            at: when it was typed.
        """
        typed_at = at or self.now()

        def work(connection: Connection) -> None:
            about = self._about(connection, subject)
            if about and not outlived(connection, about, body, typed_at):
                drafts.keep(connection, self.me.agent_id, form, about, body, typed_at)

        again.write(self.store, work)

    def draft(self, form: str, subject: str) -> DraftView | None:
        """What was typed there and not saved."""
        with self.store.read() as connection:
            about = self._about(connection, subject)
            return drafts.read(connection, self.me.agent_id, form, about) if about else None

    def drop_draft(self, form: str, subject: str) -> None:
        """Throw a draft away."""

        def work(connection: Connection) -> None:
            about = self._about(connection, subject)
            if about:
                drafts.drop(connection, self.me.agent_id, form, about)

        again.write(self.store, work)

    def _own(self, connection: Connection, rows: tuple[ChangeRow, ...]) -> tuple[ChangeRow, ...]:
        """An offer or its case changed: told by the offer alone, which is all that this desk knows."""
        of = {topic: {row.entity_id for row in rows if row.topic == topic} for topic in ("dispatch", "case")}
        if not any(of.values()):
            return ()
        mine = select(col(Dispatch.id)).where(
            col(Dispatch.point_id) == self.seat.point_id,
            or_(col(Dispatch.id).in_(of["dispatch"]), col(Dispatch.case_id).in_(of["case"])),
        )
        newest = max(row.seq for row in rows)
        found = connection.execute(mine.order_by(col(Dispatch.id))).scalars()
        return tuple(ChangeRow(newest, "dispatch", "dispatch", one or 0) for one in found)

    def _about(self, connection: Connection, subject: str) -> str:
        """The case of a draft, so that the words go with it; "" where it is no case of this point."""
        kind, _, said = subject.partition(":")
        if kind != "dispatch" or not (said.isascii() and said.isdigit()):
            return ""
        mine = (col(Dispatch.id) == int(said), col(Dispatch.point_id) == self.seat.point_id)
        case_id = connection.execute(select(col(Dispatch.case_id)).where(*mine)).scalar()
        return f"case:{case_id}" if case_id is not None else ""


def open_point_console(settings: Settings, *, login: str | None = None) -> PointConsole:
    """Open the store and sit a service point's staff down.

    Args:
        settings: names the store, and who it is unless ``login`` does.
        login: who it is; default the settings' agent, else the operating system's user.

    Raises:
        NotAllowed: they have another role, or no point.
        StoreError: the store can't be opened or is newer than the program.
    """
    store = Store(settings.store)
    migrate.open_ready(store, migrate.unheard)
    try:
        me, point_id = of_a_point(store, login or settings.agent, clock.now())
        seat = desk_of_point(store, settings, point_id).seat
    except Exception:
        store.close()
        raise
    return PointConsole(store, settings, seat, me)
