"""Keys for machines: shown once, kept as a hash, revoked, rotated with both counting meanwhile."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from callcenter.errors import Invalid, NotFound
from callcenter.people import keys
from callcenter.people.models import AccessKey
from callcenter.points.models import ServicePoint
from callcenter.store.events import Actor
from callcenter.store.models import Event, Request
from callcenter.store.store import Store

ADMIN = Actor("admin", None, "root")


def do(store: Store, verb: Any, *args: Any, **more: Any) -> Any:
    with store.write() as connection:
        return verb(connection, *args, **more)


NOW = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)


def counts(store: Store, secret: str, at: datetime = NOW, purpose: str = "cti") -> int | None:
    with store.read() as connection:
        return keys.matching(secret, keys.valid(connection, purpose, at))


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
    with pytest.raises(NotFound):
        do(store, keys.rotate, ADMIN, 7, at)
    with pytest.raises(NotFound, match="service point 7"):
        do(store, keys.make, ADMIN, "point", at, point_id=7)
    for purpose, point_id in (("point", None), ("cti", 7)):
        with pytest.raises(Invalid, match="--point"):
            do(store, keys.make, ADMIN, purpose, at, point_id=point_id)


def test_a_rotated_key_counts_for_a_named_time_and_then_by_itself_no_longer(
    store: Store, at: datetime
) -> None:
    old = do(store, keys.make, ADMIN, "cti", at)
    new = do(store, keys.rotate, ADMIN, old.key_id, at, overlap=timedelta(hours=2))
    end = at + timedelta(hours=2)
    assert (new.purpose, new.secret == old.secret) == ("cti", False)
    assert [counts(store, one.secret, end - timedelta(seconds=1)) for one in (old, new)] == [1, 2]
    assert [counts(store, one.secret, end) for one in (old, new)] == [None, 2]
    do(store, keys.rotate, ADMIN, old.key_id, at)  # a longer overlap doesn't bring it back to life
    with store.read() as connection:
        assert [one.retires_at for one in keys.every(connection)] == [None, None, end]
    with pytest.raises(Invalid, match="counts no more"):
        do(store, keys.rotate, ADMIN, old.key_id, end)


def test_a_key_of_a_point_says_whose_it_is_also_after_rotation(sqlite_store: Store, at: datetime) -> None:
    store = sqlite_store
    with store.write() as connection:
        connection.execute(insert(ServicePoint).values(name="永达浦东", timezone="UTC", active=True))
    cti = do(store, keys.make, ADMIN, "cti", at)
    old = do(store, keys.make, ADMIN, "point", at, point_id=1)
    new = do(store, keys.rotate, ADMIN, old.key_id, at)
    later = at + keys.OVERLAP
    with store.read() as connection:
        whose = [keys.point_of(connection, one.key_id, at) for one in (cti, old, new)]
        assert whose == [None, 1, 1]
        assert keys.point_of(connection, old.key_id, later) is None
    assert counts(store, new.secret, purpose="point") == new.key_id
    assert counts(store, new.secret) is None, "of another purpose"
    do(store, keys.revoke, ADMIN, new.key_id, at)
    with store.read() as connection:
        assert keys.point_of(connection, new.key_id, at) is None
