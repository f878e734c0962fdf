"""What somebody who talks to a telephone system's manager tells and asks: calls, agents, numbers to ring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from callcenter import clock
from callcenter.calls import dialling, recording, whose
from callcenter.calls.models import Call
from callcenter.calls.recording import House
from callcenter.calls.views import CallEvent, DialOrder
from callcenter.calls.words import Cause, EventType
from callcenter.desk.telephony import TelephonyVerbs
from callcenter.floor import states
from callcenter.floor.words import AgentState
from callcenter.people.models import Agent
from callcenter.store import again, events


@dataclass(frozen=True, slots=True)
class RingsAt:
    """At whose telephone a call that nobody answered yet rings now."""

    source: str
    call_id: str
    agent: str
    """An extension or a login; empty: at several, or at nobody's for the moment."""
    at: datetime


@dataclass(frozen=True, slots=True)
class AgentTold:
    """What an agent does, as the telephone system sees it."""

    agent: str
    """An extension or a login."""
    state: str
    """A code of ``AgentState``."""
    reason: str
    queues: tuple[str, ...]
    """All queues the agent is in now."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """All that goes on at the telephone system, as it says itself: what it doesn't name any more is over."""

    source: str
    calls: frozenset[str] | None
    """The ids of all calls; None: it doesn't tell."""
    agents: tuple[AgentTold, ...] | None
    """All who are in a queue; None: it doesn't tell."""
    at: datetime


Told = CallEvent | RingsAt | AgentTold | Standing


@dataclass(frozen=True)
class ManagerVerbs(TelephonyVerbs):
    """The verbs of telephone managers."""

    def record_told(self, told: Sequence[Told]) -> None:
        """Write down what was told, in its order, all or none; told again, it changes nothing.

        Raises:
            StoreError: the store is away; tell it again later.
        """
        now = clock.now()

        def work(connection: Connection) -> None:
            for one in told:
                self._write_down(connection, one, now)

        again.write(self.store, work)

    def _write_down(self, connection: Connection, told: Told, now: datetime) -> None:
        house = House(self.settings.region, self.settings.extensions)
        match told:
            case CallEvent():
                _link(connection, told, recording.record(connection, told, house, now))
            case RingsAt():
                _ring_at(connection, told, self._agent(connection, told.agent))
            case AgentTold():
                self._agent_does(connection, told)
            case Standing():
                if told.calls is not None:
                    _end_lost(connection, told, house, now)
                if told.agents is not None:
                    self._reconcile(connection, told.agents, told.at)

    def record_agent_state(self, login: str, state: str, reason: str | None, at: datetime) -> bool:
        """Write down what an agent does from now on; whether that is news.

        Args:
            login: who; nobody is made for it.
            state: a code of ``AgentState``.
            reason: of a pause.
            at: since when.
        """

        def work(connection: Connection) -> bool:
            agent_id = connection.execute(select(col(Agent.id)).where(col(Agent.login) == login)).scalar()
            return agent_id is not None and states.record(connection, agent_id, AgentState(state), reason, at)

        return again.write(self.store, work)

    def _agent(self, connection: Connection, said: str) -> int | None:
        return (
            whose.agent_id(connection, said, self.settings.extensions, self.settings.region) if said else None
        )

    def _agent_does(self, connection: Connection, told: AgentTold) -> int | None:
        agent_id = self._agent(connection, told.agent)
        if agent_id is not None:
            states.record(connection, agent_id, AgentState(told.state), told.reason or None, told.at)
            states.put_into(connection, agent_id, told.queues, told.at)
        return agent_id

    def _reconcile(self, connection: Connection, told: Sequence[AgentTold], at: datetime) -> None:
        here = {self._agent_does(connection, one) for one in told}
        for gone in sorted(states.in_queues(connection) - here):
            states.put_into(connection, gone, (), at)
            states.record(connection, gone, AgentState.AWAY, None, at)

    def stand_by_to_dial(self, holder: str) -> bool:
        """Say that one is there to dial, for some seconds; False where another one is."""
        return again.write(self.store, lambda connection: dialling.man(connection, holder, clock.now()))

    def leave_dialling(self, holder: str) -> None:
        """Say that one is gone."""
        again.write(self.store, lambda connection: dialling.unman(connection, holder, clock.now()))

    def take_dials(self) -> list[DialOrder]:
        """Take the numbers that agents want rung now; each is given once."""
        with self.store.read() as connection:
            if not dialling.anything(connection):
                return []
        return again.write(self.store, lambda connection: dialling.take(connection, clock.now()))

    def dial_sent(self, dial_id: int) -> None:
        """The telephone system was told to ring."""
        again.write(self.store, lambda connection: dialling.sent(connection, dial_id, clock.now()))

    def dial_done(self, dial_id: int, failed: str | None = None) -> None:
        """Say what came of a dial: a code of ``DialFailure``, or that the agent's telephone was lifted."""
        again.write(self.store, lambda connection: dialling.done(connection, dial_id, failed, clock.now()))


def _link(connection: Connection, told: CallEvent, call_id: int) -> None:
    """A call that came of a dial is about what the dial was about."""
    dial = dialling.about(connection, told.call_id) if told.type == EventType.RINGING else None
    if dial is not None:
        about = {
            "customer_id": func.coalesce(col(Call.customer_id), dial.customer_id),
            "case_id": func.coalesce(col(Call.case_id), dial.case_id),
        }
        connection.execute(update(Call).where(col(Call.id) == call_id).values(**about))


def _ring_at(connection: Connection, told: RingsAt, agent_id: int | None) -> None:
    """Only while it rings: who answered is surer than who is rung."""
    ringing = update(Call).where(
        col(Call.source) == told.source, col(Call.call_id) == told.call_id,
        col(Call.answered_at).is_(None), col(Call.ended_at).is_(None),
        col(Call.agent_id).is_distinct_from(agent_id),
    )  # fmt: skip
    changed = connection.execute(ringing.values(agent_id=agent_id).returning(col(Call.id))).scalar()
    if changed is not None:
        events.changed(connection, told.at, "call", changed)


def _end_lost(connection: Connection, told: Standing, house: House, now: datetime) -> None:
    """End the calls that ended while nobody listened; when and why, nobody told."""
    rows = connection.execute(
        select(col(Call.call_id), col(Call.direction)).where(
            col(Call.source) == told.source, col(Call.ended_at).is_(None), col(Call.ringing_at) <= told.at
        )
    ).all()
    for row in rows:
        if told.calls is not None and row.call_id not in told.calls:
            lost = CallEvent(
                source=told.source, call_id=row.call_id, type=EventType.ENDED, direction=row.direction.value,
                cause=Cause.LOST, at=told.at,
            )  # fmt: skip
            recording.record(connection, lost, house, now)
