"""Who may come in, how often, and with how much: keys, a rate for each, a size for all."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Mapping

from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreError

_LOG = logging.getLogger(__name__)

KEYS_PACE_S = 4.0
"""After so many seconds keys are read anew: a revoked one counts for five at most, if the store answers."""
LOOK_AGAIN_S = 0.5
"""A key that isn't known may be new: looked for again at most this often."""
PURPOSES = ("cti", "point")
"""Whose keys are known at this door: telephone systems' and service points'."""
RATE = 300.0
"""Requests a second of one key, on average; twice as many at once."""


class Keyring:
    """The keys of each purpose, as they stood a moment ago; they outlive a store that is away.

    A thread reads them anew, so that no request waits for the store, but one whose key isn't known.

    Args:
        desk: gives the desk; raises StoreError while the store is away.
    """

    def __init__(self, desk: Callable[[], SystemDesk]) -> None:
        self._desk = desk
        self._known: Mapping[str, tuple[tuple[int, str], ...]] | None = None
        self._read_at = float("-inf")
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="keys", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ending.set()
        self._thread.join()

    def key_of(self, secret: str, purpose: str) -> int | None:
        """Which key of a purpose somebody holds, or None.

        Raises:
            StoreError: the store was away ever since the door opened, so no key is known.
        """
        found = self.known(secret, purpose)
        return found if found is not None else SystemDesk.is_key(secret, self._read(LOOK_AGAIN_S)[purpose])

    def known(self, secret: str, purpose: str) -> int | None:
        """Which key of a purpose somebody holds, as far as that is known without the store."""
        return None if self._known is None else SystemDesk.is_key(secret, self._known[purpose])

    def _work(self) -> None:
        pause = 0.0
        while not self._ending.wait(pause):
            pause = KEYS_PACE_S
            try:
                self._read(0)
            except StoreError as error:
                _LOG.warning("keys: %s", error)
            except Exception:
                _LOG.exception("keys: unexpected")  # the thread must outlive it: revoked keys would count on

    def _read(self, stand_s: float) -> Mapping[str, tuple[tuple[int, str], ...]]:
        with self._lock:
            if time.monotonic() - self._read_at >= stand_s:
                try:
                    desk = self._desk()
                    self._known = {purpose: desk.valid_keys(purpose) for purpose in PURPOSES}
                except StoreError:
                    if self._known is None:
                        raise
                self._read_at = time.monotonic()
            return self._known or dict.fromkeys(PURPOSES, ())


class Rates:
    """How many requests each sender may still send: a bucket that fills with time.

    Args:
        rate: requests a second.
    """

    _KEPT = 20_000

    def __init__(self, rate: float = RATE) -> None:
        self._rate, self._most = rate, max(1.0, 2 * rate)
        self._left: dict[Hashable, tuple[float, float]] = {}

    def allows(self, sender: Hashable, now: float) -> bool:
        """Whether one more may come of a key or an address, at a time in seconds of any steady clock."""
        if len(self._left) >= self._KEPT:  # whose bucket is full again needs no row
            full = self._most / self._rate
            self._left = {who: held for who, held in self._left.items() if now - held[1] < full}
        left, since = self._left.get(sender, (self._most, now))
        left = min(self._most, left + (now - since) * self._rate)
        self._left[sender] = (left - 1 if left >= 1 else left, now)
        return left >= 1
