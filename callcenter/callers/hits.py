"""What a probe of the lookup brings back, before it becomes a row."""

from dataclasses import dataclass
from enum import IntEnum

from callcenter.callers.views import LookupRow
from callcenter.i18n import Phrase


class Rank(IntEnum):
    """How good a match is, the best first."""

    NUMBER = 0
    IDENTIFIER = 1
    NAME = 2
    DIGITS = 3
    BEGINNING = 4
    PINYIN = 5
    TYPO = 6
    RETIRED = 7
    NEW = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One match of a customer or item.

    Attributes:
        rank: how good.
        why: for the agent.
        exact: whether nothing was left to guess.
        customer_id: whose; None for an item that nobody owns now.
        contact_id: the contact whose name or number matched.
        score: among hits of one rank, the higher first.
        e164: the number asked for, when that is what matched.
        number: the matching number, for itself.
        shown: the same as it may be shown.
        item_id: the item that matched.
        item: its brand and product.
        earlier_owner: the item had owners, and none now.
    """

    rank: Rank
    why: Phrase
    exact: bool
    customer_id: int | None
    contact_id: int | None = None
    score: float = 0.0
    e164: str | None = None
    number: str = ""
    shown: str = ""
    item_id: int | None = None
    item: str = ""
    earlier_owner: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of the answer with what it is sorted by."""

    rank: Rank
    score: float
    row: LookupRow
