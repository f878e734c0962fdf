"""The calls that telephone systems told of."""

from callcenter.calls import listing
from callcenter.calls.views import CallPage
from callcenter.desk.base import DeskBase


class CallVerbs(DeskBase):
    """The verbs of the list of calls."""

    def calls(self, *, missed: bool = False, after: str | None = None, limit: int = 200) -> CallPage:
        """A page of calls, newest first.

        Args:
            missed: only those to be called back: missed, and nobody talked with that number since.
            after: the key of the page, from the page before.
            limit: rows a page.

        Raises:
            Invalid: a key that isn't one.
        """
        with self.store.read() as connection:
            return listing.page(connection, missed=missed, after=after, limit=limit)
