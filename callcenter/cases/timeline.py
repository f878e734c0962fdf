"""The timeline of a case: its events in order, as phrases, and as steps that the lifecycle can replay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from callcenter.cases.lifecycle import Step
from callcenter.cases.models import Case, CaseLink
from callcenter.cases.numbers import show
from callcenter.cases.rules import who
from callcenter.cases.undo import UNDO
from callcenter.cases.views import TimelineRow
from callcenter.cases.words import CaseMove, LinkKind
from callcenter.i18n import Phrase
from callcenter.people.models import Agent
from callcenter.store.models import Event, EventWords

_INTERNAL = ("back", "move", "state", "undone", "other_id")
_LOGGED = "case.logged"
_SAID = frozenset(
    {
        _LOGGED, "case.noted", "case.promised", "case.promise_kept", "case.promise_missed", "case.chased",
        "case.tried", "case.reached", "alarm.raised", "alarm.raised_by_symptom", "alarm.acknowledged",
    }
)  # fmt: skip
"""What of a merged case is shown on the one as which it goes on."""


def read(connection: Connection, case_id: int) -> tuple[TimelineRow, ...]:
    """The lines of a case's timeline, oldest first.

    A phrase has the parameter ``who``; ``category`` is a code that the reader replaces by its name:
    ``say(row.what, category=taxonomy.name(code, language))``.
    """
    return tuple(
        TimelineRow(
            row.id, row.at, _who(row), Phrase(row.verb, _params(row)), row.words or "",
            is_erased=row.words is None and row.words_hash is not None,
        )
        for row in _rows(connection, case_id)
    )  # fmt: skip


def with_joint(connection: Connection, case_id: int) -> tuple[TimelineRow, ...]:
    """The timeline, with what was said on cases merged into this one and the notes that a split took along.

    These lines name the case on which they stand; what became of that case is not among them.
    """
    rows = {row.event_id: row for row in read(connection, case_id)}
    for other, number, notes, words in _joint(connection, case_id):
        there = with_joint(connection, other) if notes is None else read(connection, other)
        for row in there:
            if row.event_id in notes if notes is not None else row.of or row.what.code in _SAID:
                told = row.words or (words if row.what.code == _LOGGED and not row.of else "")
                rows.setdefault(row.event_id, replace(row, words=told, of=row.of or number))
    return tuple(sorted(rows.values(), key=lambda row: (row.at, row.event_id)))


def _joint(connection: Connection, case_id: int) -> Iterator[tuple[int, str, frozenset[int] | None, str]]:
    """Merged cases with their description, and the case this one was split off with the notes it took."""
    for link, other in (("other_id", "case_id"), ("case_id", "other_id")):
        kind = LinkKind.MERGED if link == "other_id" else LinkKind.SPLIT
        rows = connection.execute(
            select(col(Case.id), col(Case.number), col(Case.description), col(CaseLink.back))
            .join(CaseLink, getattr(CaseLink, other) == col(Case.id))
            .where(getattr(CaseLink, link) == case_id, col(CaseLink.kind) == kind)
        )
        for other_id, number, words, back in rows:
            notes = frozenset(back["pieces"]["notes"]) if kind == LinkKind.SPLIT else None
            yield other_id or 0, show(number), notes, words


def steps(connection: Connection, case_id: int) -> tuple[Step, ...]:
    """The moves of a case, those that were taken back left out, for ``lifecycle.replay``."""
    # In the order in which they were written: the clocks of two machines may differ.
    return steps_of(sorted(_rows(connection, case_id), key=lambda row: int(row.id)))


def steps_of(rows: Iterable[Any]) -> tuple[Step, ...]:
    """The moves among the events of one case, oldest first, as ``steps`` gives them.

    Args:
        rows: with ``at``, ``actor``, ``entity``, ``params`` and ``words``.
    """
    made: list[Step] = []
    for row in rows:
        move = row.params.get("move")
        if move == UNDO:
            made.pop()
        elif move and row.entity == "case":
            made.append(Step(CaseMove(move), row.at, who(row.actor), _given(row.params, row.words)))
    return tuple(made)


def _rows(connection: Connection, case_id: int) -> list[Row[Any]]:
    names = (Event.id, Event.at, Event.actor, Event.verb, Event.entity, Event.params, Event.words_hash)
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
