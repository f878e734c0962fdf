"""The secrets with which messages to a point are signed: made, shown once, rotated with overlap, revoked.

They are those of Standard Webhooks: 32 random bytes, shown as ``whsec_`` and base64. They must sign, so they
are kept encrypted (``outbox.secrets``). While one takes the place of another, messages carry a signature of
each, so that the point may change its own side on any day between.
"""

import base64
import os
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update
from sqlmodel import col

from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, phrases
from callcenter.outbox.secrets import Secrets
from callcenter.points.models import ServicePoint, ServicePointSecret
from callcenter.points.views import NewSecret, SecretView
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor

OVERLAP = timedelta(hours=24)
"""How long a secret that is rotated signs beside the new one, where nothing else is said."""
_BYTES = 32

phrases(
    {
        "point.secret_made": N_("messages to {point} are signed"),
        "point.secret_rotated": N_(
            "messages to {point} are signed with a new secret, with the old one until {until!t}"
        ),
        "point.secret_revoked": N_("messages to {point} are signed no more"),
    }
)


def make(connection: Connection, actor: Actor, point_id: int, at: datetime, *, secrets: Secrets) -> NewSecret:
    """Make a point's first secret; what is returned is the only time that it can be read.

    Args:
        connection: of a ``store.write()``.
        actor: who makes it.
        point_id: whose messages it will sign.
        at: now.
        secrets: seals it.

    Raises:
        NotFound: no such point.
        Invalid: it has one; or the key file is at fault.
    """
    name = _point(connection, point_id)
    if _live(connection, point_id, at):
        raise Invalid(N_("{point} has a secret already. Rotate it instead."), field="point", point=name)
    made = _add(connection, point_id, at, secrets)
    _tell(connection, actor, at, "point.secret_made", point_id, {"point": name})
    return made


def rotate(
    connection: Connection,
    actor: Actor,
    point_id: int,
    at: datetime,
    *,
    secrets: Secrets,
    overlap: timedelta = OVERLAP,
) -> NewSecret:
    """Make a secret in the place of another, which signs beside it for the overlap.

    Args:
        connection: of a ``store.write()``.
        actor: who rotates it.
        point_id: whose.
        at: now.
        secrets: seals it.
        overlap: how long both sign.

    Raises:
        NotFound: no such point.
        Invalid: it has none; or the key file is at fault.
    """
    name = _point(connection, point_id)
    live = _live(connection, point_id, at)
    if not live:
        raise _none(name)
    until = at + overlap
    for row in live:
        if row.retires_at is None or row.retires_at > until:
            _set(connection, row.id, retires_at=until)
    made = _add(connection, point_id, at, secrets)
    told = {"point": name, "until": until.isoformat()}
    _tell(connection, actor, at, "point.secret_rotated", point_id, told)
    return made


def revoke(connection: Connection, actor: Actor, point_id: int, at: datetime) -> int:
    """Let all of a point's secrets sign no more, at once; its messages leave unsigned until one is made.

    Returns:
        how many there were.

    Raises:
        NotFound: no such point.
        Invalid: it has none.
    """
    name = _point(connection, point_id)
    live = _live(connection, point_id, at)
    if not live:
        raise _none(name)
    for row in live:
        _set(connection, row.id, revoked_at=at)
    _tell(connection, actor, at, "point.secret_revoked", point_id, {"point": name})
    return len(live)


def every(connection: Connection, point_id: int) -> tuple[SecretView, ...]:
    """All secrets that a point ever had, newest first; never the secrets themselves.

    Raises:
        NotFound: no such point.
    """
    _point(connection, point_id, lock=False)
    one = ServicePointSecret
    rows: Any = connection.execute(
        select(
            col(one.id).label("secret_id"), col(one.point_id), col(one.made_at), col(one.retires_at),
            col(one.revoked_at),
        )
        .where(col(one.point_id) == point_id)
        .order_by(col(one.id).desc())
    )  # fmt: skip
    return tuple(SecretView(**row._mapping) for row in rows)


def sealed(connection: Connection, point_id: int, at: datetime) -> tuple[str, ...]:
    """The secrets that sign messages to a point at a time, newest first, as they are kept."""
    return tuple(row.sealed for row in reversed(_live(connection, point_id, at)))


def _live(connection: Connection, point_id: int, at: datetime) -> list[Any]:
    one = ServicePointSecret
    query = select(col(one.id), col(one.sealed), col(one.retires_at))
    return list(
        connection.execute(query.where(col(one.point_id) == point_id, _signs(at)).order_by(col(one.id)))
    )


def _signs(at: datetime) -> ColumnElement[bool]:
    one = ServicePointSecret
    stays = or_(col(one.retires_at).is_(None), col(one.retires_at) > at)
    return and_(col(one.revoked_at).is_(None), stays)


def _point(connection: Connection, point_id: int, *, lock: bool = True) -> str:
    """The point's name; its row is locked, so that one rotates after the other."""
    row = select(col(ServicePoint.name)).where(col(ServicePoint.id) == point_id)
    name = connection.execute(row.with_for_update() if lock else row).scalar()
    if name is None:
        raise NotFound(N_("There is no service point {point}. See: callcenter points near"), point=point_id)
    return name


def _none(name: str) -> Invalid:
    return Invalid(N_("{point} has no secret. Make one first."), field="point", point=name)


def _set(connection: Connection, secret_id: int, **values: datetime) -> None:
    row = update(ServicePointSecret).where(col(ServicePointSecret.id) == secret_id)
    connection.execute(row.values(**values))


def _add(connection: Connection, point_id: int, at: datetime, secrets: Secrets) -> NewSecret:
    secret = "whsec_" + base64.b64encode(os.urandom(_BYTES)).decode("ascii")
    row = {"point_id": point_id, "sealed": secrets.seal(secret), "made_at": at}
    return NewSecret(add(connection, ServicePointSecret, row), point_id, secret)


def _tell(
    connection: Connection, actor: Actor, at: datetime, verb: str, point_id: int, params: dict[str, Any]
) -> None:
    events.record(connection, actor, at, verb, "service_point", point_id, params=params)
