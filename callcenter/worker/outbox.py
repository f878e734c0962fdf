"""The hand that empties the outbox: a thread of its own, never the UI loop, and a few that send."""

import contextvars
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from callcenter import clock
from callcenter.desk.system import SystemDesk, Worked
from callcenter.errors import CallcenterError
from callcenter.outbox.views import Claimed

_LOG = logging.getLogger(__name__)
SENDERS = 8
"""Messages on their way at a time, each to a receiver of its own: one that stalls holds up nobody else."""
_LONGEST_NAP_S = 15.0
_AFTER_TROUBLE_S = 5.0
_PRUNE_EVERY_S = 3600.0
_DATES_EVERY_S = 0.5
"""While messages leave one after the other, dates are looked at this often."""


class OutboxWorker:
    """Sends what is due, keeps the dates of cases, asks the next point when one is silent.

    It sleeps until the next message or answer is due and wakes at a poke.

    Args:
        open_system_desk: opens the desk, called within the thread; again after trouble with the store.
        senders: how many messages are on their way at a time.
    """

    def __init__(self, open_system_desk: Callable[[], SystemDesk], *, senders: int = SENDERS) -> None:
        self._open = open_system_desk
        self._senders = senders
        self._poked = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._sending: set[threading.Thread] = set()
        self._prune_at = self._dates_at = 0.0
        self._are_more = False

    def start(self) -> None:
        """Begin to work; nothing happens when it already does."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = _thread("outbox", self._work)
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Stop after the attempts that are being made; one that isn't recorded by then is made again."""
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
                nap = self._turn(desk)
            except CallcenterError as error:
                _LOG.warning("outbox: %s", error)
                self._close(desk)
                desk, nap = None, _AFTER_TROUBLE_S
            except Exception:
                # The thread must outlive a fault of its own: what waits would wait for ever without a word.
                _LOG.exception("outbox: unexpected")
                self._close(desk)
                desk, nap = None, _AFTER_TROUBLE_S
            if nap > 0:
                self._poked.wait(nap)
        self._close(desk)

    def _turn(self, desk: SystemDesk) -> float:
        """Look at what is due, hand it out, and say how long there is nothing to do."""
        if not self._sending or monotonic() >= self._dates_at:
            desk.give_up_resting()
            desk.keep_dates()
            self._dates_at = monotonic() + _DATES_EVERY_S
        self._prune(desk)
        free = self._senders - len(self._sending)
        handed = desk.claim_messages(free, look=not self._are_more) if free > 0 else ()
        self._are_more = bool(handed) or (free <= 0 and self._are_more)
        for message in handed:
            self._hand_out(desk, message)
        if handed:
            return 0.0  # there may be more
        if free <= 0:
            return _DATES_EVERY_S  # or until one is back
        nap = self._nap(clock.now(), desk.next_message_due(), desk.next_answer_due())
        return min(nap, _DATES_EVERY_S) if self._sending else nap

    def _hand_out(self, desk: SystemDesk, message: Claimed) -> None:
        thread = _thread("sender", lambda: self._send(desk, message))
        self._sending.add(thread)
        thread.start()

    def _send(self, desk: SystemDesk, message: Claimed) -> None:
        try:
            desk.attempt(message)
        except CallcenterError as error:  # its lease runs out, and it is sent again
            _LOG.warning("outbox: %s", error)
        except Exception:
            _LOG.exception("outbox: unexpected")
        finally:
            self._sending.discard(threading.current_thread())
            self._poked.set()

    def _prune(self, desk: SystemDesk) -> None:
        """At times old news is thrown away."""
        if monotonic() >= self._prune_at:
            self._prune_at = monotonic() + _PRUNE_EVERY_S
            desk.prune_changes()

    @staticmethod
    def _nap(now: datetime, *moments: datetime | None) -> float:
        waits = [(at - now).total_seconds() for at in moments if at is not None]
        return min(_LONGEST_NAP_S, max(0.0, min(waits, default=_LONGEST_NAP_S)))

    def _close(self, desk: SystemDesk | None) -> None:
        """Let go of the store, once nobody sends any more."""
        for thread in tuple(self._sending):
            thread.join()
        if desk is not None:
            desk.store.close()


def _thread(name: str, work: Callable[[], None]) -> threading.Thread:
    """A thread in the language and zone of who makes it; the program doesn't wait for it when it ends."""
    return threading.Thread(target=contextvars.copy_context().run, args=(work,), name=name, daemon=True)
