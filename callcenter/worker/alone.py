"""The hands without a console: a process of its own that works until it is told to stop."""

import logging
import signal
import sys
import threading
from collections.abc import Callable

from callcenter.desk.system import open_system_desk
from callcenter.outbox import sending
from callcenter.settings import Settings
from callcenter.store.pokes import Ear
from callcenter.worker.hands import beside

_LOOK_S = 1.0
"""Seconds between two looks where no poke comes: from consoles of other hosts, on PostgreSQL."""
_GRACE_S = 5.0


def work(settings: Settings, *, told: Callable[[str], None]) -> None:
    """Work until SIGINT or SIGTERM; the attempts at hand are finished and written down before this returns.

    Args:
        settings: of the house.
        told: hears the store's name once it works.

    Raises:
        StoreError: the store can't be opened, or is newer than the program.
    """
    _log_to_stderr()
    desk = open_system_desk(settings)
    location, name = desk.store.location, desk.store.name
    desk.store.close()
    stopping = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_received: stopping.set())
    hands = beside(settings)
    ear = Ear(location, hands.poke)
    hands.start()
    ear.start()
    told(name)
    try:
        while not stopping.wait(_LOOK_S):
            hands.poke()
    finally:
        ear.close()
        hands.stop(2 * sending.longest(settings) + _GRACE_S)  # an e-mail may take twice its timeout


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("callcenter")
    if not log.handlers:
        log.addHandler(handler)
    log.setLevel(logging.INFO)
