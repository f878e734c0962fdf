"""One case of the demo as it goes on: every move by the lifecycle, every line of the timeline written.

The events have the verbs and parameters that the rooms of cases and dispatch write, so that timelines read
and replay like those of real cases.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from callcenter.cases import standing
from callcenter.cases.clocks import Wait
from callcenter.cases.lifecycle import Standing, Step, advance
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.moves import VERBS
from callcenter.cases.rules import Who
from callcenter.cases.words import CaseMove, CaseState, WaitFor, code
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage
from callcenter.i18n import Phrase
from callcenter.settings import Settings

SETTINGS = Settings(zone="Asia/Shanghai", region="CN", currency="CNY")


@dataclass(slots=True)
class Told:
    """An event while it is made; ids are given when all are there, in the order of time."""

    values: Values
    words: str | None = None


class Story:
    """A case and what happens to it.

    Attributes:
        stage: the demo's rows.
        chance: this case's own.
        case: its row.
        agent: the row of the agent who looks after it.
        at: the time of what happens now; goes on only.
        events: what has happened in this and the other cases.
        not_to: points that it isn't sent to, because they declined or are full.
    """

    def __init__(self, stage: Stage, chance: Random, case: Values, agent: Values, events: list[Told]) -> None:
        self.stage, self.chance, self.case, self.agent, self.events = stage, chance, case, agent, events
        self.at: datetime = case["logged_at"]
        self.standing = Standing()
        self.waits: list[Values] = []
        self.point: Values | None = None
        self.accepted_at: datetime | None = None
        self.not_to: tuple[int, ...] = ()

    @property
    def language(self) -> str:
        """In which of the demo's languages agent and caller speak."""
        return "zh" if (self.case["language"] or "").startswith("zh") else "en"

    def begin(self) -> None:
        """The case is logged; what the timeline says of it is told by itself."""
        self.standing = advance(self.standing, Step(CaseMove.LOG, self.at))
        self.case["state"] = self.standing.state

    def tell(
        self,
        verb: str,
        entity: str = "case",
        entity_id: int | None = None,
        *,
        who: Who = "agent",
        actor: Values | None = None,
        params: Mapping[str, Any] | None = None,
        words: str | None = None,
        timeline: bool = True,
    ) -> None:
        """Write an event."""
        by = (actor or self.agent)["id"] if who in ("agent", "supervisor") else None
        values: Values = {
            "at": self.at,
            "actor": who,
            "actor_id": by,
            "verb": verb,
            "entity": entity,
            "entity_id": self.case["id"] if entity_id is None else entity_id,
            "case_id": self.case["id"] if timeline else None,
            "params": {name: value for name, value in (params or {}).items() if value is not None},
        }
        self.events.append(Told(values, words or None))

    def move(
        self,
        move: CaseMove,
        *,
        who: Who = "agent",
        given: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        words: str | None = None,
        **sets: Any,
    ) -> None:
        """Move the case by its lifecycle and write the event of it.

        Args:
            move: what is done.
            who: who does it.
            given: what the lifecycle asks for.
            params: what the timeline says besides.
            words: what a person said.
            **sets: more columns of the case.
        """
        before = self.standing
        self.standing = advance(before, Step(move, self.at, who, given or {}))
        case = self.case
        case |= sets
        case |= {
            "state": self.standing.state,
            "closed_at": self.standing.closed_at,
            "before_wait": self.standing.before_wait.value if self.standing.before_wait else None,
            "version": case["version"] + 1,
            "changed_by": self.agent["name"] if who == "agent" else who,
        }
        told: Values = {"move": move.value, "state": case["state"].value}
        if self.point:
            told |= {"point": self.point["name"], "point_id": self.point["id"]}
        told |= params or {}
        why = "_why" if told.get("why") and move in (CaseMove.ROUTE, CaseMove.DECLINE) else ""
        self.tell(VERBS[move] + why, who=who, params=told, words=words)

    def wait(self, wait_for: WaitFor, reason: str) -> None:
        """Wait for the customer or for parts from now on."""
        self.move(
            CaseMove.WAIT, given={"wait_for": wait_for}, params={"wait_for": code(wait_for)}, words=reason
        )
        self.waits.append(
            self.stage.rows.add(
                CaseWait, case_id=self.case["id"], wait_for=wait_for, reason=reason, from_at=self.at
            )
        )

    def resume(self) -> None:
        """Go on after a wait."""
        self.end_waits()
        self.move(CaseMove.RESUME)

    def end_waits(self) -> None:
        """Whatever is waited for ends now."""
        for wait in self.waits:
            wait["to_at"] = wait["to_at"] or self.at

    def set_clocks(self) -> None:
        """Compute both due times from what has happened."""
        waits = [Wait(wait["wait_for"], wait["from_at"], wait["to_at"]) for wait in self.waits]
        if self.case["state"] in (CaseState.CLOSED, CaseState.CANCELLED, CaseState.RESOLVED):
            self.case |= {"due_at": None, "point_due_at": None}
        else:
            self.case |= standing.due_dates(Case(**self.case), waits, self.accepted_at, SETTINGS)


def spoken(phrase: Phrase) -> dict[str, Any]:
    """A phrase as events keep it."""
    return {"code": phrase.code, "params": dict(phrase.params)}


def later(at: datetime, seconds: float) -> datetime:
    """So many whole seconds later."""
    return at + timedelta(seconds=round(seconds))


Happening = Callable[[Story], None]
