"""What the merging of customers shows: frozen read models, standard library only."""

from dataclasses import dataclass
from datetime import date, datetime

from callcenter.i18n import Phrase


@dataclass(frozen=True, slots=True)
class Alike:
    """One of two customers that may be the same, as far as anybody may see it.

    Attributes:
        customer_id: of the store.
        external_id: in the house's own files.
        version: as it was read.
        name: as written.
        latin: in Latin letters, where it isn't.
        place: city and district.
    """

    customer_id: int
    external_id: str | None
    version: int
    name: str
    latin: str
    place: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two customers that may be one.

    Attributes:
        one: the older id of the two, or the customer that was asked about.
        other: the other one.
        sure: ``surely``, ``likely`` or ``perhaps``.
        why: codes ``same.number``, ``same.name`` ..., the weightiest first.
        number: the shared number as it may be shown.
        after: of a page: what names the place behind this number's proposals; tells nothing of the number.
    """

    one: Alike
    other: Alike
    sure: str
    why: tuple[Phrase, ...]
    number: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """Some proposals, and where the next ones begin; ``after`` None: that was all."""

    rows: tuple[Duplicate, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of both, and what the merged customer will have.

    Attributes:
        code: ``detail.name``, ``detail.address`` ...
        survivor: what the surviving one has, as it may be shown; empty: nothing.
        merged: what the other one has.
        kept: ``survivor`` or ``merged``: whose value is proposed, ``both`` where the two are put together.
        free: whether it is the agent's to choose.
        same: whether both have the same.
        coded: whether what they have are codes with words of their own, parted by commas.
    """

    code: str
    survivor: str
    merged: str
    kept: str
    free: bool
    same: bool = False
    coded: bool = False


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One customer as the preview shows it.

    Attributes:
        customer: who.
        since: customer since.
        numbers: those held now, as they may be shown, each with whether the other one holds it too.
        contacts: their names.
        items: brand and product of what is or was owned.
        open_cases: number and summary.
        closed_cases: how many.
        consents: codes ``consent.given`` and ``consent.refused``.
    """

    customer: Alike
    since: date | None
    numbers: tuple[tuple[str, bool], ...] = ()
    contacts: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    open_cases: tuple[tuple[str, str], ...] = ()
    closed_cases: int = 0
    consents: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do, before anything is done.

    Attributes:
        survivor: who stays.
        merged: whose id will lead to the survivor.
        fields: whose value is kept, one by one.
        moves: what moves, by ``merge.case`` and its like, with counts.
        warnings: conflicts, and what is done about them.
        alike: why and how surely the two are one; None: nothing says so.
        apart: somebody said that they are not the same.
        proposed: the customer id that is proposed to survive.
    """

    survivor: MergeSide
    merged: MergeSide
    fields: tuple[MergeField, ...]
    moves: tuple[tuple[str, int], ...]
    warnings: tuple[Phrase, ...]
    alike: Duplicate | None
    apart: bool
    proposed: int


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did.

    Attributes:
        merge_id: to take it back by.
        survivor_id: who stays.
        merged_id: whose id now leads there.
        version: the survivor's new version.
        moved: how many rows moved, by ``merge.case`` and its like.
    """

    merge_id: int
    survivor_id: int
    merged_id: int
    version: int
    moved: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What taking a merge back did.

    Attributes:
        merge_id: which.
        survivor_id: who had survived.
        merged_id: who is on file again.
        moved: how many rows went back.
        stayed: rows that came after the merge and stay with the survivor.
        edited: codes of the fields that were edited since, and stay as they are.
    """

    merge_id: int
    survivor_id: int
    merged_id: int
    moved: tuple[tuple[str, int], ...]
    stayed: tuple[tuple[str, int], ...]
    edited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastMerge:
    """A merge that can be taken back, or why not yet.

    Attributes:
        merge_id: which.
        survivor_id: who survived.
        name: of the survivor.
        merged_id: who was merged into them.
        merged_name: the name they had.
        at: when.
        agent: by whom.
        last: whether it is the survivor's last one, which alone can be taken back.
    """

    merge_id: int
    survivor_id: int
    name: str
    merged_id: int
    merged_name: str
    at: datetime
    agent: str
    last: bool
