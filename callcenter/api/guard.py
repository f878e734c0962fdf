"""Who may come in, how often, and with how much: keys, a rate for each, a size for all."""

import threading
import time
from collections.abc import Callable

from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreError

KEYS_STAND_S = 5.0
"""After so many seconds keys are read anew: a revoked one counts so long at most."""
_LOOK_AGAIN_S = 0.5
"""A key that isn't known may be new: looked for again at most this often."""
RATE = 300.0
"""Requests a second of one key, on average; twice as many at once."""


class Keyring:
    """The keys of telephone systems, as they stood a moment ago; they outlive a store that is away.

    Args:
        desk: gives the desk; raises StoreError while the store is away.
    """

    def __init__(self, desk: Callable[[], SystemDesk]) -> None:
        self._desk = desk
        self._known: tuple[tuple[int, str], ...] | None = None
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def key_of(self, secret: str) -> int | None:
        """Which key somebody holds, or None.

        Raises:
            StoreError: the store was away ever since the door opened, so no key is known.
        """
        known = self._read(KEYS_STAND_S)
        found = _matching(secret, known)
        return found if found is not None else _matching(secret, self._read(_LOOK_AGAIN_S))

    def _read(self, stand_s: float) -> tuple[tuple[int, str], ...]:
        with self._lock:
            if time.monotonic() - self._read_at > stand_s:
                try:
                    self._known = self._desk().valid_keys("cti")
                except StoreError:
                    if self._known is None:
                        raise
                self._read_at = time.monotonic()
            return self._known or ()


def _matching(secret: str, known: tuple[tuple[int, str], ...]) -> int | None:
    return SystemDesk.is_key(secret, known)


class Rates:
    """How many requests each key may still send: a bucket that fills with time.

    Args:
        rate: requests a second.
    """

    def __init__(self, rate: float = RATE) -> None:
        self._rate, self._most = rate, max(1.0, 2 * rate)
        self._left: dict[int, tuple[float, float]] = {}

    def allows(self, key_id: int, now: float) -> bool:
        """Whether one more may come, at a time in seconds of any steady clock."""
        left, since = self._left.get(key_id, (self._most, now))
        left = min(self._most, left + (now - since) * self._rate)
        self._left[key_id] = (left - 1 if left >= 1 else left, now)
        return left >= 1
