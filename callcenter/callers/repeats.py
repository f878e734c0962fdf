"""Faults that come back on an item: "3rd time: stalls". A pure rule."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from callcenter.callers.terms import anniversary
from callcenter.callers.views import Repeat

YEARS = 2
TIMES = 2


@dataclass(frozen=True, slots=True)
class Trouble:
    """One time that an item had something: a repair or a case.

    Attributes:
        item_id: the item.
        day: when it came in.
        symptom: a taxonomy code, or the words of a file.
        component: the same.
    """

    item_id: int
    day: date | None
    symptom: str | None = None
    component: str | None = None


def since(today: date) -> date:
    """The first day that counts for repeats on a day: two years back."""
    return anniversary(today, -YEARS)


def repeats(troubles: Iterable[Trouble], today: date) -> tuple[Repeat, ...]:
    """What came twice or more within two years: the same symptom, or else the same component.

    A component stands only where none of its symptoms does, so that one fault is told once.

    Args:
        troubles: repairs and cases, each fault once.
        today: the day of the card.
    """
    recent = [each for each in troubles if each.day and since(today) <= each.day <= today]
    symptoms = _twice((each.item_id, each.symptom) for each in recent)
    told = {
        (each.item_id, _fold(each.component))
        for each in recent
        if (each.item_id, _fold(each.symptom)) in symptoms
    }
    components = {
        key: found
        for key, found in _twice((each.item_id, each.component) for each in recent).items()
        if key not in told and key not in symptoms
    }
    rows = [Repeat(item_id, words, times) for (item_id, _), (words, times) in (symptoms | components).items()]
    return tuple(sorted(rows, key=lambda row: -row.times))


def _twice(pairs: Iterable[tuple[int, str | None]]) -> dict[tuple[int, str], tuple[str, int]]:
    """What stands at least twice: its key, its words as first written, and how often."""
    counts = Counter[tuple[int, str]]()
    words: dict[tuple[int, str], str] = {}
    for item_id, said in pairs:
        if said and said.strip():
            key = (item_id, _fold(said))
            counts[key] += 1
            words.setdefault(key, said.strip())
    return {key: (words[key], times) for key, times in counts.items() if times >= TIMES}


def _fold(said: str | None) -> str:
    return " ".join((said or "").casefold().split())
