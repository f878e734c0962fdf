"""What agents do, as the members of Asterisk's queues: one agent may be in several. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from callcenter.calls.sources import said
from callcenter.desk.manager import AgentTold
from callcenter.floor.words import AgentState
from callcenter.worker.ami.names import extension, telephone
from callcenter.worker.ami.protocol import Message

_TALKS = frozenset({"2", "3", "7", "8"})
"""In use, busy, in use and ringing, on hold."""
_UNREACHABLE = frozenset({"4", "5"})
_MEMBER = frozenset(
    {"queuemember", "queuememberstatus", "queuememberpause", "queuememberpaused", "queuememberadded"}
)
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Member:
    telephone: str
    status: str
    in_call: bool
    paused: bool
    reason: str


_Does = tuple[str, str, tuple[str, ...]]


class Members:
    """Who is in which queue, and what that makes of each agent."""

    def __init__(self) -> None:
        self._queues: dict[str, dict[str, _Member]] = {}
        self._told: dict[str, _Does] = {}

    def clear(self) -> None:
        """Forget who is where: all of them are about to be told."""
        self._queues.clear()
        self._told.clear()

    def hear(self, message: Message, at: datetime) -> list[AgentTold]:
        """What an event changes for an agent; nothing where it changes nothing."""
        name = telephone(message["Interface"] or message["Location"])
        agent, queue = extension(name), said.short(message["Queue"])
        if not agent or not queue:
            return []
        if message.event in _MEMBER:
            if agent not in self._queues and len(self._queues) >= _MOST:
                return []
            mine = self._queues.setdefault(agent, {})
            mine[queue] = _member(name, message, mine.get(queue))
        elif message.event == "queuememberremoved":
            self._queues.setdefault(agent, {}).pop(queue, None)
        else:
            return []
        return self._news(agent, name, at)

    def standing(self, at: datetime) -> tuple[AgentTold, ...]:
        """What all of them do."""
        told = []
        for agent, members in self._queues.items():
            if members:
                told.append(_told(next(iter(members.values())).telephone, _does(members), at))
                self._told[agent] = _does(members)
        return tuple(told)

    def _news(self, agent: str, name: str, at: datetime) -> list[AgentTold]:
        does = _does(self._queues[agent])
        if self._told.get(agent) == does:
            return []
        self._told[agent] = does
        return [_told(name, does, at)]


def _member(name: str, message: Message, before: _Member | None) -> _Member:
    """A message that leaves something out leaves it as it was."""
    status, in_call = message["Status"], message["InCall"] == "1"
    paused, reason = message["Paused"] == "1", message["PausedReason"] or message["Reason"]
    if before is not None:
        status = status or before.status
        in_call = in_call if "InCall" in message else before.in_call
        paused = paused if "Paused" in message else before.paused
    return _Member(name, status, in_call, paused, said.short(reason) if paused else "")


def _does(members: dict[str, _Member]) -> _Does:
    all_of = tuple(members.values())
    queues = tuple(sorted(members))
    if any(one.in_call or one.status in _TALKS for one in all_of):
        return AgentState.ON_CALL.value, "", queues
    if all(one.status in _UNREACHABLE for one in all_of):  # also where there is none
        return AgentState.AWAY.value, "", queues
    if all(one.paused for one in all_of):
        return AgentState.PAUSED.value, _first(all_of), queues
    return AgentState.READY.value, "", queues


def _first(members: Sequence[_Member]) -> str:
    return next((one.reason for one in members if one.reason), "")


def _told(name: str, does: _Does, at: datetime) -> AgentTold:
    state, reason, queues = does
    return AgentTold(name, state, reason, queues, at)
