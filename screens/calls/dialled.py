"""What came of a number that the telephone system rings: a failure is said wherever the agent is by then."""

from typing import TYPE_CHECKING

from callcenter import i18n

from ..widgets.message_line import Said

if TYPE_CHECKING:
    from callcenter.desk.views import DialOutcome

    from ..app import CallcenterApp

LOOK = 1.0
"""Seconds between two looks; a dial that nobody takes is over after ten."""


def watch(app: "CallcenterApp", dial_id: int) -> None:
    """Look until the agent's telephone is connected, or it failed.

    Args:
        app: says so, and looks; the screen on which it was asked for may be gone.
        dial_id: of ``Dialled``.
    """

    def heard(outcome: "DialOutcome") -> None:
        if outcome.failed:
            app.say(Said(i18n.say(f"dial_failure.{outcome.failed}"), "wrong"))
        elif outcome.state != "connected":
            app.set_timer(LOOK, look)

    def look() -> None:
        app.bridge.ask(app, lambda desk: desk.dial_outcome(dial_id), heard, failed=lambda _error: None)

    look()
