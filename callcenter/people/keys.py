"""Keys for machines: each of one purpose, shown once, kept as a hash, revoked when it is no longer wanted.

A key is 32 random bytes behind its purpose (``cti_...``), so its SHA-256 can't be guessed back and needs no
salt. To rotate it: a second one takes its place, the first counts for a named time more and then, by itself,
no longer.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update
from sqlmodel import col

from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, phrases
from callcenter.people.models import AccessKey
from callcenter.people.views import KeyView, NewKey
from callcenter.points.models import ServicePoint
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor

PURPOSES = ("cti", "point")
"""What keys are for: ``cti``, telephone systems; ``point``, the computer of one service point."""
OVERLAP = timedelta(hours=24)
"""How long a key that is rotated counts beside the new one, where nothing else is said."""
_BYTES = 32

phrases(
    {
        "key.made": N_("key {key} for {purpose} was made"),
        "key.rotated": N_("key {key} for {purpose} replaces key {old}, which counts until {until!t}"),
        "key.revoked": N_("key {key} for {purpose} was revoked"),
    }
)


def make(
    connection: Connection, actor: Actor, purpose: str, at: datetime, *, point_id: int | None = None
) -> NewKey:
    """Make a key; what is returned is the only time that it can be read.

    Args:
        connection: of a ``store.write()``.
        actor: who makes it.
        purpose: one of ``PURPOSES``.
        at: now.
        point_id: whose it is, for the purpose ``point``.

    Raises:
        Invalid: no such purpose, or a point is missing or too many.
        NotFound: no such point.
    """
    if purpose not in PURPOSES:
        known = ", ".join(PURPOSES)
        words = N_("purpose: {given} is none. Choose: {known}.")
        raise Invalid(words, field="purpose", given=purpose, known=known)
    if (purpose == "point") != (point_id is not None):
        raise Invalid(N_("A key for a point needs its point, and no other key does: --point."), field="point")
    if point_id is not None:
        _require_point(connection, point_id)
    made = _add(connection, purpose, point_id, at)
    _tell(connection, actor, at, "key.made", made.key_id, purpose)
    return made


def rotate(
    connection: Connection, actor: Actor, key_id: int, at: datetime, *, overlap: timedelta = OVERLAP
) -> NewKey:
    """Make a key in the place of another, which counts for the overlap and then, by itself, no longer.

    Args:
        connection: of a ``store.write()``.
        actor: who rotates it.
        key_id: the old one.
        at: now.
        overlap: how long the old one still counts.

    Raises:
        NotFound: no such key.
        Invalid: it counts no more.
    """
    old = _locked(connection, key_id)
    until = at + overlap
    if old.revoked_at is not None or (old.retires_at is not None and old.retires_at <= at):
        raise Invalid(
            N_("Key {key} counts no more. Make a new one: callcenter keys make {purpose}"),
            field="key", key=key_id, purpose=old.purpose,
        )  # fmt: skip
    retires_at = min(until, old.retires_at or until)
    connection.execute(update(AccessKey).where(col(AccessKey.id) == key_id).values(retires_at=retires_at))
    made = _add(connection, old.purpose, old.point_id, at)
    more = {"old": key_id, "until": retires_at.isoformat()}
    _tell(connection, actor, at, "key.rotated", made.key_id, old.purpose, more)
    return made


def every(connection: Connection) -> tuple[KeyView, ...]:
    """All keys for machines, newest first; never the keys themselves."""
    columns = (AccessKey.purpose, AccessKey.made_at, AccessKey.revoked_at, AccessKey.retires_at)
    rows: Any = connection.execute(
        select(col(AccessKey.id).label("key_id"), *map(col, columns), col(AccessKey.point_id))
        .where(col(AccessKey.purpose).in_(PURPOSES))
        .order_by(col(AccessKey.id).desc())
    )
    return tuple(KeyView(**row._mapping) for row in rows)


def revoke(connection: Connection, actor: Actor, key_id: int, at: datetime) -> None:
    """Let a key count no more; one that is revoked stays so.

    Raises:
        NotFound: no such key.
    """
    found = _locked(connection, key_id)
    if found.revoked_at is None:
        connection.execute(update(AccessKey).where(col(AccessKey.id) == key_id).values(revoked_at=at))
        _tell(connection, actor, at, "key.revoked", key_id, found.purpose)


def valid(connection: Connection, purpose: str, at: datetime) -> tuple[tuple[int, str], ...]:
    """The keys of a purpose that count at a time, each with its fingerprint, for ``matching``."""
    rows = connection.execute(
        select(col(AccessKey.id), col(AccessKey.hash)).where(col(AccessKey.purpose) == purpose, _counts(at))
    )
    return tuple((key_id or 0, kept) for key_id, kept in rows)


def matching(secret: str, known: Iterable[tuple[int, str]]) -> int | None:
    """Which of the keys somebody holds, or None; takes the same time wherever it stands among them.

    Args:
        secret: what was given.
        known: what ``valid`` returned.
    """
    given, found = fingerprint(secret), None
    for key_id, kept in known:
        if hmac.compare_digest(given, kept):
            found = key_id
    return found


def point_of(connection: Connection, key_id: int, at: datetime) -> int | None:
    """Whose a key is: the point's id; None where the key counts no more, or is no point's."""
    found = select(col(AccessKey.point_id)).where(
        col(AccessKey.id) == key_id, col(AccessKey.purpose) == "point", _counts(at)
    )
    return connection.execute(found).scalar()


def _counts(at: datetime) -> ColumnElement[bool]:
    stays = or_(col(AccessKey.retires_at).is_(None), col(AccessKey.retires_at) > at)
    return and_(col(AccessKey.revoked_at).is_(None), stays)


def _locked(connection: Connection, key_id: int) -> Any:
    found = connection.execute(
        select(
            col(AccessKey.purpose),
            col(AccessKey.point_id),
            col(AccessKey.revoked_at),
            col(AccessKey.retires_at),
        )
        .where(col(AccessKey.id) == key_id, col(AccessKey.purpose).in_(PURPOSES))
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(N_("There is no key {key}. See: callcenter keys list"), key=key_id)
    return found


def _require_point(connection: Connection, point_id: int) -> None:
    query = select(col(ServicePoint.id)).where(col(ServicePoint.id) == point_id)
    if connection.execute(query).first() is None:
        raise NotFound(N_("There is no service point {point}. See: callcenter points near"), point=point_id)


def _add(connection: Connection, purpose: str, point_id: int | None, at: datetime) -> NewKey:
    secret = f"{purpose}_{secrets.token_urlsafe(_BYTES)}"
    row = {"purpose": purpose, "point_id": point_id, "hash": fingerprint(secret), "made_at": at}
    return NewKey(add(connection, AccessKey, row), purpose, secret, point_id)


def fingerprint(secret: str) -> str:
    """What is kept of a key: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode("utf-8", errors="replace")).hexdigest()


def _tell(
    connection: Connection,
    actor: Actor,
    at: datetime,
    verb: str,
    key_id: int,
    purpose: str,
    more: Mapping[str, Any] | None = None,
) -> None:
    said = {"key": key_id, "purpose": purpose, **(more or {})}
    events.record(connection, actor, at, verb, "access_key", key_id, params=said)
