"""Request keys of writes that one key does: pressed again after the store was away, it is the same request.

A form has a key of its own as long as it stands. What has no form would get another key with each press,
and a write whose answer was lost on the way would be done twice.
"""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from callcenter.errors import StoreAway

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

T = TypeVar("T")
REMEMBERED_S = 600.0
"""Seconds after which the same key pressed again means another time."""


class Requests:
    """The keys of writes whose outcome isn't known."""

    def __init__(self) -> None:
        self._open: dict[Hashable, tuple[str, float]] = {}

    def once(self, what: Hashable, verb: "Callable[[AgentDesk, str], T]") -> "Callable[[AgentDesk], T]":
        """The verb with its request key: the one of an earlier try whose outcome isn't known, else a new one.

        Args:
            what: the same for the same wish: the act, what it is done to, and with which words.
            verb: takes the desk and the key.
        """
        key, at = self._open.get(what, ("", 0.0))
        if not key or monotonic() - at > REMEMBERED_S:
            key = uuid4().hex
        self._open[what] = key, monotonic()

        def run(desk: "AgentDesk") -> T:
            try:
                result = verb(desk, key)
            except StoreAway:
                raise  # it may be done or not
            except Exception:
                self._open.pop(what, None)
                raise
            self._open.pop(what, None)
            return result

        return run
