"""Ringing the numbers that agents ask for: taken from the store, told to Asterisk, and what came of it."""

import logging
import os
import secrets
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from callcenter.calls import dialling
from callcenter.calls.views import DialOrder
from callcenter.calls.words import DialFailure
from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError
from callcenter.store.pokes import Ear
from callcenter.worker.ami.connection import Broken, Connection
from callcenter.worker.ami.protocol import Message

_LOG = logging.getLogger(__name__)
PACE_S = 1.0
"""Seconds between two looks where nobody pokes."""
BREATH_S = 0.05
"""Seconds between two looks however often somebody pokes."""
HEARTBEAT_S = 5.0
AFTER_TROUBLE_S = 2.0
RING_S = 30
"""Seconds that the agent's telephone rings."""
_REASONS = {
    "0": DialFailure.UNREACHABLE, "1": DialFailure.NO_ANSWER, "3": DialFailure.NO_ANSWER,
    "5": DialFailure.BUSY, "8": DialFailure.CONGESTION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class How:
    """How this telephone system is told to ring."""

    channel: str = "PJSIP/{extension}"
    context: str = "from-internal"
    plus: str = "+"
    """Stands for the plus of a number."""


def originate(order: DialOrder, how: How, channel_id: str) -> list[tuple[str, str]]:
    """The fields of the action.

    Args:
        order: whose telephone, and which number.
        how: as the settings say.
        channel_id: the name of the agent's channel, and so of the call.

    Raises:
        ValueError: it is no whole number, and so nothing that an agent may have rung.
    """
    if not dialling.is_dialable(order.number):
        raise ValueError("no number")
    return [
        ("Channel", how.channel.replace("{extension}", order.extension)),
        ("Context", how.context),
        ("Exten", order.number.replace("+", how.plus, 1)),
        ("Priority", "1"),
        ("CallerID", order.extension),  # the customer's number here would be shown to the customer
        ("Timeout", str(RING_S * 1000)),
        ("Async", "true"),
        ("ChannelId", channel_id),
        ("Variable", f"CALLCENTER_DIAL={order.dial_id}"),
    ]


class Dialler:
    """A thread that dials while there is a connection.

    Args:
        open_desk: opens the desk, called within the thread; again after trouble with the store.
        how: as the settings say.
        expect: is told of each number before it is rung, with the id that its call will have.
    """

    def __init__(
        self, open_desk: Callable[[], SystemDesk], how: How, expect: Callable[[str, str], None]
    ) -> None:
        self._open, self._how, self._expect = open_desk, how, expect
        self.holder = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._connection: Connection | None = None
        self._pending: dict[str, int] = {}
        self._outcomes: deque[tuple[int, str | None]] = deque()
        self._poked, self._stopping = threading.Event(), threading.Event()
        self._beat_at = 0.0
        self._is_mine = False
        self._thread = threading.Thread(target=self._work, name="ami dialler", daemon=True)

    def start(self) -> None:
        """Begin; nothing is dialled before there is a connection."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Say that nobody dials any more, and end."""
        self._stopping.set()
        self._poked.set()
        self._thread.join(timeout_s)

    def connected(self, connection: Connection) -> None:
        """From now on there is a way to dial."""
        self._connection, self._beat_at = connection, 0.0
        self._poked.set()

    def disconnected(self) -> None:
        """There is none; what was being dialled is lost."""
        self._connection = None
        for action_id in tuple(self._pending):
            self._finish(action_id, DialFailure.LOST.value)
        self._poked.set()

    def hear(self, message: Message) -> None:
        """An answer or an event that may be about a dial."""
        action_id = message["ActionID"]
        if action_id not in self._pending:
            return
        if message.is_answer and not message.is_success:
            _LOG.warning("ami: a dial was refused: %s", message["Message"])
            self._finish(action_id, DialFailure.REFUSED.value)
        elif message.event == "originateresponse":
            failed = None
            if not message.is_success:
                failed = _REASONS.get(message["Reason"], DialFailure.UNREACHABLE).value
            self._finish(action_id, failed)

    def _finish(self, action_id: str, failed: str | None) -> None:
        dial_id = self._pending.pop(action_id, None)
        if dial_id is not None:
            self._outcomes.append((dial_id, failed))
            self._poked.set()

    def _work(self) -> None:
        desk: SystemDesk | None = None
        ear: Ear | None = None
        while not self._stopping.is_set():
            self._poked.clear()
            pause = PACE_S
            try:
                if desk is None:
                    desk = self._open()
                    ear = Ear(desk.store.location, self._poked.set)
                    ear.start()
                self._turn(desk)
            except CallcenterError as error:
                _LOG.warning("ami: %s", error)
                desk, ear, pause = self._closed(desk, ear), None, AFTER_TROUBLE_S
            except Exception:
                # The thread must outlive a fault of its own: clicks would vanish without a word.
                _LOG.exception("ami: unexpected")
                desk, ear, pause = self._closed(desk, ear), None, AFTER_TROUBLE_S
            self._stopping.wait(BREATH_S)
            self._poked.wait(pause)
        self._leave(desk, ear)

    def _turn(self, desk: SystemDesk) -> None:
        self._tell(desk)
        connection = self._connection
        if connection is None:
            if self._is_mine:
                desk.leave_dialling(self.holder)
                self._is_mine = False
            return
        if monotonic() >= self._beat_at:
            self._is_mine = desk.stand_by_to_dial(self.holder)
            self._beat_at = monotonic() + HEARTBEAT_S
        for order in desk.take_dials() if self._is_mine else ():
            self._dial(desk, connection, order)

    def _dial(self, desk: SystemDesk, connection: Connection, order: DialOrder) -> None:
        call_id = dialling.call_id(self.holder, order.dial_id)
        try:
            fields = originate(order, self._how, call_id)
            self._expect(call_id, order.number)
            self._pending[call_id] = order.dial_id
            connection.send("Originate", *fields, action_id=call_id)
        except (Broken, ValueError) as error:
            _LOG.warning("ami: dial %d can't be sent: %s", order.dial_id, error)
            self._finish(call_id, DialFailure.LOST.value)
            self._pending.pop(call_id, None)
            if isinstance(error, ValueError):
                desk.dial_done(order.dial_id, DialFailure.REFUSED.value)
            return
        desk.dial_sent(order.dial_id)

    def _tell(self, desk: SystemDesk) -> None:
        while self._outcomes:
            desk.dial_done(*self._outcomes[0])
            self._outcomes.popleft()

    def _leave(self, desk: SystemDesk | None, ear: Ear | None) -> None:
        if desk is not None:
            with suppress(CallcenterError):
                self._tell(desk)
                if self._is_mine:
                    desk.leave_dialling(self.holder)
        self._closed(desk, ear)

    @staticmethod
    def _closed(desk: SystemDesk | None, ear: Ear | None) -> None:
        if ear is not None:
            ear.close()
        if desk is not None:
            desk.store.close()
