"""What happens at other consoles: a poke, or each second a look, reads the change feed."""

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callcenter.desk.views import News

    from .app import CallcenterApp


class Feed:
    """Reads the feed for the app; one look at a time, and one more for pokes that came meanwhile.

    Args:
        app: is given the news (``CallcenterApp.news``).
    """

    def __init__(self, app: "CallcenterApp") -> None:
        self._app = app
        self._position: str | None = None
        self._looking = self._again = False
        self._anew = False
        self._ear: Any = None
        self._closed = Event()

    def begin(self, desk: Any) -> Any:
        """Listen, and take the place from which on all is news; in a thread, before anything else is asked.

        Args:
            desk: that has just been opened.

        Returns:
            it.
        """
        if self._ear is None:
            self._ear = desk.listen(self._poked)
        if self._closed.is_set():
            self._ear.close()
        self._position = desk.changes_since(None).position
        return desk

    def look(self, *, even_away: bool = False, back: bool = False) -> None:
        """Ask what changed.

        Args:
            even_away: the store is away: look whether it is back.
            back: it is, and may be another one: a backup whose feed has passed our place meanwhile.
        """
        self._anew |= back
        bridge = self._app.bridge
        if self._looking:
            self._again = True
        elif bridge.state.code == "open" or (even_away and bridge.is_open):
            self._looking, self._again = True, False
            position = self._position
            bridge.ask(
                self._app,
                lambda desk: desk.changes_since(position),
                self._changed,
                failed=self._failed,
                looks=True,
            )

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()
        if self._ear is not None:
            self._ear.close()

    def _poked(self) -> None:
        """In the thread that listens."""
        if not self._closed.is_set():
            self._app.call_later(self.look)

    def _failed(self, _error: Exception) -> None:
        """The bridge has seen to it when the store is away; else the next second tries again."""
        self._looking = False

    def _changed(self, news: "News") -> None:
        self._looking = False
        self._position = news.position
        anew, self._anew = self._anew, False
        if news.rows or news.everything or anew:
            self._app.news(replace(news, everything=news.everything or anew))
        if news.more or self._again:
            self.look()
