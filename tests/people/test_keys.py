"""Keys for machines: shown once, kept as a hash, revoked, rotated with both counting meanwhile."""

import hashlib
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from callcenter.errors import Invalid, NotFound
from callcenter.people import keys
from callcenter.people.models import AccessKey
from callcenter.store.events import Actor
from callcenter.store.models import Event, Request
from callcenter.store.store import Store

ADMIN = Actor("admin", None, "root")


def do(store: Store, verb: Any, *args: Any) -> Any:
    with store.write() as connection:
        return verb(connection, *args)


def counts(store: Store, secret: str) -> int | None:
    with store.read() as connection:
        return keys.matching(secret, keys.valid(connection, "cti"))


def test_only_the_hash_of_a_key_is_kept(store: Store, at: datetime) -> None:
    made = do(store, keys.make, ADMIN, "cti", at)
    assert made.secret.startswith("cti_")
    assert len(made.secret) == 4 + 43
    with store.read() as connection:
        (row,) = connection.execute(select(AccessKey))
        told = [*connection.execute(select(Event)), *connection.execute(select(Request))]
    assert row.hash == hashlib.sha256(made.secret.encode()).hexdigest()
    assert not [one for one in (row, *told) if made.secret in str(one)]
    assert counts(store, made.secret) == made.key_id
    assert [
        counts(store, wrong) for wrong in ("", "cti_", made.secret[:-1], made.secret + "x", "\ud800")
    ] == [None] * 5


def test_a_key_is_changed_for_another_while_both_count(store: Store, at: datetime) -> None:
    old, new = do(store, keys.make, ADMIN, "cti", at), do(store, keys.make, ADMIN, "cti", at)
    assert (counts(store, old.secret), counts(store, new.secret)) == (old.key_id, new.key_id)
    do(store, keys.revoke, ADMIN, old.key_id, at)
    do(store, keys.revoke, ADMIN, old.key_id, at)
    assert (counts(store, old.secret), counts(store, new.secret)) == (None, new.key_id)
    with store.read() as connection:
        assert [(one.key_id, one.revoked_at) for one in keys.every(connection)] == [
            (new.key_id, None),
            (old.key_id, at),
        ]
        assert [one.verb for one in connection.execute(select(Event))] == [
            "key.made",
            "key.made",
            "key.revoked",
        ]


def test_a_purpose_or_a_key_that_is_not_there(store: Store, at: datetime) -> None:
    with pytest.raises(Invalid):
        do(store, keys.make, ADMIN, "anything", at)
    with pytest.raises(NotFound):
        do(store, keys.revoke, ADMIN, 7, at)
