"""The hand that empties the outbox: a thread of its own, never the UI loop."""

import contextvars
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from callcenter import clock
from callcenter.desk.system import SystemDesk, Worked
from callcenter.errors import CallcenterError

_LOG = logging.getLogger(__name__)
_LONGEST_NAP_S = 15.0
_AFTER_TROUBLE_S = 5.0
_PRUNE_EVERY_S = 3600.0


class OutboxWorker:
    """Sends what is due, keeps the dates of cases, asks the next point when one is silent.

    It sleeps until the next message or answer is due and wakes at a poke.

    Args:
        open_system_desk: opens the desk, called within the thread; again after trouble with the store.
    """

    def __init__(self, open_system_desk: Callable[[], SystemDesk]) -> None:
        self._open = open_system_desk
        self._poked = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._prune_at = 0.0

    def start(self) -> None:
        """Begin to work; nothing happens when it already does."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._work,), name="outbox", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Stop after the attempt that is being made; a message that isn't recorded by then is sent again."""
        self._stopping.set()
        self._poked.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def poke(self) -> None:
        """Something may have become due: look now."""
        self._poked.set()

    def run_once(self, now: datetime | None = None) -> Worked:
        """Make one attempt for what is due at ``now``, in the calling thread: for headless commands."""
        desk = self._open()
        try:
            return desk.work_outbox(at=now)
        finally:
            desk.store.close()

    def _work(self) -> None:
        desk: SystemDesk | None = None
        while not self._stopping.is_set():
            self._poked.clear()
            try:
                desk = desk or self._open()
                desk.keep_dates()
                self._prune(desk)
                nap = self._nap(desk.work_outbox(limit=1), desk.next_answer_due(), clock.now())
            except CallcenterError as error:
                _LOG.warning("outbox: %s", error)
                desk, nap = self._closed(desk), _AFTER_TROUBLE_S
            except Exception:
                # The thread must outlive a fault of its own: what waits would wait for ever without a word.
                _LOG.exception("outbox: unexpected")
                desk, nap = self._closed(desk), _AFTER_TROUBLE_S
            if nap > 0:
                self._poked.wait(nap)
        self._closed(desk)

    def _prune(self, desk: SystemDesk) -> None:
        """At times old news is thrown away."""
        if monotonic() >= self._prune_at:
            self._prune_at = monotonic() + _PRUNE_EVERY_S
            desk.prune_changes()

    @staticmethod
    def _nap(worked: Worked, answer_due_at: datetime | None, now: datetime) -> float:
        waits = [(at - now).total_seconds() for at in (worked.next_at, answer_due_at) if at is not None]
        return min(_LONGEST_NAP_S, max(0.0, min(waits, default=_LONGEST_NAP_S)))

    @staticmethod
    def _closed(desk: SystemDesk | None) -> None:
        if desk is not None:
            desk.store.close()
