"""The hand that keeps the record: each half minute calls end and events are sealed; old things go daily."""

import contextvars
import logging
import os
import threading
from collections.abc import Callable

from callcenter import clock
from callcenter.desk.personal.keeping import Keeping
from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError

_LOG = logging.getLogger(__name__)
PACE_S = 30.0
"""Seconds between two turns."""


class Keeper:
    """A thread of its own; it has nothing to hurry for.

    Args:
        open_system_desk: opens the desk, called within the thread; again after trouble with the store.
        pace_s: seconds between two turns; the first comes after one.
    """

    def __init__(self, open_system_desk: Callable[[], SystemDesk], *, pace_s: float = PACE_S) -> None:
        self._open, self._pace_s = open_system_desk, pace_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; nothing happens when it has begun."""
        if self._thread is None:
            context = contextvars.copy_context()
            self._thread = threading.Thread(
                target=context.run, args=(self._work,), name="keeper", daemon=True
            )
            self._thread.start()

    def poke(self) -> None:
        """Nothing waits for this one."""

    def stop(self, timeout_s: float = 2.0) -> None:
        """End after the turn that is being done; another worker goes on where it stopped."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _work(self) -> None:
        desk: SystemDesk | None = None
        keeping: Keeping | None = None
        while not self._stopping.wait(self._pace_s):
            try:
                if desk is None or keeping is None:
                    desk = self._open()
                    keeping = Keeping(desk.store, desk.settings, str(os.getpid()))
                desk.reap_calls()
                keeping.seal(clock.now())
                keeping.daily(clock.now())
            except CallcenterError as error:
                _LOG.warning("keeper: %s", error)
                desk = self._closed(desk)
            except Exception:
                # The thread must outlive a fault of its own: nothing would be sealed any more.
                _LOG.exception("keeper: unexpected")
                desk = self._closed(desk)
        self._closed(desk)

    @staticmethod
    def _closed(desk: SystemDesk | None) -> None:
        if desk is not None:
            desk.store.close()
