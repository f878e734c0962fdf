"""What became of a file's rows so far; kept with the import, so that one that goes on knows the whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.errors import Invalid
from callcenter.store.bulk.rows import Differs, FileRow, Verdict

_COUNTS = ("added", "changed", "unchanged", "refused", "warned")
_MOST_TOLD = 1000


@dataclass(slots=True)
class Sums:
    """Counts of rows; sentences are of this run only."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    problems: list[Invalid] = field(default_factory=list)
    warnings: list[Invalid] = field(default_factory=list)

    @property
    def read(self) -> int:
        """All rows."""
        return sum(self.counts[name] for name in _COUNTS if name != "warned")

    def with_rows(self, rows: list[tuple[FileRow, Verdict]]) -> "Sums":
        """These and what became of some more rows."""
        more = Sums(self.counts.copy(), self.fields.copy(), [*self.problems], [*self.warnings])
        for row, verdict in rows:
            if isinstance(verdict, Invalid):
                more.counts["refused"] += 1
                if len(more.problems) < _MOST_TOLD:
                    more.problems.append(verdict)
                continue
            if isinstance(verdict, Differs):
                more.fields.update(verdict.fields.keys())
            more.counts["changed" if isinstance(verdict, Differs) else verdict] += 1
            if row.warnings:
                more.counts["warned"] += 1
                more.warnings += row.warnings[: max(0, _MOST_TOLD - len(more.warnings))]
        return more

    def kept(self) -> dict[str, Any]:
        """As it is kept in the store."""
        return {**self.counts, "fields": dict(self.fields)}

    @staticmethod
    def of(kept: Mapping[str, Any]) -> "Sums":
        """From the store."""
        counts = Counter({name: int(kept.get(name, 0)) for name in _COUNTS})
        return Sums(counts, Counter(kept.get("fields", {})))
