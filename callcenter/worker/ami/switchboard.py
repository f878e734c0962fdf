"""Calls out of what Asterisk tells of channels, dials and queues. Pure: messages in, what to write down out.

A call is all channels of one ``Linkedid``. It is the house's business when it waits in a queue, or when just
one side of a dial is a telephone of ours. It ends when the other party's channel does, so that a transfer
is no end; at whose telephone it rings is told anew each time that changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from callcenter.calls import dialling
from callcenter.calls.sources import said
from callcenter.calls.views import CallEvent
from callcenter.calls.words import Cause, Direction, EventType
from callcenter.desk.manager import RingsAt, Told
from callcenter.worker.ami import names
from callcenter.worker.ami.names import House, extension, telephone
from callcenter.worker.ami.protocol import Message

SOURCE = dialling.MANAGED
_MOST = 5_000
"""Calls, and numbers that are expected; the oldest go first."""


@dataclass(slots=True)
class Line:
    """One call that goes on."""

    call_id: str
    direction: str
    number: str
    theirs: str = ""
    """The other party's channel, by its ``Uniqueid``."""
    ours: str = ""
    """The channel of the agent who rings out."""
    queue: str = ""
    """In which it waits now."""
    rings: dict[str, str] = field(default_factory=dict)
    """The telephones that ring, by channel."""
    is_answered: bool = False
    failed: str = ""
    """What came of the last dial, where nothing did."""


