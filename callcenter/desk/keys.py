"""Keys for machines: made, listed and revoked by an administrator."""

from callcenter.desk.base import DeskBase
from callcenter.people import keys
from callcenter.people.views import KeyView, NewKey
from callcenter.store import again


class KeyVerbs(DeskBase):
    """The verbs of keys."""

    def make_key(self, purpose: str) -> NewKey:
        """Make a key and show it, this once.

        It takes no request key: the result of a request is kept, and a key must not be.

        Raises:
            Invalid: no such purpose.
        """
        return again.write(
            self.store, lambda connection: keys.make(connection, self.actor, purpose, self.now())
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
