"""Every try to deliver one message."""

from textual.app import ComposeResult

from callcenter.i18n import N_

from ..base import CallcenterScreen
from ..messages import StoreChanged
from ..widgets.ledger import Ledger
from .columns import ATTEMPTS, attempt_cells
from .lines import Whole


class AttemptsScreen(CallcenterScreen[None]):
    """When it was tried, and what came of it; the newest first."""

    CSS_PATH = "deliveries.tcss"
    TAB = "deliveries"
    HELP_TEXT = N_(
        "Each try to deliver this message, the newest first: what the receiver answered, and when."
    )

    def __init__(self, message_id: int, about: str) -> None:
        super().__init__()
        self.message_id, self.about = message_id, about

    def body(self) -> ComposeResult:
        """What it is, and the tries."""
        whole = Whole()
        whole.put(self.about)
        yield whole
        yield Ledger(
            ATTEMPTS, attempt_cells, key=lambda row: row.at, empty=N_("It was not tried yet."), id="tries"
        )

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one(Ledger).focus()

    def arrive(self) -> None:
        """Read the tries."""
        message_id = self.message_id
        self.ask(
            lambda desk: desk.delivery_attempts(message_id), self.query_one(Ledger).set_rows, group="tries"
        )

    def store_changed(self, change: StoreChanged) -> None:
        """There may be another one."""
        if change.touches("message", "dispatch", "case"):
            self.arrive()
