"""Who can take it, best first, and why the nearer one is not: a pure function over candidates.

The best has the least score, in kilometres: its distance, and what else counts made into kilometres (see
``judging``): a day of waiting is 10 km, a closed door 100 km when it is urgent, the same fault repaired there
lately 100 km. So the nearest comes first, but one that can work today goes before one that is less than
10 km nearer and can only tomorrow; that one stands lower, and says why with the rejected. Among those alike
to the 100 m that are shown the usual point goes first, then who speaks the caller's language. Where nothing
is asked but nearness, distance alone decides.
"""

from bisect import insort
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from callcenter.dispatch.judging import Applicant, Judged, bare, hours_of, judge, serves, urgent, weigh
from callcenter.dispatch.views import Candidate, Proposal, Wish
from callcenter.i18n import Phrase, known_phrases

LIMIT = 8
REJECTED = 6
_PAGE = 16

_Key = tuple[float, bool, bool, float, int]


def rank(candidates: Iterable[Applicant], wish: Wish, at: datetime, limit: int = LIMIT) -> Proposal:
    """Rank points for a wish.

    Args:
        candidates: the points, in any order.
        wish: what they must be able to do.
        at: now, aware.
        limit: how many rows at most.

    Returns:
        the rows, best first, and why what is nearer than the first, or the usual one, isn't the first.
    """
    board = Board(wish, at, limit)
    settled = False
    for at_place, applicant in enumerate(sorted(candidates, key=lambda one: _metres(one.facts.metres))):
        settled = settled or (at_place % _PAGE == 0 and board.settled(applicant.facts.metres))
        if not settled or applicant.facts.point_id == wish.usual_point_id:
            board.add(applicant)
    return board.proposal()


