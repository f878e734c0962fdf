"""Service points as other files name them: by the id of their own file, else by a name that only one has."""

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.points.models import ServicePoint


class PointNames:
    """All service points by id and name, read once an import."""

    def __init__(self) -> None:
        self._ids: dict[str, int] | None = None
        self._names: dict[str, int | None] = {}

    def load(self, connection: Connection) -> None:
        """Read them, if that hasn't been done."""
        if self._ids is not None:
            return
        self._ids = {}
        columns = (col(ServicePoint.id), col(ServicePoint.external_id), col(ServicePoint.name))
        for point_id, external_id, name in connection.execute(select(*columns)):
            if external_id:
                self._ids[external_id] = point_id or 0
            key = _key(name)
            self._names[key] = None if key in self._names else point_id

    def find(self, said: str) -> int | None:
        """The id of a point, or None where there is none or the name isn't one point's alone."""
        return (self._ids or {}).get(said) or self._names.get(_key(said))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
