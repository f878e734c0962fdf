"""Who may sit down here: added, given roles, let go and listed by an administrator."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection

from callcenter.desk.base import DeskBase
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.people import staff
from callcenter.people.views import PersonView


class PeopleVerbs(DeskBase):
    """The verbs of people."""

    def people(self) -> tuple[PersonView, ...]:
        """Everybody, by login."""
        with self.store.read() as connection:
            return staff.every(connection)

    def add_person(
        self, request: str, login: str, name: str = "", *, roles: Collection[str], point_id: int | None = None
    ) -> PersonView:
        """Add somebody.

        Args:
            request: made when the form opened.
            login: the name under which they sit down.
            name: what others read; empty: the login.
            roles: codes of ``Role``.
            point_id: whose staff it is, with the role ``point`` alone.

        Raises:
            Invalid: the login is taken or can't be read, or the roles don't go together.
            NotFound: no such point.
        """
        return self._changed(
            request, "add_person",
            lambda connection, at: staff.add(connection, self.actor, login, name, roles, point_id, at),
        )  # fmt: skip

    def set_roles(
        self, request: str, login: str, roles: Collection[str], point_id: int | None = None
    ) -> PersonView:
        """Give somebody these roles in place of the ones they had.

        Raises:
            NotFound: nobody has this login, or there is no such point.
            Invalid: the roles don't go together.
        """
        return self._changed(
            request, "set_roles",
            lambda connection, at: staff.set_roles(connection, self.actor, login, roles, point_id, at),
        )  # fmt: skip

    def let_go(self, request: str, login: str) -> PersonView:
        """Let somebody sit down no more; what they did stays under their name.

        Raises:
            NotFound: nobody has this login.
        """
        return self._changed(
            request, "let_go",
            lambda connection, at: staff.set_active(connection, self.actor, login, False, at),
        )  # fmt: skip

    def take_back(self, request: str, login: str) -> PersonView:
        """Let somebody sit down again.

        Raises:
            NotFound: nobody has this login.
        """
        return self._changed(
            request, "take_back",
            lambda connection, at: staff.set_active(connection, self.actor, login, True, at),
        )  # fmt: skip

    def _changed(self, request: str, verb: str, work: Callable[[Connection, datetime], int]) -> PersonView:
        done = self.once(request, verb, lambda connection, at: {"agent_id": work(connection, at)})
        found = next((one for one in self.people() if one.agent_id == done["agent_id"]), None)
        if found is None:
            raise NotFound(N_("Nobody here is called {login}. See: callcenter people list"), login="?")
        return found
