"""Secrets that sign messages to a point: shown once, kept encrypted, rotated while both sign, revoked."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from callcenter.errors import Invalid, NotFound
from callcenter.outbox.secrets import Secrets
from callcenter.points import webhook_secrets
from callcenter.points.models import ServicePoint, ServicePointSecret
from callcenter.store.events import Actor
from callcenter.store.models import Event
from callcenter.store.store import Store

ADMIN = Actor("admin", None, "root")


@pytest.fixture
def secrets(store: Store, tmp_path: Path) -> Secrets:
    with store.write() as connection:
        connection.execute(insert(ServicePoint).values(name="永达浦东", timezone="UTC", active=True))
    return Secrets(tmp_path / "callcenter.secret")


def signing(store: Store, secrets: Secrets, at: datetime) -> list[str]:
    with store.read() as connection:
        return [secrets.opened(one) for one in webhook_secrets.sealed(connection, 1, at)]


def test_a_secret_takes_the_place_of_another_while_both_sign(
    store: Store, secrets: Secrets, at: datetime
) -> None:
    with store.write() as connection:
        old = webhook_secrets.make(connection, ADMIN, 1, at, secrets=secrets)
    with store.write() as connection:
        new = webhook_secrets.rotate(connection, ADMIN, 1, at, secrets=secrets, overlap=timedelta(hours=1))
    assert signing(store, secrets, at) == [new.secret, old.secret]
    assert signing(store, secrets, at + timedelta(hours=1)) == [new.secret]
    with store.read() as connection:
        kept = [*connection.execute(select(ServicePointSecret)), *connection.execute(select(Event))]
    assert not [one for one in kept if new.secret in str(one) or old.secret in str(one)]
    with store.write() as connection:
        assert webhook_secrets.revoke(connection, ADMIN, 1, at) == 2
    assert signing(store, secrets, at) == []
    with store.read() as connection:
        shown = webhook_secrets.every(connection, 1)
    assert [(one.retires_at, one.revoked_at) for one in shown] == [(None, at), (at + timedelta(hours=1), at)]


def test_what_does_not_fit_is_refused(store: Store, secrets: Secrets, at: datetime) -> None:
    with store.write() as connection, pytest.raises(NotFound):
        webhook_secrets.make(connection, ADMIN, 9, at, secrets=secrets)
    with store.write() as connection, pytest.raises(Invalid, match="Make one first"):
        webhook_secrets.rotate(connection, ADMIN, 1, at, secrets=secrets)
    with store.write() as connection:
        webhook_secrets.make(connection, ADMIN, 1, at, secrets=secrets)
    with store.write() as connection, pytest.raises(Invalid, match="Rotate it"):
        webhook_secrets.make(connection, ADMIN, 1, at, secrets=secrets)
