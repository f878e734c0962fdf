"""Who I am, what waits, and what has changed."""

from collections.abc import Callable
from dataclasses import replace

from callcenter.cases import queue
from callcenter.cases.views import Counts, QueuePage, QueueRow
from callcenter.desk.base import DeskBase
from callcenter.dispatch import silence
from callcenter.dispatch.silence import Ails
from callcenter.floor import figures, undelivered
from callcenter.store import changes
from callcenter.store.pokes import Ear
from callcenter.store.views import News

LOOK_S = 3.0
"""Seconds that the database has for the feed: by this a console notices that it is away."""


class FloorVerbs(DeskBase):
    """The verbs of the queue and the status line."""

    def queue(
        self, scope: str = "mine", *, text: str = "", after: str | None = None, limit: int = 200
    ) -> QueuePage:
        """A page of open cases: safety first, then overdue, then by due.

        Args:
            scope: ``mine``, ``team`` or ``all``.
            text: a filter on number, summary, customer, item, point and agent.
            after: the key of the page, from the page before.
            limit: rows a page.
        """
        with self.store.read() as connection:
            page = queue.page(connection, self.me, scope, text=text, after=after, limit=limit)
            ails = silence.ails(connection, [row.case_id for row in page.rows], self.now())
        return replace(page, rows=tuple(self._with_offer(row, ails.get(row.case_id)) for row in page.rows))

    def _with_offer(self, row: QueueRow, ails: Ails | None) -> QueueRow:
        if ails is None:
            return row
        return replace(row, offer=ails.trouble, asked=ails.asked, asked_of=self.settings.points_asked)

    def counts(self) -> Counts:
        """The figures of the status line."""
        with self.store.read() as connection:
            counted = figures.counts(connection, self.me, self.now())
            whose = None if "supervisor" in self.me.roles else self.me
            waits = undelivered.stuck(connection, whose, self.now(), self.settings.points["alarm"])
        return replace(counted, stuck=waits.late)

    def changes_since(self, position: str | None) -> News:
        """What changed since a console last looked.

        Args:
            position: of the answer before; None: only where the feed is now.
        """
        with self.store.read(within_s=LOOK_S) as connection:
            if position is None:
                return News(changes.here(connection))
            return changes.since(connection, position)

    def listen(self, heard: Callable[[], None]) -> Ear:
        """Have oneself poked when something was committed on this host; ``close`` ends it.

        Args:
            heard: called in a thread of its own, after the commit.
        """
        ear = Ear(self.store.location, heard)
        ear.start()
        return ear
