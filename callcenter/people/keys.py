"""Keys for machines: each of one purpose, shown once, kept as a hash, revoked when it is no longer wanted.

A key is 32 random bytes behind its purpose (``cti_...``), so its SHA-256 can't be guessed back and needs no
salt. To rotate: make a second one, put it into the telephone system, revoke the first; both count meanwhile.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, phrases
from callcenter.people.models import AccessKey
from callcenter.people.views import KeyView, NewKey
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor

PURPOSES = ("cti",)
"""What keys are for: ``cti``, telephone systems."""
_BYTES = 32

phrases(
    {
        "key.made": N_("key {key} for {purpose} was made"),
        "key.revoked": N_("key {key} for {purpose} was revoked"),
    }
)


def make(connection: Connection, actor: Actor, purpose: str, at: datetime) -> NewKey:
    """Make a key; what is returned is the only time that it can be read.

    Args:
        connection: of a ``store.write()``.
        actor: who makes it.
        purpose: one of ``PURPOSES``.
        at: now.

    Raises:
        Invalid: no such purpose.
    """
    if purpose not in PURPOSES:
        known = ", ".join(PURPOSES)
        words = N_("purpose: {given} is none. Choose: {known}.")
        raise Invalid(words, field="purpose", given=purpose, known=known)
    secret = f"{purpose}_{secrets.token_urlsafe(_BYTES)}"
    key_id = add(connection, AccessKey, {"purpose": purpose, "hash": fingerprint(secret), "made_at": at})
    _tell(connection, actor, at, "key.made", key_id, purpose)
    return NewKey(key_id, purpose, secret)


def every(connection: Connection) -> tuple[KeyView, ...]:
    """All keys for machines, newest first; never the keys themselves."""
    rows = connection.execute(
        select(col(AccessKey.id), col(AccessKey.purpose), col(AccessKey.made_at), col(AccessKey.revoked_at))
        .where(col(AccessKey.purpose).in_(PURPOSES))
        .order_by(col(AccessKey.id).desc())
    )
    return tuple(KeyView(key_id or 0, purpose, made, revoked) for key_id, purpose, made, revoked in rows)


def revoke(connection: Connection, actor: Actor, key_id: int, at: datetime) -> None:
    """Let a key count no more; one that is revoked stays so.

    Raises:
        NotFound: no such key.
    """
    found = connection.execute(
        select(col(AccessKey.purpose), col(AccessKey.revoked_at))
        .where(col(AccessKey.id) == key_id, col(AccessKey.purpose).in_(PURPOSES))
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(N_("There is no key {key}. See: callcenter keys list"), key=key_id)
    if found.revoked_at is None:
        connection.execute(update(AccessKey).where(col(AccessKey.id) == key_id).values(revoked_at=at))
        _tell(connection, actor, at, "key.revoked", key_id, found.purpose)


def valid(connection: Connection, purpose: str) -> tuple[tuple[int, str], ...]:
    """The keys of a purpose that count, each with its fingerprint, for ``matching``."""
    rows = connection.execute(
        select(col(AccessKey.id), col(AccessKey.hash)).where(
            col(AccessKey.purpose) == purpose, col(AccessKey.revoked_at).is_(None)
        )
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


def fingerprint(secret: str) -> str:
    """What is kept of a key: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode("utf-8", errors="replace")).hexdigest()


def _tell(connection: Connection, actor: Actor, at: datetime, verb: str, key_id: int, purpose: str) -> None:
    said = {"key": key_id, "purpose": purpose}
    events.record(connection, actor, at, verb, "access_key", key_id, params=said)
