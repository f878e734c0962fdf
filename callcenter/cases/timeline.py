"""The timeline of a case: its events in order, as phrases, and as steps that the lifecycle can replay."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from callcenter.cases.lifecycle import Step
from callcenter.cases.rules import who
from callcenter.cases.undo import UNDO
from callcenter.cases.views import TimelineRow
from callcenter.cases.words import CaseMove
from callcenter.i18n import Phrase
from callcenter.people.models import Agent
from callcenter.store.models import Event, EventWords

_INTERNAL = ("back", "move", "state", "undone")


def read(connection: Connection, case_id: int) -> tuple[TimelineRow, ...]:
    """The lines of a case's timeline, oldest first.

    A phrase has the parameter ``who``; ``category`` is a code that the reader replaces by its name:
    ``say(row.what, category=taxonomy.name(code, language))``.
    """
    return tuple(
        TimelineRow(row.id, row.at, _who(row), Phrase(row.verb, _params(row)), row.words or "")
        for row in _rows(connection, case_id)
    )


def steps(connection: Connection, case_id: int) -> tuple[Step, ...]:
    """The moves of a case, those that were taken back left out, for ``lifecycle.replay``."""
    made: list[Step] = []
    for row in _rows(connection, case_id):
        move = row.params.get("move")
        if move == UNDO:
            made.pop()
        elif move and row.entity == "case":
            made.append(Step(CaseMove(move), row.at, who(row.actor), _given(row.params, row.words)))
    return tuple(made)


def _rows(connection: Connection, case_id: int) -> list[Row[Any]]:
    names = (Event.id, Event.at, Event.actor, Event.verb, Event.entity, Event.params)
    return list(
        connection.execute(
            select(*(col(name) for name in names), col(Agent.name).label("agent"), col(EventWords.words))
            .outerjoin(Agent, col(Agent.id) == col(Event.actor_id))
            .outerjoin(EventWords, col(EventWords.event_id) == col(Event.id))
            .where(col(Event.case_id) == case_id)
            .order_by(col(Event.at), col(Event.id))
        )
    )


def _who(row: Row[Any]) -> str:
    return row.agent or (row.params.get("point") or "" if row.actor == "point" else "")


def _params(row: Row[Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.params.items() if name not in _INTERNAL}
    return {"who": _who(row) or f"mover.{who(row.actor)}"} | shown


def _given(params: Mapping[str, Any], words: str | None) -> dict[str, Any]:
    expected = params.get("expected_at")
    return {
        "outcome": params.get("outcome"),
        "wait_for": params.get("wait_for"),
        "expected_at": datetime.fromisoformat(expected) if expected else None,
        # Words may have been erased; that there was a reason is known all the same.
        "reason": params.get("close_reason") or params.get("why") or words or "…",
    }
