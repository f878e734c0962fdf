"""What was told, on its way into the store: a line of bounded length, and a thread that writes it down.

While the store is away the line is kept and tried again. What doesn't fit any more is lost, and said to be.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice

from callcenter.desk.manager import Told
from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError, StoreError

_LOG = logging.getLogger(__name__)
LONGEST = 10_000
_AT_ONCE = 25
_WAITS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_TRIES = 3
"""How often something is tried that fails for another reason than the store being away."""


class Line:
    """The line and its thread.

    Args:
        open_desk: opens the desk, called within the thread; again after trouble with the store.
        longest: what may wait; 0: ``LONGEST``.
    """

    def __init__(self, open_desk: Callable[[], SystemDesk], *, longest: int = 0) -> None:
        self._open, self._longest = open_desk, longest or LONGEST
        self._desk: SystemDesk | None = None
        self._line: deque[Told] = deque()
        self._changed = threading.Condition()
        self._ending = False
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ami line", daemon=True)

    def __len__(self) -> int:
        """How much waits."""
        return len(self._line)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def put(self, told: Iterable[Told]) -> bool:
        """Take what was told; False: something didn't fit."""
        with self._changed:
            for one in told:
                if len(self._line) >= self._longest:
                    return False
                self._line.append(one)
            self._changed.notify()
        return True

    def stop(self, patience_s: float) -> int:
        """Write out the line and end; returns how much was lost.

        Args:
            patience_s: after so many seconds in which nothing could be written, the rest is given up.
        """
        with self._changed:
            self._ending = True
            self._changed.notify()
        left = len(self._line) + 1
        while self._thread.is_alive() and len(self._line) < left:
            left = len(self._line)
            self._thread.join(patience_s)
        self._given_up.set()
        self._thread.join()
        return len(self._line)

    def _work(self) -> None:
        while not self._given_up.is_set():
            with self._changed:
                while not self._line and not self._ending:
                    self._changed.wait()
                batch = tuple(islice(self._line, _AT_ONCE))
            if not batch:
                break
            if self._written(batch):
                for _ in batch:
                    self._line.popleft()
        self._close()

    def _written(self, batch: Sequence[Told]) -> bool:
        """Write some, however often it must be tried while the store is away; False: given up."""
        away = failed = 0
        while not self._given_up.is_set():
            try:
                self._desk = self._desk or self._open()
                self._desk.record_told(batch)
            except StoreError as error:
                if not away:
                    _LOG.warning("ami: %s", error)
                self._close()
                pause = _WAITS_S[min(away, len(_WAITS_S) - 1)]
                away += 1
            except Exception:
                if len(batch) > 1:  # one of them can't be written, which must not hold up the others
                    return all(self._written((one,)) for one in batch)
                failed += 1
                if failed >= _TRIES:
                    _LOG.exception("ami: a %s can't be written", type(batch[0]).__name__)
                    return True
                pause = _WAITS_S[0]
            else:
                return True
            self._given_up.wait(pause)
        return False

    def _close(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            with suppress(CallcenterError):
                desk.store.close()