class Switchboard:
    """The calls that go on.

    Args:
        house: knows which telephones are ours.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._lines: dict[str, Line] = {}
        self._expected: dict[str, str] = {}
        self._heard: dict[str, Callable[[Message, datetime], list[Told]]] = {
            "queuecallerjoin": self._joins, "join": self._joins,
            "queuecallerleave": self._leaves,
            "agentcalled": self._rings, "agentringnoanswer": self._rings_no_more,
            "agentconnect": self._connects, "agentcomplete": self._completes,
            "queuecallerabandon": self._abandons,
            "dialbegin": self._dials, "dialend": self._dialled, "hangup": self._hangs_up,
            "attendedtransfer": self._transfers,
        }  # fmt: skip

    def hear(self, message: Message, at: datetime) -> list[Told]:
        """What an event tells of a call; nothing where it tells nothing new."""
        heard = self._heard.get(message.event)
        return heard(message, at) if heard else []

    def expect(self, call_id: str, number: str) -> None:
        """A number that we have rung ourselves: whatever Asterisk makes of it, that is the other party."""
        _bounded(self._expected)
        self._expected[call_id] = number

    @property
    def lines(self) -> dict[str, Line]:
        """The calls that go on, by id."""
        return self._lines

    def keep(self, line: Line) -> Line:
        """A call goes on."""
        _bounded(self._lines)
        return self._lines.setdefault(line.call_id, line)

    def expected(self, call_id: str) -> str:
        """The number that we have rung ourselves by this call; empty where we didn't."""
        return self._expected.get(call_id, "")

    def _queued(self, message: Message) -> Line | None:
        """The call of a queue's event, which may be the first that is heard of it."""
        call_id = _call_id(message)
        if not call_id:
            return None
        new = Line(call_id, Direction.IN, names.number(message["CallerIDNum"]), theirs=message["Uniqueid"])
        return self._lines.get(call_id) or self.keep(new)

    def _joins(self, message: Message, at: datetime) -> list[Told]:
        line = self._queued(message)
        if line is None:
            return []
        line.queue = said.short(message["Queue"])
        return [_event(line, EventType.RINGING, at, queue=line.queue)]

    def _leaves(self, message: Message, _at: datetime) -> list[Told]:
        line = self._lines.get(_call_id(message))
        if line is not None:
            line.queue = ""
        return []

    def _rings(self, message: Message, at: datetime) -> list[Told]:
        known = _call_id(message) in self._lines
        line = self._queued(message)
        if line is None:
            return []
        self._house.learn(telephone(message["Interface"]))
        line.queue = line.queue or said.short(message["Queue"])
        line.rings[message["Interface"]] = telephone(message["Interface"])
        first: list[Told] = [] if known else [_event(line, EventType.RINGING, at, queue=line.queue)]
        return first + _at_whose(line, at)

    def _rings_no_more(self, message: Message, at: datetime) -> list[Told]:
        line = self._lines.get(_call_id(message))
        if line is None or line.rings.pop(message["Interface"], None) is None:
            return []
        return _at_whose(line, at)

    def _connects(self, message: Message, at: datetime) -> list[Told]:
        line = self._queued(message)
        if line is None:
            return []
        line.queue = ""
        agent = telephone(message["Interface"])
        return _answered(line, agent, at, queue=said.short(message["Queue"]))

    def _completes(self, message: Message, at: datetime) -> list[Told]:
        line = self._queued(message)
        if line is None:
            return []
        talked = None if line.is_answered else said.seconds(message["TalkTime"])
        if message["Reason"].lower() == "transfer":  # it goes on with somebody else
            line.is_answered = True
            return []
        return self._end(line, at, Cause.NORMAL, agent=telephone(message["Interface"]), talk_s=talked)

    def _abandons(self, message: Message, at: datetime) -> list[Told]:
        line = self._queued(message)
        return [] if line is None else self._end(line, at, Cause.CANCELLED)

    def _dials(self, message: Message, at: datetime) -> list[Told]:
        channel, other = message["Channel"], message["DestChannel"]
        call_id = _call_id(message)
        if not channel or not other or not call_id:  # ringing ourselves, the agent's telephone comes first
            return []
        line = self._lines.get(call_id)
        if line is None:
            return self._begins(message, call_id, at)
        if not line.queue and self._house.has(other):
            line.rings[message["DestUniqueid"]] = telephone(other)
            return _at_whose(line, at)
        return []

    def _begins(self, message: Message, call_id: str, at: datetime) -> list[Told]:
        """The first dial of a call: one side is ours, and the other isn't."""
        channel, other = message["Channel"], message["DestChannel"]
        if self._house.has(channel) == self._house.has(other):
            return []
        if self._house.has(channel):
            number = self.expected(call_id) or names.dialled(
                message["Exten"], message["DestCallerIDNum"], message["DialString"]
            )
            line = self.keep(Line(call_id, Direction.OUT, number, ours=message["Uniqueid"]))
            return [_event(line, EventType.RINGING, at, agent=telephone(channel))]
        number = names.number(message["CallerIDNum"])
        if self._house.has(f"-/{number}"):
            return []  # a colleague, by a way that hides it
        line = self.keep(Line(call_id, Direction.IN, number, theirs=message["Uniqueid"]))
        line.rings[message["DestUniqueid"]] = telephone(other)
        return [_event(line, EventType.RINGING, at, agent=telephone(other))]

    def _dialled(self, message: Message, at: datetime) -> list[Told]:
        line = self._lines.get(_call_id(message))
        if line is None:
            return []
        other = message["DestChannel"]
        if message["DialStatus"].upper() != "ANSWER":
            rang = line.rings.pop(message["DestUniqueid"], None)
            line.failed = names.dial_cause(message["DialStatus"]) or line.failed
            return _at_whose(line, at) if rang else []
        if self._house.has(other):  # in a queue its own event says so, when they can talk
            return [] if line.queue else _answered(line, telephone(other), at)
        if line.direction == Direction.OUT and not line.is_answered:
            line.theirs = message["DestUniqueid"]
            return _answered(line, telephone(message["Channel"]), at)
        return []

    def _hangs_up(self, message: Message, at: datetime) -> list[Told]:
        line = self._lines.get(_call_id(message))
        channel = message["Uniqueid"]
        if line is None or not channel:
            return []
        unheard = line.failed or Cause.CANCELLED
        cause = names.hangup_cause(message["Cause"]) if line.is_answered else unheard
        if channel == line.theirs or (not line.is_answered and channel == line.ours):
            return self._end(line, at, cause)
        return []

    def _transfers(self, message: Message, at: datetime) -> list[Told]:
        told = ("TransfereeLinkedid", "TransferTargetLinkedid", "OrigTransfererLinkedid")
        line = next((self._lines[message[name]] for name in told if message[name] in self._lines), None)
        new = [message[name] for name in ("TransferTargetChannel", "TransfereeChannel")]
        agent = next((telephone(channel) for channel in new if self._house.has(channel)), "")
        if line is None or not agent or message["Result"].lower() not in ("", "success"):
            return []
        return _answered(line, agent, at)

    def _end(
        self, line: Line, at: datetime, cause: str, *, agent: str = "", talk_s: float | None = None
    ) -> list[Told]:
        self._lines.pop(line.call_id, None)
        self._expected.pop(line.call_id, None)
        return [_event(line, EventType.ENDED, at, agent=agent, cause=cause, talk_s=talk_s)]


def _answered(line: Line, agent: str, at: datetime, *, queue: str = "") -> list[Told]:
    line.is_answered = True
    line.rings.clear()
    return [_event(line, EventType.ANSWERED, at, agent=agent, queue=queue)]


def _at_whose(line: Line, at: datetime) -> list[Told]:
    if line.is_answered or line.direction != Direction.IN:
        return []
    different = {extension(one): one for one in line.rings.values()}
    agent = next(iter(different.values())) if len(different) == 1 else ""
    return [RingsAt(SOURCE, line.call_id, agent, at)]


def _event(
    line: Line,
    type_: str,
    at: datetime,
    *,
    agent: str = "",
    queue: str = "",
    cause: str = "",
    talk_s: float | None = None,
) -> CallEvent:
    return CallEvent(
        source=SOURCE, call_id=line.call_id, type=type_, direction=line.direction, number=line.number, at=at,
        queue=queue, agent=agent, cause=cause, talk_s=talk_s,
    )  # fmt: skip


def _call_id(message: Message) -> str:
    """Old ones tell no ``Linkedid``; then it is the channel that it began with."""
    return said.short(message["Linkedid"] or message["DestLinkedid"] or message["Uniqueid"])


def _bounded(kept: dict[str, Line] | dict[str, str]) -> None:
    if len(kept) >= _MOST:
        del kept[next(iter(kept))]
