"""When a service point is open: OpenStreetMap ``opening_hours``, evaluated on the clock on its wall.

One rule decides all cases: a point is open at an instant when the clock on its wall (its zone's local time
then) shows an open time. So hours that fall in the gap of spring begin when the gap ends, and an hour
that comes twice in autumn is open twice. Instants go in and come out aware, in UTC.

The syntax is https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, read by
opening-hours-py, which also knows the public holidays (``PH``) of most countries. Unknown hours are
``None`` in place of an ``Hours``.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.points.hours_forms import normalise

__all__ = ["Hours", "normalise", "parse"]

Interval = tuple[datetime, datetime]

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_HORIZON = timedelta(days=400)  # over a year, so that hours for one season are found


class Hours:
    """Opening hours in a zone; make one with ``parse``.

    Attributes:
        text: the hours in OSM form.
        timezone: IANA name of the point's zone.
        country: the country whose public holidays count, or None.
    """

    __slots__ = ("_rules", "_zone", "country", "text", "timezone")

    def __init__(self, text: str, country: str | None, timezone: str) -> None:
        self.text = text
        self.timezone = timezone
        self.country = country
        self._zone = ZoneInfo(timezone)
        self._rules = _rules(text, country)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hours) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"Hours({self.text!r}, {self.country!r}, {self.timezone!r})"

    @property
    def _key(self) -> tuple[str, str | None, str]:
        return self.text, self.country, self.timezone

    def open_at(self, when: datetime) -> bool:
        """Whether the point is open at an aware instant; hours "by appointment" count as closed."""
        return bool(self._rules.is_open(self._wall(when)))

    def next_opening(self, after: datetime) -> datetime | None:
        """Return the first open instant at or after ``after`` (itself when open), in UTC.

        None: it does not open within 400 days.
        """
        first = next(self._pieces(after, after + _HORIZON), None)
        return first and first[0]

    def closes_at(self, when: datetime) -> datetime | None:
        """Return when the opening that holds ``when`` ends, in UTC.

        None: it is closed then, or does not close within 400 days (24/7).
        """
        until = when.astimezone(UTC) + _HORIZON
        run = next(_joined(self._pieces(when, until)), None) if self.open_at(when) else None
        return run[1] if run and run[1] < until else None

    def open_for(self, since: datetime, length: timedelta) -> datetime | None:
        """Return when the point will have been open for so long in all, counted from ``since``, in UTC.

        None: it isn't open that long within 400 days.
        """
        left = length
        for begin, end in self._pieces(since, since + _HORIZON):
            if begin + left <= end:
                return begin + left
            left -= end - begin
        return None

    def intervals(self, start: datetime, until: datetime) -> list[Interval]:
        """Return the open intervals between two aware instants, cut to them, in UTC, in order."""
        return list(_joined(self._pieces(start, until)))

    def day(self, on: date) -> list[tuple[time, time]]:
        """Return the local opening and closing times of a day, for telling a caller.

        An opening shorter than a day belongs to the day on which it begins, so its end may lie after
        midnight (22:00, 04:00); a longer one is cut at midnight. Midnight at the end is 00:00.
        """
        begin = datetime.combine(on, time())
        end = begin + _DAY
        told = []
        for opens, closes in _open(self._rules, begin - _DAY, end + _DAY):
            if closes - opens >= _DAY:
                opens, closes = max(opens, begin), min(closes, end)
            if begin <= opens < end and opens < closes:
                told.append((opens.time(), closes.time()))
        return told

    def _wall(self, when: datetime) -> datetime:
        if when.tzinfo is None:
            raise ValueError("opening hours need an aware time")
        return when.astimezone(self._zone).replace(tzinfo=None)

    def _pieces(self, start: datetime, until: datetime) -> Iterator[Interval]:
        for begin, end, offset in _steady(self._zone, start, until):
            local = ((at + offset).replace(tzinfo=None) for at in (begin, end))
            for opens, closes in _open(self._rules, *local):
                first, last = (at.replace(tzinfo=UTC) - offset for at in (opens, closes))
                yield max(first, begin), min(last, end)


def parse(text: str, *, country: str | None = None, timezone: str) -> Hours:
    """Read opening hours, in OSM form or in a form that ``normalise`` knows.

    Args:
        text: what the file or person gave.
        country: ISO 3166 code for public holidays; one whose holidays aren't known is as none.
        timezone: IANA name of the point's zone.

    Raises:
        Invalid: the hours are in no known form, or the zone isn't known.
    """
    return _parsed(text.strip(), country.upper() if country else None, timezone)


@lru_cache(maxsize=4096)
def _parsed(text: str, country: str | None, timezone: str) -> Hours:
    osm = normalise(text)
    if osm is None:
        sentence = N_(
            'opening hours "{given}" are in no known form: write them like Mo-Fr 09:00-18:00; Sa 10:00-14:00'
        )
        raise Invalid(sentence, field="opening_hours", given=text)
    try:
        return Hours(osm, country, timezone)
    except (KeyError, ValueError, OSError) as error:  # what ZoneInfo raises for what is no zone
        sentence = N_("{given} is no time zone we know: write one like Asia/Shanghai")
        raise Invalid(sentence, field="timezone", given=timezone) from error


@lru_cache(maxsize=4096)
def _rules(text: str, country: str | None) -> Any:
    # Imported late: 13 ms that the first frame need not wait for.
    from opening_hours import OpeningHours, UnknownCountryError  # type: ignore[attr-defined]  # not in its stub

    try:
        return OpeningHours(text, country=country)
    except UnknownCountryError:
        return OpeningHours(text)


def _open(rules: Any, begin: datetime, end: datetime) -> Iterator[Interval]:
    """The open intervals on the wall clock; the library counts in whole minutes."""
    from opening_hours import State

    for opens, closes, state, _comment in rules.intervals(begin, end + _MINUTE):
        if state == State.OPEN and opens < end:
            yield opens, min(closes, end)


def _steady(
    zone: ZoneInfo, start: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Cut a time into pieces of one UTC offset each, in UTC; no zone changes twice within a day."""
    begin = at = start.astimezone(UTC)
    end = until.astimezone(UTC)
    offset = _offset(zone, at)
    while at < end:
        ahead = min(at + _DAY, end)
        if _offset(zone, ahead) != offset:
            change = _change(zone, at, ahead)
            yield begin, change, offset
            begin, offset = change, _offset(zone, change)
        at = ahead
        if at - begin >= 8 * _DAY or at == end:  # often enough that a search may stop early
            yield begin, at, offset
            begin = at


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new offset, by halving."""
    offset = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after.replace(microsecond=0)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _joined(pieces: Iterator[Interval]) -> Iterator[Interval]:
    run: Interval | None = None
    for begin, end in pieces:
        if run and run[1] == begin:
            run = run[0], end
            continue
        if run:
            yield run
        run = begin, end
    if run:
        yield run
