"""Drafts: what an agent has typed and not yet saved, one an agent, form and subject. No events."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlmodel import col

from callcenter.people.models import Draft
from callcenter.people.views import DraftView
from callcenter.store.adding import add_missing


def keep(
    connection: Connection, agent_id: int, form: str, subject: str, body: dict[str, Any], at: datetime
) -> None:
    """Keep what is typed, in place of what was kept before.

    Args:
        connection: of a ``store.write()``.
        agent_id: whose words they are.
        form: which form they stand in, such as ``log``.
        subject: what it is about: ``customer:12``, ``number:+8613912345678``, ``case:7``.
        body: JSON values by field.
        at: when they were typed; older words never replace newer ones.
    """
    newer = update(Draft).where(*_mine(agent_id, form, subject), col(Draft.at) <= at)
    newer = newer.values(body=body, at=at)
    if connection.execute(newer).rowcount:
        return
    row = {"agent_id": agent_id, "form": form, "subject": subject, "body": body, "at": at}
    if not add_missing(connection, Draft, [row]):  # newer words are there, or somebody was faster
        connection.execute(newer)


def read(connection: Connection, agent_id: int, form: str, subject: str) -> DraftView | None:
    """What this agent typed there and didn't save."""
    row = connection.execute(
        select(col(Draft.body), col(Draft.at)).where(*_mine(agent_id, form, subject))
    ).first()
    return DraftView(form, subject, dict(row[0]), row[1]) if row else None


def of_agent(connection: Connection, agent_id: int) -> tuple[DraftView, ...]:
    """All drafts of an agent, newest first."""
    rows = connection.execute(
        select(col(Draft.form), col(Draft.subject), col(Draft.body), col(Draft.at))
        .where(col(Draft.agent_id) == agent_id)
        .order_by(col(Draft.at).desc(), col(Draft.form), col(Draft.subject))
    )
    return tuple(DraftView(form, subject, dict(body), at) for form, subject, body, at in rows)


def drop(connection: Connection, agent_id: int, form: str, subject: str) -> None:
    """Throw a draft away; in the transaction that saves it, or at the agent's word."""
    connection.execute(delete(Draft).where(*_mine(agent_id, form, subject)))


def count(connection: Connection, subject: str) -> int:
    """How many drafts of anybody are about a subject."""
    found = select(func.count()).select_from(Draft).where(col(Draft.subject) == subject)
    return int(connection.execute(found).scalar() or 0)


def move(connection: Connection, old: str, new: str) -> list[list[Any]]:
    """Let drafts be about another subject; those whose agent has one there already stay.

    Args:
        connection: of a ``store.write()``.
        old: what they are about.
        new: what they shall be about.

    Returns:
        Agent and form of each that moved.
    """
    keys = select(col(Draft.agent_id), col(Draft.form)).order_by(col(Draft.agent_id), col(Draft.form))
    taken = {tuple(row) for row in connection.execute(keys.where(col(Draft.subject) == new))}
    old_ones = connection.execute(keys.where(col(Draft.subject) == old).with_for_update()).all()
    moving: list[list[Any]] = [[*row] for row in old_ones if tuple(row) not in taken]
    for agent_id, form in moving:
        connection.execute(update(Draft).where(*_mine(agent_id, form, old)).values(subject=new))
    return moving


def move_back(connection: Connection, old: str, new: str, keys: Iterable[Sequence[Any]]) -> int:
    """Undo ``move`` for the drafts that are still there; returns how many."""
    back = 0
    for agent_id, form in keys:
        if read(connection, agent_id, form, old) is None:
            mine = _mine(agent_id, form, new)
            back += connection.execute(update(Draft).where(*mine).values(subject=old)).rowcount
    return back


def _mine(agent_id: int, form: str, subject: str) -> tuple[Any, ...]:
    return col(Draft.agent_id) == agent_id, col(Draft.form) == form, col(Draft.subject) == subject
