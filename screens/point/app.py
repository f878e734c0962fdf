"""The console of a service point: one list, and the frame that all consoles share."""

from functools import partial
from typing import Any, ClassVar

from textual.screen import Screen

from callcenter import i18n
from callcenter.errors import NotAllowed
from callcenter.i18n import N_

from ..app import CallcenterApp
from .standing import in_hand, standing


def _list() -> Screen[Any]:
    from .screen import PointScreen

    return PointScreen()


class PointApp(CallcenterApp):
    """Takes a ``PointConsole``, which has no verb of the agents' screens; those have no key here."""

    MODES = {"point": partial(_list)}
    DEFAULT_MODE = "point"
    TABS = (("point", N_("Our cases")),)
    ONLY: ClassVar[frozenset[str] | None] = frozenset(
        {"app.help", "app.palette", "app.leave", "app.how-to-leave"}
    )

    parting: str = ""
    """Why the console ended by itself, for whoever stands before the terminal then."""

    def outcome(self, sentence: str, error: Exception | None, holds: str = "") -> None:
        """As everywhere; but who doesn't work at the point any more sees nothing more: the console ends."""
        super().outcome(sentence, error, holds)
        if isinstance(error, NotAllowed) and not self.parting:
            self.parting = i18n.sentence(error)
            self.hang_up(1)

    def look_at_calls(self) -> None:
        """No telephone rings here."""

    def _ask_status(self) -> None:
        """The list counts what it has read itself."""
        if self.bridge.is_open and not getattr(self.front, "COUNTS", False):
            self.bridge.ask(self, in_hand, lambda answer: self.show_status(standing(*answer)), group="status")
