"""How far and how long it is by road: a routing service that speaks OSRM's table format, asked sparingly.

It is never waited for twice in a row: after a failure it is left alone for a while, longer after each further
one, and whoever asks meanwhile gets no answer at once. What it answered once is remembered, rounded to about
ten metres. Call it outside any transaction and any read: it waits for another machine.

The format: github.com/Project-OSRM/osrm-backend, docs/http.md, "Table service".
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any

from callcenter.points import asking
from callcenter.points.asking import Unanswered
from callcenter.settings import Settings

REMEMBERED = 20_000
"""Ways, the oldest of which are forgotten first."""
LEFT_ALONE_S = (10.0, 30.0, 120.0, 300.0)
"""Seconds after the first, second ... failure in a row."""
_DIGITS = 4

Spot = tuple[float, float]
"""Latitude and longitude, degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way by road."""

    metres: float
    seconds: float


class Roads:
    """One routing service.

    Args:
        url: its address, without a slash at its end.
        profile: ``driving``, or another that it knows.
        timeout_s: how long an answer may take as a whole.
        time: a clock that only goes on.
    """

    def __init__(
        self, url: str, profile: str, timeout_s: float, *, time: Callable[[], float] = monotonic
    ) -> None:
        self._address, self._timeout_s, self._time = f"{url}/table/v1/{profile}", timeout_s, time
        self._known: OrderedDict[tuple[Spot, Spot], Way | None] = OrderedDict()
        self._lock = threading.Lock()
        self._failures, self._left_until = 0, 0.0

    @staticmethod
    def of(settings: Settings) -> "Roads | None":
        """The house's routing service, one for the whole process; None where there is none."""
        named = settings.roads
        return _shared(named["url"], named["profile"], named["timeout_s"]) if named["url"] else None

    def ways(self, start: Spot, ends: Sequence[Spot]) -> tuple[Way | None, ...] | None:
        """The ways from a place to others; blocks for as long as an answer may take.

        Args:
            start: from where.
            ends: to where, at most some dozens.

        Returns:
            a way each, None where no road leads; or None as a whole: the service does not answer.
        """
        start, ends = _rounded(start), [_rounded(end) for end in ends]
        with self._lock:
            missing = [end for end in dict.fromkeys(ends) if (start, end) not in self._known]
            if missing and self._time() < self._left_until:
                return None
        if missing and not self._learn(start, missing):
            return None
        with self._lock:
            return tuple(self._known.get((start, end)) for end in ends)

    def _learn(self, start: Spot, ends: Sequence[Spot]) -> bool:
        places = ";".join(f"{lon:.{_DIGITS}f},{lat:.{_DIGITS}f}" for lat, lon in (start, *ends))
        try:
            said = asking.json_of(
                f"{self._address}/{places}",
                {"sources": "0", "annotations": "duration,distance"},
                timeout_s=self._timeout_s,
            )
            ways = _read(said, len(ends))
        except Unanswered:
            with self._lock:
                wait = LEFT_ALONE_S[min(self._failures, len(LEFT_ALONE_S) - 1)]
                self._failures, self._left_until = self._failures + 1, self._time() + wait
            return False
        with self._lock:
            self._failures, self._left_until = 0, 0.0
            self._known |= {(start, end): way for end, way in zip(ends, ways, strict=True)}
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return True


@lru_cache(maxsize=8)
def _shared(url: str, profile: str, timeout_s: float) -> Roads:
    return Roads(url, profile, timeout_s)


def _rounded(spot: Spot) -> Spot:
    return round(spot[0], _DIGITS), round(spot[1], _DIGITS)


def _read(said: Any, count: int) -> list[Way | None]:
    """The first row of both tables, without the way from the place to itself."""
    if not isinstance(said, Mapping) or said.get("code") != "Ok":
        raise Unanswered("not Ok")
    try:
        metres, seconds = said["distances"][0][1:], said["durations"][0][1:]
        if len(metres) != count or len(seconds) != count:
            raise Unanswered("of another size")
        return [
            None if far is None or long is None else Way(max(0.0, float(far)), max(0.0, float(long)))
            for far, long in zip(metres, seconds, strict=True)
        ]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Unanswered("in another form") from error
