"""Writing what happened: one event a change, its news for the consoles, and requests that repeat.

Every function works inside the caller's ``store.write()``.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from callcenter.errors import Changed, Invalid
from callcenter.i18n import N_
from callcenter.store.adding import add, add_missing
from callcenter.store.models import Change, Event, EventWords, Request
from callcenter.store.pokes import NEWS


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an agent's id and role, or the system."""

    role: str
    """``agent``, ``supervisor``, ``admin``, ``point`` or ``system``."""
    id: int | None = None
    name: str = ""


SYSTEM = Actor("system")


_NEWS = insert(Change)


def record(
    connection: Connection,
    actor: Actor,
    at: datetime,
    verb: str,
    entity: str,
    entity_id: int,
    *,
    case_id: int | None = None,
    params: Mapping[str, Any] | None = None,
    words: str | None = None,
    news: bool = True,
) -> int:
    """Write one event, the words beside it, and the news of it.

    Args:
        connection: of a ``store.write()``.
        actor: who did it.
        at: when, aware UTC.
        verb: a phrase code such as ``case.logged``.
        entity: the table of the thing changed, such as ``case``.
        entity_id: its id.
        case_id: the case in whose timeline the event stands, if any.
        params: JSON values for the phrase; no personal words.
        words: what a person said or typed; kept apart so that it can be erased.
        news: whether consoles are told (bulk work tells them once).

    Returns:
        The event's id.
    """
    salt = secrets.token_hex(8) if words else None
    row = {
        "at": at,
        "actor": actor.role,
        "actor_id": actor.id,
        "verb": verb,
        "entity": entity,
        "entity_id": entity_id,
        "case_id": case_id,
        "params": dict(params or {}),
        "words_hash": salted(words, salt) if words and salt else None,
    }
    event_id = add(connection, Event, row)
    if words:
        connection.execute(insert(EventWords).values(event_id=event_id, words=words, salt=salt))
    if news:
        _tell(connection, at, entity, entity_id, case_id)
    return event_id


def _tell(connection: Connection, at: datetime, entity: str, entity_id: int, case_id: int | None) -> None:
    changed(connection, at, entity, entity_id)
    if case_id is not None and entity != "case":
        changed(connection, at, "case", case_id)


def salted(words: str, salt: str) -> str:
    """The hash an event keeps of words that can be erased: SHA-256 over salt and words, in hex."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def changed(
    connection: Connection, at: datetime, entity: str, entity_id: int, topic: str | None = None
) -> None:
    """Tell the consoles that a thing changed; ``topic`` defaults to the entity."""
    connection.execute(_NEWS, {"at": at, "topic": topic or entity, "entity": entity, "entity_id": entity_id})
    connection.info[NEWS] = True


def claim(connection: Connection, request_key: str, verb: str, at: datetime) -> dict[str, Any] | None:
    """Make a request key this write's own, or return what the first call with it returned.

    Of two calls at the same moment the second waits here until the first is over.

    Args:
        connection: of a ``store.write()``.
        request_key: made when the form opened.
        verb: the verb's name.
        at: now.

    Returns:
        None: do the work, then ``remember``.

    Raises:
        Invalid: the key was used for another verb.
    """
    row = {"key": request_key, "verb": verb, "at": at, "result": {}}
    if add_missing(connection, Request, [row]):
        return None
    return earlier_result(connection, request_key, verb)


def earlier_result(connection: Connection, request_key: str, verb: str) -> dict[str, Any] | None:
    """What the first call with this request key returned, or None where there was none.

    Raises:
        Invalid: the key was used for another verb.
    """
    found = connection.execute(select(Request.result, Request.verb).where(Request.key == request_key)).first()  # type: ignore[call-overload]
    if found is None:
        return None
    if found[1] != verb:
        raise Invalid(
            N_("The request key {key} was used for something else. Give each request a key of its own."),
            field="request",
            key=request_key,
        )
    return dict(found[0])


def remember(connection: Connection, request_key: str, result: Mapping[str, Any]) -> None:
    """Keep the first result of a write verb under its request key, which ``claim`` made its own."""
    connection.execute(update(Request).where(col(Request.key) == request_key).values(result=dict(result)))


def require_version(found: int | None, expected: int, what: str, by: str | None = None) -> None:
    """Refuse to overwrite what somebody else changed.

    Args:
        found: the version in the store, read inside the write; None when the row is gone.
        expected: the version the caller saw.
        what: the thing, as people call it (a case number, a customer's name).
        by: who changed it, if known.

    Raises:
        Changed: the versions differ.
    """
    if found == expected:
        return
    if by:
        raise Changed(
            N_("{what} was changed by {by} meanwhile. Look at it again; what you typed is kept."),
            what=what,
            by=by,
        )
    raise Changed(N_("{what} was changed meanwhile. Look at it again; what you typed is kept."), what=what)
