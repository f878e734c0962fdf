"""Which agent and which queue a telephone system means."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.by_number import read_e164
from callcenter.people.models import Agent, Queue


def agent_id(connection: Connection, said: str, extensions: Mapping[str, str], region: str) -> int | None:
    """The agent whom a telephone system names, or None.

    Args:
        connection: for reading.
        said: an extension (``201``, ``PJSIP/201``, ``201@pbx``), a login or the agent's own number.
        extensions: the settings' extensions and numbers, each with its agent's login.
        region: the country of numbers that name none.
    """
    for login in _logins(said.strip(), extensions, region):
        found = connection.execute(
            select(col(Agent.id)).where(col(Agent.login) == login, col(Agent.active).is_(True))
        ).scalar()
        if found is not None:
            return int(found)
    return None


def _logins(said: str, extensions: Mapping[str, str], region: str) -> Iterator[str]:
    """The logins it may be, the likeliest first."""
    bare = said.rpartition("/")[2]
    spelled = [one for one in dict.fromkeys((said, bare, bare.partition("@")[0])) if one]
    yield from (extensions[one] for one in spelled if one in extensions)
    e164 = read_e164(said, region) if said else None
    if e164:
        yield from (login for number, login in extensions.items() if read_e164(number, region) == e164)
    yield from spelled


def queue_id(connection: Connection, name: str) -> int | None:
    """The queue of this name, or None."""
    if not name:
        return None
    found = connection.execute(select(col(Queue.id)).where(col(Queue.name) == name)).scalar()
    return None if found is None else int(found)
