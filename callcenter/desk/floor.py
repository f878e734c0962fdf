"""Who I am, what waits, and what has changed."""

from callcenter.cases.views import Counts, QueuePage
from callcenter.desk.base import DeskBase
from callcenter.store.views import ChangeRow


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
        raise NotImplementedError

    def counts(self) -> Counts:
        """The figures of the status line."""
        raise NotImplementedError

    def changes_since(self, seq: int) -> tuple[int, tuple[ChangeRow, ...]]:
        """The newest change's number and the changes after ``seq``; negative: only where we are."""
        raise NotImplementedError
