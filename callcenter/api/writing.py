"""Events on their way from a telephone system's request into the store.

The reply waits for nothing: an event goes into a line of bounded length, and one thread writes it down. While
the store is away it is kept and tried again; when the line is full the request is refused (503), so that the
sender knows. At the end the line is written out. What a dead process loses is what stood in its line.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

from callcenter.api.figures import Figures
from callcenter.desk.sources import CallEvent
from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreError

_LOG = logging.getLogger(__name__)
LONGEST_LINE = 10_000
"""Events that may wait: more than a minute of 50 calls a second."""
_AT_ONCE = 25
"""Events in one write: they share its flush, and nobody else waits long for it."""
_Waiting = tuple[CallEvent, float]
_WAITS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_TRIES = 3
"""How often an event is tried that fails for another reason than the store being away; then it is dropped."""


class Writer:
    """The line and the thread that writes it down.

    Args:
        desk: gives the desk; raises StoreError while the store is away.
        figures: are told what came of each.
        longest: events that may wait.
    """

    def __init__(
        self, desk: Callable[[], SystemDesk], figures: Figures, *, longest: int = LONGEST_LINE
    ) -> None:
        self._desk, self._figures, self._longest = desk, figures, longest
        self._line: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._ending = False
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._work, name="calls", daemon=True)
        figures.waiting.set_function(lambda: len(self._line))

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def put(self, event: CallEvent) -> bool:
        """Take an event, or say that the line is full or closed."""
        with self._changed:
            if self._ending or len(self._line) >= self._longest:
                return False
            self._line.append((event, time.monotonic()))
            self._changed.notify()
            return True

    def stop(self, patience_s: float) -> int:
        """Write out the line and end; returns how many events were lost.

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
        if self._line:
            _LOG.error("calls: the store stayed away, %d events are lost", len(self._line))
        return len(self._line)

    def _work(self) -> None:
        while not self._given_up.is_set():
            with self._changed:
                while not self._line and not self._ending:
                    self._changed.wait()
                if not self._line:
                    return
                batch = tuple(islice(self._line, _AT_ONCE))
            if self._written(batch):
                for _ in batch:  # they leave the line when they are written
                    self._line.popleft()

    def _written(self, batch: Sequence[_Waiting]) -> bool:
        """Write some events, however often it must be tried while the store is away; False: given up."""
        away = failed = 0
        while not self._given_up.is_set():
            try:
                self._desk().record_calls([event for event, _ in batch])
            except StoreError as error:
                if not away:
                    _LOG.warning("calls: %s", error)
                pause = _WAITS_S[min(away, len(_WAITS_S) - 1)]
                away += 1
            except Exception:
                if len(batch) > 1:  # one of them can't be written, which must not hold up the others
                    return all(self._written((one,)) for one in batch)
                failed += 1
                if failed >= _TRIES:
                    _LOG.exception("calls: an event of %s can't be written", batch[0][0].source)
                    self._figures.events.labels(batch[0][0].source, "dropped").inc()
                    return True
                pause = _WAITS_S[0]
            else:
                self._count(batch)
                return True
            self._given_up.wait(pause)
        return False

    def _count(self, batch: Sequence[_Waiting]) -> None:
        for event, since in batch:
            self._figures.events.labels(event.source, "written").inc()
            self._figures.lag.observe(time.monotonic() - since)