class Board:
    """The ranking while it grows: applicants come nearest first, until no farther one can matter."""

    def __init__(self, wish: Wish, at: datetime, limit: int = LIMIT) -> None:
        self.wish, self.at, self.limit = replace(wish, brand=wish.brand.strip()), at, limit
        self._able: list[tuple[_Key, Judged]] = []
        self._unable: list[Judged] = []
        self.place_unknown = False

    def add(self, applicant: Applicant) -> None:
        """Judge one more; farther than those before, but for the usual point."""
        judged = judge(applicant, self.wish, self.at)
        if judged.cause:
            self._unable.append(judged)
        else:
            insort(self._able, (self._key(judged), judged), key=lambda one: one[0])

    def settled(self, metres: float | None) -> bool:
        """Whether nothing at this distance or beyond can still come among the rows."""
        if len(self._able) < self.limit or metres is None:
            return False
        last = self._able[self.limit - 1][0][0]
        km = metres / 1000
        return last < (km if bare(self.wish) else round(weigh(km, self.wish), 1))

    @property
    def first_metres(self) -> float | None:
        """How far the best one so far is; None where there is none."""
        return self._able[0][1].applicant.facts.metres if self._able else None

    def applicants(self, most: int | None = None) -> list[Applicant]:
        """Those that were judged, at most so many of those that may, and of those that may not."""
        unable = sorted(self._unable, key=_distance)[: REJECTED if most else None]
        return [judged.applicant for judged in (*(one for _, one in self._able[:most]), *unable)]

    def has(self, point_id: int) -> bool:
        """Whether a point has been judged."""
        judged = (*(one for _, one in self._able), *self._unable)
        return any(one.applicant.facts.point_id == point_id for one in judged)

    def proposal(self) -> Proposal:
        """The rows and the rejected ones as they stand."""
        able = [judged for _, judged in self._able]
        ahead = able[0] if able else None
        passed = [one for one in able[1:] if ahead and self._passed_over(one, ahead)]
        rows = able[: self.limit]
        nearest = min((_distance(one) for one in able), default=0.0)
        told = tuple(self._row(one, ahead, nearest) for one in rows if ahead)
        rejected = self._rejected(able, passed, rows, ahead)
        return Proposal(told, rejected, self.place_unknown, at=self.at)

    def _key(self, judged: Judged) -> _Key:
        facts = judged.applicant.facts
        unlike = (not self._usual(judged), not self._speaks(judged))
        if bare(self.wish):
            return (judged.score, False, False, judged.score, facts.point_id)
        if self.wish.lat is None:
            return (judged.waits, *unlike, -_room(judged), facts.point_id)
        return (round(judged.score, 1), *unlike, _distance(judged), facts.point_id)

    def _passed_over(self, one: Judged, ahead: Judged) -> bool:
        return one.drawback is not None and _distance(one) < _distance(ahead)

    def _rejected(
        self, able: list[Judged], passed: list[Judged], rows: list[Judged], ahead: Judged | None
    ) -> tuple[Candidate, ...]:
        reach = _distance(ahead) if ahead else float("inf")
        causes = {id(one): one.cause or one.drawback for one in (*self._unable, *passed)}
        shown = [one for one in (*self._unable, *passed) if _distance(one) < reach or self._usual(one)]
        for one in able:
            if self._usual(one) and one not in rows and one not in passed and ahead:
                causes[id(one)] = one.drawback or _farther("cause.farther", one, ahead)
                shown.append(one)
        shown.sort(key=lambda one: (not self._usual(one), _distance(one), one.applicant.facts.point_id))
        kept = sorted(shown[:REJECTED], key=_distance)
        return tuple(replace(self._candidate(one), cause=causes[id(one)]) for one in kept)

    def _row(self, judged: Judged, ahead: Judged | None, nearest: float) -> Candidate:
        candidate = self._candidate(judged)
        return replace(candidate, reasons=tuple(self._reasons(judged, ahead or judged, nearest)))

    def _reasons(self, judged: Judged, ahead: Judged, nearest: float) -> Iterable[Phrase]:
        facts = judged.applicant.facts
        if judged is ahead:
            yield self._why_first(judged, nearest)
        elif facts.metres is not None and _distance(judged) > _distance(ahead):
            yield _farther("reason.farther", judged, ahead)
        elif judged.drawback is None:
            yield Phrase("reason.alike")
        if self._usual(judged):
            yield Phrase("reason.usual")
        if self.wish.authorised and self.wish.brand:
            yield Phrase("reason.authorised", {"brand": self.wish.brand})
        if urgent(self.wish) and (judged.open or judged.emergency):
            yield Phrase("reason.open_now" if judged.open else "reason.emergency")
        if judged.drawback:
            yield judged.drawback
        if self._speaks(judged) and self.wish.language:
            yield Phrase("reason.language")
        if judged.open is None and not bare(self.wish):
            yield Phrase("reason.hours_unknown")
        if facts.place_quality == "city":
            yield Phrase("reason.place_rough")

    def _why_first(self, judged: Judged, nearest: float) -> Phrase:
        if judged.applicant.facts.metres is None:
            return Phrase("reason.room")
        if _distance(judged) <= nearest:
            return Phrase("reason.nearest_point" if bare(self.wish) else "reason.nearest")
        others = [one for _, one in self._able if one is not judged and _distance(one) < _distance(judged)]
        sooner = any(one.waits > judged.waits for one in others)
        return Phrase("reason.sooner" if sooner else "reason.best")

    def _candidate(self, judged: Judged) -> Candidate:
        facts, hours = judged.applicant.facts, hours_of(judged.applicant.facts)
        room = _room(judged) if facts.daily_capacity is not None else None
        return Candidate(
            point_id=facts.point_id,
            external_id=facts.external_id,
            name=facts.name,
            city=facts.city,
            address=facts.address,
            phone=facts.phone,
            metres=facts.metres,
            open=judged.open,
            opens_at=hours.next_opening(self.at) if hours and not judged.open else None,
            closes_at=hours.closes_at(self.at) if hours and judged.open else None,
            room=room,
            capacity=facts.daily_capacity,
            work_on=judged.work_on,
            matches=tuple(self._matches(judged)),
            reasons=(),
            timezone=facts.timezone,
            has_webhook=bool(facts.webhook),
            has_email=bool(facts.email),
            emergency_phone=facts.emergency_phone,
            by_road=facts.by_road,
            minutes=None if facts.seconds is None else max(1, round(facts.seconds / 60)),
        )

    def _matches(self, judged: Judged) -> Iterable[Phrase]:
        facts, wish = judged.applicant.facts, self.wish
        if wish.skill and facts.can("skill", wish.skill):
            code = f"skill.{wish.skill}"
            yield Phrase("match.skill", {"skill": code if code in known_phrases() else wish.skill})
        if wish.brand and facts.can("authorised", wish.brand):
            yield Phrase("match.authorised", {"brand": wish.brand})
        elif wish.brand and serves(facts, wish.brand):
            yield Phrase("match.brand", {"brand": wish.brand})
        elif wish.brand and not facts.abilities.get("brand"):
            yield Phrase("match.all_brands")

    def _usual(self, judged: Judged) -> bool:
        return judged.applicant.facts.point_id == self.wish.usual_point_id

    def _speaks(self, judged: Judged) -> bool:
        spoken = judged.applicant.facts.abilities.get("language", frozenset())
        wanted = self.wish.language.casefold().replace("_", "-").partition("-")[0]
        return bool(wanted) and any(one.replace("_", "-").partition("-")[0] == wanted for one in spoken)


def _metres(metres: float | None) -> float:
    return float("inf") if metres is None else metres


def _distance(judged: Judged) -> float:
    return _metres(judged.applicant.facts.metres)


def _room(judged: Judged) -> int:
    capacity = judged.applicant.facts.daily_capacity
    taken = judged.applicant.taken.get(judged.work_on, 0)
    return 1_000_000 if capacity is None else max(0, capacity - taken)


def _farther(code: str, one: Judged, ahead: Judged) -> Phrase:
    far = one.applicant.facts.metres
    if far is None or ahead.applicant.facts.metres is None:
        return Phrase("cause.place_unknown")
    return Phrase(code, {"km": round((far - ahead.applicant.facts.metres) / 1000, 1)})
