"""While the store can't be reached: what is asked waits, and a look at times finds out whether it is back."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

T = TypeVar("T")
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds until the store is tried again; the last one repeats."""
SPREAD = 0.2
"""By so much a pause is longer or shorter, so that the consoles of a floor don't all come back at once."""


class Waiting(Generic[T]):
    """The questions that wait, and when it is tried again.

    Args:
        app: gives the timer.
        again: tries once more; afterwards either ``gone`` or ``back`` is called.
        wanted: whether a question is still worth an answer.
    """

    def __init__(self, app: "App[Any]", again: Callable[[], None], wanted: Callable[[T], bool]) -> None:
        self._app, self._again, self._wanted = app, again, wanted
        self._parked: list[T] = []
        self._timer: Timer | None = None
        self._tries = 0

    def park(self, question: T) -> None:
        """It is asked again once the store is back; those that nobody wants any more are forgotten."""
        self._parked = [one for one in self._parked if self._wanted(one)] + [question]

    def gone(self) -> float:
        """A try failed: the next one comes after a pause, unless it is arranged already.

        Returns:
            seconds of the pause.
        """
        pause = BACK_OFF[min(self._tries, len(BACK_OFF) - 1)] * random.uniform(1 - SPREAD, 1 + SPREAD)
        if self._timer is None:
            self._tries += 1
            self._timer = self._app.set_timer(pause, self._try)
        return pause

    def back(self) -> list[T]:
        """The store is back: what waited, in the order in which it was asked."""
        if self._timer is not None:
            self._timer.stop()
        self._timer, self._tries = None, 0
        parked, self._parked = self._parked, []
        return [one for one in parked if self._wanted(one)]

    def _try(self) -> None:
        self._timer = None
        self._again()
