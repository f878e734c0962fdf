"""Warranty terms, judged on a day with the last known kilometres. Pure rules."""

from collections.abc import Iterable
from datetime import date, timedelta

from callcenter.callers.views import TermView

_LONGEST_YEARS = 60


def anniversary(start: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February where there is none."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def whole_years(from_on: date | None, until_on: date | None) -> int | None:
    """How many whole years a term runs, or None where it isn't whole years.

    Both ways of writing are known: until the eve of the anniversary (2022-05-10 to 2025-05-09) and until the
    anniversary itself.
    """
    if from_on is None or until_on is None or until_on < from_on:
        return None
    for years in {until_on.year - from_on.year, until_on.year - from_on.year + 1}:
        if 0 < years < _LONGEST_YEARS and _ends(from_on, years, until_on):
            return years
    return None


def _ends(from_on: date, years: int, until_on: date) -> bool:
    end = anniversary(from_on, years)
    leap = from_on.month == 2 and from_on.day == 29 and end.day == 28
    # A term from 29 February runs to 28 February, or to 1 March by the anniversary's other reading.
    last = end + timedelta(days=1) if leap else end
    return end - timedelta(days=1) <= until_on <= last


def is_over(until_on: date | None, until_km: int | None, day: date, km: int | None) -> bool:
    """Whether a term is over: after its last day, or beyond its last kilometre.

    Args:
        until_on: the last day covered, or None without an end.
        until_km: the last kilometre covered, or None without a limit.
        day: the day asked about.
        km: the last known kilometres of the item, or None.
    """
    return (until_on is not None and day > until_on) or (
        until_km is not None and km is not None and km > until_km
    )


def judge(
    kind: str,
    *,
    covers: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    until_km: int | None = None,
    source: str | None = None,
    day: date,
    km: int | None = None,
) -> TermView:
    """One term as it stands on a day.

    Args:
        kind: ``maker``, ``legal``, ``extended`` or ``part``.
        covers: the part that a part term covers; None: the whole unit.
        from_on: the first day covered.
        until_on: the last day covered.
        until_km: the last kilometre covered.
        source: who said so.
        day: the day asked about.
        km: the last known kilometres of the item.
    """
    over = is_over(until_on, until_km, day, km)
    return TermView(kind, covers, from_on, until_on, until_km, over, whole_years(from_on, until_on), source)


def running(terms: Iterable[TermView], day: date) -> tuple[TermView, ...]:
    """The terms that have begun and are not over, those of the whole unit first, then the longest."""
    begun = [term for term in terms if not term.over and (term.from_on is None or term.from_on <= day)]
    return tuple(sorted(begun, key=lambda term: (term.covers is not None, -_end(term).toordinal())))


def in_order(terms: Iterable[TermView]) -> tuple[TermView, ...]:
    """Terms as they are shown: the whole unit before its parts, then by their end."""
    return tuple(sorted(terms, key=lambda term: (term.covers is not None, _end(term), term.kind)))


def _end(term: TermView) -> date:
    return term.until_on or date.max
