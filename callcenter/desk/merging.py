"""Duplicates and their merge, which spans the rooms: who may be one, what becomes of it, and back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from callcenter.callers import (
    apart,
    customers,
    duplicates,
    survivors,
    verification,
)
from callcenter.callers.merging import merge, preview, unmerge
from callcenter.callers.merging.views import (
    Duplicate,
    DuplicatePage,
    Merged,
    MergePreview,
    MergeSide,
    PastMerge,
    Unmerged,
)
from callcenter.cases import of_customer
from callcenter.desk.base import DeskBase
from callcenter.people import drafts
from callcenter.store import events
from callcenter.store.events import Actor

_SUBJECT = "customer:"


class MergingVerbs(DeskBase):
    """The verbs of duplicates."""

    def doubles(self, customer_id: int) -> tuple[Duplicate, ...]:
        """Who may be the same as a customer, the surest first, at most five; none that was said not to be."""
        with self.store.read() as connection:
            return duplicates.of_customer(connection, survivors.of(connection, customer_id))

    def duplicates(self, after: str = "", limit: int = 50, *, sure: str = "perhaps") -> DuplicatePage:
        """Proposals over the whole store, a page at a time, in the order of the shared numbers.

        Args:
            after: where the page before ended.
            limit: how many are enough.
            sure: at least ``surely``, ``likely`` or ``perhaps``.
        """
        rows: tuple[Duplicate, ...] = ()
        while True:
            with self.store.read() as connection:  # short ones: agents work meanwhile
                page = duplicates.page(connection, after, limit - len(rows), sure=sure)
            rows += page.rows
            if page.after is None or len(rows) >= limit:
                return DuplicatePage(rows, page.after)
            after = page.after

    def merge_preview(self, survivor_id: int, merged_id: int) -> MergePreview:
        """What merging one customer into another would do; masked like the card.

        Raises:
            NotFound: no such customer.
            Invalid: they are one already.
        """
        now = self.now()
        zone = ZoneInfo(self.settings.zone)
        with self.store.read() as connection:
            into, gone = (survivors.of(connection, each) for each in (survivor_id, merged_id))
            verified = {each: self._verified(connection, each, now) for each in (into, gone)}
            seen = preview.preview(
                connection, into, gone, verified=verified, today=now.astimezone(zone).date()
            )
            waiting = drafts.count(connection, f"{_SUBJECT}{gone}")
            moves = (*seen.moves, *((("merge.draft", waiting),) if waiting else ()))
            return replace(
                seen,
                survivor=_with_cases(connection, seen.survivor, now, zone),
                merged=_with_cases(connection, seen.merged, now, zone),
                moves=moves,
            )

    def merge(
        self,
        request: str,
        survivor: tuple[int, int],
        merged: tuple[int, int],
        chosen: Mapping[str, str] | None = None,
    ) -> Merged:
        """Merge a customer into another: all that hangs on them moves, their id leads to the survivor.

        Args:
            request: the key made when the preview opened; a repeat returns the first result.
            survivor: id and seen version of who stays.
            merged: id and seen version of who goes.
            chosen: whose value is kept (``survivor``, ``merged``; of the note also ``both``), by the field's
                code; the others as the preview proposed.

        Raises:
            NotFound: no such customer.
            Changed: somebody else edited or merged one of them meanwhile.
            Invalid: they are the same, or a choice that can't be made.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            done = merge.merge(connection, self.actor, at, survivor, merged, chosen or {})
            moved = Counter(_by_table({name: len(keys) for name, keys in done.moved.items()}))
            keys = drafts.move(connection, _subject(done.merged_id), _subject(done.survivor_id))
            if keys:
                merge.remember_drafts(connection, done, keys)
                moved["merge.draft"] = len(keys)
            _tell_cases(connection, at, done.moved)
            told = Merged(
                done.id or 0, done.survivor_id, done.merged_id, survivor[1] + 1, tuple(moved.items())
            )
            return asdict(told)

        result = self.once(request, "merge", work)
        return Merged(**(result | {"moved": _pairs(result["moved"])}))

    def unmerge(self, request: str, merge_id: int) -> Unmerged:
        """Take a merge back: exactly what moved goes back; what came since then stays, and is told.

        Raises:
            NotFound: there was no such merge.
            MoveRefused: it was taken back already, or a later one must be taken back first.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            return asdict(take_back(connection, self.actor, at, merge_id))

        result = self.once(request, "unmerge", work)
        return Unmerged(
            **(result | {name: _pairs(result[name]) for name in ("moved", "stayed")}
               | {"edited": tuple(result["edited"])})
        )  # fmt: skip

    def merges(self, customer_id: int) -> tuple[PastMerge, ...]:
        """The merges that a customer was in and that stand, the newest first."""
        with self.store.read() as connection:
            return unmerge.past(connection, customer_id)

    def entry_id(self, said: str) -> int:
        """The id of a customer named by the id in the house's own files, or by ours, merged or not.

        Raises:
            NotFound: no such customer.
            Invalid: it may be two (``customers.named``).
        """
        with self.store.read() as connection:
            return customers.named(connection, said, survivor=False)

    def not_same(self, request: str, one: int, other: int) -> None:
        """Two customers are not the same: they are not proposed again, until ``same_after_all``.

        Raises:
            NotFound: no such customer.
            Invalid: they are one already.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            apart.not_same(connection, self.actor, at, one, other)
            return {}

        self.once(request, "not_same", work)

    def same_after_all(self, request: str, one: int, other: int) -> None:
        """Undo ``not_same``.

        Raises:
            NotFound: no such customer.
            Invalid: they are one already.
        """

        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            apart.same_after_all(connection, self.actor, at, one, other)
            return {}

        self.once(request, "same_after_all", work)

    def _verified(self, connection: Connection, customer_id: int, now: datetime) -> bool:
        return verification.verified_at(connection, customer_id, self.me.agent_id, now) is not None


