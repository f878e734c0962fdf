"""What goes on at the moment of (re)connecting, out of Asterisk's lists of channels and queues. Pure.

Lists and events come mixed: a channel that hangs up while the list is read is left out of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from callcenter.calls.sources import said
from callcenter.calls.views import CallEvent
from callcenter.calls.words import Direction, EventType
from callcenter.desk.manager import Standing, Told
from callcenter.worker.ami import names
from callcenter.worker.ami.members import Members
from callcenter.worker.ami.names import House, telephone
from callcenter.worker.ami.protocol import Message
from callcenter.worker.ami.switchboard import SOURCE, Line, Switchboard

_UP = "6"


class Lists:
    """The lists of one connecting, as they come in.

    Args:
        at: when they were asked for.
    """

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._channels: list[Message] = []
        self._waiting: dict[str, Message] = {}
        self._gone: set[str] = set()
        self._due = {"channels", "queues"}
        self._refused: set[str] = set()

    @property
    def is_whole(self) -> bool:
        """Whether all has come, or was refused."""
        return not self._due

    @property
    def has_channels(self) -> bool:
        """Whether the account may list channels."""
        return "channels" not in self._refused

    def refuse(self, which: str) -> None:
        """One of them won't come: ``channels`` or ``queues``."""
        self._due.discard(which)
        self._refused.add(which)

    def give_up(self, which: str) -> None:
        """One of them didn't come in time."""
        if which in self._due:
            self.refuse(which)

    def hear(self, message: Message) -> None:
        """A line of a list, its end, or an event that comes between."""
        match message.event:
            case "coreshowchannel":
                self._channels.append(message)
            case "queueentry":
                self._waiting[message["Uniqueid"]] = message
            case "hangup":
                self._gone.add(message["Uniqueid"])
            case "coreshowchannelscomplete":
                self._due.discard("channels")
            case "queuestatuscomplete":
                self._due.discard("queues")

    def told(self, board: Switchboard, members: Members, house: House) -> list[Told]:
        """What to write down, and the switchboard brought up to it: first what is over, then what goes on."""
        calls = self._by_call() if self.has_channels else None
        agents = None if "queues" in self._refused else members.standing(self._at)
        told: list[Told] = [
            Standing(SOURCE, None if calls is None else frozenset(calls), agents, self._at),
        ]
        if calls is not None:
            for over in set(board.lines) - set(calls):
                del board.lines[over]
            for call_id, channels in calls.items():  # also those that are known: they may be elsewhere by now
                told += self._goes_on(board, house, call_id, channels)
        return told

    def _by_call(self) -> dict[str, list[Message]]:
        calls: dict[str, list[Message]] = {}
        for one in self._channels:
            if one["Uniqueid"] not in self._gone and (one["Linkedid"] or one["Uniqueid"]):
                calls.setdefault(said.short(one["Linkedid"] or one["Uniqueid"]), []).append(one)
        return calls

    def _goes_on(
        self, board: Switchboard, house: House, call_id: str, channels: list[Message]
    ) -> Iterable[CallEvent]:
        ours = [one for one in channels if house.has(one["Channel"])]
        theirs = next((one for one in channels if one not in ours), None)
        if theirs is None:
            return []
        waiting = self._waiting.get(theirs["Uniqueid"])
        if not ours and waiting is None:
            return []  # at a menu or a machine: it becomes ours with the first queue or telephone
        out = any(one["Uniqueid"] == call_id for one in ours)
        line = Line(
            call_id, Direction.OUT if out else Direction.IN, _number(board, call_id, theirs, ours, out)
        )
        line.theirs = theirs["Uniqueid"]
        line.ours = call_id if out else ""
        line.queue = said.short(waiting["Queue"]) if waiting else ""
        talking = [one for one in ours if one["ChannelState"] == _UP]
        before = board.lines.pop(call_id, None)
        line.is_answered = bool(talking and theirs["BridgeId"]) or (before is not None and before.is_answered)
        board.keep(line)
        agent = telephone((talking or ours)[0]["Channel"]) if talking or len(ours) == 1 else ""
        return [self._event(line, agent, theirs)]

    def _event(self, line: Line, agent: str, theirs: Message) -> CallEvent:
        began = self._at - timedelta(seconds=said.seconds(theirs["Duration"]) or 0)
        return CallEvent(
            source=SOURCE, call_id=line.call_id, direction=line.direction, number=line.number,
            type=EventType.ANSWERED if line.is_answered else EventType.RINGING, agent=agent,
            queue=line.queue, at=self._at if line.is_answered else began, started_at=began,
        )  # fmt: skip


def _number(board: Switchboard, call_id: str, theirs: Message, ours: list[Message], out: bool) -> str:
    if not out:
        return names.number(theirs["CallerIDNum"])
    rung = board.expected(call_id)
    return rung or names.dialled(*(one["Exten"] for one in ours), theirs["CallerIDNum"])
