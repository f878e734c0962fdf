"""Which ids a file had already, in memory that stays small: a temporary database of this process alone."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from callcenter.store import sqlite

_PAGE = 500
_CACHE_KB = 4096


class Seen:
    """Ids with the line in which they stood first, and a sum of what stood there.

    SQLite keeps the table in memory up to some megabytes and in an unnamed file beyond; it is gone with the
    process, however that ends.
    """

    def __init__(self) -> None:
        self._database = sqlite.library().connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KB}", "temp_store=FILE"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(
            "CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER, content INTEGER) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def note(self, rows: Sequence[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
        """Note rows and say where ids stood first that were noted before.

        Args:
            rows: id, line and content of each, by line; an id comes once.

        Returns:
            by id, the first line and content of those that aren't new.
        """
        database = self._database
        database.execute("BEGIN")
        before = database.total_changes
        database.executemany("INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO NOTHING", sorted(rows))
        added = database.total_changes - before
        database.execute("COMMIT")
        return {} if added == len(rows) else self._found(rows)

    def _found(self, rows: Sequence[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
        lines = {key: line for key, line, _ in rows}
        found: dict[str, tuple[int, int]] = {}
        keys = list(lines)
        for at in range(0, len(keys), _PAGE):
            page = keys[at : at + _PAGE]
            gaps = ", ".join("?" * len(page))
            statement = f"SELECT id, line, content FROM seen WHERE id IN ({gaps})"  # noqa: S608 - gaps only
            for key, line, content in self._database.execute(statement, page):
                if line != lines[key]:
                    found[key] = (line, content)
        return found


def content_of(cells: Mapping[str, str]) -> int:
    """A sum of what a row says, the same in every process: two rows of one id and one sum are the same."""
    text = "\x1f".join(f"{name}\x1e{cells[name]}" for name in sorted(cells)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)
