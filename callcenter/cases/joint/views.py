"""What is shown of cases that belong together, what merging and splitting take; standard library only."""

from dataclasses import dataclass
from datetime import datetime

from callcenter.i18n import Phrase


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another case, as one case sees it."""

    case_id: int
    number: str
    version: int
    how: str
    """Why it stands here: ``related``, ``repeat_of``, ``repeated_by``, ``merged_into``, ``merged_in``,
    ``split_from``, ``split_off``; of a candidate ``same_customer``, ``same_item``, ``same_number`` or
    ``named``."""
    state: str
    summary: str
    customer: str
    item: str
    where: str
    logged_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    safety: bool = False
    merged_into: str = ""
    """The number as which it goes on, where it was merged."""


@dataclass(frozen=True, slots=True)
class UndoView:
    """The newest link, merge or split of a case: what undoing would take back."""

    kind: str
    """``related``, ``merged`` or ``split``."""
    other: str
    """The other case's number."""


@dataclass(frozen=True, slots=True)
class CaseSide:
    """One of two cases that may be merged."""

    case_id: int
    number: str
    version: int
    state: str
    summary: str
    description: str
    customer_id: int | None
    customer: str
    item: str
    where: str
    agent: str
    priority: str
    safety: bool
    logged_at: datetime
    due_at: datetime | None
    notes: int
    chasers: int
    promises: int
    """Open ones."""
    call_backs: int = 0
    """Open ones."""
    tries: int = 0
    """How often the customer was tried."""


@dataclass(frozen=True, slots=True)
class CaseMergePreview:
    """What merging one case into the other would do."""

    survivor: CaseSide
    merged: CaseSide
    why: Phrase
    """Why this one survives."""
    proposed: bool
    """Whether that is what is proposed; the other way round where it was swapped."""
    moves: tuple[Phrase, ...]
    """What goes over to the survivor."""
    takes: tuple[Phrase, ...]
    """What the survivor takes over: safety, priority, due, what it lacked."""
    ends: tuple[Phrase, ...]
    """What ends."""
    warns: tuple[Phrase, ...]
    """What somebody should think of before."""
    refused: Phrase | None = None
    """Why it can't be merged this way round."""
    must_confirm: bool = False
    """Different customers: merging must be confirmed."""


@dataclass(frozen=True, slots=True)
class CasesMerged:
    """A merge that was made."""

    case_id: int
    """The survivor."""
    number: str
    version: int
    merged_id: int
    merged_number: str
    point: str = ""
    """Whose offer was withdrawn."""
    tell: str = ""
    """How the point hears of it: ``phone`` (somebody must ring), ``message``; empty: it never heard of it."""

    @property
    def said(self) -> tuple[Phrase, ...]:
        """What was done, and what somebody must still do."""
        done = Phrase("joint.done_merge", {"number": self.merged_number, "other": self.number})
        if not self.point:
            return (done,)
        return done, Phrase(f"ends.offer_{self.tell or 'unheard'}", {"point": self.point})


@dataclass(frozen=True, slots=True)
class SplitPiece:
    """Something said on a case that may go along when it is split."""

    key: str
    """``note:12``, ``chaser:3``, ``promise:4``."""
    at: datetime
    who: str
    words: str

    @property
    def kind(self) -> str:
        """``note``, ``chaser`` or ``promise``."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class SplitItem:
    """An item the second problem may be of."""

    item_id: int
    name: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class SplitPreview:
    """A case before it is split: what the second problem starts from."""

    case_id: int
    number: str
    version: int
    summary: str
    customer: str
    item_id: int | None
    line: str
    items: tuple[SplitItem, ...]
    pieces: tuple[SplitPiece, ...]
    rang_at: datetime
    """Since when the clock of the second problem runs, too."""
    refused: Phrase | None = None
    item_said: str = ""
    """The item of the case, where it is not on file."""


@dataclass(frozen=True, slots=True)
class Split:
    """The second problem: what is its own; place, contact and customer are the first one's."""

    description: str
    category: str = ""
    category_by: str = "chosen"
    item_id: int | None = None
    item_said: str = ""
    safety_answer: str = ""
    pieces: tuple[str, ...] = ()
    """Keys of the pieces that go along."""


@dataclass(frozen=True, slots=True)
class CaseSplit:
    """A split that was made."""

    case_id: int
    """The new case."""
    number: str
    version: int
    from_id: int
    from_number: str
    from_version: int
    safety: bool = False

    @property
    def said(self) -> tuple[Phrase, ...]:
        """What was done."""
        return (Phrase("joint.done_split", {"number": self.number, "other": self.from_number}),)


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing took back."""

    kind: str
    """``move``, ``related``, ``merged`` or ``split``."""
    case_id: int
    """The case to look at now."""
    number: str
    other_id: int | None = None
    other: str = ""
    point: str = ""
    """Whose offer was withdrawn by the merge and doesn't come back by itself."""
    apart: str = ""
    """The number of the case that had been merged or split off."""

    @property
    def said(self) -> tuple[Phrase, ...]:
        """What was taken back, and what can't be."""
        done = Phrase(f"joint.undid_{self.kind}", {"number": self.number, "other": self.other})
        if self.kind == "split":
            done = Phrase("joint.undid_split", {"number": self.apart})
        if not self.point:
            return (done,)
        return done, Phrase("joint.send_again", {"point": self.point, "number": self.apart})