def take_back(connection: Connection, actor: Actor, at: datetime, merge_id: int) -> Unmerged:
    """Take a merge back in all rooms.

    Args:
        connection: of a ``store.write()``.
        actor: who does it.
        at: when.
        merge_id: which.

    Raises:
        NotFound: there was no such merge.
        MoveRefused: it was taken back already, or a later one must be taken back first.
    """
    done = unmerge.unmerge(connection, actor, at, merge_id)
    row = done.merge
    keys = row.was.get("drafts", ())
    back = drafts.move_back(connection, _subject(row.merged_id), _subject(row.survivor_id), keys)
    _tell_cases(connection, at, row.moved)
    moved = (*_by_table(done.moved).items(), *((("merge.draft", back),) if back else ()))
    stayed = tuple(_by_table(done.stayed).items())
    return Unmerged(merge_id, row.survivor_id, row.merged_id, moved, stayed, done.edited)


def draft_subject(connection: Connection, agent_id: int, form: str, subject: str) -> str:
    """What a draft is about after merges: the survivor; a draft that had no room there stays where it was."""
    said = subject.removeprefix(_SUBJECT)
    if said == subject or not (said.isascii() and said.isdigit()):
        return subject
    now = _subject(survivors.of(connection, int(said)))
    if now == subject or drafts.read(connection, agent_id, form, subject) is not None:
        return subject
    taken = drafts.read(connection, agent_id, form, now) is not None
    if taken and [agent_id, form] not in merge.drafts_of(connection, int(said)):
        return subject
    return now


def _subject(customer_id: int) -> str:
    return f"{_SUBJECT}{customer_id}"


def _with_cases(connection: Connection, side: MergeSide, now: datetime, zone: ZoneInfo) -> MergeSide:
    found = of_customer.read(connection, side.customer.customer_id, now=now, zone=zone)
    opened = tuple((case.number, case.summary) for case in found.open)
    closed = of_customer.closed_count(connection, side.customer.customer_id)
    return replace(side, open_cases=opened, closed_cases=closed)


def _tell_cases(connection: Connection, at: datetime, moved: Mapping[str, Any]) -> None:
    """The open cases whose customer is another one now are news too."""
    for case_id in of_customer.open_of(connection, moved.get("case.customer_id", ())):
        events.changed(connection, at, "case", case_id)


def _by_table(counts: Mapping[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, count in counts.items():
        found[f"merge.{name.partition('.')[0]}"] += count
    return dict(+found)


def _pairs(rows: Any) -> tuple[tuple[str, int], ...]:
    return tuple((name, count) for name, count in rows)
