"""Keys for machines and secrets of webhooks: made, listed, rotated and revoked by an administrator.

Making and rotating take no request key: the result of a request is kept, and a key must not be.
"""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlmodel import col

from callcenter.desk.base import DeskBase
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.outbox.secrets import Secrets
from callcenter.people import keys
from callcenter.people.views import KeyView, NewKey
from callcenter.points import webhook_secrets
from callcenter.points.models import ServicePoint
from callcenter.points.views import NewSecret, SecretView
from callcenter.store import again


class KeyVerbs(DeskBase):
    """The verbs of keys."""

    def make_key(self, purpose: str, *, point_id: int | None = None) -> NewKey:
        """Make a key and show it, this once.

        Args:
            purpose: ``cti``, or ``point`` with its point.
            point_id: whose it is.

        Raises:
            Invalid: no such purpose, or a point is missing or too many.
            NotFound: no such point.
        """
        return again.write(
            self.store,
            lambda connection: keys.make(connection, self.actor, purpose, self.now(), point_id=point_id),
        )

    def rotate_key(self, key_id: int, *, overlap: timedelta = keys.OVERLAP) -> NewKey:
        """Make a key in the place of another and show it, this once; the old one counts for the overlap.

        Raises:
            NotFound: no such key.
            Invalid: it counts no more.
        """
        return again.write(
            self.store,
            lambda connection: keys.rotate(connection, self.actor, key_id, self.now(), overlap=overlap),
        )

    def keys(self) -> tuple[KeyView, ...]:
        """All keys, newest first, without the keys themselves."""
        with self.store.read() as connection:
            return keys.every(connection)

    def revoke_key(self, key_id: int) -> None:
        """Let a key count no more; doors notice within seconds.

        Raises:
            NotFound: no such key.
        """
        again.write(self.store, lambda connection: keys.revoke(connection, self.actor, key_id, self.now()))

    def make_secret(self, point_id: int) -> NewSecret:
        """Make the secret with which messages to a point are signed, and show it, this once.

        Raises:
            NotFound: no such point.
            Invalid: it has one; or the key file is at fault.
        """
        secrets = Secrets.of(self.settings)
        return again.write(
            self.store,
            lambda connection: webhook_secrets.make(
                connection, self.actor, point_id, self.now(), secrets=secrets
            ),
        )

    def rotate_secret(self, point_id: int, *, overlap: timedelta = webhook_secrets.OVERLAP) -> NewSecret:
        """Make a secret in the place of another and show it, this once; both sign for the overlap.

        Raises:
            NotFound: no such point.
            Invalid: it has none; or the key file is at fault.
        """
        secrets = Secrets.of(self.settings)
        return again.write(
            self.store,
            lambda connection: webhook_secrets.rotate(
                connection, self.actor, point_id, self.now(), secrets=secrets, overlap=overlap
            ),
        )

    def revoke_secret(self, point_id: int) -> int:
        """Let a point's secrets sign no more, at once; its messages leave unsigned. Returns how many.

        Raises:
            NotFound: no such point.
            Invalid: it has none.
        """
        return again.write(
            self.store,
            lambda connection: webhook_secrets.revoke(connection, self.actor, point_id, self.now()),
        )

    def secrets(self, point_id: int) -> tuple[SecretView, ...]:
        """All secrets of a point, newest first, without the secrets themselves.

        Raises:
            NotFound: no such point.
        """
        with self.store.read() as connection:
            return webhook_secrets.every(connection, point_id)

    def point_called(self, said: str) -> int:
        """The id of the point that somebody names: by its number here, its id in the file, or its whole name.

        Raises:
            NotFound: none, or several, are called so.
        """
        one = ServicePoint
        called = or_(col(one.external_id) == said, col(one.name) == said)
        if said.isdecimal() and len(said) < 19:
            called = or_(called, col(one.id) == int(said))
        with self.store.read() as connection:
            found = connection.execute(select(col(one.id), col(one.external_id)).where(called)).all()
        exact = [row.id for row in found if row.external_id == said] or [row.id for row in found]
        if len(exact) != 1:
            raise NotFound(
                N_("No service point, or more than one, is called {point}. Give its number: "
                   "callcenter points near shows it."),
                point=said,
            )  # fmt: skip
        return exact[0] or 0
