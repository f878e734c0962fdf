"""The hand that talks to Asterisk's manager: connects, keeps connected, and hands on what it hears.

    socket ─▶ protocol ─▶ switchboard, members ─▶ line ─▶ SystemDesk.record_told
                └─▶ dialler ◀─ SystemDesk.take_dials

The thread that reads touches no store: Asterisk hangs up on who doesn't read.
"""

import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from callcenter import clock
from callcenter.desk.manager import Told
from callcenter.desk.system import SystemDesk
from callcenter.settings import Settings
from callcenter.worker.ami.connection import Account, Broken, Connection
from callcenter.worker.ami.dialler import Dialler, How
from callcenter.worker.ami.line import Line
from callcenter.worker.ami.members import Members
from callcenter.worker.ami.names import House
from callcenter.worker.ami.protocol import Message
from callcenter.worker.ami.standing import Lists
from callcenter.worker.ami.switchboard import Switchboard

_LOG = logging.getLogger(__name__)
_WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_LOOK_S = 1.0
_PATIENCE_S = 10.0
"""Seconds for writing out the line at the end."""
_STEADY_S = 60.0
"""A connection that lived so long was a good one: the next trouble is a new one."""
_OFF = timedelta(minutes=10)
"""A telephone system's clock may be off by so much; else our own is believed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the client is, in seconds."""

    ping: float = 15.0
    """Silence after which it asks whether anybody is there."""
    dead: float = 30.0
    """Silence after which nobody is."""
    lists: float = 30.0
    """For all that goes on, after connecting."""
    wait: float = 1.0
    """By which all waits before connecting anew are multiplied."""


class Client:
    """All of it; ``run`` does it in the calling thread.

    Args:
        settings: of the house.
        open_desk: opens the desk; called within threads.
        told: hears that a connection stands.
        pace: how patient it is.
    """

    def __init__(
        self,
        settings: Settings,
        open_desk: Callable[[], SystemDesk],
        told: Callable[[str], None] = lambda _address: None,
        pace: Pace = Pace(),
    ) -> None:
        ami = settings.ami
        self._account = Account(ami["host"], ami["port"], ami["user"], ami["secret"], ami["tls"])
        self._told, self._pace = told, pace
        self._house = House(settings.extensions)
        self._board, self._members = Switchboard(self._house), Members()
        self._line = Line(open_desk)
        how = How(ami["channel"], ami["context"], ami["plus"])
        self._expected: deque[tuple[str, str]] = deque()
        self._dialler = Dialler(open_desk, how, lambda *call: self._expected.append(call))
        self._stopping = threading.Event()
        self._connection: Connection | None = None
        self._lists: Lists | None = None
        self._lists_until = 0.0
        self._asked: dict[str, str] = {}
        self._is_lost = False

    @property
    def is_behind(self) -> bool:
        """Whether something didn't fit into the line, and is to be asked for anew."""
        return self._is_lost

    def stop(self) -> None:
        """End ``run``, from any thread or a signal's handler."""
        self._stopping.set()
        connection = self._connection
        if connection is not None:
            connection.wake()

    def run(self) -> int:
        """Listen until ``stop``; what waits is written out before this returns.

        Returns:
            how much was lost because the store stayed away.

        Raises:
            LoginRefused: the account isn't known there; this isn't tried again.
        """
        self._line.start()
        self._dialler.start()
        tries = 0
        try:
            while not self._stopping.is_set():
                began = monotonic()
                try:
                    self._session()
                except Broken as error:
                    tries = 0 if monotonic() - began > _STEADY_S else tries
                    wait = _WAITS_S[min(tries, len(_WAITS_S) - 1)] * random.uniform(0.5, 1) * self._pace.wait
                    _LOG.warning("ami: %s: %s; trying again in %.1f s", self._account, error, wait)
                    tries += 1
                    self._stopping.wait(wait)
        finally:
            self._dialler.stop()
            lost = self._line.stop(_PATIENCE_S)
            if lost:
                _LOG.error("ami: the store stayed away, %d events are lost", lost)
        return lost

    def _session(self) -> None:
        """One connection, from its beginning to its end."""
        connection = self._connection = Connection(self._account)
        try:
            connection.log_in()
            _LOG.info("ami: connected to %s, %s", self._account, connection.banner or "no banner")
            self._ask_lists(connection)
            self._dialler.connected(connection)
            self._told(f"{self._account.host}:{self._account.port}")
            self._listen(connection)
        finally:
            self._connection = None
            self._dialler.disconnected()
            connection.close()

    def _listen(self, connection: Connection) -> None:
        heard_at = asked_at = monotonic()
        while not self._stopping.is_set():
            message = connection.read(min(_LOOK_S, self._pace.ping))
            now = monotonic()
            if message is not None:
                heard_at = asked_at = now
                self._heard(message)
            elif now - heard_at >= self._pace.dead:
                raise Broken("silent for too long")
            elif now - asked_at >= self._pace.ping:
                asked_at = now
                connection.send("Ping")
            if self._lists is not None and now >= self._lists_until:
                self._give_up_lists()
            if self._is_lost and not len(self._line) and self._lists is None:
                self._ask_lists(connection)  # what didn't fit into the line is made up for

    def _ask_lists(self, connection: Connection) -> None:
        self._members.clear()
        self._is_lost = False
        self._lists = Lists(clock.now())
        self._lists_until = monotonic() + self._pace.lists
        self._asked = {
            connection.send("QueueStatus"): "queues", connection.send("CoreShowChannels"): "channels",
        }  # fmt: skip

    def _heard(self, message: Message) -> None:
        try:
            self._hear(message)
        except Exception:
            # What one message does to us must not keep us from hearing the next.
            _LOG.exception("ami: %s can't be understood", message)

    def _hear(self, message: Message) -> None:
        while self._expected:
            self._board.expect(*self._expected.popleft())
        self._dialler.hear(message)
        at = _told_at(message, clock.now())
        agents = self._members.hear(message, at)
        if self._lists is None:
            self._put(agents)
        else:
            self._hear_lists(self._lists, message)
        self._put(self._board.hear(message, at))

    def _hear_lists(self, lists: Lists, message: Message) -> None:
        which = self._asked.get(message["ActionID"])
        if message.is_answer and which:
            if not message.is_success:
                _LOG.warning(
                    "ami: the account may not list %s (%s); what ends unheard is ended much later",
                    which, message["Message"],
                )  # fmt: skip
                lists.refuse(which)
        else:
            lists.hear(message)
        self._take_lists(lists)

    def _give_up_lists(self) -> None:
        if self._lists is not None:
            for which in ("queues", "channels"):
                self._lists.give_up(which)
            self._take_lists(self._lists)

    def _take_lists(self, lists: Lists) -> None:
        if lists.is_whole:
            self._lists = None
            self._put(lists.told(self._board, self._members, self._house))

    def _put(self, told: Sequence[Told]) -> None:
        if told and not self._line.put(told):
            if not self._is_lost:
                _LOG.error("ami: the line is full; what goes on is asked for anew once the store is back")
            self._is_lost = True


def _told_at(message: Message, now: datetime) -> datetime:
    """When it happened: as told where the telephone system's clock can be right, else now."""
    try:
        said = datetime.fromtimestamp(float(message["Timestamp"]), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return said if abs(said - now) <= _OFF else now
